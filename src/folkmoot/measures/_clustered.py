"""A share of posts, of which one person may have written many."""

from __future__ import annotations

import math

import numpy as np

from folkmoot.estimate import Estimate
from folkmoot.estimate.intervals import z_value
from folkmoot.measures._cells import LEVEL, Floats, share_cells

__all__ = ["clustered_share", "product"]


def clustered_share(cases: Floats, posts: Floats, base_label: str) -> Estimate:
    """Share of posts that show a property, when posts of one person resemble each other.

    The variance is that of a ratio of totals over people, linearised; the interval is Wilson's
    with the number of posts that would tell as much if each came from somebody else (Korn &
    Graubard, Survey Methodology 24, 1998). It is never narrower than that of independent posts.

    Parameters
    ----------
    cases
        Posts of each person that show the property.
    posts
        Posts of each person, at least one.
    base_label
        Who asked them, in words.

    Examples
    --------
    Two who ask much and agree with themselves tell less than forty who ask once.

    >>> few = clustered_share(np.array([20.0, 0.0]), np.array([20.0, 20.0]), "posts")
    >>> many = clustered_share(np.repeat([1.0, 0.0], 20), np.ones(40), "posts")
    >>> [round(e.high - e.low, 2) for e in (few, many)]
    [0.89, 0.3]
    """
    total, shown, people = float(posts.sum()), float(cases.sum()), len(posts)
    if not total:
        return Estimate(None, None, None, 0, 0, base_label, "share", "wilson-clustered", people=0)
    p = shown / total
    alone = p * (1 - p) / total
    spread = float(((cases - p * posts) ** 2).sum()) / total**2
    variance = max(alone, spread * people / max(1, people - 1))
    effective = total * alone / variance if variance else total
    cell = share_cells(np.array([p * effective]), np.array([effective]))
    return Estimate(
        p, float(cell.low[0]), float(cell.high[0]), round(shown), round(total), base_label,
        "share", "wilson-clustered", math.sqrt(variance), LEVEL, people,
    )  # fmt: skip


def product(first: Estimate, second: Estimate, base_label: str) -> Estimate:
    """Product of two shares as a score from 0 to 100, larger where both are.

    The interval is the delta method on the logarithm, the shares taken as independent; half a
    case stands in for none, and for all. Without a value where either is withheld.

    Examples
    --------
    >>> from folkmoot.estimate import share
    >>> e = product(share(30, 100, "questions"), share(20, 40, "questions"), "questions")
    >>> round(e.value, 1), round(e.low, 1), round(e.high, 1)
    (15.0, 9.7, 23.1)
    """
    if first.value is None or second.value is None:
        none = min((first, second), key=lambda each: each.value is not None)
        return Estimate(
            None, None, None, second.cases, second.base, base_label, "score", "product-delta-log",
            people=second.people, reliability=none.reliability,
        )  # fmt: skip
    value, centre, relative = 100 * first.value * second.value, 100.0, 0.0
    for part in (first, second):
        half = 0.5 / part.base
        p = min(max(part.value or 0.0, half), 1 - half)
        centre *= p
        relative += max((part.se or 0.0) / p, math.sqrt((1 - p) / (p * part.base))) ** 2
    reach = math.exp(z_value(LEVEL) * math.sqrt(relative))
    low = min(value, centre / reach) if value else 0.0
    return Estimate(
        value, low, min(100.0, max(value, centre * reach)), second.cases, second.base, base_label,
        "score", "product-delta-log", centre * math.sqrt(relative), LEVEL, second.people,
    )  # fmt: skip
