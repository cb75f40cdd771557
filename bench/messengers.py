"""Sources that read record by record: records per CPU-second, and memory as exports grow.

The exports are simulated: one message over and over, with other numbers. ``fetch`` and ``map`` are
timed together, as an import runs them; ``count`` apart.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from folkmoot.sources import source

#: Messages in an export, and how many times as many stand in the one that memory is compared with.
COUNT, GROWTH = 50_000, 4
TEXT: Final = "Does anybody know a kettle that does not drip? The old one has begun to."


def _json(path: Path, before: str, records: Iterator[Any], after: str) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write(before)
        for number, record in enumerate(records):
            file.write((",\n" if number else "") + json.dumps(record))
        file.write(after)
    return path


def _lines(path: Path, lines: Iterator[str]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return path


def whatsapp(folder: Path, count: int) -> Path:
    """A group's chat."""
    days = (f"{1 + n // 2000 % 28:02}/{1 + n // 56000 % 12:02}/2023" for n in range(count))
    return _lines(
        folder / "chat.txt",
        (
            f"{day}, {n // 60 % 24:02}:{n % 60:02} - Ann {n % 50}: {TEXT}"
            for n, day in enumerate(days)
        ),
    )


def irc(folder: Path, count: int) -> Path:
    """A channel's log."""
    clocks = (f"{n * 1440 // count // 60:02}:{n * 1440 // count % 60:02}" for n in range(count))
    return _lines(
        folder / "tea-2015-01-05.log",
        (f"[{clock}] <ann{n % 50}> {TEXT}" for n, clock in enumerate(clocks)),
    )


def telegram(folder: Path, count: int) -> Path:
    """A group's export; every tenth message has two reactions."""
    people = [{"from": "Bob", "from_id": f"user{n}", "date": "2024-01-02T04:00:00"} for n in (1, 2)]
    reactions = [{"type": "emoji", "count": 2, "emoji": "👍", "recent": people}]
    messages: Iterator[dict[str, Any]] = (
        {
            "id": n, "type": "message", "date": "2024-01-02T04:00:00",
            "date_unixtime": str(1704164400 + n), "from": "Ann", "from_id": f"user{n % 50}",
            "text": TEXT, "text_entities": [{"type": "plain", "text": TEXT}],
            **({} if n % 10 else {"reactions": reactions}),
        }
        for n in range(count)
    )  # fmt: skip
    head = '{"name": "Tea", "type": "public_supergroup", "id": 1, "messages": [\n'
    return _json(folder / "result.json", head, messages, "]}")


def discord(folder: Path, count: int) -> Path:
    """A channel's export."""
    messages: Iterator[dict[str, Any]] = (
        {
            "id": str(n), "type": "Default", "timestamp": "2024-01-02T04:00:00+00:00",
            "timestampEdited": None, "content": TEXT, "reactions": [], "mentions": [],
            "author": {"id": str(n % 50), "name": "ann", "nickname": "Ann", "isBot": False},
        }
        for n in range(count)
    )  # fmt: skip
    head = (
        '{"guild": {"id": "1", "name": "g"}, "channel": {"id": "2", "type": "GuildTextChat", '
        '"name": "tea"}, "exportedAt": "2024-02-01T00:00:00+00:00", "messages": [\n'
    )
    return _json(folder / "tea.json", head, messages, "]}")


