"""Telegram: ``result.json`` as Telegram Desktop writes it, of one chat or of a whole account."""

from folkmoot.sources.telegram.source import Telegram

__all__ = ["Telegram"]
