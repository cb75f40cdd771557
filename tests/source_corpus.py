"""A sample of every kind of export, and ways to spoil it; for property tests and for fuzzing."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.capture_samples import CAPTURES, write_capture
from tests.contract.test_sources_chats import SAMPLES
from tests.contract.test_sources_claims import RECORDED, WRITTEN
from tests.crawl_samples import CRAWLS, write_crawl
from tests.sheet_samples import SHEETS, write_sheet
from tests.video_samples import ANSWERS, write_answer

from folkmoot.testing import damaged

DATA = Path(__file__).resolve().parent / "data"
OWN = {
    "exports/hackernews/items.ndjson": "hackernews",
    "exports/hackernews/search.json": "hackernews",
    "exports/hackernews/stories.csv": "hackernews",
    "exports/hotlist/hourly.csv": "hotlist",
    "exports/reddit/Coffee.csv": "reddit",
    "exports/reddit/manifest.json": "reddit",
    "exports/reddit/r_coffee_comments.ndjson": "reddit",
    "exports/reddit/r_coffee_posts.ndjson": "reddit",
    "exports/stackapi/questions.json": "stackapi",
}
#: Options without which a sample is not read.
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "stackexchange": {"site": "travel.stackexchange.com"},
    "discourse": {"site": "forum.example"},
    "ghost": {"platform": "blog.example"},
    "wordpress": {"platform": "blog.example"},
    "feed": {"platform": "blog.example"},
    "mail": {"list": "users.example.org"},
}
Sample = tuple[str, Callable[[Path], Path], Mapping[str, str]]


def _copied(name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        return Path(shutil.copy(DATA / name, folder))

    return write


def _packed(name: str, folder: Path) -> Path:
    """A hot list as Parquet."""
    from tests.contract.test_sources_hotlist import packed

    return packed(name, folder)


def _hours(folder: Path) -> Path:
    """The same as files by day and hour."""
    from tests.contract.test_sources_hotlist import hours

    return hours(folder)


def corpus() -> dict[str, Sample]:
    """By name: whose the sample is, what writes it into a folder, and its options."""
    found: dict[str, Sample] = {
        f"{by}: {name}": (by, write, options) for name, (by, write, options, _) in SAMPLES.items()
    }
    for name, by in (RECORDED | OWN).items():
        found[f"{by}: {Path(name).name}"] = (by, _copied(name), OPTIONS.get(by, {}))
    zhihu = {"platform": "zhihu"}
    found["hotlist: daily.csv"] = ("hotlist", _copied("exports/hotlist/daily.csv"), zhihu)
    found["hotlist: hourly.parquet"] = ("hotlist", partial(_packed, "hourly"), {})
    found["hotlist: hours"] = ("hotlist", _hours, {})
    for site in CAPTURES:
        found[f"zeeschuimer: {site}"] = ("zeeschuimer", partial(write_capture, site=site), {})
    forms = ("json", "jsonl", "csv")
    for number, crawl in enumerate(sorted(CRAWLS)):
        written = partial(write_crawl, name=crawl, form=forms[number % 3])
        found[f"mediacrawler: {crawl}"] = ("mediacrawler", written, {})
    forms = ("answer", "items", "lines")
    for number, answer in enumerate(sorted(ANSWERS)):
        written = partial(write_answer, name=answer, form=forms[number % 3])
        found[f"youtube: {answer}"] = ("youtube", written, {})
    for table in SHEETS:
        written = partial(write_sheet, name=table, form="xlsx")
        found[f"table: {table}"] = ("table", written, {"mapping": f"shipped:{table}"})
    for name, (write, by) in WRITTEN.items():
        found[f"{by}: {name}"] = (by, write, OPTIONS.get(by, {}))
    return found


#: Values that stand where others are expected.
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**31, 2**63, 10**30, 1.5, float("nan"), float("inf"), "", " ", "\0", "a\0b",
    "\ud800", "￿", "﻿", "[", '{"a": 1}', "x" * 3_000, "1.2万", "-1", "2038-01-19T03:14:08Z",
    "1969-12-31", "0000-00-00", "9999-99-99", "https://[", "//", "../../x", "@", "\u202e\n\t", [],
    {}, [[]], [None], {"id": {"id": {}}}, [{"id": []}], {"": ""},
)  # fmt: skip


def spoilt_value(value: Any, chance: random.Random, share: float = 0.15) -> Any:
    """A JSON value of the same shape, some of its parts of other types, some keys gone."""
    if chance.random() < share / 3:
        return chance.choice(ODD)
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if chance.random() > share / 5}
        return {key: spoilt_value(one, chance, share) for key, one in kept.items()}
    if isinstance(value, list):
        return [spoilt_value(one, chance, share) for one in value]
    return chance.choice(ODD) if chance.random() < share else value


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """A file's bytes with damage; where it is JSON, often with values of other types instead."""
    if chance.random() < 0.6:
        try:
            text = json.dumps(spoilt_value(json.loads(content), chance))
            return text.encode("utf-8", "surrogatepass")
        except (ValueError, RecursionError):
            lines = content.split(b"\n")
            if lines[0].startswith(b"{"):
                return b"\n".join(_spoilt_line(line, chance) for line in lines)
    return damaged(content, chance)


def _spoilt_line(line: bytes, chance: random.Random) -> bytes:
    try:
        value = spoilt_value(json.loads(line), chance)
    except (ValueError, RecursionError):
        return line
    return json.dumps(value).encode("utf-8", "surrogatepass")


def spoil(path: Path, chance: random.Random) -> None:
    """Spoil an export where it lies: the file, or one file of the folder."""
    inner = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    file = chance.choice(inner)
    file.write_bytes(spoilt(file.read_bytes(), chance))
