"""Which program exported a file of answers, told by its columns, and how it lays answers out.

What is known of each program is ``tools.toml``. The names of columns and the lines of the header
were checked, in public repositories, against: for Qualtrics real exports with their line of
``ImportId`` and both samples in the tests of R's ``qualtRics``; for LimeSurvey headers of real
exports by answer code, timings included; for SurveyMonkey headers of real exports; for KoboToolbox
the tests of its own server (several answers joined and split); for Google Forms headers and time
stamps of real sheets in two locales.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any, Final
from zoneinfo import ZoneInfo

from folkmoot.documents import did_you_mean
from folkmoot.errors import FolkmootError
from folkmoot.files.delimited import field_names
from folkmoot.survey.reading.raw import RawTable

__all__ = ["Layout", "is_zone", "lay_out", "layout_names"]

_IMPORT_ID: Final = '{"ImportId"'
#: What SurveyMonkey writes under a question that has one column.
_SINGLE: Final = ("", "response", "open-ended response")
_CODE_AND_TEXT: Final = re.compile(r"([A-Za-z]\w*(?:\[\w+\])*)\.\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out, and why that is thought.

    Parameters
    ----------
    name
        ``qualtrics``, ``limesurvey``, ``surveymonkey``, ``kobotoolbox``, ``google_forms``, or
        ``plain`` where no program is recognised.
    title
        Its name for people.
    reason
        What tells it.
    roles
        Columns about a record: ``id``, ``started_at``, ``completed_at``, ``duration_seconds``.
    no_question
        Further columns that hold no answer.
    not_asked
        Texts by which the program says that a question was not shown.
    zone
        Time zone of its moments, where the file names it.
    time_style
        How the program writes days that can be read in two ways; empty where nobody knows.
    tries
        Columns, with the texts by which they say that a record is a try and no answer.
    """

    name: str
    title: str
    reason: str
    roles: Mapping[str, str] = field(default_factory=dict)
    no_question: frozenset[str] = frozenset()
    not_asked: tuple[str, ...] = ()
    zone: str = ""
    time_style: str = ""
    tries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def layout_names() -> list[str]:
    """Layouts that can be named in a mapping."""
    return [*_tools(), "plain"]


def is_zone(name: str) -> bool:
    """Whether a time zone is known by this name.

    Examples
    --------
    >>> is_zone("Europe/Berlin"), is_zone("Berlin"), is_zone("../up")
    (True, False, False)
    """
    try:
        return bool(ZoneInfo(name).key)
    except (OSError, ValueError, KeyError):
        return False


def lay_out(raw: RawTable, name: str = "") -> tuple[RawTable, Layout]:
    """Recognise the layout, and take the further lines of the header out of the answers.

    Parameters
    ----------
    raw
        A file as it was read.
    name
        One of `layout_names`, to overrule what is recognised.

    Returns
    -------
    tuple
        The answers, with the wording of each question as its title, and the layout.

    Raises
    ------
    FolkmootError
        ``unknown-layout``.
    """
    if name and name not in layout_names():
        hint = did_you_mean(name, layout_names())
        raise FolkmootError("unknown-layout", "file.layout", name, "a layout that is known", hint)
    raw = _older_qualtrics(raw)
    found, reason = (name, "the mapping says so") if name else _recognised(raw)
    if found == "plain":
        return raw, Layout("plain", "a plain table", reason)
    tool = _tools()[found]
    prepared, zone = _PREPARE.get(found, _as_it_is)(raw)
    return prepared, _layout(found, tool, reason, prepared, zone)


def _layout(name: str, tool: Mapping[str, Any], reason: str, raw: RawTable, zone: str) -> Layout:
    columns = raw.columns
    roles = {
        role: found
        for role, known in tool["roles"].items()
        if (found := next((each for each in known if each in columns), ""))
    }
    pattern = re.compile(tool.get("no_question_pattern", r"(?!)"))
    others = {
        column
        for column in columns
        if column in tool["no_question"] or pattern.fullmatch(column) or column in tool["signs"]
    }
    no_question = frozenset(others | set(roles.values()))
    not_asked = tuple(tool.get("not_asked", ()))
    style = tool.get("time_style", "")
    tries = {
        column: tuple(texts) for column, texts in tool.get("tries", {}).items() if column in columns
    }
    return Layout(name, tool["title"], reason, roles, no_question, not_asked, zone, style, tries)


def _recognised(raw: RawTable) -> tuple[str, str]:
    best, seen = "plain", list[str]()
    for name, tool in _tools().items():
        present = [sign for sign in tool["signs"] if sign in raw.columns]
        if tool.get("is_first"):
            present = [sign for sign in present if raw.columns[:1] == (sign,)]
        if len(present) >= tool["least"] and len(present) > len(seen):
            best, seen = name, present
    if best == "plain":
        return best, "no column is one that a survey program writes about a record"
    where = "its first column is" if _tools()[best].get("is_first") else "it has the columns"
    return best, f"{where} {', '.join(seen[:5])}"


