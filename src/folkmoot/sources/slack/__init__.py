"""Slack: the archive that a workspace exports, with a folder a channel and a file a day."""

from folkmoot.sources.slack.source import Slack

__all__ = ["Slack"]
