"""Clusters of sentence vectors: the space they are looked for in, and EVoC behind one function.

Exact where it has to be. Vectors, axes and centres are rounded to whole numbers of small steps, so
that every product and sum is an integer that a double holds: a post has the same closeness to a
centre whatever batch, order or number of threads it is computed with.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Axes",
    "axes_of",
    "centres_of",
    "closeness",
    "closeness_to_others",
    "clusters",
    "is_compiled",
]

#: Directions kept of the encoder's 512: on banking77, clinc150 and 29 communities of Reddit 128
#: agreed with the labels as well as all, in a quarter of the memory.
_DIRECTIONS: Final = 128
#: How far directions are evened out: 0 leaves them, 0.5 gives each the same spread. Half way
#: agreed best with the labels of the three sets taken together.
_EVENNESS: Final = 0.25
#: Neighbours that EVoC joins: with 15 one label came apart into more themes than with 30.
_NEIGHBOURS: Final = 30
#: A layer of fewer than this share of the clusters of the finest is not taken: two or three halves
#: of a community lie far apart, and say nothing of its subjects.
_FINE: Final = 0.25
#: With fewer there is no neighbourhood to speak of.
_FEWEST_NEIGHBOURS: Final = 8
#: Fewer texts of a script do not tell where its middle is.
_FEWEST_OF_SCRIPT: Final = 30
#: Steps of vectors, centres and axes: 2^-22 and 2^-18. By the inequality of Cauchy and Schwarz a
#: sum of their products stays under 2^45 steps, and a double is exact to 2^53.
_VECTOR_STEPS: Final = float(1 << 22)
_AXIS_STEPS: Final = float(1 << 18)
#: Distances are never taken for smaller, so that copies of one point divide by something.
_STEP: Final = 1e-6
#: Rows turned at once: 130 MiB of doubles.
_BLOCK: Final = 32_768


@dataclass(frozen=True)
class Axes:
    """The space that themes live in: the encoder's, centred and evened out.

    All posts of a community share a direction, and a few directions would outweigh the others.

    Parameters
    ----------
    middle
        What is taken off, in whole steps.
    turn
        Encoder's dimensions by directions, in whole steps.
    """

    middle: NDArray[np.float64]
    turn: NDArray[np.float64]

    def points(self, encodings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return encodings as points of this space, each of length 1 (or 0) and in whole steps."""
        found = np.empty((len(encodings), self.turn.shape[1]), np.float32)
        for start in range(0, len(encodings), _BLOCK):
            part = _steps(encodings[start : start + _BLOCK]) - self.middle
            turned = part @ self.turn
            lengths = np.sqrt(np.einsum("ij,ij->i", turned, turned))
            lengths[lengths == 0.0] = 1.0
            found[start : start + _BLOCK] = turned / lengths[:, None]
        return found


def axes_of(encodings: NDArray[np.float32], is_other: NDArray[np.bool_] | None = None) -> Axes:
    """Find the middle of encodings and the directions in which they differ most.

    Parameters
    ----------
    encodings
        One row a text.
    is_other
        Texts of another script. The direction in which the two scripts differ is taken out, so
        that what is meant joins posts and not what they are written in (Libovický, Rosa & Fraser,
        EMNLP Findings 2020, centre each language).
    """
    from threadpoolctl import threadpool_limits

    middle = encodings.mean(axis=0, dtype=np.float64)
    apart = _apart(encodings, is_other)
    spread = np.zeros((len(middle), len(middle)))
    # One thread, so that the last digits, and with them the clusters, are the same everywhere.
    with threadpool_limits(limits=1):
        for start in range(0, len(encodings), _BLOCK):
            off = encodings[start : start + _BLOCK] - middle
            off -= np.outer(off @ apart, apart)
            spread += off.T @ off
        values, vectors = np.linalg.eigh(spread)
    order = values.argsort()[::-1][:_DIRECTIONS]
    lengths = np.sqrt(values[order].clip(0.0))
    order = order[lengths > 1e-6 * max(lengths[0], 1e-9)]
    if not len(order):  # all alike
        return Axes(np.zeros(len(middle)), _eye(len(middle)))
    lengths = np.sqrt(values[order])
    turn = vectors[:, order] * np.sign(vectors[np.abs(vectors[:, order]).argmax(0), order])
    turn = turn - np.outer(apart, apart @ turn)
    turn = turn * (lengths[0] / lengths) ** _EVENNESS
    return Axes((middle * _VECTOR_STEPS).round(), (turn * _AXIS_STEPS).round())


