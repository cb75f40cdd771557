"""The functions of four totals that estimates are, with their slopes.

The totals are of the variable ``y`` and of its base ``x`` in a domain, and of both in all.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from folkmoot.survey.estimation._arrays import Floats
from folkmoot.survey.estimation._totals import Function

__all__ = ["GAP", "INDEX", "RATIO", "REST", "TOTAL"]


def _ratio(y: Floats, x: Floats, _all_y: Floats, _all_x: Floats) -> Floats:
    return y / x


def _ratio_slopes(y: Floats, x: Floats, _all_y: Floats, _all_x: Floats) -> tuple[Floats, ...]:
    nothing = np.zeros(y.shape)
    return 1 / x, -(y / x) / x, nothing, nothing


def _index(y: Floats, x: Floats, all_y: Floats, all_x: Floats) -> Floats:
    return 100 * (y / x) / (all_y / all_x)


def _index_slopes(y: Floats, x: Floats, all_y: Floats, all_x: Floats) -> tuple[Floats, ...]:
    unit = 100 / (all_y / all_x)
    index = unit * (y / x)
    return unit / x, -index / x, -index / all_y, index / all_x


def _total(y: Floats, _x: Floats, _all_y: Floats, _all_x: Floats) -> Floats:
    return y


def _total_slopes(y: Floats, _x: Floats, _all_y: Floats, _all_x: Floats) -> tuple[Floats, ...]:
    nothing = np.zeros(y.shape)
    return np.ones(y.shape), nothing, nothing, nothing


def _gap(y: Floats, x: Floats, all_y: Floats, all_x: Floats) -> Floats:
    return y / x - (all_y - y) / (all_x - x)


def _gap_slopes(y: Floats, x: Floats, all_y: Floats, all_x: Floats) -> tuple[Floats, ...]:
    others = all_x - x
    rest = (all_y - y) / others
    return 1 / x + 1 / others, -(y / x) / x - rest / others, -1 / others, rest / others


def _rest(y: Floats, x: Floats, all_y: Floats, all_x: Floats) -> Floats:
    return (all_y - y) / (all_x - x)


def _rest_slopes(y: Floats, x: Floats, all_y: Floats, all_x: Floats) -> tuple[Floats, ...]:
    others = all_x - x
    rest = (all_y - y) / others
    return -1 / others, rest / others, 1 / others, -rest / others


#: Share, mean or ratio of a domain.
RATIO: Final = Function(_ratio, _ratio_slopes)
#: 100 x the domain's ratio over that of all.
INDEX: Final = Function(_index, _index_slopes)
#: Total of a domain.
TOTAL: Final = Function(_total, _total_slopes)
#: Ratio of a domain less that of all others.
GAP: Final = Function(_gap, _gap_slopes)
#: Ratio of all others than the domain.
REST: Final = Function(_rest, _rest_slopes)
