"""Experiments: planned before they begin, assigned by hash, checked before a winner is named."""

from folkmoot.adjust.experiments.assigning import assign
from folkmoot.adjust.experiments.design import (
    Arm,
    Experiment,
    experiment_text,
    make_experiment,
    read_experiment,
)
from folkmoot.adjust.experiments.holdout import (
    HeldOut,
    Unit,
    hold_out,
    judge_holdout,
    read_holdout,
    read_units,
)
from folkmoot.adjust.experiments.integrity import Check, check_log
from folkmoot.adjust.experiments.log import Log, Tally, read_log
from folkmoot.adjust.experiments.means import Mean, mean_interval, welch_interval
from folkmoot.adjust.experiments.sequences import Gap, Tallied, always_valid, fixed_sample
from folkmoot.adjust.experiments.sizes import Sizes, needed_sizes
from folkmoot.adjust.experiments.switchback import (
    Block,
    Switchback,
    Switched,
    judge_switchback,
    make_switchback,
    read_days,
    read_switchback,
    switchback_text,
)
from folkmoot.adjust.experiments.verdict import Contrast, Verdict, judge

__all__ = [
    "Arm",
    "Block",
    "Check",
    "Contrast",
    "Experiment",
    "Gap",
    "HeldOut",
    "Log",
    "Mean",
    "Sizes",
    "Switchback",
    "Switched",
    "Tallied",
    "Tally",
    "Unit",
    "Verdict",
    "always_valid",
    "assign",
    "check_log",
    "experiment_text",
    "fixed_sample",
    "hold_out",
    "judge",
    "judge_holdout",
    "judge_switchback",
    "make_experiment",
    "make_switchback",
    "mean_interval",
    "needed_sizes",
    "read_days",
    "read_experiment",
    "read_holdout",
    "read_log",
    "read_switchback",
    "read_units",
    "switchback_text",
    "welch_interval",
]
