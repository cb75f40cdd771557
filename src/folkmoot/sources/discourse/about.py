"""What answers and exports of Discourse can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._options import Option
from folkmoot.sources.base import About, Tells
from folkmoot.sources.discourse.records import SENSITIVE

__all__ = ["ABOUT", "SITE"]

SITE: Final = Option(
    "site", "host of the forum, which answers do not tell; an account's export does",
    is_required=True, form="host",
)  # fmt: skip

ABOUT: Final = About(
    title="Discourse: answers of its API (JSON), or an account's export (zip of CSV)",
    platforms=(),
    export="Save answers of /t/NUMBER.json, /posts.json, /latest.json, /categories.json; or "
    "Preferences, Account, Export your data.",
    frame="community",
    actor_scheme="handle",
    time_source="server",
    rungs={
        "creator": Tells("no", "a post is part of a discussion"),
        "conversationalist": Tells("no", "a post is part of a discussion"),
        "critic": Tells("yes", "topics and replies, with whom they answer in answers of the API"),
        "collector": Tells("partly", "bookmarks, in an account's own export alone"),
        "joiner": Tells("no", "that there are members, not when they joined"),
        "spectator": Tells("partly", "days with posts read, in an account's own export alone"),
    },
    sensitive=SENSITIVE,
    deletes="A deleted post is told without its text, with its deletion.",
    edits="The last version of a post is an update of it; the text is the newest.",
    options={SITE.name: SITE.meaning},
)
