"""TikTok: a person's own data, ``user_data_tiktok.json`` or the zip that holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from folkmoot.ids import format_id, hash64
from folkmoot.sources._archives import Export
from folkmoot.sources._documents import found_records
from folkmoot.sources._json import Layout
from folkmoot.sources._json_start import Start
from folkmoot.sources._moments import Moment, read_moment, zone_of
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._options import ZONE
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources._takeout import PERSON, Part, TakeoutSource
from folkmoot.sources.base import About, Claim, Tells

__all__ = ["TikTok"]

_LINKED: Final = ("Date", "date", "Link", "link")
_VIDEO: Final = re.compile(r"/(?:video|v|photo)/([0-9]{6,25})")
_FILE: Final = r"(?:^|/)user_data[^/]*\.json$"
#: Kind, place and fields. Names changed over the years, and a section stood in several chapters.
_PLACES: Final = (
    ("views", ("*", "Video Browsing History", "VideoList"), _LINKED),
    ("views", ("*", "Watch History", "VideoList"), _LINKED),
    ("likes", ("*", "Like List", "ItemFavoriteList"), _LINKED),
    ("favorites", ("*", "Favorite Videos", "FavoriteVideoList"), _LINKED),
    ("shares", ("*", "Share History", "ShareHistoryList"), (*_LINKED, "SharedContent")),
    ("following", ("*", "Following List", "Following"), ("Date", "UserName")),
    ("following", ("*", "Following", "Following"), ("Date", "UserName")),
    ("comments", ("*", "Comments", "CommentsList"), ("Date", "date", "Comment", "comment", "url")),
    ("posts", ("*", "Videos", "VideoList"), (*_LINKED, "Likes", "Title", "WhoCanView")),
    ("posts", ("*", "Posts", "VideoList"), (*_LINKED, "Likes", "Title", "WhoCanView")),
)


class TikTok(TakeoutSource):
    """``user_data_tiktok.json``, alone or in the zip or folder that TikTok gives.

    Options: ``person``, the name of the account where the export does not tell it; ``zone`` of its
    times, which carry none and are taken for UTC unless given.
    """

    name = "tiktok"
    about = About(
        title="TikTok, one's own data",
        platforms=("tiktok.com",),
        export="TikTok: Settings and privacy, Account, Download your data, format JSON",
        frame="browsing",
        actor_scheme="handle",
        time_source="local",
        rungs={
            "creator": Tells("yes", "the person's own posts, of which others may see"),
            "conversationalist": Tells("no", "the platform has no status"),
            "critic": Tells("yes", "the person's comments, without what they answer"),
            "collector": Tells("yes", "favourites and shares"),
            "joiner": Tells("yes", "whom the person follows, and since when"),
            "spectator": Tells("yes", "videos watched, as far back as the platform keeps them"),
        },
        may_train=False,
        may_redistribute=False,
        deletes="what was deleted before the export is absent",
        edits="edits are not told",
        options={"person": "name of the account", "zone": "zone of the times"},
    )
    layouts = tuple(Layout(kind, fields, path) for kind, path, fields in _PLACES)
    parts = (Part(_FILE, layouts),)
    subject_pattern = _FILE
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {"following": {"UserName": "mention"}}
    known_options = (*TakeoutSource.known_options, ZONE)
    suffixes = (".json",)

    def recognise(self, start: Start) -> Claim | None:
        """Claim a file of TikTok's name, or one with its chapters."""
        chapters = {"Activity", "Your Activity", "Comment", "Profile", "Direct Messages", "Post"}
        known = chapters & set(start.top)
        if re.search(_FILE, start.name, re.IGNORECASE) and (known or "Activity" in start.top):
            return Claim(0.95, f"TikTok's name, and its chapters ({', '.join(sorted(known))})")
        return None

    def subject(self, export: Export) -> str | None:
        """The name in the profile; nothing else of the profile is looked at."""
        for name in export.names:
            for found in found_records(export.blocks(name), [("Profile", "*", "ProfileMap")]):
                handle = found.value.get("userName") if isinstance(found.value, dict) else None
                if isinstance(handle, str) and handle.strip():
                    return handle.strip()
        return None

    def lean(self, kind: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Leave out the links of files, and the title of a post that is not for everybody."""
        if kind != "posts":
            return value
        kept = {key: one for key, one in value.items() if not _is_file_link(key, one)}
        return kept if _is_public(kept.get("WhoCanView")) else {**kept, "Title": None}

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of tiktok.com, of one person."""
        del options
        ids = platform_ids("tiktok")
        return Rows(ids.platform, ids.kind, frame="user", scheme="handle")

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Row of one thing that the person did."""
        person = record.identifier(PERSON)
        at, date = _moment(record, options)
        if kind == "following":
            who = record.identifier("UserName")
            rows.activity(f"follow/{person}/{who}/{date}", "Follow", at, actor=person,
                          object_type="Person", object_native=who)  # fmt: skip
        elif kind == "comments":
            text = record.text("Comment") or record.text("comment")
            name = native_id("tiktok", "comment", format_id(hash64(person, date, text or "")))
            target = _video(record.text("url") or "")
            rows.activity(name, "Create", at, actor=person, object_type="Comment", text=text,
                          in_reply_to_native=target, root_native=target)  # fmt: skip
        elif kind == "posts":
            _tell_post(record, rows, person, at, date)
        else:
            _tell_watched(kind, record, rows, person, at, date)


def _tell_post(record: Record, rows: Rows, person: str, at: Moment, date: str) -> None:
    if not _is_public(record.text("WhoCanView")):
        got = record.text("WhoCanView") or "nothing"
        raise Refused("WhoCanView", "not-public", got, "a post that everybody may see")
    link = record.text("Link") or record.text("link") or ""
    # The link of one's own post is often that of a file, which says no number and soon ends.
    name = _video(link) or native_id("tiktok", "video", format_id(hash64(person, date)))
    rows.activity(name, "Create", at, actor=person, object_type="Video", title=record.text("Title"))
    rows.observe(name, "likes", record.count("Likes"))


def _tell_watched(
    kind: str, record: Record, rows: Rows, person: str, at: Moment, date: str
) -> None:
    link = record.text("Link") or record.text("link") or ""
    video = _video(link)
    if video is None:
        expected = "a link to a video, such as https://www.tiktokv.com/share/video/7123456789/"
        raise Refused("Link", "not-a-video", link or "nothing", expected)
    verb = {"views": "View", "likes": "Like", "favorites": "Add", "shares": "Announce"}[kind]
    frame = "browsing" if kind == "views" else "user"
    rows.activity(f"{video}#{kind}/{person}/{date}", verb, at, actor=person, object_type="Video",
                  object_native=video, sampling_frame=frame)  # fmt: skip


def _moment(record: Record, options: Mapping[str, str]) -> tuple[Moment, str]:
    column = "Date" if record.text("Date") else "date"
    text = record.need(column)
    zone = zone_of(options["zone"]) if options["zone"] else None
    at = read_moment(text, zone, "local")
    if at is None:
        expected = "a date such as 2024-01-02 03:04:05, of 1979 to 2099"
        raise Refused(column, "impossible-date", text, expected)
    return at, text


def _video(link: str) -> str | None:
    match = _VIDEO.search(link)
    return native_id("tiktok", "video", match[1]) if match else None


def _is_file_link(key: str, value: Any) -> bool:
    return key.lower() == "link" and (not isinstance(value, str) or _video(value) is None)


def _is_public(value: Any) -> bool:
    """Whether a post is for everybody; older exports do not say, and hold public posts alone."""
    return value is None or str(value).lower().startswith(("public", "everyone"))
