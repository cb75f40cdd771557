"""What the rooms of this package share: kinds of arrays, labels as codes, rows named in words."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Ints", "as_matrix", "binned", "coded", "quantile_t", "rows_text"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: So many rows are named in an error; who mends a file needs the first ones and their number.
_NAMED_ROWS: Final = 5


def rows_text(offending: Bools) -> str:
    """Name the rows where something is wrong, the first row being 1.

    Examples
    --------
    >>> rows_text(np.array([False, True, True]))
    'rows 2, 3'
    >>> rows_text(np.ones(9, bool))
    'rows 1, 2, 3, 4, 5 and 4 more'
    """
    rows = (np.flatnonzero(offending) + 1).tolist()
    named = ", ".join(f"{row:,}" for row in rows[:_NAMED_ROWS])
    more = f" and {len(rows) - _NAMED_ROWS:,} more" if len(rows) > _NAMED_ROWS else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {named}{more}"


def coded(values: Any) -> tuple[Ints, tuple[str, ...]]:
    """Number the labels of a column in their sorted order; -1 where there is none.

    ``values`` is an Arrow column, an array or a sequence; numbers become their own words.

    Examples
    --------
    >>> coded(["b", None, "a"])
    (array([ 1, -1,  0]), ('a', 'b'))
    """
    column = values if isinstance(values, pa.ChunkedArray | pa.Array) else _column(values)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    labels = [str(label) for label in column.dictionary.to_pylist()]
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    order = sorted(range(len(labels)), key=labels.__getitem__)
    rank = np.empty(len(labels) + 1, np.int64)
    rank[order] = np.arange(len(labels))
    rank[-1] = -1
    return rank[codes], tuple(labels[place] for place in order)


def _column(values: Any) -> pa.Array:
    # Only of an array of floats does Arrow take NaN for nothing.
    is_float = getattr(getattr(values, "dtype", None), "kind", "") == "f"
    return pa.array(values, from_pandas=True) if is_float else pa.array(values)


def binned(codes: Ints, values: Floats | Bools, size: int) -> Floats:
    """Sum of the values that have each code, of shape (size,).

    Examples
    --------
    >>> binned(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 3)
    array([1., 0., 5.])
    """
    return np.asarray(np.bincount(codes, values, minlength=size), np.float64)


def as_matrix(values: Any) -> Floats:
    """Float columns of one variable or several, of shape (rows, variables)."""
    found = np.asarray(values, np.float64)
    return found[:, None] if found.ndim == 1 else found


def quantile_t(level: float, df: Floats) -> Floats:
    """Two-sided quantile of Student's t; infinite where no degree of freedom is left.

    Examples
    --------
    >>> quantile_t(0.95, np.array([15.0, 0.0])).round(3)
    array([2.131,   inf])
    """
    from scipy.special import stdtrit

    with np.errstate(invalid="ignore"):
        found = stdtrit(np.maximum(df, 1.0), 0.5 + level / 2)
    return np.where(df < 1, np.inf, found)
