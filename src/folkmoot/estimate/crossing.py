"""Disclosure control of a whole crossing: no withheld cell may be had from its neighbours.

In a table with margins each line adds up to its total, so a cell that stands alone among the
withheld ones of its line is known by subtraction. More cells are withheld until none is
(complementary suppression; L. Willenborg, T. de Waal, *Elements of Statistical Disclosure Control*,
2001, chapter 5). What a reader could narrow down to a range, and not to a number, stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from folkmoot.estimate.disclosure import MINIMUM_PEOPLE, reliability_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["table_reliability"]

#: A total is withheld only where no cell of its line is left: it is told more often than a cell.
_PER_TOTAL: Final = 1e12

#: Parts of a random vector below this are rounding errors of the solver.
_NOTHING: Final = 1e-6


def table_reliability(
    people: NDArray[np.int64],
    unshown: NDArray[np.bool_] | None = None,
    lost: NDArray[np.bool_] | None = None,
) -> NDArray[np.str_]:
    """Say of each cell of a table with margins whether it is shown.

    Parameters
    ----------
    people
        People behind each cell, an axis a characteristic; the last place of each axis is the total
        over it, and each total is the sum of its line.
    unshown
        Cells that the table does not print but a reader can reckon, such as the people of whom a
        characteristic is not known. Small ones are protected too, and none protects another.
    lost
        Cells that are withheld for another reason.

    Returns
    -------
    numpy.ndarray
        Of the same shape: ``normal``, ``low base``, ``hidden`` or ``suppressed``. A line is safe
        when it withholds nothing, or at least two cells with ten people or more between them.

    Examples
    --------
    >>> import numpy as np
    >>> people = np.array([[5, 40, 45], [60, 200, 260], [65, 240, 305]])
    >>> (table_reliability(people) == "suppressed").astype(int)
    array([[1, 1, 0],
           [1, 1, 0],
           [0, 0, 0]])
    """
    import numpy as np

    withheld = (people > 0) & (people < MINIMUM_PEOPLE)
    withheld = withheld if lost is None else withheld | lost
    unable = np.zeros(people.shape, bool) if unshown is None else unshown
    # A single number has no neighbours.
    while people.ndim and withheld.any():
        more = _alone(people, withheld, unable)
        if not more.any():
            more = _nearest(people, withheld | unable, _solvable(people, withheld))
        if not more.any():
            break
        withheld = withheld | more
    words = np.array([reliability_of(int(size)) for size in people.ravel()], dtype="<U10")
    found: NDArray[np.str_] = words.reshape(people.shape)
    found[withheld] = "suppressed"
    return found


def _cost(people: NDArray[np.int64], withheld: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What it costs a reader to lose each cell; endless for those that protect nothing."""
    import numpy as np

    totals = sum(
        np.arange(length).reshape([-1 if axis == own else 1 for axis in range(people.ndim)])
        == length - 1
        for own, length in enumerate(people.shape)
    )
    cost = people + _PER_TOTAL * np.asarray(totals, np.float64)
    return np.where(withheld | (people == 0), np.inf, cost)


def _alone(
    people: NDArray[np.int64], withheld: NDArray[np.bool_], unable: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Cheapest cell of each line whose withheld cells can be had by subtraction."""
    import numpy as np

    more = np.zeros(people.shape, bool)
    cost = _cost(people, withheld | unable)
    for axis in range(people.ndim):
        held = withheld & (people > 0)
        count = held.sum(axis=axis, keepdims=True)
        parts = np.take(held, range(people.shape[axis] - 1), axis)
        sizes = np.take(people, range(people.shape[axis] - 1), axis)
        together = (sizes * parts).sum(axis=axis, keepdims=True)
        is_total_told = ~np.take(held, [people.shape[axis] - 1], axis)
        few = (together > 0) & (together < MINIMUM_PEOPLE) & is_total_told
        unsafe = (count == 1) | few
        cheapest = np.argmin(cost, axis=axis, keepdims=True)
        able = np.isfinite(np.take_along_axis(cost, cheapest, axis)) & unsafe
        chosen = np.zeros(people.shape, bool)
        np.put_along_axis(chosen, cheapest, able, axis)
        more |= chosen
    return more


def _solvable(people: NDArray[np.int64], withheld: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Withheld cells that all lines together determine, though no line does alone.

    A cell is determined when it cannot move while every line keeps its sum: the part of a random
    vector that lies along such moves is then 0 at that cell.
    """
    import numpy as np
    from scipy.sparse.linalg import lsqr

    held = withheld & (people > 0)
    lines = _lines(held)
    start = np.random.default_rng(0).normal(size=lines.shape[1])
    along = lsqr(lines.T, start, atol=1e-14, btol=1e-14, iter_lim=20 * lines.shape[1] + 100)[0]
    moves = start - lines.T @ along
    found = np.zeros(people.shape, bool)
    found[held] = np.abs(moves) < _NOTHING
    return found


def _lines(held: NDArray[np.bool_]) -> Any:
    """Equations of all lines (rows) in the withheld cells (columns): parts less total."""
    import numpy as np
    from scipy.sparse import coo_array

    places = np.argwhere(held)
    rows, values, start = [], [], 0
    for axis, length in enumerate(held.shape):
        others = [size for own, size in enumerate(held.shape) if own != axis]
        index = np.delete(places, axis, axis=1)
        number = (
            np.ravel_multi_index(tuple(index.T), others) if others else np.zeros(len(places), int)
        )
        rows.append(start + number)
        values.append(np.where(places[:, axis] == length - 1, -1.0, 1.0))
        start += int(np.prod(others))
    columns = np.tile(np.arange(len(places)), held.ndim)
    entries = (np.concatenate(values), (np.concatenate(rows), columns))
    return coo_array(entries, shape=(start, len(places))).tocsr()


def _nearest(
    people: NDArray[np.int64], withheld: NDArray[np.bool_], open_cells: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Cheapest cell of the lines through the first of the cells that are open."""
    import numpy as np

    more = np.zeros(people.shape, bool)
    cost = _cost(people, withheld)
    for place in np.argwhere(open_cells):
        beside = np.full(people.shape, np.inf)
        for axis in range(people.ndim):
            line = tuple(slice(None) if own == axis else at for own, at in enumerate(place))
            beside[line] = cost[line]
        if np.isfinite(beside).any():
            more[np.unravel_index(np.argmin(beside), people.shape)] = True
            return more
    return more
