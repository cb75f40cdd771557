"""Checks of the contracts, for the authors of plugins and for our own tests.

A source that passes `check_source` on a few of its real files can be trusted with an import: what
it reads is accounted for, what it maps can be replayed, and broken files do no harm.
"""

from folkmoot.testing._annotators import check_annotator, check_encoder
from folkmoot.testing._damage import damaged
from folkmoot.testing._pages import SourceReport
from folkmoot.testing._sources import check_broken, check_source
from folkmoot.testing._strategies import check_strategy

__all__ = [
    "SourceReport", "check_annotator", "check_broken", "check_encoder", "check_source",
    "check_strategy", "damaged",
]  # fmt: skip
