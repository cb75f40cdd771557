"""Hot lists: what a platform says is talked about most, one row a topic and moment.

Two layouts of tables are known by their columns: hourly ones with ``date``, ``hour``, ``rank`` and
``title`` (and ``hot``, ``ads``, ``category``, ``description``, counts), as Weibo's are collected,
and daily ones with ``date``, ``pos``, ``title`` and ``url``, as Zhihu's are. So are folders of days
with a file of JSON an hour (`folkmoot.sources._hot_files`). A row is a sighting: the list announces
a topic. Nobody is named, so a hot list tells of no rung.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import ClassVar, Final

from folkmoot.activity import ANONYMOUS
from folkmoot.errors import FolkmootError
from folkmoot.files import Page
from folkmoot.files.counting import count_csv
from folkmoot.files.delimited import csv_columns, csv_pages
from folkmoot.files.opening import stem
from folkmoot.files.records import shorten
from folkmoot.files.times import FIRST_YEAR, LAST_YEAR
from folkmoot.ladder import RUNGS
from folkmoot.sources._archives import archive_kind
from folkmoot.sources._counts import Count
from folkmoot.sources._hot_files import HourFiles
from folkmoot.sources._moments import Moment, zone_of
from folkmoot.sources._native import Record, Refused, Rows, map_records
from folkmoot.sources._options import Option, settle_options
from folkmoot.sources._parquet import count_parquet, parquet_columns, parquet_pages
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources.base import About, Claim, Mapped, Tells

__all__ = ["HotList"]

_HOURLY: Final = {"date", "hour", "rank", "title"}
_DAILY: Final = {"date", "pos", "title", "url"}
_SUFFIXES: Final = (".parquet", ".csv")
#: Tag of a place that was paid for; measures leave it out.
_PAID: Final = "ad"
_LABELS: Final = frozenset({"荐", "商", "广告", "推广", "ad", "promoted", "sponsored"})
_QUESTION: Final = re.compile(r"/question/([0-9]+)")
_NO_CATEGORY: Final = frozenset({"暂无", "其他"})
#: By column: the counter that it is.
_COUNTERS: Final = {
    "hot": "heat", "read_count": "views", "discuss_count": "comments", "readCount": "views",
    "discussCount": "comments",
}  # fmt: skip
_HOURS: Final = HourFiles()


class HotList:
    """Hourly or daily lists of topics, as CSV or Parquet, or as files of JSON by day and hour.

    Options: ``platform``, the short name of whose list it is (read off the columns where they
    tell); ``zone`` of its hours.
    """

    name = "hotlist"
    version = "1"
    known_options: ClassVar[tuple[Option, ...]] = (
        Option("platform", "whose list it is", "weibo", choices=("weibo", "zhihu")),
        Option("zone", "zone of its hours and days", "Asia/Shanghai", form="zone"),
    )
    about = About(
        title="Hot lists: hourly (Weibo) or daily (Zhihu) tables of topics",
        platforms=("weibo.com", "zhihu.com"),
        export="Public collections keep what the lists showed, one row a topic and hour or day; "
        "the lists themselves give no history.",
        frame="community",
        actor_scheme=ANONYMOUS,
        time_source="server",
        rungs={
            rung.name: Tells("no", "a list names topics, and nobody who spoke of them")
            for rung in RUNGS
            if rung.bit is not None
        },
        may_train=None,
        may_redistribute=None,
        deletes="A topic that was taken off the list is no longer in it; why is not told.",
        edits="A topic whose wording changed is another topic.",
        options={option.name: option.meaning for option in known_options},
    )

    def claim(self, path: Path) -> Claim | None:
        """Claim a table with the columns of a list, or a folder or zip of hours."""
        if _is_of_hours(path):
            return _HOURS.claim(path)
        if path.is_dir() or _suffix(path) not in _SUFFIXES:
            return None
        try:
            names = set(_columns(path))
        except FolkmootError:
            return None
        if names >= _HOURLY:
            return Claim(0.9, "its columns are those of an hourly hot list")
        if names >= _DAILY:
            reason = "its columns are those of a daily hot list"
            return Claim(0.85, reason, {"platform": "zhihu"})
        return None

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check and complete the options.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`.
        """
        return settle_options(path, options, self.known_options)

    def files(self, path: Path) -> Sequence[Path]:
        """The table, those of a folder by name, or a folder or zip of hours as one.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        if not path.is_dir() or _HOURS.claim(path):
            return [path]
        inner = sorted(file for file in path.iterdir() if _suffix(file) in _SUFFIXES)
        if not inner:
            raise FolkmootError("no-file", str(path), "no table", "files of CSV or Parquet")
        return inner

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count records outside quotes, what the footer states, or what a C parser meets."""
        if _is_of_hours(path):
            return _HOURS.count(path, options)
        return count_parquet(path) if _suffix(path) == ".parquet" else count_csv(path)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the rows as they are.

        Raises
        ------
        FolkmootError
            As `folkmoot.files.delimited.csv_pages` and
            `folkmoot.sources._json_source.JsonSource` do; ``damaged-file``; ``missing-column``
            where it is no hot list.
        """
        if _is_of_hours(path):
            return _HOURS.fetch(path, options)
        names = set(_columns(path))
        if not (names >= _HOURLY or names >= _DAILY):
            raise FolkmootError(
                "missing-column", str(path), ", ".join(sorted(names)),
                "date, hour, rank, title; or date, pos, title, url",
            )  # fmt: skip
        pages = parquet_pages if _suffix(path) == ".parquet" else csv_pages
        return pages(path, "topics")

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows."""
        ids, zone = platform_ids(options["platform"]), zone_of(options["zone"])
        rows = Rows(ids.platform, ids.kind, scheme=ANONYMOUS)

        def each(record: Record, rows: Rows) -> None:
            _tell(record, rows, options["platform"], zone)

        return map_records(page, rows, each)

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """No column names people."""
        del kind, options
        return {}


