"""Which cells of several crossings may be shown, since they share margins.

A crossing and all its margins are one table. Two crossings that share a column share that margin
too: what one of them withholds there is withheld in the other, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate import table_reliability
from folkmoot.survey.estimation._arrays import Bools, Ints
from folkmoot.survey.estimation.domains import Domains

__all__ = ["crossings_reliability"]

_Columns = tuple[str, ...]
_Words = NDArray[np.str_]


def crossings_reliability(
    alone: Mapping[str, Domains], crossings: Sequence[_Columns], known: Bools
) -> dict[_Columns, _Words]:
    """Say of each cell of each crossing whether it is shown, by who answered.

    Parameters
    ----------
    alone
        Each column as domains of its own.
    crossings
        _Columns of each crossing that is shown; none: everybody.
    known
        Who answered, of shape (rows,).
    """
    tops = [one for one in crossings if not any(set(one) < set(other) for other in crossings)]
    tables = [_Table.of(alone, top, known) for top in tops]
    found: dict[_Columns, _Words] = {}
    is_changed = True
    while is_changed:
        is_changed = False
        for table in tables:
            inside = [one for one in crossings if set(one) <= set(table.columns)]
            for one, words in table.reliability(inside, found).items():
                is_changed |= one in found and bool((words != found[one]).any())
                found[one] = words
    return found


@dataclass(frozen=True, eq=False)
class _Table:
    """A crossing with its margins.

    Of whom a characteristic is not known, they are a place of their own on its axis, before the
    total: they are not printed, and can be had by subtraction all the same.
    """

    columns: _Columns
    people: Ints

    @classmethod
    def of(cls, alone: Mapping[str, Domains], columns: _Columns, known: Bools) -> _Table:
        if not columns:
            return cls(columns, np.array(known.sum()))
        sizes = [len(alone[name]) for name in columns]
        codes = [
            np.where(alone[name].codes < 0, size, alone[name].codes)
            for name, size in zip(columns, sizes, strict=True)
        ]
        shape = tuple(size + 1 for size in sizes)
        cell = np.ravel_multi_index(codes, shape)
        table = np.bincount(cell[known], minlength=int(np.prod(shape))).reshape(shape)
        for axis in range(table.ndim):
            table = np.concatenate([table, table.sum(axis=axis, keepdims=True)], axis=axis)
        return cls(columns, table)

    def reliability(
        self, crossings: Sequence[_Columns], before: Mapping[_Columns, _Words]
    ) -> dict[_Columns, _Words]:
        """_Words by crossing; what was withheld before stays so."""
        withheld = np.zeros(self.people.shape, bool)
        for one in crossings:
            if one in before:
                view = self._view(withheld, one)
                view[...] = (before[one] == "suppressed").reshape(view.shape)
        found = table_reliability(self.people, self._unshown(), withheld)
        return {one: self._view(found, one).ravel() for one in crossings}

    def _view(self, table: NDArray[Any], crossing: _Columns) -> NDArray[Any]:
        """The cells of a crossing: its own columns whole, in its order, the others' totals."""
        places = tuple(
            slice(0, length - 2) if name in crossing else length - 1
            for name, length in zip(self.columns, self.people.shape, strict=True)
        )
        kept = [name for name in self.columns if name in crossing]
        return table[(*places, ...)].transpose([kept.index(name) for name in crossing])

    def _unshown(self) -> Bools:
        found = np.zeros(self.people.shape, bool)
        for axis, length in enumerate(self.people.shape):
            np.moveaxis(found, axis, 0)[length - 2] = True
        return found
