"""What the sample itself says of a group, withheld where too few answered."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate import Estimate, disclose_partition
from folkmoot.survey.smallarea.cells import Counts

__all__ = ["raw_shares"]


def raw_shares(counts: Counts, group: NDArray[np.int64], groups: int) -> list[dict[str, Any]]:
    """Give the weighted share and the base of each group, by the rules of disclosure.

    Parameters
    ----------
    counts
        Answers by cell.
    group
        int of shape (cells,): the group of each cell.
    groups
        How many there are.

    Returns
    -------
    list
        A mapping a group: ``raw_value``, ``raw_n``, ``raw_reliability``.
    """
    asked = np.bincount(group, counts.raw_asked, groups)
    yes = np.bincount(group, counts.raw_yes, groups)
    total = np.bincount(group, counts.total, groups)
    said = np.bincount(group, counts.total * np.nan_to_num(counts.weighted), groups)
    value = np.divide(said, total, out=np.zeros(groups), where=total > 0)
    cells = [
        Estimate(float(value[at]), None, None, int(yes[at]), int(asked[at]), "", "share", "raw")
        for at in range(groups)
    ]
    return [
        {
            "raw_value": each.value,
            "raw_n": None if each.reliability == "suppressed" else each.base,
            "raw_reliability": each.reliability,
        }
        for each in disclose_partition(cells)
    ]
