"""Experiments: planned before they begin, assigned by hash, checked before a winner is named."""

from folkmoot.adjust.experiments.assigning import assign
from folkmoot.adjust.experiments.design import (
    Arm,
    Experiment,
    experiment_text,
    make_experiment,
    read_experiment,
)
from folkmoot.adjust.experiments.integrity import Check, check_log
from folkmoot.adjust.experiments.log import Log, Tally, read_log
from folkmoot.adjust.experiments.sequences import Gap, Tallied, always_valid, fixed_sample
from folkmoot.adjust.experiments.sizes import Sizes, needed_sizes
from folkmoot.adjust.experiments.verdict import Contrast, Verdict, judge

__all__ = [
    "Arm",
    "Check",
    "Contrast",
    "Experiment",
    "Gap",
    "Log",
    "Sizes",
    "Tallied",
    "Tally",
    "Verdict",
    "always_valid",
    "assign",
    "check_log",
    "experiment_text",
    "fixed_sample",
    "judge",
    "make_experiment",
    "needed_sizes",
    "read_experiment",
    "read_log",
]
