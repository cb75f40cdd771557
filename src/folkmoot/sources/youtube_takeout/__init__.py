"""YouTube: a person's own data as Google Takeout gives it."""

from folkmoot.sources.youtube_takeout.source import YouTubeTakeout

__all__ = ["YouTubeTakeout"]
