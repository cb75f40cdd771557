"""A share of posts, of which one person may have written many."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate import Estimate
from folkmoot.estimate.intervals import z_value
from folkmoot.measures._cells import LEVEL, Floats, Ints, share_cells

__all__ = ["clustered_share", "drawn_share", "product", "share_of_posts"]

_Mask = NDArray[np.bool_]


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
    total, shown = float(posts.sum()), float(cases.sum())
    if not total:
        return Estimate(None, None, None, 0, 0, base_label, "share", "wilson-clustered", people=0)
    p = shown / total
    return _wilson(p, (cases - p * posts) / total, p * (1 - p) / total, total, round(total),
                   base_label)  # fmt: skip


def share_of_posts(cases: _Mask, posts: _Mask, people: Ints, base_label: str) -> Estimate:
    """Share of some posts that show a property, clustered by their authors.

    Parameters
    ----------
    cases
        Which posts show it.
    posts
        Which posts are the base.
    people
        Number of each post's author; below 0 where it is not known, and then each is somebody.
    base_label
        What the base is, in words.

    Examples
    --------
    >>> everything = np.ones(4, bool)
    >>> e = share_of_posts(np.array([1, 1, 0, 0], bool), everything, np.array([0, 0, 1, -1]), "")
    >>> e.value, e.people
    (0.5, 3)
    """
    author = _authors(people, posts)
    each = np.bincount(author).astype(np.float64)
    shown = _summed(author, cases[posts])
    return clustered_share(shown, each, base_label)


def drawn_share(
    known: _Mask, told: _Mask, posts: _Mask, read: _Mask, people: Ints, base_label: str
) -> Estimate:
    """Share of posts that show either of two properties, the second told of drawn posts alone.

    Double sampling for stratification (Cochran, Sampling Techniques, 1977, chapter 12): the first
    property is known of every post; of those without it the second counts as often as among those
    that were read. Where all were read it is the plain share of posts with either. The variance is
    linearised over people, the interval is that of `clustered_share`.

    Parameters
    ----------
    known
        Which posts show the first property.
    told
        Which posts show the second; heeded where they were read.
    posts
        Which posts are the base.
    read
        Which of them were drawn, evenly.
    people, base_label
        As for `share_of_posts`.

    Examples
    --------
    >>> everything, nobody = np.ones(4, bool), np.full(4, -1)
    >>> known, told = np.array([1, 0, 0, 0], bool), np.array([1, 1, 0, 0], bool)
    >>> drawn_share(known, told, everything, everything, nobody, "posts").value
    0.5
    >>> drawn_share(known, told, everything, np.array([1, 1, 1, 0], bool), nobody, "posts").value
    0.625
    """
    total = int(posts.sum())
    if not total:
        return clustered_share(np.zeros(0), np.zeros(0), base_label)
    first, second = known[posts], told[posts] & read[posts]
    rest = ~first & read[posts]
    drawn = int(rest.sum())
    share = float(first.mean())
    also = float(second[rest].mean()) if drawn else 0.0
    p = share + (1 - share) * also
    weight = (1 - share) / drawn if drawn else 0.0
    moved = (1 - also) * (first - share) / total + weight * np.where(rest, second - also, 0.0)
    alone = (1 - also) ** 2 * share * (1 - share) / total + weight**2 * drawn * also * (1 - also)
    tells = total if share == 1 else drawn
    by_person = _summed(_authors(people, posts), moved)
    return _wilson(p, by_person, alone, tells, total, base_label)


def _authors(people: Ints, posts: _Mask) -> Ints:
    """Authors of the posts of a base, numbered from 0 without a gap."""
    unknown = people.max(initial=0) + 1 + np.arange(len(people))
    found: Ints = np.unique(np.where(people < 0, unknown, people)[posts], return_inverse=True)[1]
    return found


def _summed(author: Ints, values: NDArray[Any]) -> Floats:
    """Sum of a value of each post, by author."""
    found: Floats = np.bincount(author, weights=values).astype(np.float64)
    return found


def _wilson(
    p: float, moved: Floats, alone: float, tells: float, base: int, base_label: str
) -> Estimate:
    """Wilson's interval with as many posts as tell what these people do.

    Parameters
    ----------
    p
        The share.
    moved
        By how much each person moves it.
    alone
        Its variance if each post came from somebody else, which it is never under.
    tells
        How many posts tell of it where all are alike.
    """
    people = len(moved)
    variance = max(alone, float((moved**2).sum()) * people / max(1, people - 1))
    effective = p * (1 - p) / variance if variance else tells
    cell = share_cells(np.array([p * effective]), np.array([effective]))
    return Estimate(
        p, float(cell.low[0]), float(cell.high[0]), round(p * base), base, base_label, "share",
        "wilson-clustered", math.sqrt(variance), LEVEL, people,
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
