"""Every annotator and encoder that is installed keeps its promises."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.measure_lakes import brief

from folkmoot.annotators._heads import TIERS, Tier
from folkmoot.annotators.base import LABELS, NO_WORDS, Label, Posts, Setup, labelled
from folkmoot.annotators.needtypes import OTHER
from folkmoot.annotators.registry import (
    annotator_names,
    encoder_names,
    make_annotators,
    make_encoder,
)
from folkmoot.testing import check_annotator, check_encoder
from folkmoot.testing._annotators import BAD_POSTS

#: Posts in which there is nothing to read: nothing, blanks, emoji, numbers and marks, addresses.
NOTHING = {
    (None, None), ("", ""), (" \n\t", None), ("😀🔥", "👍🏽"), ("12 345,67", "!!! ???"),
    (None, "https://example.org/a?b=c#d https://example.org"), ("\u200b\ufeff", "\u0301\u0301"),
}  # fmt: skip


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", annotator_names())
def test_an_annotator_keeps_its_promises(name: str, tier: Tier) -> None:
    (annotator,) = make_annotators(brief(), tier, [name])
    said = check_annotator(annotator)
    unread = [place for place, post in enumerate(BAD_POSTS) if post in NOTHING]
    assert len(unread) == len(NOTHING)
    told = said.filter(pc.is_in(said["row"], pa.array(unread, pa.int32())))
    assert set(told["label"].to_pylist()) <= {None, OTHER}, "nothing is made of nothing"
    assert set(told["why"].to_pylist()) == {NO_WORDS}


@pytest.mark.parametrize("name", encoder_names())
def test_an_encoder_keeps_its_promises(name: str) -> None:
    check_encoder(make_encoder(name))


class _Counting:
    """An annotator that looks at the batch, which none may."""

    name, version = "counting", "1"

    def __init__(self, setup: Setup) -> None:
        del setup

    def annotate(self, posts: Posts) -> pa.Table:
        label: Label = (str(len(posts)), None, None, None)
        return labelled([[label]] * len(posts))


class _Silent(_Counting):
    def annotate(self, posts: Posts) -> pa.Table:
        return LABELS.empty_table() if len(posts) else labelled([])


def test_what_breaks_a_promise_is_told() -> None:
    setup = Setup(brief(), "fast")
    with pytest.raises(AssertionError, match="cut after 1 posts"):
        check_annotator(_Counting(setup))
    with pytest.raises(AssertionError, match="a post has no row"):
        check_annotator(_Silent(setup))
