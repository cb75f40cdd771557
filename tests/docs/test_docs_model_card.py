"""The model card says what is measured."""

from __future__ import annotations

from pathlib import Path

from bench.need_types import tables
from tools.make_models import training_posts

CARD = Path(__file__).resolve().parents[2] / "docs" / "model-card-need-types.md"


def test_the_tables_of_the_card_are_made_anew() -> None:
    told = set(CARD.read_text(encoding="utf-8").splitlines())
    assert [line for line in tables().splitlines() if line not in told] == []


def test_the_posts_to_learn_from_are_counted() -> None:
    assert f"{len(training_posts()):,} posts to learn from" in CARD.read_text(encoding="utf-8")
