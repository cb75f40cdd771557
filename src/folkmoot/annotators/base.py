"""The seam of annotators: posts in, labels out, row by row.

An annotator is found by entry point in the group ``folkmoot.annotators``: an object that is called
with a `Setup` and returns an `Annotator`. Encoders come in by ``folkmoot.encoders``: an object that
is called without arguments and returns a `folkmoot.annotators._encoder.Encoder`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

import pyarrow as pa

from folkmoot.annotators._encoder import Encoder, sentence_encoder
from folkmoot.annotators._grams import grams, has_words, shown
from folkmoot.annotators._heads import Tier
from folkmoot.brief import Brief

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LABELS", "NO_WORDS", "Annotator", "Label", "Posts", "Setup", "labelled"]

#: Why a post without a letter (emoji, numbers, addresses, nothing at all) has no label.
NO_WORDS: Final = "no words"
_ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+")

#: Columns of an annotator's answer.
#:
#: ``row``: place of the post in the batch, from 0; every post has one row or more, in their order.
#: ``label``: what is said of it; null where nothing can be.
#: ``score``: how sure, 0 to 1.
#: ``about``: what the label is about, where that is not the whole post (a product it names).
#: ``why``: the words that were met, or the reason why there is no label. Never words of the post
#: that could name a person.
LABELS: Final = pa.schema(
    [
        pa.field("row", pa.int32(), nullable=False),
        pa.field("label", pa.string()),
        pa.field("score", pa.float32()),
        pa.field("about", pa.string()),
        pa.field("why", pa.string()),
    ]
)

#: Label, score, what it is about, why.
Label = tuple[str | None, float | None, str | None, str | None]


@dataclass(frozen=True)
class Setup:
    """What an annotator is made for.

    Parameters
    ----------
    brief
        Whose product, alternatives and needs are looked for.
    tier
        ``fast`` reads words alone; ``full`` also `Posts.vectors`, and ``quick`` those of the
        quick encoder.
    """

    brief: Brief
    tier: Tier = "full"


@dataclass(frozen=True)
class Posts:
    """A batch of posts, with what several annotators make of them made once.

    Parameters
    ----------
    titles, texts
        Title and text of each post, null where it has none.
    encoder
        Who makes `vectors`.
    stored
        Vectors made earlier by the same encoder, a row a post.
    """

    titles: Sequence[str | None]
    texts: Sequence[str | None]
    encoder: Encoder = field(default_factory=sentence_encoder)
    stored: NDArray[np.float16] | None = None

    def __len__(self) -> int:
        return len(self.titles)

    @cached_property
    def shown(self) -> list[str]:
        """What is read of each post: title and the beginning of its text, on one line."""
        return [shown(title, text) for title, text in zip(self.titles, self.texts, strict=True)]

    @cached_property
    def readable(self) -> list[int]:
        """Places of the posts in which there is a letter to read, addresses left out."""
        return [place for place, text in enumerate(self.shown) if has_words(_ADDRESS.sub("", text))]

    @cached_property
    def grams(self) -> Any:
        """Hashed words and pairs of words of what is shown, as a sparse matrix."""
        return grams(self.shown)

    @cached_property
    def vectors(self) -> NDArray[np.float16]:
        """Encodings of what is shown, a row a post, to 16 bits."""
        import numpy as np

        if self.stored is not None:
            return self.stored
        return self.encoder.encode(self.shown).astype(np.float16)


@runtime_checkable
class Annotator(Protocol):
    """Says something of posts, of each on its own: how they were batched changes nothing."""

    @property
    def name(self) -> str:
        """A short name of small letters, digits and hyphens, as its entry point is called."""

    @property
    def version(self) -> str:
        """Everything its labels hang on: models, rules, tier, parts of the brief."""

    def annotate(self, posts: Posts) -> pa.Table:
        """Return `LABELS` of a batch."""


def labelled(rows: Sequence[Sequence[Label]]) -> pa.Table:
    """Lay out the labels of each post as a table of `LABELS`; a post without any has a null row.

    Examples
    --------
    >>> labelled([[("a", 1.0, None, None), ("b", 0.5, None, None)], []])["row"].to_pylist()
    [0, 0, 1]
    """
    flat = list(_flat(rows))
    columns = zip(*flat, strict=True) if flat else [()] * len(LABELS)
    arrays = [pa.array(column, f.type) for column, f in zip(columns, LABELS, strict=True)]
    return pa.Table.from_arrays(arrays, schema=LABELS)


def _flat(rows: Sequence[Sequence[Label]]) -> Iterator[tuple[Any, ...]]:
    for row, labels in enumerate(rows):
        for label in labels or ((None, None, None, None),):
            yield (row, *label)
