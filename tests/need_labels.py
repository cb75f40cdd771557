"""Posts labelled by type of need, and how far two readings of them agree."""

from __future__ import annotations

from typing import Final, NamedTuple

from scipy.optimize import brentq
from scipy.stats import chi2
from tools.pack_need_labels import TARGET
from tools.packed import read_packed

SENTIMENTS: Final = ("neg", "neu", "pos")
#: As near to full agreement as the misfit can be reckoned.
_FULL: Final = 1 - 1e-9
_LIMIT: Final = float(chi2.ppf(0.95, 1))


class Agreement(NamedTuple):
    """Cohen's kappa of two readings with its interval, and how many hold the label in either."""

    kappa: float
    low: float
    high: float
    either: int


def labelled() -> list[dict[str, str]]:
    """All labelled posts, a dictionary each."""
    return read_packed(TARGET)


def agreement(first: list[bool], second: list[bool]) -> Agreement:
    """Cohen's kappa of two readings that say yes or no.

    The interval is that of Donner & Eliasziw (Statistics in Medicine 11, 1992), a test of fit
    turned round: it holds near 1 and for few cases, where the usual one is too short or of no
    length.
    """
    n = len(first)
    yes = sum(a and b for a, b in zip(first, second, strict=True))
    mixed = sum(a != b for a, b in zip(first, second, strict=True))
    p, q = sum(first) / n, sum(second) / n
    by_chance = p * q + (1 - p) * (1 - q)
    kappa = (1 - mixed / n - by_chance) / (1 - by_chance)
    share = (2 * yes + mixed) / (2 * n)
    spread = share * (1 - share)
    around = min(1 - mixed / n / (2 * spread), _FULL)

    def misfit(k: float) -> float:
        expected = (
            n * (share**2 + spread * k),
            n * 2 * spread * (1 - k),
            n * ((1 - share) ** 2 + spread * k),
        )
        seen = (yes, mixed, n - yes - mixed)
        return sum((s - e) ** 2 / e for s, e in zip(seen, expected, strict=True)) - _LIMIT

    floor = max(-share / (1 - share), -(1 - share) / share) + 1e-9
    low = brentq(misfit, floor, around) if misfit(floor) > 0 else floor
    high = brentq(misfit, around, _FULL) if mixed else 1.0
    return Agreement(kappa, float(low), float(high), yes + mixed)
