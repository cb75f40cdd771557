"""The exact encoder: every layer of the Universal Sentence Encoder, its first ones looked up.

The network (Yang et al., ACL 2020) reads a text in windows of two, three and five pieces, through
two layers a window. What a piece adds to the first layer hangs on the piece and its place in the
window alone, so it is worked out once a piece; that was six tenths of the work. The second layer
sees sums of pieces, and is multiplied out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Final

from folkmoot.annotators._pieces import (
    UNITS,
    PieceTable,
    embedded,
    exact_product,
    few_together,
    network,
    pieces,
    seen_by_windows,
    whole_steps,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["EXACT", "Exact"]

#: Name of the encoder, with its version.
EXACT: Final = "use-multilingual-3"
#: Pieces in each window, and how many of them stand before the one that it belongs to.
_WINDOWS: Final = ((2, 0), (3, 1), (5, 2))
#: The widest window reaches so far over the edge of a text.
_GAP: Final = 2
_EMBEDDING: Final = 512
_SEEN: Final = len(_WINDOWS) * UNITS
_COLUMNS: Final = _SEEN + sum(size for size, _ in _WINDOWS) * UNITS
#: Rows of pieces that are held, 13 KiB each. In 20,000 short posts in English 8,000 pieces were
#: 98.6 % of all, 16,000 every one.
_MOST: Final = 1 << 14
#: Pieces read at once: speed is the same from 256 to 1,024, and these fit the cache.
_TOGETHER: Final = 384
#: Texts whose new pieces are met together, and that go together through the last layers, which see
#: a text as one row.
_TEXTS: Final = 1024


class Exact:
    """The encoder itself; threads wait for each other.

    Parameters
    ----------
    most
        Rows of pieces that are held.
    """

    name = EXACT

    def __init__(self, most: int = _MOST) -> None:
        from threadpoolctl import ThreadpoolController

        network()
        self._table = PieceTable(_COLUMNS, _rows, most)
        self._one_thread = ThreadpoolController()
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, each of length 1; its batch moves the seventh digit at most."""
        import numpy as np

        # Half of a surrogate pair, as a cut text may end with, has no encoding.
        cut = [pieces(text.encode("utf-8", "replace").decode()) for text in texts]
        found = np.empty((len(texts), _EMBEDDING), np.float32)
        # Rows of new pieces are added as they are met: one thread at a time.
        with self._lock, self._one_thread.limit(limits=1, user_api="blas"):
            for start in range(0, len(cut), _TEXTS):
                part = cut[start : start + _TEXTS]
                self._table.meet(part)
                sums = [self._sums(few) for few in few_together(part, _TOGETHER)]
                found[start : start + _TEXTS] = _of_sums(np.concatenate(sums), part)
        return found

    def _sums(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Sum of the features of each text's pieces."""
        import numpy as np

        net = network()
        rows, at = self._table.spread(texts, _GAP)
        flat = np.fromiter(chain.from_iterable(texts), np.int64)
        is_gap = np.ones(len(rows), bool)
        is_gap[at] = False
        features = np.empty((len(flat), _EMBEDDING + _SEEN), np.float32)
        features[:, :_EMBEDDING] = embedded(flat)
        column = _SEEN
        for number, (size, before) in enumerate(_WINDOWS):
            own = slice(number * UNITS, (number + 1) * UNITS)
            hidden = _first_layer(rows[:, column : column + size * UNITS], size, before)
            hidden += rows[:, own]
            hidden[is_gap] = 0.0
            seen = hidden[at[:, None] + np.arange(-before, size - before)]
            second = seen.reshape(len(flat), size * UNITS) @ net.w2[number]
            second += net.b2[number]
            np.maximum(second, 0, out=second)
            second += hidden[at]
            features[:, _EMBEDDING + own.start : _EMBEDDING + own.stop] = second
            column += size * UNITS
        starts = np.cumsum([0, *(len(each) for each in texts[:-1])])
        found: NDArray[np.float32] = np.add.reduceat(_even(features), starts, axis=0)
        return found


def _first_layer(parts: NDArray[np.float32], size: int, before: int) -> NDArray[np.float32]:
    """Sum of what the pieces of each window add at their places, where above zero."""
    import numpy as np

    found = np.zeros((len(parts), UNITS), np.float32)
    inner = found[_GAP:-_GAP]
    for place in range(size):
        first = _GAP + place - before
        own = slice(place * UNITS, (place + 1) * UNITS)
        inner += parts[first : first + len(inner), own]
    np.maximum(found, 0, out=found)
    return found


def _even(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features with each row's mean and spread taken out, in place."""
    import numpy as np

    net = network()
    features -= features.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", features, features) / features.shape[1]
    features *= np.reciprocal(np.sqrt(spread + net.eps))[:, None]
    features *= net.ln_g
    features += net.ln_b
    return features


def _of_sums(sums: NDArray[np.float32], texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Take sums over pieces through the last layers."""
    import numpy as np

    net = network()
    lengths = np.array([len(each) for each in texts], np.float32)[:, None]
    mean = sums @ net.cnn_W + lengths * net.cnn_b
    mean *= np.reciprocal(np.sqrt(lengths))
    first = np.maximum(mean @ net.d0, 0)
    second = np.maximum(mean @ net.p1 + first @ net.d1, 0)
    third = np.maximum(second @ net.d2, 0)
    found = np.tanh(second @ net.p3 + third @ net.d3)
    length = np.sqrt(np.einsum("ij,ij->i", found, found).clip(net.eps))
    unit: NDArray[np.float32] = found * np.reciprocal(length)[:, None]
    return unit


def _rows(block: NDArray[np.int64]) -> NDArray[np.float32]:
    """Rows of pieces: what windows see of each, then what it adds at each place of each window."""
    import numpy as np

    found = np.empty((len(block), _COLUMNS), np.float32)
    seen = seen_by_windows(embedded(block))
    found[:, :_SEEN] = seen
    column = _SEEN
    for number, (size, before) in enumerate(_WINDOWS):
        parts = found[:, column : column + size * UNITS]
        own = seen[:, number * UNITS : (number + 1) * UNITS]
        parts[:] = exact_product(own, _places(number))
        parts[:, before * UNITS : (before + 1) * UNITS] += network().b1[number]
        column += size * UNITS
    return found


@cache
def _places(number: int) -> NDArray[np.float64]:
    """Weights of the places of a window beside each other, in whole steps."""
    import numpy as np

    return whole_steps(np.hstack(np.split(network().w1[number], _WINDOWS[number][0])))
