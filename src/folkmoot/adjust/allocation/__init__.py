"""Allocation of hours and money over communities and strategies, from outcomes."""

from folkmoot.adjust.allocation.allocate import Allocation, Share, Weighed, allocate, weigh
from folkmoot.adjust.allocation.history import SIGNALS, Arms, Budget, History

__all__ = [
    "SIGNALS",
    "Allocation",
    "Arms",
    "Budget",
    "History",
    "Share",
    "Weighed",
    "allocate",
    "weigh",
]
