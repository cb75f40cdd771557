"""What kind of help a post asks for: linear heads on its words and its meaning.

Trained on posts labelled by ``docs/label-guidelines.md``; ``docs/model-card-need-types.md`` tells
of which, how well each type is told in each language, and where it fails. A post may be of several
types; one that is none of them is ``other``: news, small talk, most often a question of fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from folkmoot.annotators._grams import READ_LETTERS, has_words
from folkmoot.annotators._heads import Tier, read_heads
from folkmoot.annotators.base import NO_WORDS, Label, Posts, Setup, labelled
from folkmoot.annotators.stored import labels_of
from folkmoot.view import View

__all__ = [
    "NEED_TYPES",
    "NEED_TYPE_COLUMNS",
    "OTHER",
    "NeedTypes",
    "annotate_need_types",
    "need_types",
    "need_types_of",
]

#: What none of the types fits.
OTHER: Final = "other"

#: The types, `OTHER` last.
NEED_TYPES: Final = (
    "recommendation", "how-to", "problem", "comparison", "purchase", "praise", "offer", OTHER,
)  # fmt: skip

#: Columns of an annotated batch: types in the order of `NEED_TYPES`, how likely each one but
#: `OTHER` is, and the version of the model with its tier.
NEED_TYPE_COLUMNS: Final = pa.schema(
    [
        pa.field("types", pa.list_(pa.string())),
        pa.field(
            "probabilities", pa.struct([pa.field(kind, pa.float32()) for kind in NEED_TYPES[:-1]])
        ),
        pa.field("model", pa.string()),
    ]
)
_MODEL: Final = "need_types"


def need_types(texts: Sequence[str], tier: Tier = "full") -> list[tuple[str, ...]]:
    """Types of each text, in the order of `NEED_TYPES`; never empty.

    Parameters
    ----------
    texts
        Posts as `annotate_need_types` reads them.
    tier
        ``full`` reads words and meaning; ``fast`` words alone: eighty times as fast, less right;
        ``quick`` words and the vectors of the quick encoder.

    Examples
    --------
    >>> need_types(["What is the best SIM card for France?", "国外上网多少钱"], tier="fast")
    [('recommendation', 'purchase'), ('other',)]
    """
    batch = pa.record_batch([pa.array(texts, pa.string())], names=["text"])
    found: list[list[str]] = annotate_need_types(batch, tier).column("types").to_pylist()
    return [tuple(kinds) for kinds in found]


def need_types_of(
    view: View, object_ids: Sequence[int], texts: Sequence[str], tier: Tier = "full"
) -> list[tuple[str, ...]]:
    """Types of posts in the order given: stored ones where they are, the rest told now.

    Parameters
    ----------
    view
        The lake at a moment.
    object_ids
        Objects that the posts are.
    texts
        Their texts in the same order, as `annotate_need_types` reads them.
    tier
        As for `need_types`.
    """
    stored = labels_of(view, NeedTypes.name, read_heads(_MODEL, tier).model, object_ids)
    absent = [place for place, object_id in enumerate(object_ids) if object_id not in stored]
    told = dict(zip(absent, need_types([texts[place] for place in absent], tier), strict=True))
    return [
        told[place] if place in told
        else tuple(kind for kind in NEED_TYPES if kind in stored[object_id])
        for place, object_id in enumerate(object_ids)
    ]  # fmt: skip


def annotate_need_types(batch: pa.RecordBatch, tier: Tier = "full") -> pa.RecordBatch:
    """Read the types of need of a batch of posts.

    A post's types hang on its own text alone, not on the batch it comes in.

    Parameters
    ----------
    batch
        With a column ``text``: title, then the beginning of the post, as `shown` of
        `folkmoot.annotators._grams` joins them; its first 420 letters are read.
    tier
        ``full``, ``quick`` or ``fast``.

    Returns
    -------
    pyarrow.RecordBatch
        `NEED_TYPE_COLUMNS`, a row a post in the same order. A null text has null types; one
        without a letter (a picture, a number, emoji) is `OTHER`, with null probabilities.
    """
    texts = [text and text[:READ_LETTERS] for text in batch.column("text").to_pylist()]
    heads = read_heads(_MODEL, tier)
    readable = [place for place, text in enumerate(texts) if text and has_words(text)]
    likely = heads.probabilities([texts[place] for place in readable])
    types: list[list[str] | None] = [None if text is None else [OTHER] for text in texts]
    found: list[dict[str, float] | None] = [None] * len(texts)
    for place, row in zip(readable, likely, strict=True):
        met = [kind for kind, is_met in zip(heads.labels, row >= heads.thresholds, strict=True)
               if is_met]  # fmt: skip
        types[place] = met or [OTHER]
        found[place] = dict(zip(heads.labels, row.tolist(), strict=True))
    columns = [types, found, [heads.model] * len(texts)]
    arrays = [
        pa.array(column, field.type)
        for column, field in zip(columns, NEED_TYPE_COLUMNS, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=NEED_TYPE_COLUMNS)


class NeedTypes:
    """The types of need as an annotator: a label a type, `OTHER` where none is met.

    The score of a type is its probability, that of `OTHER` the probability that the likeliest
    type is not meant.
    """

    name = "need-types"

    def __init__(self, setup: Setup) -> None:
        self._heads = read_heads(_MODEL, setup.tier)
        self.version = self._heads.model

    def annotate(self, posts: Posts) -> pa.Table:
        """Return `folkmoot.annotators.base.LABELS`."""
        heads = self._heads
        vectors = None if heads.encodings is None else posts.vectors
        likely = heads.of(posts.grams, vectors)
        met = likely >= heads.thresholds
        rows: list[list[Label]] = [[(OTHER, None, None, NO_WORDS)]] * len(posts)
        for place in posts.readable:
            rows[place] = [
                (heads.labels[kind], float(likely[place, kind]), None, None)
                for kind in met[place].nonzero()[0]
            ] or [(OTHER, float(1 - likely[place].max()), None, None)]
        return labelled(rows)
