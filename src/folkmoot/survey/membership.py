"""Which groups of the ladder each respondent belongs to, by the questionnaire's rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot import ladder
from folkmoot.survey.responses import Responses

__all__ = ["Membership", "membership"]

#: Times a month that a frequency asks for at the least; a month has four weeks here.
_NEEDED: Final = {"weekly": 4.0, "monthly": 1.0}


@dataclass(frozen=True)
class Membership:
    """Who belongs to which group.

    Parameters
    ----------
    rungs
        Names of the groups, a column each.
    belongs
        float64 of shape (respondents, groups): 1 for yes, 0 for no, NaN where nobody knows,
        since something was left open that could have decided it.
    asked
        By group, the items of the ladder that this questionnaire has; of ``inactive`` all. With
        fewer than the ladder's own, a share is a lower bound of what the ladder means.
    """

    rungs: tuple[str, ...]
    belongs: NDArray[np.float64]
    asked: Mapping[str, tuple[str, ...]]

    def of(self, rung: str) -> NDArray[np.float64]:
        """Column of one group."""
        return self.belongs[:, self.rungs.index(rung)]


def membership(responses: Responses) -> Membership:
    """Apply the questionnaire's rule to all respondents at once.

    A respondent is on a rung when one of its items is done often enough; off it when all its
    items that the questionnaire has were answered and none is; unknown otherwise, and always
    where the questionnaire has none of them. ``inactive`` are those off all rungs; with one rung
    unknown and none reached it is unknown. With all items of the ladder this is, one respondent
    at a time, `folkmoot.ladder.rungs_of_answers`, and a test holds both equal.

    Examples
    --------
    >>> import pyarrow as pa
    >>> items = [asked.item for asked in ladder.QUESTIONNAIRE]
    >>> times = pa.table({item: [0.0, 0.0] for item in items}).set_column(
    ...     items.index("comment"), "comment", pa.array([2.0, None])
    ... )
    >>> states = pa.table({item: pa.array([0, 0], pa.int8()) for item in items})
    >>> said = Responses(
    ...     "s",
    ...     "readers",
    ...     "non-probability",
    ...     pa.table({"respondent_id": [1, 2]}),
    ...     pa.table({}),
    ...     pa.table({}),
    ...     times,
    ...     states,
    ... )
    >>> found = membership(said)
    >>> found.of("critic").tolist(), found.of("inactive").tolist()
    ([1.0, nan], [0.0, nan])
    """
    asked = {
        rung.name: tuple(
            each.item
            for each in ladder.QUESTIONNAIRE
            if each.rung == rung.name and each.item in responses.items
        )
        for rung in ladder.RUNGS
        if rung.bit is not None
    }
    reached = np.column_stack([_rung(responses, name, items) for name, items in asked.items()])
    inactive = np.where(
        (reached == 1).any(axis=1), 0.0, np.where(np.isnan(reached).any(axis=1), np.nan, 1.0)
    )
    names = tuple(rung.name for rung in ladder.RUNGS)
    asked["inactive"] = tuple(item for items in asked.values() for item in items)
    return Membership(names, np.column_stack([reached, inactive]), asked)


def _rung(responses: Responses, name: str, items: tuple[str, ...]) -> NDArray[np.float64]:
    if not items:
        return np.full(len(responses), np.nan)
    needed = _NEEDED[ladder.rung(name).minimum]
    times = np.column_stack(
        [responses.times[item].to_numpy(zero_copy_only=False) for item in items]
    )
    done = (times >= needed).any(axis=1)
    return np.where(done, 1.0, np.where(np.isnan(times).any(axis=1), np.nan, 0.0))
