"""Hourly hot lists as they are collected: a folder a day, a file an hour, the list inside.

``2024-05-22/22.json`` holds the topics of that hour from the top, as
github.com/lxw15337674/weibo-trending-hot-history keeps Weibo's; summaries of days are not read.
Day, hour and place become columns, so that a record says the same as a row of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final

from folkmoot.sources._archives import Export
from folkmoot.sources._fields import Raw
from folkmoot.sources._json import Layout
from folkmoot.sources._json_source import JsonSource
from folkmoot.sources._json_start import Start
from folkmoot.sources.base import Claim

__all__ = ["HourFiles"]

_HOUR: Final = re.compile(r"(?:^|/)([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{2})\.json$")
_FIELDS: Final = ("date", "hour", "rank", "title", "category", "description", "url", "hot", "ads",
                  "readCount", "discussCount")  # fmt: skip


class HourFiles(JsonSource):
    """Files of a folder or a zip that are named by day and hour, each a list of topics."""

    name = "hotlist"
    layouts = (Layout("topics", _FIELDS),)
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    def recognise(self, start: Start) -> Claim | None:
        """Claim files that are named by hours and hold topics with their heat."""
        first = start.first()
        if start.text.lstrip()[:1] != b"[" or not {"title", "hot"} <= first.keys():
            return None
        reason = "its files are hours of days, each a hot list"
        return Claim(0.9, reason, {"platform": "weibo"})

    def reads(self, name: str) -> bool:
        """Whether a file is named by a day and an hour."""
        return _HOUR.search(name) is not None

    def _raw(self, export: Export, names: Iterable[str], encoding: str, row: int) -> Iterator[Raw]:
        """Records with day, hour and place, which the file's name and the list's order tell."""
        for name in names:
            found = _HOUR.search(name)
            day, hour = found.groups() if found else ("", "")
            place = 0
            for raw in super()._raw(export, [name], encoding, row):
                place, row = place + 1, raw.row + 1
                if isinstance(raw.value, dict):
                    raw.value.update({"date": day, "hour": hour, "rank": place})
                yield raw
