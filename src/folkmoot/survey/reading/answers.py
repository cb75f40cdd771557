"""From the text of a cell to times a month, or to the kind of silence it is.

Four kinds of silence mean different things and are kept apart: not asked, refused, don't know,
skipped. An answer that no scale has is never guessed. A text that is not known is the mapping's
fault and refuses the file, since it may be anything. A number outside the scale is the record's
fault: the respondent stays, the item becomes unknown, and the answer is set aside and counted.
Beyond one in twenty the mapping is at fault after all (the bound is our judgement).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from folkmoot import ladder
from folkmoot.errors import Problem
from folkmoot.files import Fault
from folkmoot.survey.reading.mapping import ItemRule, MissingRule, SurveyMapping
from folkmoot.survey.reading.raw import RawTable, seen
from folkmoot.survey.reading.words import compared, is_unticked
from folkmoot.survey.responses import AnswerState

__all__ = ["Answers", "Silences", "read_items", "silences"]

_Times = npt.NDArray[np.float64]
_States = npt.NDArray[np.int8]

#: Share of an item's answers outside its scale beyond which the mapping is wrong, and how many of
#: them say so in a small file.
_TOO_MANY: Final = 0.05
_FEW: Final = 2
_SHOWN: Final = 40
_BLANK, _OUTSIDE, _UNKNOWN = -1, -2, -3
_WEEKLY, _MONTHLY = 4.0, 1.0


class _Meaning(NamedTuple):
    """State of a text (or one of the negative codes above), and times a month."""

    state: int
    times: float = np.nan


@dataclass(frozen=True)
class Answers:
    """What was answered to each item, what was set aside, and what the mapping lacks."""

    times: pa.Table
    states: pa.Table
    set_aside: tuple[Fault, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Silences:
    """Texts that are no answer, as `compared` writes them, with their states."""

    states: Mapping[str, AnswerState]
    nothing: frozenset[str]


def silences(rule: MissingRule) -> Silences:
    """Look-up of the texts that a mapping calls no answer."""
    listed = {
        AnswerState.REFUSED: rule.refused,
        AnswerState.DONT_KNOW: rule.dont_know,
        AnswerState.NOT_ASKED: rule.not_asked,
        AnswerState.SKIPPED: rule.skipped,
    }
    states = {compared(text): state for state, texts in listed.items() for text in texts}
    return Silences(states, frozenset(compared(text) for text in rule.set_aside))


def read_items(raw: RawTable, mapping: SurveyMapping) -> Answers:
    """Read the answers to all mapped items.

    Parameters
    ----------
    raw
        The records; every column that the mapping names is there.
    mapping
        Says where items stand and what texts mean.
    """
    reader = _Reader(raw, mapping)
    read = {item: reader.item(item, rule) for item, rule in mapping.items.items()}
    _fill_blanks(read, mapping)
    order = [asked.item for asked in ladder.QUESTIONNAIRE if asked.item in read]
    times = {item: pa.array(read[item][1], pa.float64(), from_pandas=True) for item in order}
    states = {item: pa.array(read[item][0], pa.int8()) for item in order}
    return Answers(
        pa.table(times), pa.table(states), tuple(reader.set_aside), tuple(reader.problems)
    )


def _fill_blanks(read: Mapping[str, tuple[_States, _Times]], mapping: SurveyMapping) -> None:
    """Decide what empty cells are: skipped where something of the block was met, else not asked."""
    in_blocks = {item for block in mapping.blocks for item in block}
    rest = tuple(item for item in read if item not in in_blocks)
    for block in (*mapping.blocks, rest):
        if not block:
            continue
        met = np.any([_is_met(read[item][0]) for item in block], axis=0)
        for item in block:
            states, times = read[item]
            blank = states == _BLANK
            chosen = mapping.items[item].chosen
            if chosen is not None:
                # A tick that is not there is an answer, wherever the question was seen.
                times[blank & met] = 0.0
                states[blank & met] = AnswerState.ANSWERED
                states[blank & ~met] = AnswerState.NOT_ASKED
            elif mapping.blank == "by_block":
                states[blank] = np.where(met, AnswerState.SKIPPED, AnswerState.NOT_ASKED)[blank]
            else:
                states[blank] = AnswerState[mapping.blank.upper()]


def _is_met(states: _States) -> npt.NDArray[np.bool_]:
    met: npt.NDArray[np.bool_] = (states != _BLANK) & (states != AnswerState.NOT_ASKED)
    return met


class _Reader:
    """Reads items one by one; keeps what was set aside and what could not be understood."""

    def __init__(self, raw: RawTable, mapping: SurveyMapping) -> None:
        self.set_aside: list[Fault] = []
        self.problems: list[Problem] = []
        self._raw = raw
        self._mapping = mapping
        self._silences = silences(mapping.missing)
        self._scale = {compared(text): times for text, times in mapping.scale.items()}

    def item(self, item: str, rule: ItemRule) -> tuple[_States, _Times]:
        """States and times of one item; blank cells have a code of their own."""
        scale = {compared(text): times for text, times in rule.scale.items()} or self._scale
        read = [self._column(item, rule, scale, column) for column in rule.columns]
        if len(read) == 1:
            return read[0]
        return _most_frequent(item, read)

    def _column(
        self, item: str, rule: ItemRule, scale: Mapping[str, float], column: str
    ) -> tuple[_States, _Times]:
        encoded = self._raw.table[column].combine_chunks().dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        labels = self._raw.labels.get(column, {})
        meanings = [self._meaning(rule, scale, text, labels.get(text)) for text in texts]
        # What the file itself calls missing needs to be told which kind of none it is.
        declared = self._raw.missing.get(column, frozenset())
        meanings = [
            _Meaning(_UNKNOWN) if one.state == _OUTSIDE and text in declared else one
            for text, one in zip(texts, meanings, strict=True)
        ]
        # The last entry is what a null stands for.
        states = np.array([*(one.state for one in meanings), _BLANK], dtype=np.int8)
        times = np.array([*(one.times for one in meanings), np.nan])
        indices = encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
        counts = np.bincount(indices, minlength=len(texts) + 1)
        found = states[indices], times[indices]
        self._tell(item, column, texts, states, counts, indices, scale)
        found[0][found[0] <= _OUTSIDE] = AnswerState.SKIPPED
        return found

    def _meaning(
        self, rule: ItemRule, scale: Mapping[str, float], text: str, label: str | None
    ) -> _Meaning:
        spelt = [compared(text)] + ([compared(label)] if label else [])
        for each in spelt:
            if each in self._silences.states:
                return _Meaning(self._silences.states[each])
            if each in self._silences.nothing:
                return _Meaning(_OUTSIDE)
        if rule.option:
            return _Meaning(AnswerState.ANSWERED, _ticked_in(text, rule))
        for each in spelt:
            if each in scale:
                return _Meaning(AnswerState.ANSWERED, scale[each])
        if rule.chosen is not None:
            is_none = any(is_unticked(each) for each in spelt)
            return _Meaning(AnswerState.ANSWERED, 0.0 if is_none else rule.chosen)
        return self._number(spelt[0])

    def _number(self, spelt: str) -> _Meaning:
        try:
            number = float(spelt)
        except ValueError:
            return _Meaning(_UNKNOWN)
        if self._mapping.numbers == "times" and 0 <= number <= 1_000:
            return _Meaning(AnswerState.ANSWERED, number)
        return _Meaning(_OUTSIDE)

    def _tell(
        self, item: str, column: str, texts: list[str], states: _States,
        counts: npt.NDArray[np.int64], indices: npt.NDArray[np.int64], scale: Mapping[str, float],
    ) -> None:  # fmt: skip
        """Note what is no answer of the scale, as the record's fault or as the mapping's."""
        outside = states[:-1] == _OUTSIDE
        unknown = states[:-1] == _UNKNOWN
        told = counts[:-1].sum()
        many = counts[:-1][outside].sum()
        declared = np.array([compared(text) in self._silences.nothing for text in texts], bool)
        if many > _FEW and counts[:-1][outside & ~declared].sum() > _TOO_MANY * told:
            unknown = unknown | (outside & ~declared)
        lines = self._raw.lines.to_numpy()
        for place in np.flatnonzero(unknown).tolist():
            first = int(lines[np.flatnonzero(indices == place)[0]])
            got = seen(texts[place], int(counts[place]), first)
            self.problems.append(
                Problem(
                    "unknown-answer", f"column {column} ({item})", got,
                    "an answer of [scale], or a text of [missing]",
                    "add it to the mapping; under missing.set_aside if it means nothing",
                )
            )  # fmt: skip
        expected = f"one of {', '.join(list(scale)[:8]) or 'times a month'}"
        for place in np.flatnonzero(outside & ~unknown).tolist():
            for row in np.flatnonzero(indices == place).tolist():
                got = texts[place][:_SHOWN]
                line = int(lines[row])
                self.set_aside.append(Fault(row + 1, line, column, "outside-scale", got, expected))


def _ticked_in(text: str, rule: ItemRule) -> float:
    return (rule.chosen or 0.0) if compared(rule.option) in _pieces(text) else 0.0


def _pieces(text: str) -> Iterator[str]:
    """Every run of the parts of a joined text: an option may hold the separator itself."""
    for sign in (";", ",", " ", "|", "\n"):
        parts = text.split(sign)
        for start in range(len(parts)):
            for stop in range(start + 1, min(len(parts), start + 8) + 1):
                yield compared(sign.join(parts[start:stop]))


def _most_frequent(item: str, read: list[tuple[_States, _Times]]) -> tuple[_States, _Times]:
    """Of several columns the most frequent answer.

    With one of them open nobody knows the most frequent, unless another already decides the
    item's rung.
    """
    states = np.stack([one[0] for one in read])
    times = np.stack([one[1] for one in read])
    rung = next(asked.rung for asked in ladder.QUESTIONNAIRE if asked.item == item)
    needed = _WEEKLY if ladder.rung(rung).minimum == "weekly" else _MONTHLY
    answered = states == AnswerState.ANSWERED
    best = np.where(answered, times, -np.inf).max(axis=0)
    is_known = answered.all(axis=0) | (best >= needed)
    first_open = np.argmin(answered, axis=0)
    other = states[first_open, np.arange(states.shape[1])]
    return (
        np.where(is_known, AnswerState.ANSWERED, other).astype(np.int8),
        np.where(is_known, best, np.nan),
    )
