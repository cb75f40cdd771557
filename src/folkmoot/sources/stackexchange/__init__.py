"""Stack Exchange: the dump's XML files, and the same tables as CSV."""

from folkmoot.sources.stackexchange.source import StackExchange

__all__ = ["StackExchange"]
