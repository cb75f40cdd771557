"""How many people to ask, so that each segment says something; and what asking fewer costs.

Where many segments are tested some look different by chance, so false discoveries are held down
(Y. Benjamini & Y. Hochberg, JRSS B 57, 1995). How much power this costs depends on how many
segments truly differ. The plan states the worst case, in which one does: it must then pass the
first threshold, the level divided by the number of tests. With others beside it power is higher.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.power import (
    Comparison,
    Segmentation,
    detectable_index,
    index_power,
    margin_of_error,
    needed_size,
    parse_segments,
)

__all__ = ["SamplePlan", "SegmentPlan", "plan_sample"]

#: Fewer people than this behind a number and it is not shown, nor can it be planned for.
_SMALLEST: Final = 10
#: No questionnaire goes further, and no table of so many segments is read.
_LARGEST: Final = 100_000_000
_MOST_SEGMENTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """What can be seen in the smallest segment of one way to part the respondents.

    Parameters
    ----------
    segments
        Name: ``country``, or ``country x age`` for the crossing.
    count
        How many segments it has.
    part
        The smallest one's part of all who answer.
    size, effective_size
        People in it who answer; the same divided by the design effect.
    margin
        Of the share assumed, 95 % interval, as a share.
    power, power_among
        Chance to find the index: looked for here alone; among all the segments tested.
    detectable_index
        Smallest index found with the power asked for; ``None`` where no index would be.
    needed, needed_among
        People who must answer in all for the power asked for, alone and among all.
    """

    segments: str
    count: int
    part: float
    size: int
    effective_size: float
    margin: float
    power: float
    power_among: float
    detectable_index: float | None
    needed: int
    needed_among: int


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """A plan for one questionnaire: a row a way to part the respondents, and what was assumed.

    ``tests`` counts the segments that are held against the others; of two segments only one,
    since the other says the same.
    """

    respondents: int
    comparison: Comparison
    power: float
    design_effect: float
    tests: int
    rows: tuple[SegmentPlan, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain values, its sentences among them, for ``--json``."""
        return {**asdict(self), "rows": [asdict(row) for row in self.rows],
                "sentences": self.sentences()}  # fmt: skip

    def sentences(self) -> list[str]:
        """Say the plan in words for whoever decides how many to ask."""
        told = [sentence for row in self.rows for sentence in _row_sentences(self, row)]
        return [*told, *_plan_sentences(self)]


def plan_sample(
    segments: str,
    comparison: Comparison,
    *,
    respondents: int | None = None,
    power: float = 0.8,
    design_effect: float = 1.0,
    is_crossed: bool = False,
) -> SamplePlan:
    """Plan how many people must answer.

    Parameters
    ----------
    segments
        As `folkmoot.survey.power.parse_segments` reads them: ``country:3,age:50/30/20``.
    comparison
        The index to be found, and the share and the level it rests on.
    respondents
        People who answer in all; by default as many as the most demanding segments need, the
        crossing left aside.
    power
        Chance asked for to find the index, above the level and below 1.
    design_effect
        By how much weighting and clustering widen the variance: 1 for a simple random sample,
        1.2 to 2 after weighting by a few margins.
    is_crossed
        Plan the crossing of all segments as well.

    Raises
    ------
    ProblemGroup
        With everything that cannot be planned for.

    Examples
    --------
    >>> plan = plan_sample("country:4", Comparison(0.25, 120, "rest"), respondents=1600)
    >>> row = plan.rows[0]
    >>> row.size, round(100 * row.margin, 1), round(row.power, 2), row.needed
    (400, 4.2, 0.48, 3424)
    """
    problems = _faults(comparison, respondents, power, design_effect)
    try:
        parted = parse_segments(segments)
    except ProblemGroup as error:
        raise ProblemGroup("the plan", [*error.problems, *problems]) from error
    problems += _too_many(parted, is_crossed=is_crossed)
    problems += _too_common(parted, comparison)
    if problems:
        raise ProblemGroup("the plan", problems)
    if respondents is None:
        respondents = max(_total(each, comparison, power, design_effect) for each in parted)
    if is_crossed and len(parted) > 1:
        parted = (*parted, _crossing(parted))
    tests = sum(1 if len(each.parts) == 2 else len(each.parts) for each in parted)
    among = replace(comparison, level=comparison.level / tests)
    rows = tuple(
        _row(each, comparison, among, respondents, power, design_effect) for each in parted
    )
    return SamplePlan(respondents, comparison, power, design_effect, tests, rows)


def _crossing(parted: tuple[Segmentation, ...]) -> Segmentation:
    parts = [1.0]
    for each in parted:
        parts = [part * own for part in parts for own in each.parts]
    return Segmentation(" x ".join(each.name for each in parted), tuple(parts))


