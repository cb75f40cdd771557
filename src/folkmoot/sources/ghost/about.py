"""What exports and answers of Ghost can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._options import Option
from folkmoot.sources.base import About, Tells
from folkmoot.sources.ghost.records import SENSITIVE

__all__ = ["ABOUT", "PLATFORM"]

PLATFORM: Final = Option(
    "platform", "host of the site, which an export does not tell; answers with addresses do",
    form="host",
)  # fmt: skip

ABOUT: Final = About(
    title="Ghost: a site's export (JSON), or answers of its APIs",
    platforms=(),
    export="Settings, Advanced, Import/Export, Export content; comments and members are in a "
    "backup with all tables, or in answers of the APIs; members in a CSV of their own too.",
    frame="community",
    actor_scheme="id",
    time_source="server",
    rungs={
        "creator": Tells("yes", "posts and pages with their first author"),
        "conversationalist": Tells("no", "a site has no status updates"),
        "critic": Tells("partly", "comments and their threads, where the file has them"),
        "collector": Tells("no", "likes of comments are known one by one, and reported apart"),
        "joiner": Tells("partly", "members and newsletters, where the file has them"),
        "spectator": Tells("partly", "events of members: visits, mails opened, links followed"),
    },
    sensitive=SENSITIVE,
    deletes="What was deleted is missing; drafts and hidden comments are set aside.",
    edits="The last edit of a post or comment is an update of it; the text is the newest.",
    options={PLATFORM.name: PLATFORM.meaning},
)
