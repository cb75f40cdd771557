"""Whole imports: everything is accounted for, known again, and leaves when a person asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from pyarrow import parquet as pq
from tests.contract.test_sources_claims import DATA, WRITTEN, Write, article
from tests.unit import test_sources_bluesky as bluesky
from tests.unit import test_sources_discourse as discourse
from tests.unit import test_sources_ghost as ghost
from tests.unit import test_sources_mail as mail
from tests.unit import test_sources_mastodon as mastodon
from tests.unit import test_sources_matrix as matrix
from tests.unit import test_sources_wordpress as wordpress

from folkmoot.ids import hash64
from folkmoot.ingest import forget, ingest
from folkmoot.ingest.archive import read_pages
from folkmoot.ingest.layout import archives
from folkmoot.project import Project, init_project
from folkmoot.sources import source

OPTIONS: Mapping[str, Mapping[str, str]] = {
    "discourse": discourse.SITE,
    "ghost": ghost.HOST,
}
#: Records kept and set aside in one import of each export.
EXPECTED = {
    "repository": (5, 1), "stream": (5, 1), "topic": (5, 2), "latest posts": (5, 2),
    "account": (7, 1), "site": (8, 2), "list of members": (2, 1), "mbox": (4, 2),
    "article": (1, 0), "statuses": (5, 3),
    "packed archive": (7, 4), "archive in a tar": (7, 4), "unpacked archive": (7, 4),
    "room": (17, 2), "wxr": (7, 5), "posts": (1, 0), "comments": (2, 1),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = init_project(tmp_path / "project")
    yield made
    made.close()


def imported(project: Project, name: str, path: Path) -> tuple[int, int, int]:
    """Records kept, known already, and set aside, over all files of an export."""
    results = ingest(project, path, source(name), OPTIONS.get(name, {}))
    totals = [[one.total(what) for one in results] for what in ("kept", "already", "refused")]
    kept, already, refused = (sum(counts) for counts in totals)
    return kept, already, refused


@pytest.mark.parametrize("name", EXPECTED)
def test_every_record_is_accounted_for_and_known_again(
    tmp_path: Path, project: Project, name: str
) -> None:
    write, reader = WRITTEN[name]
    folder = tmp_path / "export"
    folder.mkdir()
    path = write(folder)
    kept, refused = EXPECTED[name]
    assert imported(project, reader, path) == (kept, 0, refused)
    assert imported(project, reader, path) == (0, kept, refused)


def recorded(name: str, folder: Path) -> Path:
    """A file that was recorded, wherever the test keeps its own."""
    del folder
    return DATA / name


#: Two exports of one place, and how many records of the second the first has told already.
TWICE: dict[str, tuple[str, Write, str, Write, tuple[int, int, int]]] = {
    "a repository, then the stream": (
        "bluesky", WRITTEN["repository"][0], "bluesky", WRITTEN["stream"][0], (0, 5, 1)
    ),
    "a list, then a news server": ("mail", mail.write_mbox, "mail", article, (0, 1, 0)),
    # The newest state of a person is a state of its own, and so are counts; the acts are known.
    "the API, then an archive": (
        "mastodon", WRITTEN["statuses"][0], "mastodon", mastodon.as_zip, (5, 2, 4)
    ),
    "the export of a site, then its API": (
        "wordpress", wordpress.write_wxr, "wordpress", WRITTEN["posts"][0], (0, 1, 0)
    ),
    "the feed of a site, then its API": (
        "feed", partial(recorded, "feeds/wordpress_rss2.xml"),
        "wordpress", partial(recorded, "exports/wordpress_posts.json"), (0, 1, 0),
    ),
    "the comments of a site, then its API": (
        "feed", partial(recorded, "feeds/wordpress_comments-rss2.xml"),
        "wordpress", partial(recorded, "exports/wordpress_comments.json"), (0, 2, 0),
    ),
    "a topic, then an account": (
        "discourse", WRITTEN["topic"][0], "discourse", discourse.write_archive, (6, 1, 1)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TWICE)
def test_two_exports_of_one_place_agree(tmp_path: Path, project: Project, name: str) -> None:
    first, write_first, second, write_second, expected = TWICE[name]
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    imported(project, first, write_first(tmp_path / "first"))
    assert imported(project, second, write_second(tmp_path / "second")) == expected


#: Whom to forget in which export: platform, identifier, scheme, and what of theirs must go.
PEOPLE = {
    "stream": ("bsky.app", bluesky.DID, "id", "Chilled, please"),
    "topic": ("forum.example", "bob", "handle", "Red."),
    "account": ("forum.example", "ann", "handle", "Which wine?"),
    "site": ("wine.example", "m1", "id", "Beaujolais?"),
    "mbox": ("mail", "bob@example.net", "handle", "Bob, phone"),
    "statuses": ("mastodon", "ann@a.example", "handle", "Which wine"),
    "room": ("matrix.org", matrix.BOB, "id", "White."),
    "wxr": ("blog.example", "Bob", "handle", "Beaujolais?"),
}


def kept_raw(project: Project) -> str:
    """All that the raw archive holds."""
    pages = [
        page for _, path in archives(project) for page in read_pages(path, project.keys.archive)
    ]
    return str([(page.records.to_pylist(), page.faults) for page in pages])


def acting(project: Project, platform: str, scheme: str, person: str) -> int:
    """Rows of the lake in which somebody acts."""
    actor = hash64(platform, scheme, person, key=project.keys.person)
    files = [file for name in ("activities", "members") for file in project.lake.files(name)]
    columns = [pq.read_table(file, columns=["actor_id"], partitioning=None) for file in files]
    return sum(column["actor_id"].to_pylist().count(actor) for column in columns)


@pytest.mark.parametrize("name", PEOPLE)
def test_who_is_forgotten_is_in_no_column_that_is_kept(
    tmp_path: Path, project: Project, name: str
) -> None:
    platform, person, scheme, words = PEOPLE[name]
    write, reader = WRITTEN[name]
    folder = tmp_path / "export"
    folder.mkdir()
    path = write(folder)
    imported(project, reader, path)
    assert acting(project, platform, scheme, person) > 0
    assert words in kept_raw(project)
    forget(project, platform, person)
    assert acting(project, platform, scheme, person) == 0
    raw = kept_raw(project)
    assert words not in raw
    assert f"'{person}'" not in raw
    imported(project, reader, path)
    assert acting(project, platform, scheme, person) == 0
