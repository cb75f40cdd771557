"""The source itself: which answers are read, and how their resources are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Final

from folkmoot.activity import FRAMES
from folkmoot.sources._json import Layout
from folkmoot.sources._json_start import Start
from folkmoot.sources._mixed import OTHER, MixedSource, refuse_other
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._options import Option
from folkmoot.sources._platform_ids import platform_ids
from folkmoot.sources.base import About, Claim, Tells
from folkmoot.sources.youtube.rows import tell_comment, tell_video

__all__ = ["YouTube"]

_KINDS: Final = {
    "youtube#video": "videos", "youtube#commentThread": "threads", "youtube#comment": "comments",
}  # fmt: skip
_TOP: Final = "snippet.topLevelComment"
_COMMENT: Final = (
    "snippet.authorChannelId.value", "snippet.authorDisplayName", "snippet.textOriginal",
    "snippet.textDisplay", "snippet.likeCount", "snippet.publishedAt", "snippet.updatedAt",
)  # fmt: skip
_FRAME: Final = Option(
    "frame",
    "how the resources came to be in the sample: community for all comments of a channel's videos, "
    "keyword where searchTerms or a search chose them",
    "community",
    choices=FRAMES,
)


class YouTube(MixedSource):
    """Answers of the YouTube Data API (v3), whole, several behind one another, or item by item.

    Option: ``frame``. Read are ``commentThreads.list`` with the replies inside it,
    ``comments.list`` and ``videos.list``, by the reference of the API. A thread holds some of its
    replies only; those that ``comments.list`` gives as well are the same activities.
    """

    name = "youtube"
    about = About(
        title="YouTube Data API: comment threads, comments and videos (JSON, NDJSON)",
        platforms=("youtube.com",),
        export="Save answers of commentThreads.list, comments.list and videos.list, asked for with "
        "a key of one's own; each answer a file, or one after another in one.",
        frame="community",
        actor_scheme="id",
        time_source="server",
        rungs={
            "creator": Tells("yes", "videos, by their channel"),
            "conversationalist": Tells("no", "posts of channels are not in the API"),
            "critic": Tells("yes", "comments and replies by channel; a thread may lack replies"),
            "collector": Tells("no", "likes are counted, and nobody is named"),
            "joiner": Tells("no", "who subscribes is not told"),
            "spectator": Tells("no", "views are counted, and nobody is named"),
        },
        sensitive=("snippet.authorProfileImageUrl", "recordingDetails.location.latitude",
                   "recordingDetails.location.longitude", "snippet.viewerRating", "rest{}"),
        may_train=None,
        may_redistribute=False,
        deletes="Deleted comments are missing; the terms of the API ask for a new look after "
        "30 days at the latest.",
        edits="The last edit is an Update by the author; earlier texts are absent.",
    )  # fmt: skip
    layouts = (Layout(OTHER, (), ("items",)), Layout(OTHER, ()))
    fields: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "videos": (
            "id", "snippet.channelId", "snippet.channelTitle", "snippet.publishedAt",
            "snippet.title", "snippet.description", "snippet.tags[]", "snippet.defaultLanguage",
            "snippet.defaultAudioLanguage", "statistics.viewCount", "statistics.likeCount",
            "statistics.commentCount",
        ),
        "threads": (
            "id", "snippet.channelId", "snippet.videoId", "snippet.totalReplyCount",
            f"{_TOP}.id", *(f"{_TOP}.{field}" for field in _COMMENT),
        ),
        "comments": ("id", "snippet.channelId", "snippet.videoId", "snippet.parentId", *_COMMENT),
    }  # fmt: skip
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "videos": {"snippet.channelId": "author", "snippet.channelTitle": "name"},
        "threads": {
            f"{_TOP}.snippet.authorChannelId.value": "author",
            f"{_TOP}.snippet.authorDisplayName": "name", "snippet.channelId": "mention",
        },
        "comments": {
            "snippet.authorChannelId.value": "author", "snippet.authorDisplayName": "name",
            "snippet.channelId": "mention",
        },
    }  # fmt: skip
    known_options: ClassVar[tuple[Option, ...]] = (_FRAME,)
    is_one_export = False
    holds_others = True

    def recognise(self, start: Start) -> Claim | None:
        """Claim what says of itself that it is a resource or an answer of the API."""
        said = start.top.get("kind") or start.first().get("kind")
        if not isinstance(said, str):
            return None
        kind = said.removesuffix("ListResponse")
        if kind not in _KINDS:
            return None
        return Claim(0.95, f"it says that it is {said}")

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of youtube.com."""
        ids = platform_ids("youtube")
        return Rows(ids.platform, ids.kind, frame=options["frame"], scheme=ids.scheme)

    def apart(self, value: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """A resource, and the replies inside a thread, each a comment of its own."""
        said = value.get("kind")
        kind = _KINDS.get(said) if isinstance(said, str) else None
        if kind is None:
            return [(OTHER, {"@what": str(said)[:100]})]
        return [(kind, value), *(_replies(value) if kind == "threads" else ())]

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Rows of a resource."""
        del options
        if kind == OTHER:
            refuse_other(record, ", ".join(_KINDS))
        if kind == "videos":
            tell_video(record, rows)
        else:
            tell_comment(record, rows, is_thread=kind == "threads")


def _replies(thread: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Replies know their thread; which video that belongs to, some of them do not."""
    inner = thread.get("replies")
    replies = inner.get("comments") if isinstance(inner, Mapping) else None
    around = thread.get("snippet")
    for reply in replies if isinstance(replies, list) else ():
        if not isinstance(reply, Mapping):
            yield "comments", {}
            continue
        snippet = reply.get("snippet")
        own = snippet if isinstance(snippet, Mapping) else {}
        known = around if isinstance(around, Mapping) else {}
        shared = {key: known[key] for key in ("videoId", "channelId") if key in known}
        yield "comments", {**reply, "snippet": {**shared, **own}}
