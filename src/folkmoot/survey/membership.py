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
        float64 of shape (respondents, groups), for shares: 1 for yes, 0 for no, NaN where any
        question of the group was left open. One "yes" decides for a person, and an open answer
        beside it does no harm; but whoever has done nothing of the rest would be left out and
        whoever has would be kept, so that shares would come out too high.
    known
        The same for a single person: NaN only where nobody knows, since nothing was done often
        enough and something was left open.
    asked
        By group, the items of the ladder that this questionnaire has; of ``inactive`` all. With
        fewer than the ladder's own, a share is a lower bound of what the ladder means.
    """

    rungs: tuple[str, ...]
    belongs: NDArray[np.float64]
    known: NDArray[np.float64]
    asked: Mapping[str, tuple[str, ...]]

    def of(self, rung: str) -> NDArray[np.float64]:
        """Column of one group, for shares."""
        return self.belongs[:, self.rungs.index(rung)]


def membership(responses: Responses) -> Membership:
    """Apply the questionnaire's rule to all respondents at once.

    A respondent is on a rung when one of its items is done often enough; off it when all its
    items that the questionnaire has were answered and none is; unknown otherwise, and always
    where the questionnaire has none of them. ``inactive`` are those off all rungs; with one rung
    unknown and none reached it is unknown. With all items of the ladder ``known`` is, one
    respondent at a time, `folkmoot.ladder.rungs_of_answers`, and a test holds both equal.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from dataclasses import replace
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

    Somebody who comments is a critic, whatever they say of forums; in a share of critics they
    are left out, as is whoever does not comment and leaves forums open.

    >>> half = times.set_column(items.index("forum"), "forum", pa.array([None, None], "double"))
    >>> found = membership(replace(said, times=half))
    >>> found.known[:, 2].tolist(), found.belongs[:, 2].tolist()
    ([1.0, nan], [nan, nan])
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
    times = {name: _times(responses, items) for name, items in asked.items()}
    reached = np.column_stack([_known(name, each) for name, each in times.items()])
    is_open = np.column_stack([np.isnan(each).any(axis=1) for each in times.values()])
    inactive = np.where(
        (reached == 1).any(axis=1), 0.0, np.where(np.isnan(reached).any(axis=1), np.nan, 1.0)
    )
    known = np.column_stack([reached, inactive])
    is_open = np.column_stack([is_open, is_open.any(axis=1)])
    asked["inactive"] = tuple(item for items in asked.values() for item in items)
    names = tuple(rung.name for rung in ladder.RUNGS)
    return Membership(names, np.where(is_open, np.nan, known), known, asked)


def _times(responses: Responses, items: tuple[str, ...]) -> NDArray[np.float64]:
    columns = [responses.times[item].to_numpy(zero_copy_only=False) for item in items]
    # A group that was not asked about is open for everybody.
    return np.column_stack(columns or [np.full(len(responses), np.nan)])


def _known(name: str, times: NDArray[np.float64]) -> NDArray[np.float64]:
    done = (times >= _NEEDED[ladder.rung(name).minimum]).any(axis=1)
    return np.where(done, 1.0, np.where(np.isnan(times).any(axis=1), np.nan, 0.0))
