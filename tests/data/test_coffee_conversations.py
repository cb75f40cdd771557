"""Open conversations of a community about coffee, judged by a reader: how many are worth it.

``coffee_conversations.SOURCE.md`` tells of the judgements. The figures of
``docs/methods-conversations.md`` are those logged here (``--log-cli-level=INFO``).
"""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from folkmoot.brief import Brief, read_brief
from folkmoot.estimate import share
from folkmoot.ingest import ingest
from folkmoot.measures._talk_rows import FOUND
from folkmoot.measures.conversations import WINDOW_DAYS, conversations, memory_index
from folkmoot.project import init_project
from folkmoot.sources.stackexchange import StackExchange
from folkmoot.talks import found_for
from folkmoot.view import View

HERE = Path(__file__).parent
SITE = "coffee.stackexchange.com"
_log = logging.getLogger(__name__)
Judged = dict[str, tuple[bool, bool]]


@pytest.fixture(scope="module")
def judged() -> Judged:
    """First and second reading by address."""
    with (HERE / "coffee_conversations.csv").open(encoding="utf-8", newline="") as file:
        return {
            f"https://{SITE}/q/{row['post_id']}": (
                row["first_reading"] == "1", row["second_reading"] == "1",
            )
            for row in csv.DictReader(file)
        }  # fmt: skip


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read_brief(HERE / "coffee_brief.toml")


@pytest.fixture(scope="module")
def view(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    project = init_project(tmp_path_factory.mktemp("coffee") / "project")
    posts = shared_data / "coffee_stackexchange_2015" / "Posts.xml"
    ingest(project, posts, StackExchange(), {"site": SITE})
    view = project.view()
    yield view
    view.engine.close()
    project.close()


def precision(name: str, listed: list[str], judged: Judged) -> list[float]:
    """Log and return the share that each reading calls worth an answer."""
    found = []
    for reading in (0, 1):
        worth = sum(judged[url][reading] for url in listed)
        told = share(worth, len(listed), "listed")
        _log.info("%s, reading %d: %d of %d, %.2f to %.2f", name, reading + 1, worth, len(listed),
                  told.low, told.high)  # fmt: skip
        found.append(worth / len(listed))
    return found


def test_the_two_readings_agree(judged: Judged) -> None:
    first, second = ([pair[reading] for pair in judged.values()] for reading in (0, 1))
    count = len(judged)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / count
    yes, also = sum(first) / count, sum(second) / count
    chance = yes * also + (1 - yes) * (1 - also)
    kappa = (same - chance) / (1 - chance)
    _log.info("%d judged, kappa %.2f", count, kappa)
    assert kappa > 0.8


def test_what_is_listed_is_worth_an_answer(view: View, brief: Brief, judged: Judged) -> None:
    listed = [row["url"] for row in conversations(view, brief, 20).rows()]
    assert min(precision("listed", listed, judged)) >= 0.75
    perhaps = [row["url"] for row in conversations(view, brief, 20, perhaps=True).rows()]
    assert len(perhaps) == 20
    assert min(precision("top 20 with perhaps", perhaps, judged)) >= 0.5


def test_a_list_by_words_or_by_day_alone_is_worth_less(
    view: View, brief: Brief, judged: Judged
) -> None:
    """Of as many as are listed; open questions alone, as for the list."""
    listed = [row["url"] for row in conversations(view, brief, 20).rows()]
    ours = precision("listed", listed, judged)
    since = view.as_of - timedelta(days=WINDOW_DAYS)
    scores = found_for(memory_index(view), brief.needs, since, view.as_of)
    ids = pa.table([pa.array(sorted(scores), pa.int64())], names=["object_id"])
    view.engine.register("talk_candidates", ids)
    table, _ = view.ask("conversations", FOUND, "Which are open?", {"since": since})
    open_ = {row["object_id"]: row for row in table.to_pylist()}
    by_words = sorted(open_, key=lambda each: -scores[each])
    by_day = sorted(open_, key=lambda each: open_[each]["published_at"], reverse=True)
    for name, order in (("BM25", by_words), ("newest", by_day)):
        urls = [open_[each]["url"] for each in order[: len(listed)]]
        found = precision(name, urls, judged)
        assert max(found) < min(ours)
