"""The source itself: a table and its mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.files.base import Page
from folkmoot.files.counting import count_csv, count_lines
from folkmoot.files.delimited import csv_columns
from folkmoot.files.guessing import find_delimiter, guess_encoding
from folkmoot.files.opening import check_encoding, stem
from folkmoot.ladder import RUNGS
from folkmoot.sources._options import unknown_options
from folkmoot.sources._parquet import count_parquet, parquet_columns
from folkmoot.sources.base import About, Claim, Mapped, Tells
from folkmoot.sources.table.layout import SUFFIXES, form_of, table_files
from folkmoot.sources.table.mapping import TableMapping, check_columns, read_mapping
from folkmoot.sources.table.pages import table_pages
from folkmoot.sources.table.rows import map_page
from folkmoot.sources.table.shipped import MARK, shipped_for, shipped_mappings
from folkmoot.sources.table.workbook import count_workbook, workbook_columns

__all__ = ["TableSource"]

_OPTIONS: Final = ("mapping", "mapping_text", "encoding", "delimiter")
_SUGGEST: Final = "folkmoot add FILE --suggest writes a first mapping"


class TableSource:
    """A CSV, XLSX, NDJSON or Parquet file, or a folder of such files of one layout, with a mapping.

    Options: ``mapping``, the path of the mapping file (by default the table's own path with
    ``.mapping.toml`` behind it), or ``shipped:`` and the name of one that comes with folkmoot, as
    for exports of Weibo and of Douban groups; ``encoding`` and ``delimiter``, which the mapping
    may also give. Settled, the mapping's text itself stands in ``mapping_text``.
    """

    name = "table"
    version = "1"
    about = About(
        title="A table of any origin: CSV, XLSX, NDJSON or Parquet, with a mapping",
        platforms=(),
        export="Whatever exports tables; `folkmoot add FILE --suggest` writes a first mapping.",
        frame="community",
        actor_scheme="id",
        time_source="server",
        rungs={
            rung.name: Tells("partly", "what its columns tell; the mapping says which they are")
            for rung in RUNGS
            if rung.bit is not None
        },
        deletes="Nothing is taken back, unless a column maps to the verb Delete.",
        edits="The newest state is added beside the older, where a column maps to Update.",
        options={
            "mapping": "path of the mapping file, or shipped:NAME for one that comes with folkmoot",
            "encoding": "encoding of the file, where the mapping does not say it",
            "delimiter": "what stands between the columns of a CSV file",
        },
    )

    def claim(self, path: Path) -> Claim | None:
        """Claim a file that is a table by its name, surer when its mapping lies beside it."""
        beside = _beside(path)
        if beside.is_file():
            reason = f"{beside.name} lies beside it"
            return Claim(0.6, reason, {"mapping": str(beside)})
        files = table_files(path)
        if not files or _suffix(files[0]) not in SUFFIXES:
            return None
        if found := _shipped_claim(files[0]):
            return found
        return Claim(0.2, f"a table by its name; it needs a mapping ({_SUGGEST})")

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Read the mapping in, and find the layout.

        Raises
        ------
        FolkmootError
            ``unknown-option``, ``missing-option``, ``bad-toml``, ``no-file``, or all that is
            wrong with the mapping, the columns that the table lacks among it.
        """
        problems = unknown_options(options, _OPTIONS)
        if problems:
            raise ProblemGroup(str(path), problems)
        text, title = _mapping_text(path, options)
        mapping = read_mapping(text, title)
        encoding = check_encoding(options.get("encoding") or mapping.encoding or "utf-8")
        settled = {
            "mapping_text": text,
            "encoding": "" if encoding == "utf-8" else encoding,
            "delimiter": options.get("delimiter") or mapping.delimiter,
        }
        first = next(iter(self.files(path)))
        if not settled["delimiter"] and form_of(first) == "csv":
            settled["delimiter"] = find_delimiter(first, settled["encoding"])
        if columns := _columns(first, settled):
            _require(Path(title), mapping, columns)
        return settled

    def files(self, path: Path) -> Sequence[Path]:
        """List the tables of a folder by name, or the one file.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        files = table_files(path)
        if not files:
            expected = f"files that end in {', '.join(SUFFIXES)}, or these compressed"
            raise FolkmootError("no-file", str(path), "no table", expected)
        return files

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count records outside quotes, lines, or what the Parquet footer says."""
        form, encoding = form_of(path), options.get("encoding", "")
        if form == "parquet":
            return count_parquet(path)
        if form == "xlsx":
            return count_workbook(path)
        if form == "ndjson":
            return count_lines(path, encoding)
        return count_csv(path, options.get("delimiter") or ",", encoding)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the raw pages of one table.

        Raises
        ------
        FolkmootError
            As the readers do; a group of ``missing-column`` where the table lacks columns of its
            mapping.
        """
        mapping = _mapping(options["mapping_text"])
        if columns := _columns(path, options):
            _require(path, mapping, columns)
        seen: dict[str, None] = {}
        for page in table_pages(path, options):
            seen |= dict.fromkeys(page.records.schema.names[2:])
            yield page
        if seen and not columns:
            _require(path, mapping, list(seen))

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows."""
        return map_page(page, _mapping(options["mapping_text"]))

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Columns that the mapping says name people."""
        del kind  # a table has records of one kind
        mapping = _mapping(options["mapping_text"])
        found = dict.fromkeys(mapping.mentions, "mention") | dict.fromkeys(mapping.names, "name")
        for table, field, role in _PEOPLE:
            given = mapping.tables.get(table, {}).get(field)
            found |= dict.fromkeys(given.columns if given else (), role)
        return found


#: Fields whose columns name people; an author's role wins over a mention's.
_PEOPLE: Final = (
    ("activities", "in_reply_to_actor", "mention"),
    ("activities", "actor", "author"),
    ("members", "actor", "author"),
)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.mapping.toml")


def _suffix(path: Path) -> str:
    return Path(stem(path)).suffix.lower()


def _mapping_text(path: Path, options: Mapping[str, str]) -> tuple[str, str]:
    """The mapping's text, and what to call it in an error."""
    if text := options.get("mapping_text"):
        return text, "mapping"
    given = options.get("mapping")
    if given and given.startswith(MARK):
        return _shipped_text(given.removeprefix(MARK)), given
    file = Path(given) if given else _beside(path)
    if not given and not file.is_file():
        got = f"no mapping for {path.name}"
        problem = Problem("missing-option", "mapping", got, "a mapping file", _SUGGEST)
        raise ProblemGroup(str(path), [problem])
    try:
        return file.read_text("utf-8-sig"), str(file)
    except (OSError, UnicodeDecodeError) as error:
        raise FolkmootError("no-file", str(file), str(error), "a mapping in UTF-8") from error