def _row(
    parted: Segmentation,
    comparison: Comparison,
    among: Comparison,
    respondents: int,
    power: float,
    design_effect: float,
) -> SegmentPlan:
    part = parted.smallest
    size = int(respondents * part + 1e-9)
    effective = respondents * part / design_effect
    return SegmentPlan(
        segments=parted.name,
        count=len(parted.parts),
        part=part,
        size=size,
        effective_size=effective,
        margin=margin_of_error(comparison.share, effective),
        power=index_power(comparison, part, effective),
        power_among=index_power(among, part, effective),
        detectable_index=detectable_index(comparison, part, effective, power),
        needed=_total(parted, comparison, power, design_effect),
        needed_among=_total(parted, among, power, design_effect),
    )


def _total(parted: Segmentation, comparison: Comparison, power: float, design_effect: float) -> int:
    size = needed_size(comparison, parted.smallest, power)
    return math.ceil(size * design_effect / parted.smallest - 1e-9)


def _faults(
    comparison: Comparison, respondents: int | None, power: float, design_effect: float
) -> list[Problem]:
    share, index, level = comparison.share, comparison.index, comparison.level
    checks = (
        (0.001 <= share <= 0.999, "share", share, "a share from 0.001 to 0.999, such as 0.25"),
        (101 <= index < math.inf, "index", index, "an index of 101 or more, such as 120"),
        (0.0001 <= level <= 0.5, "level", level, "a chance of a false alarm, such as 0.05"),
        (level < power <= 0.999, "power", power, "a chance above the level, such as 0.8"),
        (0.1 <= design_effect <= 100, "design effect", design_effect,
         "a factor from 0.1 to 100, such as 1.5"),
        (respondents is None or _SMALLEST <= respondents <= _LARGEST, "respondents", respondents,
         f"from {_SMALLEST} to {_LARGEST:,} people"),
    )  # fmt: skip
    problems = [
        Problem("not-plannable", where, str(got), expected)
        for is_right, where, got, expected in checks
        if not is_right
    ]
    if not problems and share * index >= 100:
        problems.append(Problem(
            "not-plannable", "index", f"{index:g} of a share of {share:g}",
            f"an index below {100 / share:.0f}, at which everybody in the segment does it",
        ))  # fmt: skip
    return problems


def _too_many(parted: tuple[Segmentation, ...], *, is_crossed: bool) -> list[Problem]:
    counts = [len(each.parts) for each in parted]
    total = math.prod(counts) if is_crossed else sum(counts)
    if total <= _MOST_SEGMENTS:
        return []
    expected = f"at most {_MOST_SEGMENTS:,} segments"
    return [Problem("too-many", "segments", f"{total:,}", expected)]


def _too_common(parted: tuple[Segmentation, ...], comparison: Comparison) -> list[Problem]:
    """Segments so large that nothing would be left for the others."""
    if comparison.against == "rest":
        return []
    return [
        Problem(
            "not-plannable", each.name,
            f"an index of {comparison.index:g} in a segment of {each.smallest:.0%} of all",
            f"an index below {100 / each.smallest:.0f}, at which none of the others do it",
        )
        for each in parted
        if each.smallest * comparison.index >= 100
    ]  # fmt: skip


def _row_sentences(plan: SamplePlan, row: SegmentPlan) -> list[str]:
    index = f"{plan.comparison.index:g}"
    what = f"{row.segments} ({row.count} segments, the smallest of {row.size:,} people)"
    told = (
        f"{what}: a share of {plan.comparison.share:.0%} is known to within"
        f" {100 * row.margin:.1f} points, and a true index of {index} is found with a chance of"
        f" {row.power:.0%}; {_verdict(row, plan.power)}"
    )
    if row.size >= _SMALLEST:
        return [told]
    return [told, f"{row.segments}: fewer than {_SMALLEST} people in a segment are not shown."]


def _verdict(row: SegmentPlan, power: float) -> str:
    if row.power >= power - 1e-6:
        return "that is enough."
    seen = "no index would be found surely enough"
    if row.detectable_index is not None:
        seen = f"from {row.detectable_index:.0f} on it would be found with {power:.0%}"
    return f"{seen}, and {row.needed:,} people in all are needed to find this one."


def _plan_sentences(plan: SamplePlan) -> list[str]:
    told = []
    if plan.tests > 1:
        weakest = min(plan.rows, key=lambda row: row.power_among)
        most = max(row.needed_among for row in plan.rows)
        told.append(
            f"{plan.tests} segments are tested. With false discoveries held to"
            f" {plan.comparison.level:.0%}, and only one segment truly different, the chance to"
            f" find it falls to as little as {weakest.power_among:.0%} in {weakest.segments};"
            f" {most:,} people in all would bring every one of them to {plan.power:.0%}."
        )
    if plan.design_effect != 1:
        told.append(
            f"A design effect of {plan.design_effect:g} makes {plan.respondents:,} answers worth"
            f" {plan.respondents / plan.design_effect:,.0f} of a simple random sample."
        )
    told.append(
        f"{plan.respondents:,} people must answer: invite more, by how many of those invited"
        " usually do."
    )
    return told
