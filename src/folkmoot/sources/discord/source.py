"""The source itself: which parts of a channel's file are read, and what is left out of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from folkmoot.sources._inner import Inner, InnerSource, reaction_counts
from folkmoot.sources._json import Layout
from folkmoot.sources._json_start import Start
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._options import PRIVATE
from folkmoot.sources._platform_ids import platform_ids
from folkmoot.sources.base import About, Claim, Tells
from folkmoot.sources.discord.rows import is_private, tell_message, tell_reactor

__all__ = ["Discord"]

_FIELDS: Final = (
    "id", "type", "timestamp", "timestampEdited", "content", "author.id", "author.name",
    "author.nickname", "author.isBot", "reference.type", "reference.messageId", "is_forward",
    "reactions[]", "^.guild.id", "^.guild.name", "^.channel.id", "^.channel.name",
    "^.channel.type", "^.channel.topic", "^.exportedAt",
)  # fmt: skip
_REACTOR_FIELDS: Final = (
    "id", "name", "nickname", "isBot", "^.emoji.name", "^.emoji.id", "^^.id", "^^.timestamp",
    "^^.^.guild.id", "^^.^.guild.name", "^^.^.channel.id", "^^.^.channel.name",
    "^^.^.channel.type",
)  # fmt: skip


class Discord(InnerSource):
    """A channel's or thread's file of DiscordChatExporter (format JSON), or a folder of them.

    Options: ``private=yes`` to read direct messages, which are set aside without their content
    otherwise. Reactions name people where the export was made with them.
    """

    name = "discord"
    about = About(
        title="DiscordChatExporter, JSON",
        platforms=("discord.com",),
        export="DiscordChatExporter by a member of the server, with its owner's consent: format "
        "JSON, a file a channel",
        frame="community",
        actor_scheme="id",
        time_source="server",
        rungs={
            "creator": Tells("no", "what is written in a channel joins a discussion"),
            "conversationalist": Tells("no", "as above"),
            "critic": Tells("yes", "messages and replies, each with its author"),
            "collector": Tells("partly", "forwards alone"),
            "joiner": Tells("partly", "joins, where a channel greets new members"),
            "spectator": Tells("no", "the export counts no views"),
        },
        sensitive=(),
        may_train=None,
        may_redistribute=None,
        deletes="deleted messages are absent",
        edits="the last edit is an Update by the author; earlier texts are absent",
        options={PRIVATE.name: PRIVATE.meaning},
    )
    layouts = (Layout("messages", _FIELDS, ("messages",)),)
    inners = (Inner("reactors", "messages", ("reactions", "*", "users"), _REACTOR_FIELDS),)
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "messages": {"author.id": "author", "author.name": "name", "author.nickname": "name"},
        "reactors": {"id": "author", "name": "name", "nickname": "name"},
    }
    known_options = (PRIVATE,)
    suffixes = (".json",)
    is_one_export = False

    def recognise(self, start: Start) -> Claim | None:
        """Claim what begins with a guild and a channel, as the exporter writes them."""
        if start.has("guild", "channel", "exportedAt") or start.has("guild", "channel", "messages"):
            return Claim(0.95, "a guild, a channel and its messages, as DiscordChatExporter writes")
        return None

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of discord.com."""
        del options
        ids = platform_ids("discord")
        return Rows(ids.platform, ids.kind, scheme=ids.scheme)

    def lean(self, kind: str, value: Mapping[str, Any], known: dict[str, Any]) -> Mapping[str, Any]:
        """Leave out who reacted, and all of direct messages."""
        around = value.get("^") if kind == "messages" else value.get("^^", {}).get("^")
        channel = around.get("channel") if isinstance(around, dict) else None
        what = channel.get("type") if isinstance(channel, dict) else None
        if is_private(what) and known["private"] != "yes":
            place = {"^": {"channel": {"type": what}}}
            return place if kind == "messages" else {"^^": place}
        if kind != "messages":
            return value
        forwarded = isinstance(value.get("forwardedMessage"), dict)
        return {**value, "reactions": reaction_counts(value), "is_forward": forwarded}

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Rows of a message, or of one person's reaction."""
        tell = tell_message if kind == "messages" else tell_reactor
        tell(record, rows, is_private_read=options["private"] == "yes")
