"""Which source an export is taken for, when nobody says: its own, and surer than any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sources_samples import write_dump, write_table
from tests.unit import test_sources_bluesky as bluesky
from tests.unit import test_sources_discourse as discourse
from tests.unit import test_sources_ghost as ghost
from tests.unit import test_sources_mail as mail
from tests.unit import test_sources_mastodon as mastodon
from tests.unit import test_sources_matrix as matrix
from tests.unit import test_sources_wordpress as wordpress

from folkmoot.sources import detect

DATA = Path(__file__).resolve().parents[1] / "data"
#: Recorded files, and whose they are.
RECORDED = {
    "exports/bluesky_buyer.car": "bluesky",
    "exports/ghost_comments.json": "ghost",
    "exports/ghost_events.json": "ghost",
    "exports/ghost_posts.json": "ghost",
    "exports/mastodon_mock_statuses.json": "mastodon",
    "exports/matrix_messages.json": "matrix",
    "exports/wordpress_comments.json": "wordpress",
    "exports/wordpress_posts.json": "wordpress",
    "feeds/wordpress_atom.xml": "feed",
    "feeds/wordpress_comments-rss2.xml": "feed",
    "feeds/wordpress_rss2.xml": "feed",
}
Write = Callable[[Path], Path]


def article(folder: Path) -> Path:
    """One article of a spool."""
    path = folder / "12345"
    path.write_text(f"{mail.QUESTION}{mail.POSTED}\nWelcher?\n", "utf-8")
    return path


#: Files as the tests of each source write them, and whose they are.
WRITTEN: dict[str, tuple[Write, str]] = {
    "repository": (lambda to: bluesky.write_car(to / "a.car", bluesky.RECORDS), "bluesky"),
    "stream": (
        lambda to: bluesky.write_stream(
            to / "a.ndjson", [bluesky.event(key, one) for key, one in bluesky.RECORDS.items()]
        ),
        "bluesky",
    ),
    "topic": (lambda to: discourse.written(to, discourse.TOPIC), "discourse"),
    "latest posts": (
        lambda to: discourse.written(to, {"latest_posts": discourse.POSTS}),
        "discourse",
    ),
    "account": (discourse.write_archive, "discourse"),
    "site": (lambda to: ghost.written(to, ghost.EXPORT), "ghost"),
    "list of members": (ghost.write_members, "ghost"),
    "mbox": (mail.write_mbox, "mail"),
    "article": (article, "mail"),
    "statuses": (lambda to: mastodon.written(to, mastodon.STATUSES), "mastodon"),
    "packed archive": (mastodon.as_zip, "mastodon"),
    "archive in a tar": (mastodon.as_tar, "mastodon"),
    "unpacked archive": (mastodon.as_folder, "mastodon"),
    "room": (
        lambda to: matrix.written(
            to, {"room_name": "W", "exported_by": "x", "messages": matrix.TALK}
        ),
        "matrix",
    ),
    "wxr": (wordpress.write_wxr, "wordpress"),
    "posts": (lambda to: wordpress.written(to, "p.json", [wordpress.REST_POST]), "wordpress"),
    "comments": (lambda to: wordpress.written(to, "c.json", wordpress.REST_COMMENTS), "wordpress"),
    "dump": (lambda to: write_dump(to / "dump"), "stackexchange"),
    "table": (write_table, "table"),
}


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_export_is_taken_for_what_it_is(name: str) -> None:
    first, *others = detect(DATA / name)
    assert first[0] == RECORDED[name]
    assert all(claim.confidence < first[1].confidence for _, claim in others), others
    assert first[1].reason


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_export_is_taken_for_what_it_is(tmp_path: Path, name: str) -> None:
    write, expected = WRITTEN[name]
    first, *others = detect(write(tmp_path))
    assert first[0] == expected
    assert all(claim.confidence < first[1].confidence for _, claim in others), others
