"""The quick encoder puts posts nearly where the slow one puts them: docs/model-card-encoder.md."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tools.make_models import read_posts

from folkmoot.annotators._encoder import quick_encoder, sentence_encoder
from folkmoot.annotators.base import Posts
from folkmoot.annotators.needtypes import need_types
from folkmoot.annotators.registry import make_annotators
from folkmoot.brief import read_brief


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_likeness_of_posts_is_nearly_that_of_the_slow_encoder(lang: str) -> None:
    # The part test: no text of it was learned from.
    texts = [post["text"][:120] for post in read_posts("test") if post["lang"] == lang]
    upper = np.triu_indices(len(texts), 1)
    slow, quick = (
        (vectors @ vectors.T)[upper]
        for vectors in (sentence_encoder().encode(texts), quick_encoder().encode(texts))
    )
    assert np.corrcoef(slow, quick)[0, 1] >= 0.85


def test_the_order_of_words_is_read() -> None:
    one, other, like = quick_encoder().encode(
        ["the dog bit the man", "the man bit the dog", "the man was bitten by the dog"]
    )
    assert one @ other < 0.999
    assert one @ like > 0.6


def test_other_languages_stand_near_what_they_say() -> None:
    said = ["Where can I buy a cheap coffee grinder?", "Our flight was cancelled without a refund."]
    again = ["¿Dónde puedo comprar un molinillo de café barato?", "航班被取消了，不退款。"]
    likeness = quick_encoder().encode(said) @ quick_encoder().encode(again).T
    assert (likeness.argmax(axis=1) == [0, 1]).all()


def test_types_of_need_are_told_from_its_vectors_by_heads_of_their_own() -> None:
    brief = read_brief(Path(__file__).parents[2] / "src/folkmoot/demo_data/brief.toml")
    (quick,) = make_annotators(brief, only=["need-types"], encoder="quick")
    assert quick.version.endswith("-quick")
    titles = ["Which power bank is allowed on planes?", "My charger broke in Hanoi"]
    said = quick.annotate(Posts(titles, [None, None], quick_encoder()))
    told = [[kind] for kind in said["label"].to_pylist()]
    assert told == [list(kinds) for kinds in need_types(titles, "quick")]
