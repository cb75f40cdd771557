"""Exports of blogs, forums, lists and open networks: records per CPU-second, and their memory.

The exports are simulated: one post over and over, with other numbers. ``fetch`` and ``map`` run as
in an import; each source is measured in a process of its own, at two sizes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any, Final

from folkmoot.sources import source

SMALL, LARGE = 20_000, 100_000
TEXT: Final = "Which red wine goes with hotpot, under a hundred yuan? The last one was too warm."
AT: Final = "2024-01-02T03:04:05.000Z"
ACCOUNT: Final = {
    "id": "1", "acct": "ann", "url": "https://a.example/@ann", "bot": False, "followers_count": 3
}  # fmt: skip

Write = Callable[[Path, int], None]


def _list(before: str, records: Iterable[Any], after: str) -> Write:
    """Writes a document of records, which are made while they are written."""

    def write(path: Path, count: int) -> None:
        made = iter(records)
        with path.open("w", encoding="utf-8") as file:
            file.write(before)
            for number in range(count):
                file.write((",\n" if number else "") + json.dumps(next(made)))
            file.write(after)

    return write


def _numbers() -> Iterable[int]:
    number = 0
    while True:
        yield number
        number += 1


def _statuses() -> Iterable[Any]:
    for n in _numbers():
        uri = f"https://a.example/users/ann/statuses/{n}"
        yield {"id": str(n), "uri": uri, "url": uri, "created_at": AT, "visibility": "public",
               "content": f"<p>{TEXT}</p>", "account": ACCOUNT, "in_reply_to_id": None,
               "replies_count": 1, "reblogs_count": 2, "favourites_count": 3}  # fmt: skip


def _events() -> Iterable[Any]:
    for n in _numbers():
        yield {"type": "m.room.message", "event_id": f"$e{n}", "sender": f"@ann{n % 50}:a.example",
               "room_id": "!r:a.example", "origin_server_ts": 1704164645678 + n,
               "content": {"msgtype": "m.text", "body": TEXT}}  # fmt: skip


def _posts() -> Iterable[Any]:
    for n in _numbers():
        yield {"id": n, "topic_id": 7, "post_number": n + 1, "post_type": 1, "created_at": AT,
               "updated_at": AT, "username": f"ann{n % 50}", "cooked": f"<p>{TEXT}</p>", "reads": 9,
               "actions_summary": [{"id": 2, "count": 3}]}  # fmt: skip


def _comments() -> Iterable[Any]:
    for n in _numbers():
        yield {"id": n, "post": 7, "parent": 0, "author": n % 50, "author_name": "Ann",
               "date_gmt": AT[:19], "content": {"rendered": f"<p>{TEXT}</p>"}, "status": "approved",
               "link": f"https://b.example/wine/#comment-{n}", "type": "comment"}  # fmt: skip


def _articles() -> Iterable[Any]:
    for n in _numbers():
        yield {"id": f"p{n}", "title": "Wine", "slug": f"wine-{n}", "html": f"<p>{TEXT}</p>",
               "status": "published", "visibility": "public", "type": "post", "author_id": "1",
               "published_at": AT, "updated_at": AT, "comment_id": f"p{n}"}  # fmt: skip


def _stream(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            record = {"text": TEXT, "createdAt": AT, "langs": ["en"]}
            commit = {"rev": "3k", "operation": "create", "collection": "app.bsky.feed.post",
                      "rkey": f"k{n}", "record": record}  # fmt: skip
            event = {"did": f"did:plc:{n % 50}", "time_us": 1, "kind": "commit", "commit": commit}
            file.write(json.dumps(event) + "\n")


def _mbox(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            file.write(
                f"From a Tue Jan  2 03:04:05 2024\nMessage-ID: <{n}@a>\nFrom: Ann <ann{n % 50}@a>\n"
                f"Date: Tue, 02 Jan 2024 03:04:05 +0000\nSubject: Wine\nList-Id: <wine.a>\n"
                f"In-Reply-To: <{n - 1}@a>\n\nBob wrote:\n> {TEXT}\n\n{TEXT}\n\n"
            )


def _wxr(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="c"><channel>')
        file.write("<title>Wine</title><link>https://b.example</link>\n")
        for n in range(count):
            file.write(
                f"<item><title>Wine</title><link>https://b.example/{n}/</link>"
                f"<guid>https://b.example/?p={n}</guid><content:encoded><![CDATA[<p>{TEXT}</p>]]>"
                f"</content:encoded><wp:post_date_gmt>2024-01-02 03:04:05</wp:post_date_gmt>"
                f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>\n"
            )
        file.write("</channel></rss>")


#: How an export is written, under which name, and with which options it is read.
CASES: Final[Mapping[str, tuple[str, Write, str, Mapping[str, str]]]] = {
    "bluesky": ("bluesky", _stream, "a.ndjson", {}),
    "discourse": (
        "discourse", _list('{"latest_posts": [\n', _posts(), "]}"), "a.json", {"site": "f.example"}
    ),
    "ghost": (
        "ghost", _list('{"posts": [\n', _articles(), "]}"), "a.json", {"platform": "b.example"}
    ),
    "mail": ("mail", _mbox, "a.mbox", {}),
    "mastodon": ("mastodon", _list("[\n", _statuses(), "]"), "a.json", {}),
    "matrix": ("matrix", _list('{"messages": [\n', _events(), "]}"), "a.json", {}),
    "wordpress REST": ("wordpress", _list("[\n", _comments(), "]"), "a.json", {}),
    "wordpress WXR": ("wordpress", _wxr, "a.xml", {}),
}  # fmt: skip


def measure(name: str, count: int) -> tuple[float, float, float]:
    """Records per CPU-second fetched and mapped, and counted; peak memory in MiB."""
    reader_name, write, file_name, given = CASES[name]
    reader = source(reader_name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name
        write(path, count)
        options = reader.settle(path, given)
        began, kept = time.process_time(), 0
        for page in reader.fetch(path, options):
            kept += reader.map(page, options).tables["activities"].num_rows
        mapped = time.process_time()
        assert reader.count(path, options) == count <= kept
        counted = time.process_time()
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return count / (mapped - began), count / (counted - mapped), peak


def main() -> None:
    """Print a line a source."""
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
        return
    for name in CASES:
        found = []
        for count in (SMALL, LARGE):
            command = [sys.executable, __file__, name, str(count)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append(json.loads(done.stdout))
        (_, _, small), (mapped, counted, large) = found
        print(
            f"{name:14} {mapped:8,.0f} records per CPU-second fetched and mapped,"
            f" {counted:9,.0f} counted; peak {small:4,.0f} MiB of {SMALL:,}, {large:4,.0f} MiB of"
            f" {LARGE:,}"
        )


if __name__ == "__main__":
    main()
