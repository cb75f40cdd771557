"""What a survey holds, before anything is estimated from it, and what cannot be estimated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow.compute as pc

from folkmoot import ladder
from folkmoot.survey.membership import membership
from folkmoot.survey.responses import ANSWER_STATES, AnswerState, Responses

__all__ = ["Limit", "Overview", "overview"]

#: As for every number shown (docs/methods.md): under 10 people it is withheld, under 30 hidden,
#: under 100 of low base.
_WITHHELD, _HIDDEN, _LOW = 10, 30, 100
_USUAL: Final = ("age_band", "gender", "country")


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that cannot be said, or only in part, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Overview:
    """Counts of a survey.

    Parameters
    ----------
    respondents, duplicates, speeders
        All of them, and those flagged; nobody is left out for a flag.
    silences
        By item, how many there are in each of `folkmoot.survey.ANSWER_STATES`.
    segments
        By characteristic and category, how many there are; ``None`` for one to nine people, and
        for the next smallest category where a single one would follow by subtraction. The category
        ``""`` counts those of whom it is not known.
    design
        What is known of how the sample was drawn.
    limits
        What cannot be estimated, and why.
    """

    respondents: int
    duplicates: int
    speeders: int
    silences: Mapping[str, Mapping[str, int]]
    segments: Mapping[str, Mapping[str, int | None]]
    design: tuple[str, ...]
    limits: tuple[Limit, ...]


def overview(responses: Responses) -> Overview:
    """Count respondents, silences and categories, and find what the answers cannot tell.

    Examples
    --------
    >>> import pyarrow as pa
    >>> said = Responses(
    ...     "s",
    ...     "readers",
    ...     "non-probability",
    ...     pa.table({"respondent_id": [1]}),
    ...     pa.table({}),
    ...     pa.table({}),
    ...     pa.table({"read": [30.0]}),
    ...     pa.table({"read": pa.array([0], pa.int8())}),
    ... )
    >>> [limit.what for limit in overview(said).limits][:2]
    ['creator', 'conversationalist']
    """
    people = responses.people
    flags = {
        name: int(pc.sum(people[name]).as_py() or 0) if name in people.column_names else 0
        for name in ("is_duplicate", "is_speeder")
    }
    return Overview(
        len(responses),
        flags["is_duplicate"],
        flags["is_speeder"],
        {item: _silences(responses, item) for item in responses.items},
        {name: _categories(responses, name) for name in responses.segments.column_names},
        _design(responses),
        tuple(_limits(responses)),
    )


def _silences(responses: Responses, item: str) -> dict[str, int]:
    states = responses.states[item].to_numpy()
    return {name: int((states == place).sum()) for place, name in enumerate(ANSWER_STATES)}


def _categories(responses: Responses, name: str) -> dict[str, int | None]:
    counted = pc.value_counts(responses.segments[name]).to_pylist()
    counts = {row["values"] or "": int(row["counts"]) for row in counted}
    shown: dict[str, int | None] = dict(sorted(counts.items()))
    small = [category for category, count in counts.items() if count < _WITHHELD]
    if len(small) == 1 and len(counts) > 1:
        others = {each: count for each, count in counts.items() if each not in small}
        small.append(min(others, key=lambda each: others[each]))
    return {category: None if category in small else count for category, count in shown.items()}


def _design(responses: Responses) -> tuple[str, ...]:
    names = responses.design.column_names
    found = [name for name in ("weight", "stratum", "cluster") if name in names]
    count = len(responses.replicates)
    return (*found, *([f"{count} replicate weights"] if count else []))


def _limits(responses: Responses) -> Iterator[Limit]:
    yield from _of_rungs(responses)
    names = responses.design.column_names
    if responses.sample_kind == "non-probability":
        yield Limit(
            "sampling error",
            "respondents were not drawn with known chances: weighting mends margins, not cells",
        )
    if "weight" not in names:
        yield Limit("weighted shares", "no weight was mapped; margins can be raked to instead")
    if not responses.replicates and not {"stratum", "cluster"} & {*names}:
        yield Limit(
            "errors of a complex sample",
            "no stratum, cluster or replicate weight was mapped: a simple random sample is taken",
        )
    yield from _of_segments(responses)


def _of_rungs(responses: Responses) -> Iterator[Limit]:
    found = membership(responses)
    for rung in ladder.RUNGS:
        if rung.bit is None:
            continue
        known = int(np.isfinite(found.of(rung.name)).sum())
        asked = len(found.asked[rung.name])
        all_items = sum(each.rung == rung.name for each in ladder.QUESTIONNAIRE)
        if not asked:
            yield Limit(rung.name, "none of its questions was asked")
        elif known < _HIDDEN:
            yield Limit(rung.name, f"{_people(known)} answered all its questions: hidden")
        elif asked < all_items:
            why = f"{asked} of its {all_items} questions were asked: its share is a lower bound"
            yield Limit(rung.name, why)
    if any(not found.asked[each.name] for each in ladder.RUNGS if each.bit is not None):
        yield Limit("inactive", "they do none of all the things, and not all groups were asked for")


def _people(count: int) -> str:
    return f"{count} people" if count >= _WITHHELD or not count else "fewer than 10 people"


def _of_segments(responses: Responses) -> Iterator[Limit]:
    for name in _USUAL:
        if name not in responses.segments.column_names:
            yield Limit(f"by {name}", "no such column was mapped")
    for name in responses.segments.column_names:
        rows = pc.value_counts(responses.segments[name]).to_pylist()
        small = [row["values"] for row in rows if row["values"] and row["counts"] < _HIDDEN]
        low = [row["values"] for row in rows if _HIDDEN <= row["counts"] < _LOW and row["values"]]
        if small:
            yield Limit(f"{name}: {', '.join(sorted(small))}", "fewer than 30 people each: hidden")
        if low:
            yield Limit(f"{name}: {', '.join(sorted(low))}", "fewer than 100 people: low base")
    if len(responses) and not _answered(responses):
        yield Limit("anything", "nobody answered any item")


def _answered(responses: Responses) -> bool:
    return any(
        (responses.states[item].to_numpy() == AnswerState.ANSWERED).any()
        for item in responses.items
    )
