"""Small files that stand for endless ones: refused, in bounded time and memory."""

from __future__ import annotations

import resource
import zipfile
from pathlib import Path

import pytest
import zstandard
from tests.source_corpus import OPTIONS

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import raw_blocks
from folkmoot.sources import source
from folkmoot.testing import check_broken

BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]>
"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
"""
POSTS = b"""<posts><row Id="1" PostTypeId="1" CreationDate="2011-06-21T20:19:34.730" Title="%s"/>
</posts>"""
FEED = b"""<rss version="2.0"><channel><title>%s</title><link>https://a.example/</link>
<item><guid>1</guid><title>%s</title><pubDate>Sun, 27 Aug 2017 04:31:26 +0000</pubDate></item>
</channel></rss>"""
SITE = b"""<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>%s</title>
<wp:wxr_version>1.2</wp:wxr_version><item><title>%s</title><wp:post_id>1</wp:post_id></item>
</channel></rss>"""
BODIES = {
    "stackexchange": ("Posts.xml", POSTS),
    "feed": ("feed.xml", FEED),
    "wordpress": ("site.wordpress.2024-01-01.xml", SITE),
}


def peak() -> int:
    """Most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize(("head", "entity"), [(BILLION_LAUGHS, b"&g;"), (EXTERNAL, b"&secret;")])
def test_entities_are_neither_expanded_nor_fetched(
    tmp_path: Path, name: str, head: bytes, entity: bytes
) -> None:
    file, body = BODIES[name]
    path = tmp_path / file
    path.write_bytes(head + body.replace(b"%s", entity))
    before = peak()
    check_broken(source(name), path, OPTIONS[name])
    assert peak() - before < 100
    told = told_by(name, path)
    assert "lollol" not in told
    assert "root:" not in told


def told_by(name: str, path: Path) -> str:
    """All that comes out of the rows and faults of a file."""
    reader = source(name)
    try:
        options = reader.settle(path, OPTIONS[name])
        pages = list(reader.fetch(path, options))
    except FolkmootError as error:
        return str(error)
    mapped = [reader.map(page, options) for page in pages]
    return repr([[table.to_pylist() for table in one.tables.values()] for one in mapped]) + repr(
        [page.faults for page in pages]
    )


def test_a_packed_file_that_grows_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "RC_2020-01.zst"
    path.write_bytes(zstandard.compress(b"\n" * (1 << 28)))
    before = peak()
    with pytest.raises(FolkmootError, match="stand for") as caught:
        for _ in raw_blocks(path, expansion_limit=1 << 27):
            pass
    assert caught.value.problem.code == "expands-too-far"
    assert peak() - before < 200


@pytest.fixture(scope="module")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bomb") / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("result.json", "users.json", "user_data.json", "outbox.json"):
            archive.writestr(name, b" " * (1 << 27))
    return path


@pytest.mark.parametrize("by", ["telegram", "slack", "tiktok", "mastodon"])
def test_a_bomb_among_the_files_of_an_export_is_refused(bomb: Path, by: str) -> None:
    before = peak()
    assert check_broken(source(by), bomb, OPTIONS.get(by)) is None
    assert peak() - before < 300
