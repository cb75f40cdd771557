"""One file a source: what it reads, and how its records become native rows."""

from folkmoot.files.base import Fault, Page
from folkmoot.sources.base import About, Claim, Mapped, Source, Tells
from folkmoot.sources.registry import Choice, choose, detect, source, source_names

__all__ = [
    "About",
    "Choice",
    "Claim",
    "Fault",
    "Mapped",
    "Page",
    "Source",
    "Tells",
    "choose",
    "detect",
    "source",
    "source_names",
]
