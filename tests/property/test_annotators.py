"""Any post is annotated, and how posts were batched never changes a label."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure_lakes import brief

from folkmoot.annotators._heads import TIERS, Tier
from folkmoot.annotators.base import Annotator, Posts
from folkmoot.annotators.language import languages
from folkmoot.annotators.registry import annotator_names, make_annotators

ASKED = st.sampled_from([
    "Where to buy a SIM card?", "I love Wayfare eSIM. Roaming is awful.", "手机卡太贵了",
    "roaming charges", "It broke again", "¿Dónde compro una tarjeta SIM?", "",
])  # fmt: skip
TEXTS = st.one_of(st.none(), st.text(max_size=60), ASKED)
POSTS = st.lists(st.tuples(TEXTS, TEXTS), max_size=5)
#: Alone, beside others, or the other way round.
NAMES = annotator_names()


def said(annotator: Annotator, posts: list[tuple[Any, Any]]) -> list[list[tuple[Any, ...]]]:
    titles, texts = [title for title, _ in posts], [text for _, text in posts]
    rows: list[list[tuple[Any, ...]]] = [[] for _ in posts]
    for row in annotator.annotate(Posts(titles, texts)).to_pylist():
        rows[row["row"]].append((row["label"], row["about"], row["why"]))
    return rows


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", NAMES)
@given(posts=POSTS, place=st.integers(0, 5))
def test_a_split_never_changes_a_label(
    name: str, tier: Tier, posts: list[tuple[Any, Any]], place: int
) -> None:
    (annotator,) = make_annotators(brief(), tier, [name])
    whole = said(annotator, posts)
    assert said(annotator, posts[:place]) + said(annotator, posts[place:]) == whole
    assert said(annotator, posts[::-1])[::-1] == whole
    assert all(whole), "every post has a label or a reason"


@given(st.lists(st.text(max_size=120), max_size=8))
def test_languages_are_those_of_the_library(texts: list[str]) -> None:
    from folkmoot.annotators.language import _model, spoken

    for (code, sure), text in zip(languages(texts), texts, strict=True):
        theirs, chance = _model().classify(spoken(text))
        assert code in {None, theirs} or abs(sure - chance) < 0.02


def test_weights_of_languages_are_not_copied_for_each_batch() -> None:
    """Multiplied the other way round, all 46 MB are turned each time: four fifths of the time."""
    from folkmoot.annotators.language import _tables

    assert _tables()[3].flags.c_contiguous
