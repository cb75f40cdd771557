"""Published figures beside one's own: what they are, and when they may be compared."""

from folkmoot.benchmarks.beside import Basis, beside
from folkmoot.benchmarks.comparing import Comparison, cautions, compare, refusals
from folkmoot.benchmarks.figures import METHODS, MODES, SAMPLES, Figure, Mode
from folkmoot.benchmarks.margins import margins
from folkmoot.benchmarks.own import About, OwnTable, add_table, own_tables, read_table
from folkmoot.benchmarks.published import PUBLISHED, published

__all__ = [
    "METHODS",
    "MODES",
    "PUBLISHED",
    "SAMPLES",
    "About",
    "Basis",
    "Comparison",
    "Figure",
    "Mode",
    "OwnTable",
    "add_table",
    "beside",
    "cautions",
    "compare",
    "margins",
    "own_tables",
    "published",
    "read_table",
    "refusals",
]
