"""Estimates from a sample: how it was drawn, weights, intervals, tests, what may be shown."""

from folkmoot.survey.estimation.answers import Answers, Counts
from folkmoot.survey.estimation.comparing import Comparison, against_rest, q_values
from folkmoot.survey.estimation.design import (
    Calibration,
    Design,
    LonelyPolicy,
    design_of,
    make_design,
    replicates_of,
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
from folkmoot.survey.estimation.ladder import LadderEstimates, LadderGroup, ladder_estimates
from folkmoot.survey.estimation.margins import margins_of, read_margins
from folkmoot.survey.estimation.replicates import Replicates, balanced_repeats, jackknife
from folkmoot.survey.estimation.weighting import (
    Weighting,
    base_weights,
    kish_count,
    kish_effect,
    post_stratify,
    rake,
)

__all__ = [
    "Answers",
    "Calibration",
    "Comparison",
    "Counts",
    "Design",
    "Domains",
    "Estimates",
    "LadderEstimates",
    "LadderGroup",
    "LonelyPolicy",
    "Replicates",
    "Weighting",
    "against_rest",
    "balanced_repeats",
    "base_weights",
    "design_of",
    "domains_of",
    "indexes",
    "jackknife",
    "kish_count",
    "kish_effect",
    "ladder_estimates",
    "make_design",
    "margins_of",
    "means",
    "post_stratify",
    "q_values",
    "rake",
    "ratios",
    "read_margins",
    "replicates_of",
    "shares",
    "totals",
]
