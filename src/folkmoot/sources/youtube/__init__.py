"""YouTube: answers of its Data API, for comment threads, comments and videos."""

from folkmoot.sources.youtube.source import YouTube

__all__ = ["YouTube"]
