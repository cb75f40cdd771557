"""Reddit: posts and comments as NDJSON in the layout of Pushshift and Arctic Shift, or as CSV."""

from folkmoot.sources.reddit.source import Reddit

__all__ = ["Reddit"]
