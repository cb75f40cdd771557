"""Recognise questions with several answers: ours by their codes, others by their values."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow.compute as pc

from folkmoot.survey.instrument import option_of_code
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.recognise import Known, options_of
from folkmoot.survey.reading.words import is_unticked

__all__ = ["find_choices"]

_OURS: Final = ("kinds", "communities", "seek", "receptivity")
#: A part that occurs less often is what somebody wrote freely.
_LEAST: Final = 2
#: Different parts of a question with given options; with more it is free text.
_OPTIONS: Final = 30
_SEPARATORS: Final = ("; ", ";", ", ", "┋", "\n")
#: ``Q9_3``, ``Q9[SQ003]``, ``group/q9/reddit``, ``Which of these? [Reddit]``
_GROUPED: Final = re.compile(
    r"(?P<head>.+?)(?:\s?\[(?P<inside>[^\[\]]+)\]|/(?P<last>[^/]+)|_(?P<number>\d{1,3}))", re.DOTALL
)


def find_choices(
    raw: RawTable, known: Mapping[str, Known | None], free: Sequence[str]
) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Find questions with several answers.

    Parameters
    ----------
    raw
        The records.
    known
        For each column the question of ours that it is about.
    free
        Columns that are nothing else so far, in their order.

    Returns
    -------
    tuple
        Rules by name, as in ``[choices]``; why each was taken; the columns that they use.
    """
    choices: dict[str, Any] = {}
    used = list(_ours(raw, known, free, choices))
    notes = dict.fromkeys(choices, "its code is our own")
    rest = [column for column in free if column not in used]
    for head, columns in _groups(raw, rest).items():
        name = _name(head, choices)
        choices[name] = {"columns": {column: _option(raw, column) for column in columns}}
        notes[name] = "columns of ticks that belong together"
        used += columns
    for column in rest:
        found = _joined(raw, column) if column not in used else None
        if found:
            name = _name(column, choices)
            choices[name], notes[name] = found, "several answers are joined in it"
            used.append(column)
    return choices, notes, used


def _ours(
    raw: RawTable, known: Mapping[str, Known | None], free: Sequence[str], choices: dict[str, Any]
) -> Iterator[str]:
    for column in free:
        about = known[column]
        if about is None or about.question not in _OURS or not about.is_ours:
            continue
        option = option_of_code(column) or _option_in(raw, column, about.question)
        if option is None and raw.table[column].null_count < raw.table.num_rows:
            choices[about.question] = {"column": column, **_options(about.question)}
        elif option is not None and "column" not in choices.get(about.question, {}):
            # Where a column that joins all of them stands before those of each, it is read.
            value = _our_option(about.question, option, raw.titles.get(column, ""))
            choices.setdefault(about.question, {"columns": {}})["columns"][column] = value
        yield column


def _option_in(raw: RawTable, column: str, question: str) -> str | None:
    title = raw.titles.get(column, column)
    for option in options_of(question):
        if any(label and title.endswith(f"[{label}]") for label in option.label.values()):
            return option.code
    return None


def _our_option(question: str, code: str, title: str) -> str:
    found = next((each.value for each in options_of(question) if each.code == code), "")
    return found or title.rpartition(" - ")[2].strip() or code


def _options(question: str) -> Mapping[str, Any]:
    """Options of a question of ours whose answers are joined in one column."""
    options = {
        text: option.value
        for option in options_of(question)
        for text in (option.code, *option.label.values())
    }
    return {"options": options} if options else {"keep_text": True}


def _groups(raw: RawTable, columns: Sequence[str]) -> dict[str, list[str]]:
    """Columns of ticks whose names begin alike, where there are several of them."""
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for column in columns:
        parted = _GROUPED.fullmatch(column)
        if parted and _is_ticks(raw, column):
            heads[parted["head"]].append(column)
    return {head: found for head, found in heads.items() if len(found) > 1}


def _is_ticks(raw: RawTable, column: str) -> bool:
    texts = pc.unique(raw.table[column].drop_null()).to_pylist()
    ticked = [text for text in texts if not is_unticked(text)]
    return len(texts) <= 2 and len(ticked) <= 1 and bool(texts)


def _option(raw: RawTable, column: str) -> str:
    """Words of an option: the tick itself, else the end of the title or of the name."""
    texts = pc.unique(raw.table[column].drop_null()).to_pylist()
    ticked = next((text for text in texts if not is_unticked(text)), "")
    if len(ticked) > 3:
        return str(ticked)
    title = raw.titles.get(column, "").rpartition(" - ")[2].strip()
    parted = _GROUPED.fullmatch(column)
    inside = next((part for part in parted.groups()[1:] if part), "") if parted else ""
    return inside if inside and not inside.isdecimal() else title or inside or column


def _joined(raw: RawTable, column: str) -> dict[str, Any] | None:
    """A column in which a few parts come again and again, several of them in a cell."""
    texts = raw.table[column].drop_null().to_pylist()
    for sign in _SEPARATORS:
        parts = Counter(part.strip() for text in texts for part in text.split(sign))
        common = [part for part, count in parts.items() if part and count >= _LEAST]
        several = sum(sign in text for text in texts)
        if several >= _LEAST and 2 <= len(common) <= _OPTIONS and len(parts) <= 2 * len(common):
            options = {part: part for part in sorted(common)}
            return {"column": column, "separator": sign, "options": options}
    return None


def _name(head: str, taken: Mapping[str, Any]) -> str:
    """A name for a question: letters and digits of its column, each name once."""
    bare = re.sub(r"[^a-z0-9]+", "_", head.casefold()).strip("_")[:40].strip("_")
    name = base = bare if re.match(r"[a-z]", bare) else f"question_{bare}".strip("_")
    number = 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name
