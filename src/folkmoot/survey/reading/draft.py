"""Write a suggested mapping as TOML, with a reason beside each line, for a person to correct."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from folkmoot.survey.reading.layouts import Layout
from folkmoot.survey.reading.mapping import SurveyMapping
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.read import open_answers
from folkmoot.survey.reading.recognise import ITEMS
from folkmoot.survey.reading.suggest import Suggestion, suggest

__all__ = ["draft_text", "suggest_mapping"]

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_TABLES: Final = ("people", "design", "missing")


def suggest_mapping(path: str | Path, name: str = "", encoding: str = "") -> str:
    """Write a first mapping of a file of answers.

    Parameters
    ----------
    path
        CSV, TSV, XLSX, SPSS or Stata.
    name
        Of the survey; by default from the file's name.
    encoding
        How the text is written; guessed where it is not told, and said in the mapping.

    Returns
    -------
    str
        TOML text, for a person to check; ``population`` is left empty, so that it is asked for.

    Raises
    ------
    FolkmootError
        As the readers do.
    """
    place = Path(path)
    guessed = encoding or _guess(place)
    raw, layout = open_answers(place, _only_file(guessed))
    found = suggest(place, raw, layout, name)
    if guessed:
        found.document["file"] = {"encoding": guessed}
    return draft_text(place, raw, layout, found)


def _guess(path: Path) -> str:
    from folkmoot.files.guessing import guess_encoding
    from folkmoot.survey.reading.files import form_of

    return guess_encoding(path) if form_of(path) == "csv" else ""


def _only_file(encoding: str) -> SurveyMapping:
    """A mapping that says how the file is written, and nothing else."""
    return SurveyMapping.model_validate(
        {
            "population": "not told yet",
            "sample_kind": "non-probability",
            "items": {ITEMS[0]: {"columns": ["none"]}},
            "file": {"encoding": encoding},
        }
    )


def draft_text(path: Path, raw: RawTable, layout: Layout, found: Suggestion) -> str:
    """Write a suggestion; the same text for the same file."""
    return "\n".join(_lines(path, raw, layout, found)) + "\n"


def _lines(path: Path, raw: RawTable, layout: Layout, found: Suggestion) -> Iterator[str]:
    document = found.document
    yield f"# A first mapping of {path.name} ({raw.read_count:,} records): check each line."
    yield f"# It is read as {layout.title}, since {layout.reason}."
    yield ""
    yield f"name = {_quoted(document['name'])}"
    whom = "whom does the sample speak of? such as: online adults of Germany"
    yield f"population = {_quoted(document['population'])}  # {whom}"
    kind = document["sample_kind"]
    yield f"sample_kind = {_quoted(kind)}  # probability only if all were drawn with known chances"
    yield "is_simulated = false"
    if document.get("blocks"):
        yield f"blocks = {_value(document['blocks'])}  # shown together"
    if document.get("file"):
        yield from ("", "[file]", f"encoding = {_quoted(document['file']['encoding'])}  # guessed")
    if "design" not in document:
        yield "# No weight, stratum or cluster was found: a simple random sample will be taken for."
    for table in _TABLES[:2]:
        yield from _table(found, table, document.get(table, {}))
    yield from _segments(found, document.get("segments", {}))
    yield from _items(found, document["items"])
    yield from _scale(found, document["scale"])
    yield from _table(found, "missing", document.get("missing", {}))
    yield from _choices(found, document.get("choices", {}))
    if found.unused:
        yield ""
        yield f"# Not used: {', '.join(map(_quoted, found.unused))}"


def _table(found: Suggestion, name: str, values: Mapping[str, Any]) -> Iterator[str]:
    if not values:
        return
    yield ""
    yield f"[{name}]"
    for key, value in values.items():
        note = found.notes.get((name, key))
        yield f"{_key(key)} = {_value(value)}" + (f"  # {note}" if note else "")


def _segments(found: Suggestion, segments: Mapping[str, Any]) -> Iterator[str]:
    for name, rule in segments.items():
        yield ""
        yield f"[segments.{_key(name)}]"
        yield f"column = {_quoted(rule['column'])}  # {found.notes['segments', name]}"
        categories = rule.get("categories", {})
        if categories:
            yield f"[segments.{_key(name)}.categories]"
        for text, category in categories.items():
            note = found.notes.get(("segments", name, "categories", text))
            yield f"{_quoted(text)} = {_quoted(category)}" + (f"  # {note}" if note else "")
    if not segments:
        yield ""
        yield "# No age, gender or country was recognised: [segments.age_band] column = ..."


def _items(found: Suggestion, items: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield "[items]"
    for item, rule in items.items():
        yield f"{item} = {_value(rule)}  # {found.notes['items', item]}"
    missing = [item for item in ITEMS if item not in items]
    if missing:
        yield f"# Not found: {', '.join(missing)}"


def _scale(found: Suggestion, scale: Mapping[str, float]) -> Iterator[str]:
    if not scale and not found.unclear:
        return
    yield ""
    yield "[scale]  # times a month"
    for text, times in scale.items():
        yield f"{_quoted(text)} = {times:g}"
    for text, column in found.unclear.items():
        where = f"in column {_quoted(column)}"
        yield f"# {_quoted(text)} = ?  # {where}: times a month, or a text of [missing]"


def _choices(found: Suggestion, choices: Mapping[str, Any]) -> Iterator[str]:
    for name, rule in choices.items():
        yield ""
        yield f"[choices.{_key(name)}]  # {found.notes['choices', name]}"
        for key, value in rule.items():
            yield f"{key} = {_value(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _quoted(value) if isinstance(value, str) else f"{value:g}"


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
