"""Estimates: numbers with interval, base, method and evidence, and how they are disclosed."""

from folkmoot.estimate.core import ESTIMATE_FIELDS, UNITS, Estimate, Evidence, Reliability, Unit
from folkmoot.estimate.crossing import table_reliability
from folkmoot.estimate.disclosure import disclose, disclose_partition, reliability_of
from folkmoot.estimate.inequality import Holdings, gini, lorenz_share, top_share
from folkmoot.estimate.intervals import count, difference, false_discovery, index, ratio, share
from folkmoot.estimate.table import EstimateTable, Row
from folkmoot.estimate.words import amount, interval, spoken, withheld

__all__ = [
    "ESTIMATE_FIELDS",
    "UNITS",
    "Estimate",
    "EstimateTable",
    "Evidence",
    "Holdings",
    "Reliability",
    "Row",
    "Unit",
    "amount",
    "count",
    "difference",
    "disclose",
    "disclose_partition",
    "false_discovery",
    "gini",
    "index",
    "interval",
    "lorenz_share",
    "ratio",
    "reliability_of",
    "share",
    "spoken",
    "table_reliability",
    "top_share",
    "withheld",
]
