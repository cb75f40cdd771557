"""Margins of error and the power to see an index, before anybody is asked.

The share is an assumption: try a lower and a higher one. Sizes are of people who answer, not of
people invited, and effective: divided by the design effect (L. Kish, *Survey Sampling*, 1965).
The power of a comparison of two shares is the textbook's (J. L. Fleiss, B. Levin & M. C. Paik,
*Statistical Methods for Rates and Proportions*, 3rd ed., 2003, chapter 4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

from folkmoot.errors import Problem, ProblemGroup

__all__ = [
    "Against",
    "Comparison",
    "Segmentation",
    "detectable_index",
    "index_power",
    "margin_of_error",
    "needed_size",
    "parse_segments",
]

#: What the index of a segment is held against: everybody asked, the segment among them, or the
#: others alone.
Against = Literal["base", "rest"]

_NORMAL: Final = NormalDist()
#: An index is looked for by halving until it is known to this.
_INDEX_STEP: Final = 1e-6
#: Segments of one kind, beyond which nobody reads them.
_MOST: Final = 10_000


def margin_of_error(share: float, effective_size: float, level: float = 0.95) -> float:
    """Half the width of the interval of a share, as a share: .06 is 6 points either way.

    Parameters
    ----------
    share
        Assumed share, 0 to 1; .5 gives the widest margin.
    effective_size
        People asked, divided by the design effect. Four times as many halve the margin.

    Examples
    --------
    >>> [round(100 * margin_of_error(0.25, size), 1) for size in (50, 100, 200, 400)]
    [12.0, 8.5, 6.0, 4.2]
    """
    z = _NORMAL.inv_cdf(0.5 + level / 2)
    return z * math.sqrt(share * (1 - share) / effective_size)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is to be found: a segment whose share lies above that of the others.

    Parameters
    ----------
    share
        Of those whom the segment is held against, 0 to 1.
    index
        Of the segment, 100 = as common as there; 120 means a fifth more common.
    against
        Whether ``share`` is of everybody, the segment among them, or of the others alone.
    level
        Chance of a false alarm in a segment that does not differ (two-sided).

    Examples
    --------
    >>> segment, rest = Comparison(0.25, 120).shares(1 / 3)
    >>> round(segment, 3), round(rest, 3)
    (0.3, 0.225)
    """

    share: float
    index: float
    against: Against = "base"
    level: float = 0.05

    def shares(self, part: float) -> tuple[float, float]:
        """Shares in the segment and among the others; ``part`` is the segment's part of all."""
        segment = self.share * self.index / 100
        if self.against == "rest":
            return segment, self.share
        return segment, max(0.0, (self.share - part * segment) / (1 - part))


def index_power(comparison: Comparison, part: float, effective_size: float) -> float:
    """Chance to find that a segment differs, if it does so by the index assumed.

    A segment's share differs from the whole's exactly when it differs from the share among the
    others, so both forms of `Comparison` rest on one test: the difference of two independent
    shares over its standard error, against the normal distribution.

    Parameters
    ----------
    part
        The segment's part of all who answer, above 0 and below 1.
    effective_size
        People of the segment who answer, divided by the design effect.

    Examples
    --------
    >>> fourth = Comparison(0.25, 120, "rest")
    >>> round(index_power(fourth, 1 / 4, 400), 2), round(index_power(fourth, 1 / 4, 900), 2)
    (0.48, 0.82)
    """
    segment, rest = comparison.shares(part)
    z = _NORMAL.inv_cdf(1 - comparison.level / 2)
    se = math.sqrt(_variance(segment, rest, part) / effective_size)
    if se == 0:
        # All of the segment do it and none of the others: it is seen at once.
        return 1.0
    reach = abs(segment - rest) / se
    return _NORMAL.cdf(reach - z) + _NORMAL.cdf(-reach - z)


def _variance(segment: float, rest: float, part: float) -> float:
    """Variance of the difference of both shares, were one person of the segment asked."""
    return segment * (1 - segment) + rest * (1 - rest) * part / (1 - part)


