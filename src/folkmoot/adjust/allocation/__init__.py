"""Allocation of hours and money over communities and strategies, from outcomes."""

from folkmoot.adjust.allocation.allocate import Allocation, Share, Weighed, allocate, weigh
from folkmoot.adjust.allocation.arms import (
    CAP_HOURS,
    HALF_HOURS,
    Arm,
    ArmsFile,
    arms_text,
    make_arms,
    read_arms,
)
from folkmoot.adjust.allocation.history import SIGNALS, Arms, Budget, History

__all__ = [
    "CAP_HOURS",
    "HALF_HOURS",
    "SIGNALS",
    "Allocation",
    "Arm",
    "Arms",
    "ArmsFile",
    "Budget",
    "History",
    "Share",
    "Weighed",
    "allocate",
    "arms_text",
    "make_arms",
    "read_arms",
    "weigh",
]
