"""Discourse: answers of its API, and the export of an account."""

from folkmoot.sources.discourse.source import Discourse

__all__ = ["Discourse"]
