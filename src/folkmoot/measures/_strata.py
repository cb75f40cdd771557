"""Two groups of people compared stratum by stratum, so that neither is more of a kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from folkmoot.estimate import Estimate
from folkmoot.estimate.intervals import z_value
from folkmoot.measures._cells import LEVEL, Floats, Ints, share_cells

__all__ = ["Strata", "chances", "pooled_counts", "pooled_index", "standardised_share"]

#: A share is told of so many of the second group in each stratum, or of several strata together.
_FEWEST: Final = 10
#: With more possible counts than this the normal law is as good as the exact one.
_MANY: Final = 5_000


@dataclass(frozen=True)
class Strata:
    """People of two groups who show something; each array has one place a stratum.

    Parameters
    ----------
    cases, base
        Of the first group: who show it, of how many.
    other_cases, other_base
        Of the second.
    """

    cases: Ints
    base: Ints
    other_cases: Ints
    other_base: Ints

    def shared(self) -> Strata:
        """Only the strata in which there are people of both groups."""
        both = (self.base > 0) & (self.other_base > 0)
        return Strata(*(part[both] for part in self._parts()))

    def merged(self, fewest: int) -> Strata:
        """Strata in order, the last of them put together until each has so many of the second.

        Examples
        --------
        >>> merged = Strata(*(np.array(n) for n in ([1, 2, 1], [5, 5, 2], [3, 1, 0], [9, 3, 1])))
        >>> [part.tolist() for part in merged.merged(4)._parts()]
        [[1, 3], [5, 7], [3, 1], [9, 4]]
        """
        starts: list[int] = []
        gathered = 0
        for place in range(len(self.other_base) - 1, -1, -1):
            gathered += int(self.other_base[place])
            if gathered >= fewest or not place:
                starts.append(place)
                gathered = 0
        return self.gathered(starts[::-1])

    def gathered(self, starts: Sequence[int]) -> Strata:
        """Larger strata, each from a place up to the next.

        Examples
        --------
        >>> Strata(*(np.array([1, 2, 3]) for _ in range(4))).gathered((0, 1)).cases.tolist()
        [1, 5]
        """
        return Strata(*(np.add.reduceat(part, starts) for part in self._parts()))

    def turned(self) -> Strata:
        """The other way round: of those who show it, and of those who do not, who is of the first.

        Examples
        --------
        >>> turned = Strata(*(np.array([n]) for n in (3, 10, 20, 100))).turned()
        >>> [int(part[0]) for part in turned._parts()]
        [3, 23, 7, 87]
        """
        inside = self.cases + self.other_cases
        everybody = self.base + self.other_base
        return Strata(self.cases, inside, self.base - self.cases, everybody - inside)

    def _parts(self) -> tuple[Ints, Ints, Ints, Ints]:
        return self.cases, self.base, self.other_cases, self.other_base


def standardised_share(strata: Strata, base_label: str) -> Estimate:
    """Share of the second group that would show it, were it spread over the strata as the first is.

    Strata with few of the second group are told together with those before them.
    Direct standardisation; the interval is Wilson's with as many people as tell what they do
    (Korn & Graubard, Survey Methodology 24, 1998).

    Examples
    --------
    >>> strata = Strata(*(np.array(n) for n in ([3, 8], [10, 10], [20, 30], [100, 50])))
    >>> round(standardised_share(strata, "others").value, 2)
    0.4
    """
    found = strata.merged(_FEWEST).shared()
    people, others = int(found.base.sum()), int(strata.other_base.sum())
    if not people:
        return Estimate(None, None, None, 0, 0, base_label, "share", "standardised", people=0)
    p = float((found.base * found.other_cases / found.other_base).sum()) / people
    near = _near(found)
    spread = found.base**2 * near * (1 - near) / np.maximum(1, found.other_base - 1)
    # How the first group is spread is chance too.
    among = found.base * (found.other_cases / found.other_base - p) ** 2
    variance = float((spread + among).sum()) / people**2
    middle = float((found.base * near).sum()) / people
    effective = middle * (1 - middle) / variance if variance else float(others)
    cell = share_cells(np.array([p * effective]), np.array([effective]))
    return Estimate(
        p, float(cell.low[0]), float(cell.high[0]), int(strata.other_cases.sum()), others,
        base_label, "share", "standardised", math.sqrt(variance), LEVEL, others,
    )  # fmt: skip


def pooled_index(strata: Strata, base_label: str) -> Estimate:
    """Index of the first group against those of the second in the same strata (100 = as common).

    100 x the pooled ratio of shares after Mantel & Haenszel (1959), which weighs each stratum by
    how much it tells, with the interval of Greenland & Robins (Biometrics 41, 1985): normal on its
    logarithm, and good for many small strata as for a few large ones. It is above 100 exactly where
    `chances` finds more cases than expected. Half a case is added, spread over the strata, where
    either group shows nothing, or the first shows nothing else.

    Examples
    --------
    Alike in each stratum, though the first group is more of the second stratum; and one stratum:

    >>> strata = Strata(*(np.array(n) for n in ([1, 45], [10, 90], [100, 10], [1000, 20])))
    >>> round(pooled_index(strata, "people").value)
    100
    >>> e = pooled_index(Strata(*(np.array([n]) for n in (30, 100, 200, 1000))), "people")
    >>> round(e.value), round(e.low), round(e.high)
    (150, 108, 207)
    """
    found = strata.shared()
    people = min(int(strata.base.sum()), int(strata.other_base.sum()))
    cases, base = int(found.cases.sum()), int(found.base.sum())
    other_cases = int(found.other_cases.sum())
    if not base or not cases + other_cases:
        return Estimate(
            None, None, None, cases, base, base_label, "index", "mantel-haenszel-ratio",
            level=LEVEL, people=people,
        )  # fmt: skip
    add = 0.5 if not cases or not other_cases or cases == base else 0.0
    mine, others, variance = _pooled(found, add)
    centre, reach = 100 * mine / others, math.exp(z_value(LEVEL) * math.sqrt(variance))
    value = centre
    if other_cases:
        mine, others, _ = _pooled(found, 0.0)
        value = 100 * mine / others
    return Estimate(
        value, min(value, centre / reach), max(value, centre * reach), cases, base, base_label,
        "index", "mantel-haenszel-ratio", centre * math.sqrt(variance), LEVEL, people,
    )  # fmt: skip


def pooled_counts(strata: Strata) -> tuple[float, float, float, float]:
    """Both groups as if of one stratum: who show it, of how many, in the first and in the second.

    Strata weigh as in `pooled_index`. As many are counted as would tell as much in one stratum, so
    they need not be whole people.

    Examples
    --------
    >>> counts = pooled_counts(Strata(*(np.array([n]) for n in (3, 10, 20, 100))))
    >>> [round(number) for number in counts]
    [3, 10, 20, 100]
    """
    found = strata.shared()
    everybody = found.base + found.other_base
    weight = found.base * found.other_base / everybody
    both = (found.cases + found.other_cases) / everybody
    spread = weight**2 * both * (1 - both)
    if not spread.any():
        return 0.0, 0.0, 0.0, 0.0
    whole = float(weight.sum())
    share = float((weight * both).sum()) / whole
    counts = []
    for cases, base in ((found.cases, found.base), (found.other_cases, found.other_base)):
        people = share * (1 - share) * whole**2 / float((spread / base).sum())
        counts += [people * float((weight * cases / base).sum()) / whole, people]
    return counts[0], counts[1], counts[2], counts[3]


def chances(tables: Sequence[Strata], most_exact: int = _MANY) -> list[float]:
    """How often chance alone gives at least such a difference, two-sided, whatever the strata are.

    The exact conditional test of several tables of four fields (Mantel & Haenszel 1959; Cox 1970):
    within each stratum the cases are dealt among both groups. Mid-p (Lancaster 1961), as for
    single tables. With more than ``most_exact`` possible counts the normal law is taken.

    Examples
    --------
    >>> one = Strata(*(np.array([n]) for n in (30, 100, 200, 1000)))
    >>> two = Strata(*(np.array(n) for n in ([1, 45], [10, 90], [100, 10], [1000, 20])))
    >>> [round(p, 3) for p in chances([one, two])]
    [0.024, 0.992]
    """
    return [_chance(table.shared(), most_exact) for table in tables]


def _pooled(strata: Strata, add: float) -> tuple[float, float, float]:
    """Cases of each group by the size of the other, and the variance of the log of their ratio."""
    half = add * (strata.base + strata.other_base) / (strata.base + strata.other_base).sum()
    cases, base = strata.cases + half, strata.base + 2 * half
    other_cases, other_base = strata.other_cases + half, strata.other_base + 2 * half
    total = base + other_base
    mine = float((cases * other_base / total).sum())
    others = float((other_cases * base / total).sum())
    spread = ((cases + other_cases) * base * other_base - cases * other_cases * total) / total**2
    return mine, others, float(spread.sum()) / (mine * others) if mine and others else 0.0


def _near(strata: Strata) -> Floats:
    """Shares of the second group by stratum, with one person more who is as both groups are there.

    Of a few of whom none shows it, or all do, nobody would be sure.
    """
    cases, people = strata.cases + strata.other_cases, strata.base + strata.other_base
    both = (cases + cases.sum() / people.sum()) / (people + 1)
    found: Floats = (strata.other_cases + both) / (strata.other_base + 1)
    return found


def _chance(strata: Strata, most_exact: int) -> float:
    if not len(strata.base):
        return 1.0
    inside = strata.cases + strata.other_cases
    everybody = strata.base + strata.other_base
    lows = np.maximum(0, inside - strata.other_base)
    highs = np.minimum(strata.base, inside)
    seen = int(strata.cases.sum() - lows.sum())
    if (highs - lows).sum() > most_exact:
        return _by_normal(strata, inside, everybody)
    law = np.ones(1)
    for low, high, base, cases, total in zip(
        lows, highs, strata.base, inside, everybody, strict=True
    ):
        law = np.convolve(law, _dealt(np.arange(low, high + 1), base, cases, total))
    half = law[seen] / 2
    return float(min(1.0, 2 * min(law[:seen].sum() + half, law[seen + 1 :].sum() + half)))


def _dealt(counts: Ints, base: int, cases: int, total: int) -> Floats:
    """Hypergeometric law at some counts."""
    from scipy.special import gammaln

    def ways(of: int, some: Ints) -> Floats:
        found: Floats = gammaln(of + 1) - gammaln(some + 1) - gammaln(of - some + 1)
        return found

    logs = ways(cases, counts) + ways(total - cases, base - counts)
    law = np.exp(logs - logs.max())
    found: Floats = law / law.sum()
    return found


def _by_normal(strata: Strata, inside: Ints, everybody: Ints) -> float:
    from scipy.stats import norm

    mean = strata.base * inside / everybody
    spread = mean * (everybody - inside) / everybody * strata.other_base
    variance = float((spread / np.maximum(1, everybody - 1)).sum())
    gap = float(strata.cases.sum() - mean.sum())
    return float(2 * norm.sf(abs(gap) / math.sqrt(variance))) if variance else 1.0
