"""A first mapping of a file of answers: what was recognised, and why.

It is a draft for a person. Where a file was answered to our own questionnaire everything is
recognised, and the draft can be used as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.brief.codes import COUNTRIES
from folkmoot.survey.instrument import Option, country_number
from folkmoot.survey.reading.categories import category_of
from folkmoot.survey.reading.layouts import Layout
from folkmoot.survey.reading.mapping import survey_name
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.recognise import (
    ITEMS,
    Known,
    known_of,
    options_of,
    questionnaire,
    topic_of,
)
from folkmoot.survey.reading.several import find_choices
from folkmoot.survey.reading.words import compared, is_private, is_unticked, words
from folkmoot.survey.responses import AnswerState

__all__ = ["Suggestion", "suggest"]

#: Share of a column's different values that must be how often before its wording decides.
_MOST: Final = 0.6
#: Different values of a question with given answers; more are numbers or free text.
_VALUES: Final = 40
#: Different codes of a scale, those for no answer among them.
_CODES: Final = 14
_CODE: Final = re.compile(r"-?\d{1,3}")
_OUR_SEGMENTS: Final = ("age_band", "gender", "country", "education")
_STATES: Final = {AnswerState.REFUSED: "refused", AnswerState.DONT_KNOW: "dont_know"}
_REPLICATE: Final = ("rw", "repwt", "repwgt", "brr", "jkw", "replicate")


@dataclass
class Suggestion:
    """A mapping as plain data, with notes for people.

    Parameters
    ----------
    document
        As in ``survey.toml``.
    notes
        By path of keys, why something was taken, or what to check.
    unclear
        Texts among the answers that no scale explains, each with a column that has it.
    unused
        Columns that were not recognised.
    has_our_items
        Whether most items of our questionnaire were recognised, and no others.
    """

    document: dict[str, Any] = field(default_factory=dict)
    notes: dict[tuple[str, ...], str] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    has_our_items: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the items are our own, and every answer to them is understood."""
        return self.has_our_items and not self.unclear


def suggest(path: Path, raw: RawTable, layout: Layout, name: str = "") -> Suggestion:
    """Suggest a mapping of a file that was read and laid out."""
    return _Suggester(path, raw, layout, name).suggestion()


