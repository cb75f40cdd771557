"""Bluesky: the repository of one account (CAR), and the stream of all (Jetstream)."""

from folkmoot.sources.bluesky.source import Bluesky

__all__ = ["Bluesky"]
