"""One file a source: what it reads, and how its records become native rows."""

from folkmoot.files.base import Fault, Page
from folkmoot.sources.base import Claim, Mapped, Source
from folkmoot.sources.registry import detect, source, source_names

__all__ = ["Claim", "Fault", "Mapped", "Page", "Source", "detect", "source", "source_names"]
