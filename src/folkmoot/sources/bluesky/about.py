"""What repositories and streams of the AT Protocol can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._options import FRAME
from folkmoot.sources.base import About, Tells

__all__ = ["ABOUT"]

ABOUT: Final = About(
    title="Bluesky: an account's repository (CAR), or events of Jetstream (NDJSON)",
    platforms=("bsky.app",),
    export="A repository is downloaded in the account's settings, or by com.atproto.sync.getRepo; "
    "a stream is saved line by line from a Jetstream server.",
    frame="user",
    actor_scheme="id",
    time_source="client",
    rungs={
        "creator": Tells("no", "posts are short; articles of other applications are not read"),
        "conversationalist": Tells("yes", "posts, with the moment that the application gave"),
        "critic": Tells("yes", "replies, with whom they answer"),
        "collector": Tells("yes", "reposts and lists; a like is a reaction alone"),
        "joiner": Tells("yes", "follows, each with its moment"),
        "spectator": Tells("no", "reading leaves no record"),
    },
    deletes="A stream says what was deleted and undone; a repository holds only what is left.",
    edits="A stream says that a record was changed, and how it reads now.",
    options={FRAME.name: FRAME.meaning},
)
