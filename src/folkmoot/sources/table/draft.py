"""Write a first mapping of a table, with a reason beside each guess.

It is a draft for a person: what could not be guessed is left empty, so that it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from folkmoot.activity import KINDS
from folkmoot.errors import FolkmootError
from folkmoot.files.guessing import find_delimiter, guess_encoding
from folkmoot.files.opening import stem
from folkmoot.sources.table.fields import FIELDS
from folkmoot.sources.table.guess import Draft, Guess, guess
from folkmoot.sources.table.layout import form_of, table_files
from folkmoot.sources.table.pages import table_pages

__all__ = ["suggest"]

#: Records that are looked at.
_SAMPLE: Final = 1_000
_MEMBER_ONLY: Final = FIELDS["members"].keys() - FIELDS["activities"].keys()


def suggest(path: Path, options: Mapping[str, str] | None = None) -> str:
    """Write a first mapping of a table.

    Parameters
    ----------
    path
        The table, or a folder of tables, the first of which is looked at.
    options
        ``encoding`` and ``delimiter``, where they are known; else both are guessed.

    Returns
    -------
    str
        TOML text, for a person to check.

    Raises
    ------
    FolkmootError
        As the readers do; ``no-file``; ``empty-file`` where there is no record to look at.
    """
    first = next(iter(table_files(path)), path)
    layout = _found_layout(first, options or {})
    page = next(table_pages(first, layout), None)
    if page is None or not page.records.num_rows:
        raise FolkmootError("empty-file", str(first), "no record", "at least one, to look at")
    records = page.records.slice(0, _SAMPLE)
    samples = {name: records[name].drop_null() for name in records.schema.names[2:]}
    draft = guess(stem(first), samples)
    lines = [*_head(first, records.num_rows, draft), *_layout(layout, draft), *_tables(draft)]
    lines += _rest(draft, list(samples))
    return "\n".join(lines) + "\n"


def _found_layout(path: Path, options: Mapping[str, str]) -> dict[str, str]:
    form = form_of(path)
    encoding = options.get("encoding") or (
        "" if form in {"parquet", "xlsx"} else guess_encoding(path)
    )
    given = options.get("delimiter", "")
    delimiter = given or (find_delimiter(path, encoding) if form == "csv" else "")
    return {"encoding": encoding, "delimiter": delimiter}


def _head(path: Path, count: int, draft: Draft) -> Iterator[str]:
    yield f"# A first mapping of {path.name}, guessed from {count} records: check each line."
    yield ""
    yield f"platform = {_quoted(draft.platform)}  # {draft.platform_reason}"
    choice = "" if draft.kind else f"; one of {', '.join(KINDS)}"
    yield f"kind = {_quoted(draft.kind)}  # {draft.kind_reason}{choice}"
    if "community" not in draft.fields:
        yield '# community = ""  # name of the community, where all records are of one'
    yield 'sampling_frame = "community"  # a guess; "keyword" where a search gathered the records'
    yield 'actor_scheme = "id"  # "hash" where the exporting tool masked people, "handle" for names'
    yield 'nobody = ["[deleted]"]  # what stands for people whom the table does not name'
    names = ", ".join(_quoted(name) for name in draft.names)
    yield f"names = [{names}]  # columns with people's names, blanked when they are forgotten"


def _layout(layout: Mapping[str, str], draft: Draft) -> Iterator[str]:
    given = {key: layout[key] for key in ("encoding", "delimiter") if layout.get(key)}
    if given:
        yield ""
        yield "[file]"
        yield from (f"{key} = {_quoted(value)}" for key, value in given.items())
    if any(one.style and not one.style.startswith("unix") for one in draft.fields.values()):
        yield ""
        yield "[time]"
        yield '# zone = "Asia/Shanghai"  # zone of the times that carry none, else UTC is taken'


def _tables(draft: Draft) -> Iterator[str]:
    fields = dict(draft.fields)
    is_activity = "published_at" in fields or bool(fields.keys() & {"text", "title"})
    if is_activity:
        yield from _activities(fields, draft)
    if fields.keys() & _MEMBER_ONLY or not is_activity:
        # In a table of people, what numbers the records numbers the people.
        actor = fields.get("actor", fields.get("id"))
        members = {name: fields[name] for name in FIELDS["members"] if name in fields}
        yield from _section("members", members | ({"actor": actor} if actor else {}))
        if not actor:
            yield 'actor = ""  # which column names the person?'
    if draft.metrics:
        if not is_activity:
            yield from ("", "[observations]", 'object = ""  # which column names what is counted?')
        yield from _section("counts", draft.metrics)


def _activities(fields: Mapping[str, Guess], draft: Draft) -> Iterator[str]:
    mapped = {name: fields[name] for name in FIELDS["activities"] if name in fields}
    yield from _section("activities", mapped)
    yield f'object_type = {{ value = "{draft.object_type}" }}  # {draft.object_reason}'
    if "published_at" not in mapped:
        yield 'published_at = ""  # which column tells when?'
    if "actor" not in mapped:
        yield "# actor: no column of such a name; activities without one count for nobody"


def _section(name: str, fields: Mapping[str, Guess]) -> Iterator[str]:
    yield ""
    yield f"[{name}]"
    for field, found in fields.items():
        yield f"{field} = {_value(found)}  # {found.reason}"


def _value(found: Guess) -> str:
    if len(found.columns) > 1:
        return f"{{ columns = [{', '.join(map(_quoted, found.columns))}] }}"
    column = _quoted(found.columns[0])
    return f'{{ column = {column}, style = "{found.style}" }}' if found.style else column


def _rest(draft: Draft, columns: Sequence[str]) -> Iterator[str]:
    found = [*draft.fields.values(), *draft.metrics.values()]
    used = {column for one in found for column in one.columns} | set(draft.names)
    left = [column for column in columns if column not in used]
    if left:
        yield ""
        yield f"# Not used: {', '.join(map(_quoted, left))}"


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
