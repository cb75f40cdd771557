"""What one saw while browsing: captures of Zeeschuimer, plain or as 4CAT stores them."""

from folkmoot.sources.zeeschuimer.source import Zeeschuimer

__all__ = ["Zeeschuimer"]
