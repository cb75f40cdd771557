"""LinkedIn: posts of the feed.

Fields as read by the datasource ``linkedin`` of 4CAT. A post says only how long ago it was made
("18h"), so its time is as coarse as that unit. Where the words are of a language that is not read,
the time stands in the post's number: its bits above the lowest 22 are milliseconds since 1970,
which public tools agree on and no document of the site says; such a time counts as known to the
day. Advertisements tell no time at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from folkmoot.sources._moments import Moment, read_epoch, read_relative
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.zeeschuimer.site import COLLECTED, Site, collected_at, inner, observe

__all__ = ["LINKEDIN"]

_ACTIVITY: Final = re.compile(r"urn:li:activity:([0-9]{1,19})(?![0-9])")
_ADDRESS: Final = re.compile(r"linkedin\.com/((?:in|company|school|showcase)/[^/?#]+)")
_VIDEOS: Final = ("*videoPlayMetadata", "linkedInVideoComponent")


def _lean(value: Mapping[str, Any]) -> Mapping[str, Any]:
    urn = inner(value, "updateMetadata", "urn") or value.get("preDashEntityUrn")
    number = _ACTIVITY.search(urn) if isinstance(urn, str) else None
    address = inner(value, "actor", "navigationContext", "actionTarget")
    actor = _ADDRESS.search(address) if isinstance(address, str) else None
    counts = inner(value, "*socialDetail", "*totalSocialActivityCounts")
    return {
        **value, "@number": number[1] if number else None, "@actor": actor[1] if actor else None,
        "@is_video": any(inner(value, "content", one) for one in _VIDEOS),
        "@text": inner(value, "commentary", "text", "text"),
        "@likes": _count(inner(counts, "numLikes"), value, "likes"),
        "@replies": _count(inner(counts, "numComments"), value, "comments"),
        "@shares": inner(counts, "numShares") or inner(value, "*socialDetail", "totalShares"),
    }  # fmt: skip


def _count(newer: Any, value: Mapping[str, Any], what: str) -> Any:
    return inner(value, "*socialDetail", what, "paging", "total") if newer is None else newer


def _tell(record: Record, rows: Rows) -> None:
    number = record.identifier("@number")
    name = native_id("linkedin", "post", number)
    actor = record.text("@actor")
    is_person = not actor or actor.startswith("in/")
    rows.activity(
        name, "Create", _when(record, number), actor=actor,
        actor_type="Person" if is_person else "Organization",
        object_type="Video" if record.flag("@is_video") else "Note", text=record.text("@text"),
        url=f"https://www.linkedin.com/feed/update/urn:li:activity:{number}",
    )  # fmt: skip
    observe(
        rows, record, name, likes=("@likes",), replies=("@replies",), shares=("@shares",),
    )  # fmt: skip


def _when(record: Record, number: str) -> Moment:
    told = (record.text("actor.subDescription.text") or "").partition("•")[0].strip()
    if not re.search("[0-9]", told):
        raise Refused("actor.subDescription.text", "advertisement", told or "nothing",
                      "how long ago it was posted, such as 18h")  # fmt: skip
    seen = collected_at(record)
    if seen and (found := read_relative(told, seen)):
        return found
    if made := read_epoch(int(number) >> 22):
        return Moment(made.at, "day")
    raise Refused("actor.subDescription.text", "missing-time", told, "how long ago, such as 18h")


LINKEDIN: Final = Site(
    name="linkedin",
    modules=("linkedin.com", "linkedin"),
    fields=(
        COLLECTED, "@number", "@actor", "@is_video", "@text", "@likes", "@replies", "@shares",
        "actor.name.text", "actor.subDescription.text",
    ),
    people={"@actor": "author", "actor.name.text": "name"},
    tell=_tell,
    lean=_lean,
)  # fmt: skip
