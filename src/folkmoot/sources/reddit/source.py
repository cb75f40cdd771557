"""The source itself: which files, which options, and what a file of it looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from folkmoot.files import Page
from folkmoot.files.opening import stem
from folkmoot.sources._json import Layout
from folkmoot.sources._json_source import JsonSource
from folkmoot.sources._json_start import Start
from folkmoot.sources._options import Option
from folkmoot.sources._platform_ids import platform_ids
from folkmoot.sources.base import About, Claim, Mapped, Tells
from folkmoot.sources.reddit.rows import map_rooms, map_things

__all__ = ["Reddit"]

_IDS: Final = platform_ids("reddit")
_FIELDS: Final = (
    "id", "name", "author", "author_fullname", "created_utc", "subreddit", "title", "selftext",
    "body", "link_id", "parent_id", "score", "ups", "downs", "num_comments", "edited", "permalink",
    "link_flair_text", "removed_by_category", "retrieved_on", "retrieved_utc",
)  # fmt: skip
#: What collections of many subreddits put beside their tables.
_MANIFEST: Final = "manifest.json"
_POST: Final = {"created_utc", "title", "num_comments", "permalink"}
_COMMENT: Final = {"created_utc", "body", "link_id", "parent_id"}


class Reddit(JsonSource):
    """Posts and comments of Reddit, an object a line (.zst and plain), as a list, or as CSV.

    Option: ``subreddit`` of a table that names none.
    """

    name = "reddit"
    version = "1"
    layouts = (Layout("things", _FIELDS), Layout("rooms", ("uri", "name", "subscribers")))
    people: ClassVar = {"things": {"author": "author", "author_fullname": "name"}}
    known_options: ClassVar[tuple[Option, ...]] = (
        Option("subreddit", "name of the subreddit, where the records do not tell it"),
    )
    suffixes = (".json", ".jsonl", ".ndjson", ".csv", "")
    is_one_export = False
    is_flat = True
    about = About(
        title="Reddit: posts and comments as NDJSON (Pushshift, Arctic Shift) or CSV",
        platforms=(_IDS.platform,),
        export="Archives of whole months, or of a subreddit, as .zst of one object a line; tables "
        "of a subreddit's posts.",
        frame="community",
        actor_scheme=_IDS.scheme,
        time_source="server",
        rungs={
            "creator": Tells("no", "links to works elsewhere do not say who made them"),
            "conversationalist": Tells("no", "posts open discussions; there are no statuses"),
            "critic": Tells("yes", "posts and comments with author and time, edits among them"),
            "collector": Tells("no", "votes are counted, and nobody is named"),
            "joiner": Tells("no", "who subscribes is not published"),
            "spectator": Tells("no", "views are not published"),
        },
        sensitive=("author_fullname",),
        may_train=None,
        may_redistribute=False,
        deletes="A deleted post keeps its place without author and text, and gives a Delete; one "
        "that moderators took away gives a Remove.",
        edits="An edit gives an Update at its moment; only the last text is told.",
    )

    def table_kind(self, name: str) -> str:
        """CSV files hold posts, or comments, with the same fields."""
        return "things" if Path(stem(Path(name))).suffix.lower() == ".csv" else ""

    def reads(self, name: str) -> bool:
        """Files by their suffix; the monthly archives (``RC_2019-01.zst``) have none."""
        inner = Path(stem(Path(name)))
        if inner.suffix:
            return inner.suffix.lower() in self.suffixes
        return inner.name.upper().startswith(("RC_", "RS_"))

    def layouts_of(self, name: str) -> Sequence[Layout]:
        """A manifest lists subreddits; all other files hold posts and comments."""
        things, rooms = self.layouts
        return (rooms,) if Path(name).name == _MANIFEST else (things,)

    def recognise(self, start: Start) -> Claim | None:
        """Recognise posts and comments by the fields that each of them has."""
        if self.table_kind(start.name):
            header = start.text.partition(b"\n")[0].decode("utf-8", "replace")
            found = {name.strip().strip('"\r') for name in header.split(",")}
        else:
            found = set(start.first())
        if found >= _COMMENT:
            return Claim(0.9, "its first record has the fields of a comment on Reddit")
        if found >= _POST and found & {"selftext", "subreddit", "subreddit_id"}:
            return Claim(0.9, "its first record has the fields of a post on Reddit")
        if found >= {"uri", "subscribers", "name"} and start.name.endswith(_MANIFEST):
            return Claim(0.9, "it lists subreddits with their subscribers")
        return None

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows."""
        return map_rooms(page) if page.kind == "rooms" else map_things(page, options)