def _as_it_is(raw: RawTable) -> tuple[RawTable, str]:
    return raw, ""


def _qualtrics(raw: RawTable) -> tuple[RawTable, str]:
    """A line of wordings follows the names, and mostly one of ``ImportId``s, with the time zone."""
    rows = raw.table.slice(0, 2).to_pylist()
    ids = next((n for n, row in enumerate(rows) if _starts(row, _IMPORT_ID)), None)
    zone = ""
    if ids is not None:
        zone = _zone(cell for cell in rows[ids].values() if cell)
        count = ids + 1
    else:
        # A workbook lacks that line; the words of the other are in the language of its owner.
        dates = [rows[0].get(name) or "" for name in ("StartDate", "EndDate")] if rows else []
        count = int(any(date and not date[0].isdecimal() for date in dates))
    titles = {name: text for name, text in rows[0].items() if text} if count and ids != 0 else {}
    return replace(raw, titles={**raw.titles, **titles}).without_first(count), zone


def _older_qualtrics(raw: RawTable) -> RawTable:
    """Older exports name their first columns V1, V2, ... and tell the names one line below."""
    rows = raw.table.slice(0, 1).to_pylist()
    if not rows or rows[0].get("V1") != "ResponseID":
        return raw
    told = {name: text or name for name, text in rows[0].items()}
    names = [told[name] if re.fullmatch(r"V\d+", name) else name for name in raw.columns]
    titles = {name: text for name, text in told.items() if name in names}
    return replace(raw, titles=titles).without_first(1).renamed(field_names(names))


def _starts(row: Mapping[str, str | None], start: str) -> bool:
    return any((cell or "").startswith(start) for cell in row.values())


def _zone(cells: Any) -> str:
    for cell in cells:
        try:
            told = json.loads(cell)
        except ValueError:
            continue
        zone = told.get("timeZone") if isinstance(told, dict) else None
        if isinstance(zone, str) and is_zone(zone):
            return zone
    return ""


def _surveymonkey(raw: RawTable) -> tuple[RawTable, str]:
    """Options stand in a second line, under the question's first column and unnamed ones."""
    identifier = next((name for name in raw.columns if name.startswith("Respondent")), "")
    rows = raw.table.slice(0, 1).to_pylist()
    if not rows or not identifier or rows[0][identifier]:
        return raw, ""
    options = [cell or "" for cell in rows[0].values()]
    names, question = [], ""
    for place, told in enumerate(raw.names):
        question = told or question
        follows = place + 1 < len(raw.names) and not raw.names[place + 1]
        is_single = options[place].casefold() in _SINGLE and told and not follows
        names.append(question if is_single else f"{question} [{options[place]}]")
    named = raw.without_first(1).renamed(field_names(names))
    titles = {name: name for name in named.columns}
    return replace(named, names=tuple(names), titles=titles), ""


def _kobotoolbox(raw: RawTable) -> tuple[RawTable, str]:
    """A line of HXL tags may follow the names."""
    rows = raw.table.slice(0, 1).to_pylist()
    cells = [cell for row in rows for cell in row.values() if cell]
    is_tags = bool(cells) and all(cell.startswith("#") for cell in cells)
    return raw.without_first(int(is_tags)), ""


def _google_forms(raw: RawTable) -> tuple[RawTable, str]:
    """Names are the wordings."""
    return replace(raw, titles={name: name for name in raw.columns}), ""


def _limesurvey(raw: RawTable) -> tuple[RawTable, str]:
    """Names may be code and wording together: ``Q1[SQ001]. How often ...``."""
    parted = {name: _CODE_AND_TEXT.fullmatch(name) for name in raw.columns}
    if sum(found is not None for found in parted.values()) * 2 < len(parted):
        return raw, ""
    codes = [found[1] if (found := parted[name]) else name for name in raw.columns]
    titles = [found[2] if (found := parted[name]) else "" for name in raw.columns]
    named = raw.renamed(field_names(codes))
    told = {name: text for name, text in zip(named.columns, titles, strict=True) if text}
    return replace(named, names=tuple(codes), titles=told), ""


_PREPARE: Final[Mapping[str, Callable[[RawTable], tuple[RawTable, str]]]] = {
    "qualtrics": _qualtrics,
    "surveymonkey": _surveymonkey,
    "kobotoolbox": _kobotoolbox,
    "google_forms": _google_forms,
    "limesurvey": _limesurvey,
}


@cache
def _tools() -> dict[str, dict[str, Any]]:
    text = resources.files(__package__).joinpath("tools.toml").read_text("utf-8")
    return tomllib.loads(text)
