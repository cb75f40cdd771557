"""Hashed words and pairs of words of posts, as a sparse matrix; made by arrays.

Words are numbered by their checksum and pairs by mixing two numbers, so that a batch is read
without a vocabulary (the hashing trick: Weinberger et al., ICML 2009) and without a loop over
pairs. A Chinese or Japanese character stands alone, so two neighbours act as a word does
elsewhere. Long words count by their first five letters too, which joins *recommend* with
*recommendations*.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["GRAM_BITS", "READ_LETTERS", "grams", "has_words", "shown"]

#: Letters of a post that are read, as in the labelled posts: who asks says so early.
READ_LETTERS: Final = 420
#: The hashed words and pairs fall into 2 to this power of columns.
GRAM_BITS: Final = 15
_PREFIX: Final = 5
_IDEOGRAPHS: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD: Final = f"[^\\W_{_IDEOGRAPHS}]+"
_TOKEN: Final = re.compile(f"[{_IDEOGRAPHS}?？!！$¥￥€£%—]|{_WORD}(?:['’]{_WORD})?")
_LETTER: Final = re.compile(r"[^\W\d_]")


def shown(title: str | None, text: str | None) -> str:
    r"""Return what is read of a post: its title, then the beginning of its text, on one line.

    Examples
    --------
    >>> shown("Which grinder?", "I have  $100.\nThanks"), shown(None, "Thanks"), shown("A", "A b")
    ('Which grinder? — I have $100. Thanks', 'Thanks', 'A b')
    """
    head, body = " ".join((title or "").split()), " ".join((text or "")[: 4 * READ_LETTERS].split())
    if not head or not body or body.startswith(head):
        return (body or head)[:READ_LETTERS]
    return f"{head} — {body}"[:READ_LETTERS]


def has_words(text: str) -> bool:
    """Whether a text holds a letter of any script; without one there is nothing to read."""
    return _LETTER.search(text) is not None


def grams(texts: Sequence[str]) -> Any:
    """Return a sparse matrix, posts by hashed words and pairs; each row has length 1."""
    import numpy as np
    from scipy.sparse import csr_matrix

    tokens = [["^", *_TOKEN.findall(text.lower()), "$"] for text in texts]
    flat = list(chain.from_iterable(tokens))
    posts = np.repeat(np.arange(len(texts)), [len(each) for each in tokens])
    word = _numbered(flat)
    start = _numbered([f"~{token[:_PREFIX]}" if len(token) > _PREFIX else "" for token in flat])
    pair = (word[:-1] * np.uint32(0x9E3779B1)) ^ (word[1:] + np.uint32(1))
    long, inside = start > 0, posts[:-1] == posts[1:]
    mixed = np.concatenate([word, pair[inside], start[long]])
    mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0x85EBCA6B)
    column = (mixed >> np.uint32(32 - GRAM_BITS)).astype(np.int32)
    row = np.concatenate([posts, posts[:-1][inside], posts[long]])
    shape = (len(texts), 1 << GRAM_BITS)
    matrix = csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=shape)
    matrix.sum_duplicates()
    held = np.diff(matrix.indptr)
    matrix.data[:] = np.repeat(1 / np.sqrt(np.maximum(held, 1)), held)
    return matrix


def _numbered(tokens: Sequence[str]) -> NDArray[np.uint32]:
    """A number a token; 0 for an empty one."""
    import numpy as np

    numbers = (zlib.crc32(token.encode("utf-8", "replace")) for token in tokens)
    return np.fromiter(numbers, np.uint32, len(tokens))
