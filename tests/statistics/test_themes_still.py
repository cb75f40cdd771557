"""Real titles in an order drawn by chance: nothing changes, so no theme may be told to."""

from __future__ import annotations

import csv
import io
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import zstandard

from folkmoot.annotators._encoder import quick_encoder
from folkmoot.annotators._encoding import Remembered
from folkmoot.annotators._grams import has_words
from folkmoot.annotators.lasting import learn_book

_log = logging.getLogger(__name__)

POSTS = Path(__file__).resolve().parents[2] / "src" / "folkmoot" / "demo_data"
START = datetime(2015, 1, 1, tzinfo=UTC)
FULL = os.environ.get("FOLKMOOT_STUDY") == "full"
#: Titles that are learned from, the recent ones among them, and by how many each learning moves on.
WINDOW, RECENT, STEP = (8000, 2000, 800) if FULL else (2000, 500, 200)
ORDERS, LEARNINGS = (3, 10) if FULL else (1, 2)


def real_titles() -> list[str]:
    """Titles of questions of the travel community, in the order in which they were written."""
    packed = (POSTS / "Posts.csv.zst").read_bytes()
    text = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed)).read().decode("utf-8")
    titles = [row["Title"] for row in csv.DictReader(io.StringIO(text))]
    return [title for title in titles if has_words(title)]


def test_without_a_change_no_theme_is_told_to_change() -> None:
    titles = real_titles()
    encoder = Remembered.of(titles, quick_encoder())
    told = []
    for seed in range(ORDERS):
        order = [titles[row] for row in np.random.default_rng(seed).permutation(len(titles))]
        is_now = [False] * (WINDOW - RECENT) + [True] * RECENT
        book = learn_book(order[:WINDOW], is_now, START, None, encoder)
        for number in range(1, LEARNINGS + 1):
            window = order[number * STEP : number * STEP + WINDOW]
            moment = START + timedelta(days=number)
            book = learn_book(window, is_now, moment, book, encoder)
        told += [event.kind for event in book.events if event.happened_at > START]
        _log.info("order %d: %d themes, events so far %s", seed, len(book.themes), told)
    assert told == []
