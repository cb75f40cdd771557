"""How many people places share, and how many they would by chance, for every pair at once.

Chance has to know that some people are everywhere: in a community where a few write in hundreds of
rooms, any two rooms share those few, and the plain lift calls them all related. Here chance puts
each person into as many places as they are in, and into each place as many people as it has, and is
otherwise blind: the bipartite configuration model (Saracco, Straka, Di Clemente, Gabrielli,
Caldarelli & Squartini, New Journal of Physics 19, 2017). People in equally many places are alike to
it, and so are places of equal size, so that it is fitted on a small table whatever the data is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa

from folkmoot.engines import Engine
from folkmoot.estimate.disclosure import MINIMUM_PEOPLE
from folkmoot.estimate.intervals import z_value
from folkmoot.measures._cells import LEVEL, Cells, Floats, Ints, share_cells

__all__ = ["LEAST_SHARED", "Pairs", "chance_p_values", "fit_chance", "jaccard_cells",
           "lift_cells", "read_pairs"]  # fmt: skip

#: Fewer people in both places are told of no pair: they could be recognised.
LEAST_SHARED: Final = MINIMUM_PEOPLE
#: The fit ends when no size is off by more than this part, or after so many rounds.
_CLOSE: Final = 1e-6
_ROUNDS: Final = 2_000
#: Places of which the expected numbers with all others are held at once.
_BLOCK: Final = 512

_PAIRS: Final = pa.schema([pa.field(name, pa.int64()) for name in ("one", "other", "both_count")])
_SIZES: Final = pa.schema([pa.field(name, pa.int64()) for name in ("place_id", "people")])
_DEGREES: Final = pa.schema([pa.field(name, pa.int64()) for name in ("places", "people")])


@dataclass(frozen=True)
class Pairs:
    """Pairs of places, arrays of equal length.

    Parameters
    ----------
    one, other
        The places.
    both
        People in both; at least `LEAST_SHARED`.
    one_people, other_people
        People in each.
    expected, spread
        People whom chance would put into both, and the variance of that number.
    """

    one: Ints
    other: Ints
    both: Ints
    one_people: Ints
    other_people: Ints
    expected: Floats
    spread: Floats

    def __len__(self) -> int:
        return len(self.one)

    def take(self, rows: Ints) -> Pairs:
        """Return some of the pairs, in the order of their places."""
        return Pairs(
            self.one[rows], self.other[rows], self.both[rows], self.one_people[rows],
            self.other_people[rows], self.expected[rows],
            self.spread[rows],
        )  # fmt: skip


def read_pairs(engine: Engine, least: int = LEAST_SHARED) -> Pairs:
    """Count the people that places share; reads the relation ``place_members``.

    Parameters
    ----------
    engine
        Where ``place_members`` (``place_id``, ``actor_id``; each pair once) is registered.
    least
        Pairs with fewer people in both are left out.
    """
    sizes = engine.query(engine.render("overlap_sizes"), _SIZES)
    degrees = engine.query(engine.render("overlap_degrees"), _DEGREES)
    found = engine.query(engine.render("overlap_pairs"), _PAIRS, {"least": least})
    places, people = sizes["place_id"].to_numpy(), sizes["people"].to_numpy()
    one, other, both = (found[name].to_numpy() for name in _PAIRS.names)
    rows, columns = np.searchsorted(places, one), np.searchsorted(places, other)
    chances = fit_chance(people, degrees["places"].to_numpy(), degrees["people"].to_numpy())
    by_chance = _by_chance(chances, degrees["people"].to_numpy(), rows, columns)
    return Pairs(one, other, both, people[rows], people[columns], *by_chance)


def fit_chance(sizes: Ints, places: Ints, people: Ints) -> Floats:
    """Chance that somebody in so many places is in a place of such a size.

    ``x y / (1 + x y)``, with ``x`` of the person and ``y`` of the place chosen so that each person
    is expected in as many places, and each place with as many people, as there are.

    Parameters
    ----------
    sizes
        People of each place.
    places, people
        In how many places people are, each number once, and how many people are in so many.

    Returns
    -------
    numpy.ndarray
        A row a place, a column a number of places.

    Examples
    --------
    >>> chances = fit_chance(np.array([50, 50, 100]), np.array([1, 2]), np.array([80, 60]))
    >>> [round(float(row @ np.array([80, 60]))) for row in chances]
    [50, 50, 100]
    """
    if not len(sizes):
        return np.zeros((0, len(places)))
    distinct, back, times = np.unique(sizes, return_inverse=True, return_counts=True)
    total = float(sizes.sum())
    x, y = places / np.sqrt(total), distinct / np.sqrt(total)
    for _ in range(_ROUNDS):
        # Somebody who is everywhere has no finite x; their chance comes as near to 1 as wanted.
        x = places / (times[:, None] * y[:, None] / (1 + np.outer(y, x))).sum(axis=0)
        new = distinct / (people * x / (1 + np.outer(y, x))).sum(axis=1)
        off = float(np.max(np.abs(new / y - 1)))
        y = new
        if off < _CLOSE:
            break
    product = np.outer(y, x)
    chances: Floats = (product / (1 + product))[back]
    return chances


def _by_chance(chances: Floats, people: Ints, rows: Ints, columns: Ints) -> tuple[Floats, Floats]:
    """People expected in both places of each pair, and the variance, a block of places at a time.

    Each person is in both with a chance of their own, so that the variance is the sum of ``q (1 -
    q)``: somebody who is nearly everywhere is in both for nearly sure.
    """
    expected, squares = np.empty(len(rows)), np.empty(len(rows))
    order = np.argsort(rows, kind="stable")
    ends = np.searchsorted(rows[order], np.arange(0, len(chances) + _BLOCK, _BLOCK))
    for block, (start, end) in enumerate(pairwise(ends)):
        here = order[start:end]
        if len(here):
            first = block * _BLOCK
            part = chances[first : first + _BLOCK]
            at = (rows[here] - first, columns[here])
            expected[here] = ((part * people) @ chances.T)[at]
            squares[here] = ((part**2 * people) @ (chances**2).T)[at]
    return expected, expected - squares


def jaccard_cells(pairs: Pairs) -> Cells:
    """People in both as a share of the people in either, with Wilson intervals.

    Given how many are in either, those in both are binomial, so the interval of a share holds.

    Examples
    --------
    >>> one = [np.array([number]) for number in (1, 2, 30, 60, 70, 6.0, 6.0)]
    >>> cells = jaccard_cells(Pairs(*one))
    >>> [round(float(part[0]), 2) for part in (cells.value, cells.low, cells.high)]
    [0.3, 0.22, 0.4]
    """
    return share_cells(pairs.both, pairs.one_people + pairs.other_people - pairs.both)


def lift_cells(pairs: Pairs) -> Cells:
    """How many times as many people are in both as chance would put there.

    The interval is normal on the logarithm. Chance is taken as known: it is told by all places
    together, and so is much surer than one pair. The variance is that of people with chances of
    their own, as many times as large as the number itself; for rare ones it is Poisson's.

    Examples
    --------
    >>> one = [np.array([number]) for number in (1, 2, 30, 60, 70, 6.0, 6.0)]
    >>> cells = lift_cells(Pairs(*one))
    >>> [round(float(part[0]), 1) for part in (cells.value, cells.low, cells.high)]
    [5.0, 3.5, 7.2]
    """
    lift = pairs.both / pairs.expected
    error = np.sqrt(pairs.spread / pairs.expected / pairs.both)
    reach = np.exp(z_value(LEVEL) * error)
    return Cells(lift, lift / reach, lift * reach, lift * error)


def chance_p_values(pairs: Pairs) -> Floats:
    """Chance of so many people in both, or more, where nothing ties the places together.

    Poisson's tail, which is never too small for people with chances of their own.
    """
    from scipy.special import pdtrc

    tails: Floats = pdtrc(pairs.both - 1, pairs.expected)
    return tails