def needed_size(comparison: Comparison, part: float, power: float = 0.8) -> int:
    """Effective size of the segment that finds the index with the power asked for.

    Examples
    --------
    >>> needed_size(Comparison(0.25, 120, "rest"), 1 / 4), needed_size(Comparison(0.25, 120), 1 / 4)
    (856, 477)
    """
    segment, rest = comparison.shares(part)
    z = _NORMAL.inv_cdf(1 - comparison.level / 2) + _NORMAL.inv_cdf(power)
    size = z * z * _variance(segment, rest, part) / (segment - rest) ** 2
    return math.ceil(size)


def detectable_index(
    comparison: Comparison, part: float, effective_size: float, power: float = 0.8
) -> float | None:
    """Smallest index above 100 that is found with the power asked for.

    ``None`` where even a share of 100 % in the segment would not be.

    Examples
    --------
    >>> round(detectable_index(Comparison(0.25, 120, "rest"), 1 / 4, 400))
    130
    """
    low, high = 100.0, _largest_index(comparison, part)
    if index_power(_with(comparison, high), part, effective_size) < power:
        return None
    while high - low > _INDEX_STEP:
        middle = (low + high) / 2
        enough = index_power(_with(comparison, middle), part, effective_size) >= power
        low, high = (low, middle) if enough else (middle, high)
    return high


def _largest_index(comparison: Comparison, part: float) -> float:
    """Index at which all of the segment do it, or none of the others."""
    largest = 100 / comparison.share
    return largest if comparison.against == "rest" else min(largest, 100 / part)


def _with(comparison: Comparison, index: float) -> Comparison:
    return Comparison(comparison.share, index, comparison.against, comparison.level)


@dataclass(frozen=True, slots=True)
class Segmentation:
    """One way to part those who answer: a name, and the part of all that each segment makes up.

    Examples
    --------
    >>> Segmentation("age", (0.5, 0.3, 0.2)).smallest
    0.2
    """

    name: str
    parts: tuple[float, ...]

    @property
    def smallest(self) -> float:
        """Part of the smallest segment, whose numbers are the least certain."""
        return min(self.parts)


def parse_segments(text: str) -> tuple[Segmentation, ...]:
    """Read ``country:3,age:50/30/20``: equal segments by their count, or their sizes in percent.

    Raises
    ------
    ProblemGroup
        With every segmentation that cannot be read.

    Examples
    --------
    >>> [each.parts for each in parse_segments("gender:2,age:50/30/20")]
    [(0.5, 0.5), (0.5, 0.3, 0.2)]
    """
    found: list[Segmentation] = []
    problems: list[Problem] = []
    for entry in text.split(","):
        name, _, sizes = (part.strip() for part in entry.partition(":"))
        parts = _parts(sizes)
        if not name or parts is None:
            problems.append(Problem(
                "not-segments", "segments", repr(entry.strip()),
                "a name and a count above 1, or sizes in percent that sum to 100",
                "such as country:3 or age:50/30/20",
            ))  # fmt: skip
        elif name in {each.name for each in found}:
            problems.append(Problem("twice", "segments", repr(name), "each name once"))
        else:
            found.append(Segmentation(name, parts))
    if problems:
        raise ProblemGroup("the plan", problems)
    return tuple(found)


def _parts(text: str) -> tuple[float, ...] | None:
    """Parts of all that a text names; ``None`` where it cannot be read."""
    try:
        sizes = [float(size) for size in text.split("/")]
    except ValueError:
        return None
    if len(sizes) == 1:
        count = sizes[0]
        is_count = count.is_integer() and 2 <= count <= _MOST
        return (1 / count,) * int(count) if is_count else None
    if min(sizes) <= 0 or not math.isclose(sum(sizes), 100, abs_tol=0.5):
        return None
    return tuple(size / sum(sizes) for size in sizes)
