"""Discord: the JSON that DiscordChatExporter writes, a file a channel or thread."""

from folkmoot.sources.discord.source import Discord

__all__ = ["Discord"]
