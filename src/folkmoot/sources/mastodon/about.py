"""What statuses and archives of Mastodon can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._options import FRAME
from folkmoot.sources.base import About, Tells

__all__ = ["ABOUT"]

ABOUT: Final = About(
    title="Mastodon: statuses as its API answers (JSON), or an account's archive (zip, tar.gz)",
    platforms=("mastodon",),
    export="Preferences, Import and export, Request your archive; or save answers of the API, "
    "such as a public timeline.",
    frame="community",
    actor_scheme="handle",
    time_source="server",
    rungs={
        "creator": Tells("partly", "articles of other software in an archive; statuses are short"),
        "conversationalist": Tells("yes", "statuses that answer nobody"),
        "critic": Tells("yes", "replies; whom they answer where the status mentions them"),
        "collector": Tells(
            "partly", "what was passed on; bookmarks are in the archive, but not when"
        ),
        "joiner": Tells("no", "follows are in other files, without a moment"),
        "spectator": Tells("no", "reading leaves no trace"),
    },
    deletes="What is deleted is missing; an outbox of other software may hold deletions.",
    edits="The last edit of a status is an update of it; the text is the newest.",
    options={FRAME.name: FRAME.meaning},
)
