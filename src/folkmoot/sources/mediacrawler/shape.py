"""What the shapes of single platforms share: how one is told, who acts, and how it was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from folkmoot.sources._moments import Moment, read_epoch
from folkmoot.sources._native import Record, Refused, Rows

__all__ = [
    "PEOPLE",
    "SHARED",
    "Shape",
    "comment",
    "frame_of",
    "observe",
    "parent_of",
    "post",
    "when",
]

#: Columns that records of all shapes may have.
SHARED: Final = (
    "creator_hash", "user_id", "user_link", "nickname", "user_nickname", "user_name",
    "source_keyword", "last_modify_ts", "@file",
)  # fmt: skip
PEOPLE: Final = {
    "creator_hash": "author", "user_id": "author", "user_link": "author", "nickname": "name",
    "user_nickname": "name", "user_name": "name",
}  # fmt: skip
#: Older files name people by their number; where that is missing, by the address of their page.
_SCHEMES: Final = {"creator_hash": "hash", "user_id": "id", "user_link": "handle"}


@dataclass(frozen=True, slots=True)
class Shape:
    """Records of one kind.

    Parameters
    ----------
    kind
        Of the raw pages.
    platform
        Of `folkmoot.sources._platform_ids.PLATFORM_IDS`.
    keys
        Columns that tell records of this kind from all others.
    fields
        What is kept beside `SHARED`, the keys among it.
    tell
        Adds the rows that a record gives; ``zone`` is that of times without one.
    """

    kind: str
    platform: str
    keys: frozenset[str]
    fields: tuple[str, ...]
    tell: Callable[[Record, Rows, str], None]


def frame_of(record: Record, *, has_room: bool = False) -> str:
    """How a record came to be in the sample.

    The keyword of a search stands in posts alone; of others the name of the file tells, which
    begins with the mode of the crawl. Where nothing tells, it counts as a search, of which least
    can be concluded.

    Parameters
    ----------
    record
        A post or a comment.
    has_room
        Whether it is a post in a room of its own platform, which can be read without a search.
    """
    if record.text("source_keyword"):
        return "keyword"
    name = PurePosixPath(record.text("@file") or "").name
    if name.startswith("creator_"):
        return "user"
    if has_room and not name.startswith("search_"):
        return "community"
    return "browsing" if name.startswith("detail_") else "keyword"


def when(record: Record, *names: str) -> Moment:
    """When something was posted: never ``last_modify_ts``, which is the crawl's own time.

    Raises
    ------
    Refused
        ``missing-time``.
    """
    for name in names:
        if found := record.maybe_moment(name):
            return found
    got = record.text(names[0]) or "nothing"
    raise Refused(names[0], "missing-time", got, "when it was posted")


def post(record: Record, rows: Rows, native: str, at: Moment, **columns: Any) -> None:
    """Add a post by whoever the record names."""
    given = {"root_native": native, "sampling_frame": frame_of(record), **columns}
    rows.activity(native, "Create", at, **_who(record), **given)


def comment(record: Record, rows: Rows, native: str, at: Moment, **columns: Any) -> None:
    """Add a comment, with its text."""
    text = record.text("content")
    given = {"object_type": "Comment", "text": text, "sampling_frame": frame_of(record), **columns}
    rows.activity(native, "Create", at, **_who(record), **given)


def parent_of(record: Record) -> str | None:
    """The comment that a comment answers; ``None`` for one that answers the post.

    Weibo gives a comment that opens a thread its own number.
    """
    parent = record.text("parent_comment_id")
    return None if parent in {None, "0", record.text("comment_id")} else parent


def observe(rows: Rows, record: Record, native: str, **metrics: str) -> None:
    """Add counters as they stood when the crawl met them."""
    seen = read_epoch(record.text("last_modify_ts"))
    for metric, column in metrics.items():
        rows.observe(native, metric, record.count(column), seen.at if seen else None)


def _who(record: Record) -> dict[str, str | None]:
    for column, scheme in _SCHEMES.items():
        if actor := record.text(column):
            return {"actor": actor, "actor_scheme": scheme}
    return {"actor": None}
