"""IRC: logs as clients, bouncers and archives of channels keep them."""

from folkmoot.sources.irc.source import Irc

__all__ = ["Irc"]