def _apart(
    encodings: NDArray[np.float32], is_other: NDArray[np.bool_] | None
) -> NDArray[np.float64]:
    """Direction from the texts of one script to those of the other; none where one has too few."""
    nothing = np.zeros(encodings.shape[1])
    if is_other is None or min(is_other.sum(), (~is_other).sum()) < _FEWEST_OF_SCRIPT:
        return nothing
    means = [encodings[rows].mean(axis=0, dtype=np.float64) for rows in (is_other, ~is_other)]
    found: NDArray[np.float64] = means[0] - means[1]
    length = float(np.linalg.norm(found))
    return found / length if length else nothing


def _eye(dimensions: int) -> NDArray[np.float64]:
    return np.eye(dimensions)[:, :_DIRECTIONS] * _AXIS_STEPS


def _steps(vectors: NDArray[np.floating]) -> NDArray[np.float64]:
    return (np.asarray(vectors, np.float64) * _VECTOR_STEPS).round()


def closeness(points: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cosine of each point with each centre, exact for what is in whole steps."""
    found: NDArray[np.float64] = _steps(points) @ _steps(centres).T / _VECTOR_STEPS**2
    return found


def closeness_to_others(points: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cosine of each point of a group with the centre of the others.

    With the point itself in the mean, small groups would look tighter than they are.
    """
    whole = points.astype(np.float64)
    total = whole.sum(axis=0)
    along = whole @ total
    others = np.sqrt((total @ total - 2 * along + 1).clip(_STEP))
    found: NDArray[np.float64] = (along - 1) / others
    return found


def centres_of(
    points: NDArray[np.float32], groups: Sequence[NDArray[np.int64]]
) -> NDArray[np.float32]:
    """Direction of the mean of each group of rows."""
    found = np.zeros((len(groups), points.shape[1]))
    for number, rows in enumerate(groups):
        found[number] = points[rows].astype(np.float64).mean(axis=0)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return (found / np.where(lengths == 0.0, 1.0, lengths)).astype(np.float32)


def is_compiled() -> bool:
    """Whether EVoC was compiled on this machine before.

    Numba keeps what it compiled in ``NUMBA_CACHE_DIR`` where that is set, else beside EVoC, or in
    the person's own cache where nobody may write there.
    """
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return any(Path(chosen).glob("evoc_*/*.nbi"))
    found = find_spec("evoc")
    beside = Path(found.origin).parent if found and found.origin else Path()
    own = Path.home() / ".cache" / "numba"
    return any(beside.glob("__pycache__/*.nbi")) or any(own.glob("evoc_*/*.nbi"))


def clusters(points: NDArray[np.float32], fewest: int) -> NDArray[np.int64]:
    """Cluster of each point, -1 for none; each has at least the fewest points.

    EVoC (evoc 0.3, Tutte Institute): a graph of near neighbours, laid out in a few dimensions and
    cut by density, in layers from fine to coarse. Taken is the layer whose points lie nearest to
    their own clusters beside the next ones (`_silhouette`). Seeded and on one thread: the same
    points in the same order give the same clusters on any number of cores. Points that are copies
    of a few are grouped as they are.
    """
    distinct, which, counts = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    neighbours = min(_NEIGHBOURS, len(distinct) // 3)
    if neighbours < _FEWEST_NEIGHBOURS:
        kept = (counts >= fewest).cumsum() - 1
        return np.where(counts >= fewest, kept, -1)[which.ravel()].astype(np.int64)
    import numba
    from evoc import EVoC

    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        seeker = EVoC(base_min_cluster_size=fewest, n_neighbors=neighbours, random_state=0)
        seeker.fit(np.ascontiguousarray(points))
    finally:
        numba.set_num_threads(threads)
    return _best([layer.astype(np.int64) for layer in seeker.cluster_layers_], points)


def _best(layers: Sequence[NDArray[np.int64]], points: NDArray[np.float32]) -> NDArray[np.int64]:
    """Layer of the best silhouette, the finest coming first; of equal ones the finest."""
    fine = [layer for layer in layers if layer.max() + 1 >= _FINE * (layers[0].max() + 1)]
    return fine[int(np.argmax([_silhouette(points, layer) for layer in fine]))]


def _silhouette(points: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """How much nearer points are to their own cluster than to the next, from -1 to 1.

    Mean silhouette of the points in a cluster (Rousseeuw, Journal of Computational and Applied
    Mathematics 20, 1987) by distances from centres (Hruschka, de Castro & Campello, ICDM 2004),
    the own one without the point itself. -1 where there are fewer than two clusters.
    """
    groups = [(labels == number).nonzero()[0] for number in range(int(labels.max()) + 1)]
    if len(groups) < 2:
        return -1.0
    centres = centres_of(points, groups)
    total = 0.0
    for number, rows in enumerate(groups):
        inside = points[rows]
        next_best = np.delete(closeness(inside, centres), number, axis=1).max(axis=1)
        own, other = 1 - closeness_to_others(inside), 1 - next_best
        total += float(((other - own) / np.maximum(np.maximum(own, other), _STEP)).sum())
    return total / int((labels >= 0).sum())
