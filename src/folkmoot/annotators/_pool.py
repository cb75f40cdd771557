"""Batches of posts annotated here or in a pool of processes, handed back in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from folkmoot.annotators._heads import Tier
from folkmoot.annotators._processes import sharing
from folkmoot.annotators.base import LABELS, Annotator, Posts
from folkmoot.annotators.registry import make_annotators, make_encoder
from folkmoot.annotators.stored import unpacked
from folkmoot.brief import Brief
from folkmoot.errors import FolkmootError

__all__ = ["Annotating", "Batch", "Recipe", "Said", "annotating"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a process needs to make its annotators; plain, so that it can be sent."""

    brief_json: str
    tier: Tier
    only: tuple[str, ...]
    encoder: str
    is_encoding: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts to read: columns ``activity_id``, ``month``, ``title``, ``text`` and ``vector``.

    ``vector`` is null where it has to be made. ``annotators`` are those who have not read them.
    """

    rows: pa.Table
    annotators: frozenset[str]
    is_encoded: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A batch with what was said of it: `LABELS` by annotator, and vectors where any were made."""

    batch: Batch
    labels: dict[str, pa.Table]
    vectors: pa.Array | None


#: What `annotating` yields.
Annotating = Callable[[Iterable[Batch]], Iterator[Said]]


def annotating(recipe: Recipe, processes: int) -> AbstractContextManager[Annotating]:
    """Give a function that annotates batches, in this process where ``processes`` is 1."""
    return sharing(partial(_reading, recipe), processes)


def _reading(recipe: Recipe) -> Callable[[Batch], Said]:
    return _Reader(recipe).read


class _Reader:
    """Annotators and encoder of one process."""

    def __init__(self, recipe: Recipe) -> None:
        brief = Brief.model_validate_json(recipe.brief_json)
        made = make_annotators(brief, recipe.tier, recipe.only, recipe.encoder)
        self._annotators = {each.name: each for each in made}
        self._encoder = make_encoder(recipe.encoder) if recipe.tier == "full" else None
        self._is_encoding = recipe.is_encoding

    def read(self, batch: Batch) -> Said:
        posts = self._posts(batch)
        labels = {
            name: _checked(annotator, posts)
            for name, annotator in self._annotators.items()
            if name in batch.annotators
        }
        if not self._is_encoding or batch.is_encoded:
            return Said(batch, labels, None)
        return Said(batch, labels, pa.array([row.tobytes() for row in posts.vectors], pa.binary()))

    def _posts(self, batch: Batch) -> Posts:
        titles, texts = (batch.rows[name].to_pylist() for name in ("title", "text"))
        if self._encoder is None:
            return Posts(titles, texts)
        stored = unpacked(batch.rows["vector"]) if batch.is_encoded else None
        return Posts(titles, texts, self._encoder, stored)


def _checked(annotator: Annotator, posts: Posts) -> pa.Table:
    """Labels of a batch; an annotator that does not keep its promise is named."""
    labels = annotator.annotate(posts)
    if labels.schema != LABELS or labels["row"].unique().to_pylist() != list(range(len(posts))):
        raise FolkmootError(
            "broken-plugin", f"folkmoot.annotators {annotator.name}",
            f"{labels.num_rows} rows for {len(posts)} posts",
            "the columns of LABELS, every post in its order",
            "folkmoot.testing.check_annotator tells more",
        )  # fmt: skip
    return labels
