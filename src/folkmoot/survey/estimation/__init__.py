"""Estimates from a sample: how it was drawn, weights, intervals, tests, what may be shown."""

from folkmoot.survey.estimation.answers import Answers, Counts
from folkmoot.survey.estimation.design import (
    Calibration,
    Design,
    LonelyPolicy,
    design_of,
    make_design,
)
from folkmoot.survey.estimation.domains import Domains, domains_of
from folkmoot.survey.estimation.estimates import (
    Estimates,
    indexes,
    means,
    ratios,
    shares,
    totals,
)
from folkmoot.survey.estimation.replicates import Replicates, balanced_repeats, jackknife

__all__ = [
    "Answers",
    "Calibration",
    "Counts",
    "Design",
    "Domains",
    "Estimates",
    "LonelyPolicy",
    "Replicates",
    "balanced_repeats",
    "design_of",
    "domains_of",
    "indexes",
    "jackknife",
    "make_design",
    "means",
    "ratios",
    "shares",
    "totals",
]
