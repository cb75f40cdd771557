"""Read an SPSS or Stata file in a process of its own, since a damaged one can end the process.

`folkmoot.survey.reading.statistical` starts it with the file, its form, its encoding and a folder;
the answer is left there, as a table with all that the file says of it, or as what is wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from folkmoot.errors import Problem
from folkmoot.files.cells import as_text

__all__ = ["ABOUT", "FAULTS", "RESULT", "main"]

#: Files that the worker leaves, and the key of what is known of the columns in the result's schema.
RESULT, FAULTS, ABOUT = "result.arrow", "faults.json", b"about"

#: Bytes that all cells may take: about 100 million numbers.
_CELL_BYTES: Final = 800 << 20
#: Bytes of memory that the process may have.
_MEMORY: Final = 6 << 30
_SHOWN: Final = 60
_ROW, _ANSWER = "row", "other bytes"
_RESAVE: Final = "save it again, or as CSV with the words of the answers"


class _RefusedError(Exception):
    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(str(problems[0]))
        self.problems = problems


def main(arguments: Sequence[str]) -> int:
    """Read one file: its path, ``sav`` or ``dta``, an encoding or nothing, the folder to write."""
    path, form, encoding, folder = Path(arguments[0]), *arguments[1:3], Path(arguments[3])
    _bound_memory()
    try:
        table = _table(path, form, encoding)
    except _RefusedError as error:
        problems = [asdict(problem) for problem in error.problems]
        (folder / FAULTS).write_text(json.dumps(problems), encoding="utf-8")
        return 0
    with pa.OSFile(str(folder / RESULT), "wb") as file, pa.ipc.new_file(file, table.schema) as out:
        out.write_table(table)
    return 0


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # a system without it
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _table(path: Path, form: str, encoding: str) -> pa.Table:
    _, about = _read(path, form, encoding, {"metadataonly": True})
    _check_size(path, about)
    cells, about = _read(path, form, encoding, {"user_missing": True})
    labels = {name: _words(words) for name, words in about.variable_value_labels.items()}
    known = {
        "titles": {name: text for name, text in about.column_names_to_labels.items() if text},
        "labels": labels,
        "missing": {name: sorted(codes) for name, codes in _declared(about, cells, labels)},
    }
    columns = [pa.array(map(as_text, cells[name]), pa.string()) for name in about.column_names]
    fields = [pa.field(name, pa.string()) for name in about.column_names]
    schema = pa.schema(fields, {ABOUT: json.dumps(known).encode()})
    return pa.Table.from_arrays(columns, schema=schema)


def _read(
    path: Path, form: str, encoding: str, options: Mapping[str, Any]
) -> tuple[dict[str, Any], Any]:
    import pyreadstat

    reader: Any = pyreadstat.read_sav if form == "sav" else pyreadstat.read_dta
    try:
        cells, about = reader(str(path), output_format="dict", encoding=encoding or None, **options)
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        if isinstance(error, UnicodeDecodeError) or "invalid byte sequence" in str(error):
            raise _RefusedError(_broken_words(path, reader, encoding)) from error
        raise _RefusedError([_damaged(path, str(error))]) from error
    except (
        pyreadstat.PyreadstatError, OverflowError, ValueError, TypeError, KeyError, LookupError,
        OSError, MemoryError,
    ) as error:  # fmt: skip
        raise _RefusedError([_damaged(path, str(error) or type(error).__name__)]) from error
    return cells, about


def _check_size(path: Path, about: Any) -> None:
    widths = about.variable_storage_width.values()
    count = max(about.number_rows or 0, 0)
    size = count * sum(max(width, 8) for width in widths)
    if size > _CELL_BYTES:
        got = f"{count:,} rows of {len(widths):,} variables, {size:,} bytes"
        expected = f"at most {_CELL_BYTES >> 20} MiB of cells"
        hint = "keep what you need, as CSV"
        raise _RefusedError([Problem("too-large", path.name, got, expected, hint)])
    if not about.column_names:
        raise _RefusedError([Problem("empty-file", path.name, "no variable", "answers")])


def _words(words: Mapping[Any, str]) -> dict[str, str]:
    return {text: word.strip() for code, word in words.items() if (text := as_text(code))}


def _declared(
    about: Any, cells: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Codes that the file calls missing, among those that occur or have words."""
    for name, ranges in about.missing_ranges.items():
        codes: dict[str | None, Any] = {code: _number(code) for code in labels.get(name, {})}
        codes |= {as_text(value): value for value in cells[name]}
        within = (code for code, value in codes.items() if code and _is_within(value, ranges))
        yield name, frozenset(within)
    for name, tags in about.missing_user_values.items():
        yield name, frozenset(map(str, tags))


def _number(code: str) -> float | str:
    try:
        return float(code)
    except ValueError:
        return code


def _is_within(value: Any, ranges: Iterable[Mapping[str, Any]]) -> bool:
    for one in ranges:
        low, high = one["lo"], one["hi"]
        if value is None or isinstance(value, str) != isinstance(low, str):
            continue
        if isinstance(value, str | int | float) and low <= value <= high:
            return True
    return False


def _broken_words(path: Path, reader: Any, encoding: str) -> list[Problem]:
    """Name the variables whose words are not in the file's encoding, by reading bytes as Latin."""
    hint = 'say how its texts are written: [file] encoding = "cp1252" in the mapping'
    expected = f"text in {encoding or 'the encoding that the file names'}"
    try:
        cells, about = reader(str(path), output_format="dict", encoding="LATIN1")
    except Exception as error:  # noqa: BLE001 - whatever the library raises, the file is at fault
        return [_damaged(path, str(error))]
    found = [
        # What a respondent wrote is not shown.
        Problem("broken-labels", where, _ANSWER if _ROW in where else text[:_SHOWN], expected, hint)
        for where, text in _texts(about, cells)
        if not _is_sound(text, encoding or "utf-8")
    ]
    whole = Problem("broken-labels", path.name, "text that cannot be read", expected, hint)
    return found or [whole]


def _texts(about: Any, cells: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """All the words of a file, each with its place."""
    for name, title in about.column_names_to_labels.items():
        yield f"title of variable {name}", title or ""
    for name, words in about.variable_value_labels.items():
        for code, word in words.items():
            yield f"variable {name}, label of {as_text(code)}", word
    for name, column in cells.items():
        for number, value in enumerate(column, start=1):
            if isinstance(value, str) and not value.isascii():
                yield f"variable {name}, {_ROW} {number:,}", value


def _is_sound(text: str, codec: str) -> bool:
    try:
        text.encode("latin-1").decode(codec)
    except (UnicodeError, LookupError):
        return False
    return True


def _damaged(path: Path, got: str) -> Problem:
    return Problem("damaged-file", path.name, got, "a sound SPSS or Stata file", _RESAVE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
