"""Themes recover simulated topics, keep their ids, and name real ones in words."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
import zstandard
from sklearn.metrics import adjusted_rand_score

from folkmoot.annotators._naming import Themes
from folkmoot.annotators.themes import find_themes
from folkmoot.text import stems

DEMO = Path(__file__).resolve().parents[2] / "src" / "folkmoot" / "demo_data"

#: Simulated topics: words that titles of each draw from, its own more often than all.
TOPICS = [
    ["visa", "passport", "embassy", "consulate", "refused", "application"],
    ["train", "railway", "seat", "reservation", "sleeper", "platform"],
    ["sim card", "roaming", "mobile data", "prepaid", "hotspot", "internet"],
    ["luggage", "suitcase", "cabin bag", "weight", "airline", "liquids"],
    ["hostel", "hotel", "room", "breakfast", "airbnb", "bed"],
]
PLACES = [f"{first}{second}" for first in ("Ro", "Pe", "Li", "Ka") for second in ("me", "ru", "ma")]


def simulated(count: int, seed: int) -> tuple[list[str], list[int]]:
    """Titles of known topics, and some of none (-1)."""
    rng = np.random.default_rng(seed)
    titles, topics = [], []
    for _ in range(count):
        topic = int(rng.integers(-1, len(TOPICS)))
        if topic < 0:
            parts = [f"word{rng.integers(5_000)}" for _ in range(3)]
        else:
            parts = list(rng.choice(TOPICS[topic], 3, replace=False))
        titles.append(" in ".join([" ".join(parts), str(rng.choice(PLACES))]))
        topics.append(topic)
    return titles, topics


def themed(titles: list[str], count: int | None = None, settled: slice = slice(None)) -> Themes:
    return find_themes(titles, [stems(title) for title in titles], settled, count)


@pytest.fixture(scope="module")
def titles() -> list[str]:
    """Two years of the demonstration's community, oldest first."""
    with zstandard.open(DEMO / "Posts.csv.zst", "rt", encoding="utf-8", newline="") as file:
        posts = [row for row in csv.DictReader(io.StringIO(file.read())) if row["Title"]]
    recent = [row for row in posts if row["CreationDate"][:7] >= "2015-07"]
    return [row["Title"] for row in sorted(recent, key=lambda row: row["CreationDate"])]


def test_known_topics_are_recovered() -> None:
    written, topics = simulated(2_000, 3)
    themes = themed(written, count=6)
    ids = {row: theme.id for theme in themes.found for row in theme.rows}
    inside = [row for row, topic in enumerate(topics) if topic >= 0 and row in ids]
    assert len(inside) > 0.9 * sum(topic >= 0 for topic in topics)
    agreement = adjusted_rand_score([topics[r] for r in inside], [ids[r] for r in inside])
    assert agreement > 0.9


def test_what_has_no_topic_is_not_put_into_one() -> None:
    written, topics = simulated(2_000, 4)
    strays = 0
    for theme in themed(written, count=6).found:
        inside = [topics[row] for row in theme.rows]
        if max(set(inside), key=inside.count) >= 0:
            strays += inside.count(-1)
    assert strays < 0.1 * topics.count(-1)


def test_names_are_made_of_a_topics_own_words() -> None:
    written, _ = simulated(2_000, 5)
    own = [{stem for phrase in topic for stem in stems(phrase)} for topic in TOPICS]
    named = [set(stems(theme.name)) for theme in themed(written, count=6).found]
    assert sum(any(name <= words for words in own) for name in named) >= len(TOPICS)


def test_the_same_titles_give_the_same_themes() -> None:
    written, _ = simulated(600, 6)
    assert themed(written) == themed(written)


def test_ids_last_while_settled_titles_stay_the_same() -> None:
    written, _ = simulated(1_500, 7)
    newer, _ = simulated(300, 8)
    before = themed(written, count=6)
    after = themed([*written, *newer], 6, slice(0, len(written)))
    assert {t.id: set(t.rows) for t in before.found} == {
        t.id: {row for row in t.rows if row < len(written)} for t in after.found
    }
    assert sum(len(theme.rows) for theme in after.found) > sum(len(t.rows) for t in before.found)


@pytest.mark.parametrize("count", [0, 1, 59])
def test_a_handful_has_no_theme(count: int) -> None:
    written, _ = simulated(count, 9)
    assert themed(written) == Themes((), count)


def test_titles_without_a_word_in_common_have_no_theme() -> None:
    assert themed([f"alpha{n} beta{n}" for n in range(100)]) == Themes((), 100)


def test_titles_all_alike_are_one_theme() -> None:
    themes = themed(["Prepaid SIM card in Rome"] * 80 + ["Night train to Paris"] * 40)
    assert [len(theme.rows) for theme in themes.found] == [80, 40]


def test_a_real_community_has_readable_themes(titles: list[str]) -> None:
    themes = themed(titles)
    assert 40 <= len(themes.found) <= 60
    assert themes.unthemed < 0.2 * len(titles)
    words = [len(theme.name.replace(",", " ").split()) for theme in themes.found]
    assert min(words) >= 1
    assert max(words) <= 5
    assert np.mean(np.array(words) >= 2) > 0.95
    names = " | ".join(theme.name.lower() for theme in themes.found)
    for topic in ("schengen", "passport", "train", "luggage", "hotel", "flight", "visa"):
        assert topic in names


def test_how_many_ids_outlast_a_month_in_which_all_is_settled_anew(titles: list[str]) -> None:
    """The limit that the module tells: without frozen centres, most ids would change."""
    month = len(titles) // 24
    before = {theme.id for theme in themed(titles[:-month]).found}
    after = {theme.id for theme in themed(titles[month:]).found}
    frozen = {theme.id for theme in themed(titles, None, slice(0, len(titles) - month)).found}
    assert frozen == before
    assert len(before & after) < len(before)