class _Suggester:
    def __init__(self, path: Path, raw: RawTable, layout: Layout, name: str) -> None:
        self._raw = raw
        self._layout = layout
        self._found = Suggestion({"name": name or survey_name(path), "population": ""})
        self._found.document["sample_kind"] = "non-probability"
        self._columns = [
            column
            for column in raw.columns
            if column not in layout.no_question and not is_private(column)
        ]
        self._known = {column: self._known_of(column) for column in self._columns}
        self._used: set[str] = set()
        ours = {each.question for each in self._known.values() if each and each.is_ours}
        # A column named "read" with codes from 1 to 5 may be anybody's: only many of them are ours.
        self._has_our_codes = 2 * len(ours & {*ITEMS}) >= len(ITEMS)
        self._scale: dict[str, float] = {}
        self._missing: dict[str, list[str]] = {}

    def suggestion(self) -> Suggestion:
        found = self._found
        for part in (self._people, self._items, self._segments, self._design, self._choices):
            self._used |= {*part()}
        found.document["scale"] = dict(sorted(self._scale.items(), key=lambda pair: -pair[1]))
        for text in self._layout.not_asked:
            self._add_missing("not_asked", text)
        found.document["missing"] = self._missing
        found.unused = [column for column in self._columns if column not in self._used]
        items = found.document["items"]
        ours = [item for item in items if self._is_ours(item)]
        if found.document["items"] and ours == list(items):
            found.document["blocks"] = _blocks(ours)
        found.has_our_items = 2 * len(ours) >= len(ITEMS) and ours == list(items)
        return found

    def _is_ours(self, item: str) -> bool:
        listed = self._found.document["items"][item]
        column = listed if isinstance(listed, str) else listed["columns"][0]
        known = self._known[column]
        return known is not None and known.is_ours

    def _known_of(self, column: str) -> Known | None:
        return known_of(column, self._raw.titles.get(column, ""))

    def _texts(self, column: str) -> list[str]:
        """Different values of a column, as words where the file has words for its codes."""
        values = pc.unique(self._raw.table[column].drop_null()).to_pylist()
        return [str(value) for value in values]

    def _label(self, column: str, text: str) -> str:
        return self._raw.labels.get(column, {}).get(text, text)

    def _people(self) -> Iterator[str]:
        people: dict[str, Any] = {}
        for column in self._columns:
            topic = topic_of(column, "", words().people)
            if topic and topic not in self._layout.roles and topic not in people:
                people[topic] = column
                self._found.notes["people", topic] = "what it is called"
                yield column
        consent = next((c for c, known in self._known.items() if _is(known, "consent")), None)
        if consent:
            yes = next(option for option in options_of("consent") if option.value == "yes")
            spelt = [yes.code, *yes.label.values(), "yes", "Y"]
            people["only"] = {consent: spelt}
            self._found.notes["people", "only"] = "who did not consent is set aside"
            yield consent
        if people:
            self._found.document["people"] = people

    # --- items ---------------------------------------------------------------------------------

    def _items(self) -> Iterator[str]:
        items: dict[str, Any] = {}
        for column, known in self._known.items():
            if known is None or known.question not in ITEMS or known.question in items:
                continue
            # What bare codes mean only the questionnaire tells: they are asked for.
            if self._is_frequency(column, known) or self._is_coded(column):
                items[known.question] = column
                self._take_scale(column, known)
            elif self._is_ticks(column):
                items[known.question] = {"columns": [column], "chosen": 1}
                note = f"{known.reason}; a tick is taken for once a month"
                self._found.notes["items", known.question] = note
            else:
                continue
            self._found.notes.setdefault(("items", known.question), known.reason)
            yield column
        order = [item for item in ITEMS if item in items]
        self._found.document["items"] = {item: items[item] for item in order}

    def _is_frequency(self, column: str, known: Known) -> bool:
        texts = self._texts(column)
        if not texts or len(texts) > _VALUES:
            return False
        understood = [text for text in texts if self._times(column, text, known) is not None]
        silent = [text for text in texts if self._silence(column, text)]
        return len(understood) + len(silent) >= _MOST * len(texts) and bool(understood or silent)

    def _is_coded(self, column: str) -> bool:
        texts = self._texts(column)
        return 2 < len(texts) <= _CODES and all(_CODE.fullmatch(text) for text in texts)

    def _is_ticks(self, column: str) -> bool:
        texts = self._texts(column)
        ticked = [text for text in texts if not is_unticked(text)]
        return bool(texts) and len(texts) <= 3 and len(ticked) == 1

    def _option(self, question: str, column: str, text: str) -> Option | None:
        """The option of ours that a value is: by its words, or by its code where codes are ours."""
        label = self._label(column, text)
        for option in options_of(question):
            is_code = self._has_our_codes and label == text and text == option.code
            if is_code or compared(label) in {compared(each) for each in option.label.values()}:
                return option
        return None

    def _times(self, column: str, text: str, known: Known) -> float | None:
        option = self._option(known.question, column, text)
        if option is not None and option.times is not None:
            return option.times
        return words().times.get(compared(self._label(column, text)))

    def _silence(self, column: str, text: str) -> str | None:
        known = self._known.get(column)
        option = self._option(known.question, column, text) if known is not None else None
        if option is not None and option.state is not None:
            return _STATES[option.state]
        spelt = compared(self._label(column, text))
        kinds = words().missing.items()
        told = next((kind for kind, listed in kinds if spelt in listed), None)
        return told or ("skipped" if text in self._raw.missing.get(column, ()) else None)

    def _take_scale(self, column: str, known: Known) -> None:
        for text in self._texts(column):
            label = self._label(column, text)
            kind = self._silence(column, text)
            times = self._times(column, text, known)
            if kind:
                self._add_missing(kind, label)
            elif times is not None:
                self._scale[label] = times
            else:
                self._found.unclear.setdefault(label, column)

    def _add_missing(self, kind: str, text: str) -> None:
        listed = self._missing.setdefault(kind, [])
        if compared(text) not in {compared(each) for each in listed}:
            listed.append(text)

    # --- who people are ------------------------------------------------------------------------

    def _segments(self) -> Iterator[str]:
        segments: dict[str, Any] = {}
        for column, known in self._known.items():
            ours = known.question if known is not None and known.is_ours else None
            topic = ours if ours in _OUR_SEGMENTS else None
            topic = topic or topic_of(column, self._raw.titles.get(column, ""), words().segments)
            if topic is None or topic in segments or not self._texts(column):
                continue
            segments[topic] = self._segment(topic, column, is_ours=topic == ours)
            why = known.reason if topic == ours and known is not None else "what it is called"
            self._found.notes["segments", topic] = why
            yield column
        self._found.document["segments"] = segments

    def _segment(self, topic: str, column: str, *, is_ours: bool) -> dict[str, Any]:
        categories: dict[str, str] = {}
        for text in self._texts(column)[:_VALUES]:
            label = self._label(column, text)
            kind = self._silence(column, text) if not label.isdecimal() or is_ours else None
            if kind:
                self._add_missing(kind, label)
                continue
            category = self._category(topic, column, text) if is_ours else None
            if category is None and category_of(topic, label) is None:
                category = ""
                self._found.notes["segments", topic, "categories", label] = "which category is it?"
            if category is not None:
                categories[label] = category
        return {"column": column, **({"categories": categories} if categories else {})}

    def _category(self, topic: str, column: str, text: str) -> str | None:
        """Category of an option of ours; an empty one for other countries than those listed."""
        if topic == "country" and self._has_our_codes:
            by_number = {country_number(code): code for code in COUNTRIES}
            if text in by_number:
                return by_number[text]
        option = self._option(topic, column, text)
        if option is None:
            return None
        return "" if topic == "country" else option.value

    # --- questions with several answers ----------------------------------------------------------

    def _choices(self) -> Iterator[str]:
        free = [column for column in self._columns if column not in self._used]
        choices, notes, used = find_choices(self._raw, self._known, free)
        self._found.document["choices"] = choices
        self._found.notes.update({("choices", name): note for name, note in notes.items()})
        yield from used

    # --- how the sample was drawn ----------------------------------------------------------------

    def _design(self) -> Iterator[str]:
        design: dict[str, Any] = {}
        replicates: list[str] = []
        for column in self._columns:
            if column in self._used:
                continue
            topic = topic_of(column, self._raw.titles.get(column, ""), words().design)
            if topic and topic not in design and (topic != "weight" or self._is_number(column)):
                design[topic] = column
                self._found.notes["design", topic] = "what it is called"
                yield column
            elif _is_replicate(column) and self._is_number(column):
                replicates.append(column)
                yield column
        if replicates:
            design["replicates"] = replicates
        if design:
            self._found.document["design"] = design

    def _is_number(self, column: str) -> bool:
        sample = self._raw.table[column].slice(0, 1_000)
        try:
            sample.cast(pa.float64())
        except pa.ArrowInvalid:
            return False
        return bool(sample.null_count < len(sample))


def _blocks(items: list[str]) -> list[list[str]]:
    """Items that our questionnaire shows together."""
    shown = [[each.id for each in section.questions] for section in questionnaire().sections]
    blocks = [[item for item in section if item in items] for section in shown]
    return [block for block in blocks if block]


def _is(known: Known | None, question: str) -> bool:
    return known is not None and known.is_ours and known.question == question


def _is_replicate(column: str) -> bool:
    head = column.casefold().rstrip("0123456789").rstrip("_")
    return head in _REPLICATE and column[-1:].isdecimal()
