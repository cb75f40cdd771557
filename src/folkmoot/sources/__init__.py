"""One file a source: what it reads, and how its records become native rows."""

from folkmoot.files.base import Fault, Page
from folkmoot.sources._fields import REST
from folkmoot.sources._line_pages import LineReader
from folkmoot.sources.base import About, Claim, Mapped, Source, Tells
from folkmoot.sources.registry import Choice, choose, detect, source, source_names

__all__ = [
    "REST",
    "About",
    "Choice",
    "Claim",
    "Fault",
    "LineReader",
    "Mapped",
    "Page",
    "Source",
    "Tells",
    "choose",
    "detect",
    "source",
    "source_names",
]
