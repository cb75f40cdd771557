"""Feeds: RSS, Atom and JSON Feed files, of posts or of comments."""

from folkmoot.sources.feed.source import FeedSource

__all__ = ["FeedSource"]