def _shipped_text(name: str) -> str:
    known = shipped_mappings()
    if name not in known:
        expected = f"one of {', '.join(one.option for one in known.values())}"
        raise FolkmootError("unknown-value", "mapping", f"{MARK}{name}", expected)
    return known[name].mapping


def _shipped_claim(path: Path) -> Claim | None:
    """A claim where the columns are those of a mapping that comes with folkmoot."""
    try:
        form = form_of(path)
        # All of these programs are Chinese: what is not UTF-8 is in the encoding of China.
        encoding = "gb18030" if form == "csv" and guess_encoding(path) else ""
        delimiter = find_delimiter(path, encoding) if form == "csv" else ""
        columns = _columns(path, {"encoding": encoding, "delimiter": delimiter})
    except FolkmootError:
        return None
    found = shipped_for(columns)
    if found is None:
        return None
    told = {"mapping": found.option, **({"encoding": encoding} if encoding else {})}
    return Claim(0.8, f"its columns are those of {found.title}", told)


@lru_cache(maxsize=16)
def _mapping(text: str) -> TableMapping:
    return read_mapping(text, "mapping")


def _require(title: Path, mapping: TableMapping, columns: Sequence[str]) -> None:
    if missing := check_columns(mapping, columns):
        raise ProblemGroup(str(title), missing)


def _columns(path: Path, options: Mapping[str, str]) -> list[str]:
    """Columns of a table by its header; none for NDJSON, where only its whole can tell."""
    form, encoding = form_of(path), options.get("encoding", "")
    if form == "parquet":
        return parquet_columns(path)
    if form == "xlsx":
        return workbook_columns(path)
    if form == "csv":
        return csv_columns(path, options.get("delimiter") or ",", encoding)
    return []
