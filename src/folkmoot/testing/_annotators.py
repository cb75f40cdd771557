"""What an annotator and an encoder promise, checked."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from folkmoot.annotators._encoder import Encoder
from folkmoot.annotators.base import LABELS, Annotator, Posts
from folkmoot.testing._needing import need

__all__ = ["BAD_POSTS", "check_annotator", "check_encoder"]

#: Posts as they come: a title and a text each, many of them without anything to read.
BAD_POSTS: Final[tuple[tuple[str | None, str | None], ...]] = (
    (None, None), ("", ""), (" \n\t", None), ("😀🔥", "👍🏽"), ("\x00\x01\x7f", "\x1b[31m"),
    ("12 345,67", "!!! ???"), (None, "https://example.org/a?b=c#d https://example.org"),
    ("def f(x):", "    return {x: [x for x in range(10)]}"), (None, "which one to buy? " * 58_000),
    ("a" * 2**20, None), ("哪个 best शिम карта مرحبا?", "日本 SIM 카드"),
    ("\u202eneed a SIM\u202c \u200f؟", "שלום"), ("Which SIM card for Peru?", "I love my old one."),
    ("<p>How do I <b>fix</b> it?</p>", "<script>alert(1)</script> &amp; &lt;"),
    ("手机卡在哪里买？", "太贵了，差评"), ("\u200b\ufeff", "\u0301\u0301"), ("e\u0301", "ﬁ Ⅷ"),
)  # fmt: skip


def check_annotator(annotator: Annotator, encoder: Encoder | None = None) -> pa.Table:
    """Check an annotator on posts that are hard to read.

    Parameters
    ----------
    annotator
        The annotator.
    encoder
        Who makes the vectors that it may ask for; that which ships, where none is given.

    Returns
    -------
    pyarrow.Table
        What it said of `BAD_POSTS`, for a test to look at.

    Raises
    ------
    AssertionError
        The first promise of `folkmoot.annotators.base.Annotator` that is not kept, in words.
    """
    need(isinstance(annotator, Annotator), "it lacks a name, a version or annotate")
    need(bool(annotator.name and annotator.version), "its name or its version is empty")
    whole = _said(annotator, BAD_POSTS, encoder)
    need(whole.schema == LABELS, "not the columns of folkmoot.annotators.base.LABELS")
    whole.validate(full=True)
    rows = whole["row"].to_pylist()
    need(rows == sorted(rows), "its rows are not in the order of the posts")
    need(set(rows) == set(range(len(BAD_POSTS))), "a post has no row, or a row no post")
    for row in whole.to_pylist():
        need(row["label"] is not None or row["why"], f"post {row['row']}: no label, and no reason")
        need(row["score"] is None or 0 <= row["score"] <= 1, f"a score of {row['score']}")
    need(_said(annotator, (), encoder).num_rows == 0, "it has something to say of no posts")
    for place in (1, len(BAD_POSTS) // 2):
        parts = (BAD_POSTS[:place], BAD_POSTS[place:])
        split = [label for part in parts for label in _labels(_said(annotator, part, encoder))]
        need(split == _labels(whole), f"cut after {place} posts, it says something else")
    return whole


def check_encoder(encoder: Encoder) -> None:
    """Check an encoder on texts that are hard to read.

    Raises
    ------
    AssertionError
        The first promise of `folkmoot.annotators._encoder.Encoder` that is not kept, in words.
    """
    need(isinstance(encoder, Encoder), "it lacks a name or encode")
    need(bool(encoder.name), "its name is empty")
    texts = [f"{title or ''} {text or ''}"[:420] for title, text in BAD_POSTS]
    whole = encoder.encode(texts)
    need(len(whole) == len(texts) and whole.ndim == 2, "not a row a text")
    need(bool(np.isfinite(whole).all()), "a number that is none")
    need(bool((np.linalg.norm(whole, axis=1) < 1.001).all()), "a row longer than 1")
    parts = np.concatenate([encoder.encode(texts[:3]), encoder.encode(texts[3:])])
    need(bool(np.allclose(whole, parts, atol=1e-4)), "it hangs on how texts were batched")


def _said(
    annotator: Annotator, posts: tuple[tuple[str | None, str | None], ...], encoder: Encoder | None
) -> pa.Table:
    titles, texts = [title for title, _ in posts], [text for _, text in posts]
    return annotator.annotate(Posts(titles, texts, encoder) if encoder else Posts(titles, texts))


def _labels(said: pa.Table) -> list[tuple[object, ...]]:
    """Labels in their order; scores may differ in the last digits, as vectors do."""
    return [(row["label"], row["about"], row["why"]) for row in said.to_pylist()]
