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

__all__ = ["Strata", "chances", "standardised_index", "standardised_share"]

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

    Direct standardisation; the interval is Wilson's with as many people as tell what they do
    (Korn & Graubard, Survey Methodology 24, 1998).

    Examples
    --------
    >>> strata = Strata(*(np.array(n) for n in ([3, 8], [10, 10], [20, 30], [100, 50])))
    >>> round(standardised_share(strata, "others").value, 2)
    0.4
    """
    found = strata.shared()
    people, others = int(found.base.sum()), int(strata.other_base.sum())
    if not people:
        return Estimate(None, None, None, 0, 0, base_label, "share", "standardised", people=0)
    expected, spread = _expected(found)
    p = expected / people
    # How the first group is spread is chance too.
    among = found.base * (found.other_cases / found.other_base - p) ** 2
    variance = (spread + float(among.sum())) / people**2
    effective = p * (1 - p) / variance if variance else float(found.other_base.sum())
    cell = share_cells(np.array([p * effective]), np.array([effective]))
    return Estimate(
        p, float(cell.low[0]), float(cell.high[0]), int(strata.other_cases.sum()), others,
        base_label, "share", "standardised", math.sqrt(variance), LEVEL, others,
    )  # fmt: skip


def standardised_index(strata: Strata, base_label: str) -> Estimate:
    """Index of the first group against the second spread over the strata as the first is.

    100 x observed / expected cases, as a standardised morbidity ratio; the interval is normal on
    its logarithm, by the delta method, and both counts are random (Breslow & Day, Statistical
    Methods in Cancer Research II, 1987). Half a case is added to both where either is nothing.

    Examples
    --------
    Alike in each stratum, though the first group is more of the second stratum:

    >>> strata = Strata(*(np.array(n) for n in ([1, 45], [10, 90], [100, 10], [1000, 20])))
    >>> round(standardised_index(strata, "people").value)
    100
    """
    found = strata.shared()
    people = min(int(strata.base.sum()), int(strata.other_base.sum()))
    cases, base = int(found.cases.sum()), int(found.base.sum())
    expected, variance = _expected(found)
    if not base or not (cases or found.other_cases.sum()):
        return Estimate(
            None, None, None, cases, base, base_label, "index", "standardised-log-ratio",
            level=LEVEL, people=people,
        )  # fmt: skip
    add = 0.5 if not cases or not expected else 0.0
    # As if all strata were one, which is never narrower: in small ones all do, or none.
    spread = max(cases * (1 - cases / base), add)
    centre = (cases + add) / (expected + add)
    se_log = math.sqrt(spread / (cases + add) ** 2 + variance / (expected + add) ** 2)
    reach = math.exp(z_value(LEVEL) * se_log)
    value = cases / expected if expected else centre
    return Estimate(
        100 * value, 100 * min(value, centre / reach), 100 * max(value, centre * reach), cases,
        base, base_label, "index", "standardised-log-ratio", 100 * centre * se_log, LEVEL, people,
    )  # fmt: skip


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


def _expected(strata: Strata) -> tuple[float, float]:
    """Cases to expect in the first group, and the variance of that."""
    share = strata.other_cases / strata.other_base
    # Half a case on either side, or a stratum in which none of a few show it would be sure of it.
    near = (strata.other_cases + 0.5) / (strata.other_base + 1)
    spread = strata.base**2 * near * (1 - near) / (strata.other_base + 1)
    return float((strata.base * share).sum()), float(spread.sum())


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
