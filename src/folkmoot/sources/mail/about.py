"""What mail to lists and articles of Usenet can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._options import Option
from folkmoot.sources.base import About, Tells

__all__ = ["ABOUT", "LIST"]

LIST: Final = Option(
    "list",
    "identifier of the list, such as users.example.org, where the messages do not say it; mail "
    "that names no list is private otherwise, and set aside",
)

ABOUT: Final = About(
    title="Mailing lists and Usenet: mbox, Maildir, articles",
    platforms=("mail",),
    export="Download the archive of a list (Mailman, HyperKitty, public-inbox), take the folder "
    "of a mail program, or the spool of a news server.",
    frame="community",
    actor_scheme="handle",
    time_source="client",
    rungs={
        "creator": Tells("no", "a message to a list is part of a discussion"),
        "conversationalist": Tells("no", "a message to a list is part of a discussion"),
        "critic": Tells("yes", "threads and replies, without the words that they quote"),
        "collector": Tells("no", "nothing is saved or passed on in public"),
        "joiner": Tells("no", "who subscribed is known to the list alone"),
        "spectator": Tells("no", "reading leaves no trace"),
    },
    deletes="A cancel message on Usenet is a deletion; what its author asks not to archive "
    "(X-No-Archive) is not kept.",
    edits="An article that supersedes another is an update of it.",
    options={LIST.name: LIST.meaning},
)
