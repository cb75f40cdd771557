"""Whether two figures may be compared, and what their difference is.

A comparison that would tell the method rather than the people is refused, with every reason in
words. What may be compared comes with what to bear in mind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from folkmoot.benchmarks.figures import Figure
from folkmoot.estimate import Estimate, difference

__all__ = ["Comparison", "cautions", "compare", "refusals"]

_METHODS: Final = {
    "questionnaire": "said in a questionnaire",
    "traces": "seen in posts",
    "register": "taken from a register",
}
_SAMPLES: Final = {
    "national": "a whole country", "region": "several countries", "metro": "large cities alone",
    "business": "business buyers", "community": "the members of a community",
}  # fmt: skip
#: Two questionnaires of one name that ask otherwise.
_CHANGED: Final = {"technographics to 2010", "technographics 2011"}
#: Samples of whole countries, one or several.
_WIDE: Final = frozenset(("national", "region"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comes of comparing two figures.

    Parameters
    ----------
    estimate
        The first less the second, in shares; without an interval where the numbers of people
        are not known. Without a value where the comparison is refused.
    refusals
        Why it is refused; empty where it is not.
    cautions
        What to bear in mind where it is not refused.
    """

    one: Figure
    other: Figure
    estimate: Estimate
    refusals: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Whether nothing may be concluded from the two."""
        return bool(self.refusals)


def refusals(one: Figure, other: Figure) -> tuple[str, ...]:
    """Say every reason why two figures must not be compared; empty where they may be.

    Examples
    --------
    >>> from folkmoot.benchmarks import published
    >>> by_id = {figure.id: figure for figure in published()}
    >>> us = "forrester/us-{}-all-creator".format
    >>> refusals(by_id[us(2009)], by_id[us(2010)])
    ()
    >>> refusals(by_id[us(2010)], by_id[us(2011)])[0]
    'the questions of 2011 differ from those of the years before'
    """
    found = []
    if (one.variable, one.category) != (other.variable, other.category):
        found.append(f"one tells {_what(one)}, the other {_what(other)}")
    if one.share is None or other.share is None:
        found.append("a score is no share of people")
    if one.method != other.method:
        found.append(f"one is {_METHODS[one.method]}, the other {_METHODS[other.method]}")
    if one.base.casefold() != other.base.casefold():
        found.append(f"one speaks of {one.base}, the other of {other.base}")
    if one.sample != other.sample and not {one.sample, other.sample} <= _WIDE:
        found.append(f"one sample is of {_SAMPLES[one.sample]}, the other of"
                     f" {_SAMPLES[other.sample]}")  # fmt: skip
    if one.mode != other.mode and "unknown" not in (one.mode, other.mode):
        found.append(f"one was asked {_how(one)}, the other {_how(other)}")
    if {one.questions, other.questions} == _CHANGED:
        found.append("the questions of 2011 differ from those of the years before")
    return tuple(found)


def cautions(one: Figure, other: Figure) -> tuple[str, ...]:
    """Say what to bear in mind of two figures that may be compared."""
    found = []
    if one.year != other.year:
        years = abs(one.year - other.year)
        found.append("a year lies between them" if years == 1 else f"{years} years lie between"
                     " them")  # fmt: skip
    if one.questions != other.questions:
        found.append("the questions are in other words")
    if any(figure.is_approximate for figure in (one, other)):
        found.append("a figure is rounded, or was read off a chart")
    if _is_inside(one, other):
        found.append("one lies inside the other, so no interval is given")
    elif one.people is None or other.people is None:
        found.append("how many were asked is not published, so no interval can be given")
    if sum((one.place != other.place, one.year != other.year, one.segment != other.segment)) > 1:
        found.append("they differ in more than one thing at once")
    return tuple(found)


def compare(one: Figure, other: Figure) -> Comparison:
    """Compare two figures: the first less the second.

    The interval is Newcombe's for independent shares, from the published numbers of people,
    as if they were drawn at random: a design effect is seldom published.
    """
    reasons = refusals(one, other)
    if reasons or one.share is None or other.share is None:
        label = f"{one.id} against {other.id}"
        none = Estimate(None, None, None, 0, one.people or 0, label, "difference", "refused")
        return Comparison(one, other, none, reasons, ())
    return Comparison(one, other, _difference(one, other), (), cautions(one, other))


def _difference(one: Figure, other: Figure) -> Estimate:
    label = f"{one.base} in {one.place}, {one.dated}"
    first, second = one.share or 0.0, other.share or 0.0
    if one.people is None or other.people is None or _is_inside(one, other):
        return Estimate(first - second, None, None, 0, one.people or 0, label, "difference",
                        "published")  # fmt: skip
    cases = round(first * one.people), round(second * other.people)
    return difference(cases[0], one.people, cases[1], other.people, label)


def _is_inside(one: Figure, other: Figure) -> bool:
    """Whether one speaks of a part of the people of the other."""
    if (one.table, one.dated) != (other.table, other.dated):
        return False
    if one.place != other.place:
        return "region" in (one.sample, other.sample)
    return one.segment != other.segment and "all" in (one.segment, other.segment)


def _what(figure: Figure) -> str:
    return f"{figure.category}s" if figure.variable == "rung" else figure.category


def _how(figure: Figure) -> str:
    return {"in person": "in person", "mixed": "in several ways"}.get(
        figure.mode, f"by {figure.mode}" if figure.mode != "online" else "online"
    )
