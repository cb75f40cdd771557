"""Mastodon: statuses as its API answers, and the archive of an account (ActivityPub)."""

from folkmoot.sources.mastodon.source import Mastodon

__all__ = ["Mastodon"]