def _tell(record: Record, rows: Rows, platform: str, zone: tzinfo) -> None:
    title = record.identifier("title")
    at = _moment(record, zone)
    place = _place(record)
    topic, kind = _topic(record, platform, title)
    room = native_id(platform, "hot_list")
    rows.community(room, f"{platform} hot list")
    rows.activity(
        f"{topic}@{at.at:%Y-%m-%dT%H:%M}", "Announce", at, actor_type="Service", object_type=kind,
        object_native=topic, community_native=room, title=title, text=record.text("description"),
        url=record.text("url"), tags=_tags(record),
    )  # fmt: skip
    rows.observe(topic, "rank", Count(place), at.at)
    for column, metric in _COUNTERS.items():
        rows.observe(topic, metric, record.count(column), at.at)


def _topic(record: Record, platform: str, title: str) -> tuple[str, str]:
    """A question of Zhihu is the one that other exports know by its number."""
    found = _QUESTION.search(record.text("url") or "")
    if platform == "zhihu" and found:
        return native_id("zhihu", "question", found.group(1)), "Question"
    return native_id(platform, "hot_topic", title), "Topic"


def _tags(record: Record) -> list[str]:
    category = record.text("category")
    tags = [category] if category and category not in _NO_CATEGORY else []
    is_paid = record.flag("ads") or (record.text("label") or "").lower() in _LABELS
    return [*tags, _PAID] if is_paid else tags


def _moment(record: Record, zone: tzinfo) -> Moment:
    day, hour = record.need("date"), record.text("hour")
    precision = "day" if hour is None else "minute"
    try:
        naive = datetime.strptime(f"{day} {int(hour or 0):02}", "%Y-%m-%d %H").replace(tzinfo=zone)
    except ValueError:
        got = shorten(f"{day} {hour or ''}".strip())
        raise Refused("date", "impossible-date", got, "a day such as 2024-09-01, an hour 0 to 23"
                      ) from None  # fmt: skip
    if not FIRST_YEAR < naive.year < LAST_YEAR:
        raise Refused("date", "impossible-date", day, f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return Moment(naive.astimezone(UTC), precision, "server")


def _place(record: Record) -> float:
    column = "rank" if record.text("rank") is not None else "pos"
    text = record.need(column)
    if not re.fullmatch(r"[0-9]{1,4}", text) or not int(text):
        raise Refused(column, "not-a-rank", shorten(text), "1 at the top, and so on")
    return float(text)


def _is_of_hours(path: Path) -> bool:
    # A table that is packed as a zip is read as a table.
    return archive_kind(path) in {"folder", "zip"} and _suffix(path) not in _SUFFIXES


def _suffix(path: Path) -> str:
    return Path(stem(path)).suffix.lower()


def _columns(path: Path) -> list[str]:
    return parquet_columns(path) if _suffix(path) == ".parquet" else csv_columns(path)