def slack(folder: Path, count: int) -> Path:
    """A workspace with a day of a thousand messages after another."""
    path = folder / "slack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", '[{"id": "U1", "name": "ann"}]')
        for day in range(count // 1000):
            messages = [
                {"type": "message", "user": f"U{n % 50}", "ts": f"{1704164400 + n}.000100",
                 "text": TEXT}
                for n in range(day * 1000, day * 1000 + 1000)
            ]  # fmt: skip
            name = f"tea/20{10 + day // 336:02}-{1 + day // 28 % 12:02}-{1 + day % 28:02}.json"
            archive.writestr(name, json.dumps(messages))
    return path


def tiktok(folder: Path, count: int) -> Path:
    """What somebody watched."""
    link = "https://www.tiktokv.com/share/video"
    seen = (
        {"Date": "2024-01-02 03:04:05", "Link": f"{link}/{7 * 10**18 + n}/"} for n in range(count)
    )
    head = '{"Activity": {"Video Browsing History": {"VideoList": [\n'
    return _json(folder / "user_data.json", head, seen, "]}}}")


def mediacrawler(folder: Path, count: int) -> Path:
    """Comments that a crawl found."""
    comments = (
        {
            "creator_hash": f"a{n % 50}", "nickname": "A**n", "last_modify_ts": 1715299200000,
            "comment_id": str(n), "note_id": "5029", "content": TEXT, "ip_location": "x",
            "create_time": 1714525200 + n, "create_date_time": "", "sub_comment_count": "1",
            "comment_like_count": "4", "parent_comment_id": "0",
        }
        for n in range(count)
    )  # fmt: skip
    return _lines(folder / "search_comments_2024-05-10.jsonl", map(json.dumps, comments))


def youtube(folder: Path, count: int) -> Path:
    """Comments of a video, a resource a line."""
    comments = (
        {
            "kind": "youtube#comment", "id": f"c{n}", "snippet": {
                "authorDisplayName": "@ann", "authorChannelId": {"value": f"UC{n % 50}"},
                "textOriginal": TEXT, "likeCount": 2, "videoId": "vid1", "channelId": "UCx",
                "publishedAt": "2024-03-04T10:00:00Z", "updatedAt": "2024-03-04T10:00:00Z"},
        }
        for n in range(count)
    )  # fmt: skip
    return _lines(folder / "comments.ndjson", map(json.dumps, comments))


def zeeschuimer(folder: Path, count: int) -> Path:
    """Videos of TikTok that somebody scrolled past."""
    videos = (
        {
            "nav_index": "1:2:0", "item_id": str(n), "timestamp_collected": 1709632800000,
            "source_platform": "tiktok.com", "user_agent": "x", "data": {
                "id": str(n), "desc": TEXT, "createTime": 1709500000 + n,
                "author": {"id": str(n % 50), "uniqueId": "ann", "nickname": "Ann"},
                "stats": {"diggCount": 8, "commentCount": 1, "shareCount": 0, "playCount": 900},
                "video": {"cover": "x" * 200}, "textExtra": [{"hashtagName": "tea"}]},
        }
        for n in range(count)
    )  # fmt: skip
    return _lines(folder / "capture.ndjson", map(json.dumps, videos))


CASES: Final[Mapping[str, tuple[Callable[[Path, int], Path], Mapping[str, str]]]] = {
    "whatsapp": (whatsapp, {"zone": "UTC", "private": "yes"}),
    "irc": (irc, {"platform": "irc.example", "zone": "UTC"}),
    "telegram": (telegram, {}),
    "discord": (discord, {}),
    "slack": (slack, {"platform": "tea.slack.com"}),
    "tiktok": (tiktok, {"person": "ann"}),
    "mediacrawler": (mediacrawler, {}),
    "youtube": (youtube, {}),
    "zeeschuimer": (zeeschuimer, {}),
}


def measure(name: str, count: int) -> dict[str, float]:
    """Records per CPU-second of ``fetch`` and ``map``, and of ``count``; peak memory in MiB."""
    write, given = CASES[name]
    reader = source(name)
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), count)
        options = reader.settle(path, given)
        began = time.process_time()
        read = 0
        for page in reader.fetch(path, options):
            reader.map(page, options)
            read += page.read_count
        mapped = time.process_time()
        assert reader.count(path, options) == read
        counted = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "read": read, "mapped": read / (mapped - began), "counted": read / (counted - mapped),
        "peak": peak,
    }  # fmt: skip


def main() -> None:
    """Measure each source in a process of its own, at two sizes."""
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
        return
    for name in CASES:
        found = []
        for count in (COUNT, COUNT * GROWTH):
            command = [sys.executable, __file__, name, str(count)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append(json.loads(answer.stdout))
        small, large = found
        print(
            f"{name:9} {large['mapped']:9,.0f} records per CPU-second fetched and mapped,"
            f" {large['counted']:10,.0f} counted; peak {small['peak']:4,.0f} MiB,"
            f" {large['peak']:4,.0f} MiB for {GROWTH} times as many"
        )


if __name__ == "__main__":
    main()
