"""What events of Matrix rooms can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources.base import About, Tells

__all__ = ["ABOUT"]

ABOUT: Final = About(
    title="Matrix: a room as Element exports it (JSON), or as a server answers",
    platforms=("matrix.org",),
    export="In Element: Room info, Export chat, format JSON; or save answers to /messages or "
    "/sync, or one event a line.",
    frame="community",
    actor_scheme="id",
    time_source="server",
    rungs={
        "creator": Tells("no", "a message is part of a conversation, pictures in it too"),
        "conversationalist": Tells("no", "in a room each message is a contribution to it"),
        "critic": Tells("yes", "messages, replies and threads; polls that were begun"),
        "collector": Tells("no", "reactions are known one by one, and are reported apart"),
        "joiner": Tells("yes", "who joined and left a room, and when"),
        "spectator": Tells(
            "partly", "public receipts say how far somebody has read; they come with /sync alone"
        ),
    },
    deletes="A redaction is a deletion of the event that it names; a redacted event has no text.",
    edits="An edit is an update of the event that it replaces, with the new text.",
)
