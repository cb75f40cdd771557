"""Who of a questionnaire takes part at all, and who of those posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.errors import FolkmootError
from folkmoot.survey.membership import membership
from folkmoot.survey.responses import Responses

__all__ = ["POSTING", "STATES", "Claims", "claims_of"]

#: The three states, which exclude each other.
STATES: Final = ("none", "read only", "post")

#: Rungs whose members leave posts that a log would show.
POSTING: Final = ("creator", "conversationalist", "critic")

_COMMUNITIES: Final = "communities"


@dataclass(frozen=True)
class Claims:
    """What respondents say of themselves: 1 yes, 0 no, NaN not known.

    Parameters
    ----------
    part
        float64 of shape (respondents,): takes part at all, if only by reading.
    post
        The same: posts. NaN for those who do not take part.
    """

    part: NDArray[np.float64]
    post: NDArray[np.float64]

    def of(self, state: str) -> NDArray[np.float64]:
        """Who says to be in one of `STATES`."""
        posts = np.where(self.part == 0, 0.0, self.post)
        if state == "none":
            return 1 - self.part
        return posts if state == "post" else self.part - posts


def claims_of(
    responses: Responses,
    communities: Sequence[str] | None = None,
    posting: Sequence[str] = POSTING,
) -> Claims:
    """Read the states from the ladder's items, or, for some communities, from who names them.

    Parameters
    ----------
    responses
        The answers.
    communities
        Values of the question on communities. Then whoever names none of them takes no part, and
        whoever names one posts if a rung of ``posting`` is reached anywhere.
    posting
        Rungs that leave posts.

    Raises
    ------
    FolkmootError
        If the questionnaire did not ask for communities.
    """
    on = membership(responses)
    rungs = np.column_stack([on.of(rung) for rung in posting])
    posts = np.where(
        (rungs == 1).any(axis=1), 1.0, np.where(np.isnan(rungs).any(axis=1), np.nan, 0.0)
    )
    part = 1 - on.of("inactive")
    if communities is not None:
        part = _names_one(responses, communities)
    return Claims(part, np.where(part == 1, posts, np.nan))


def _names_one(responses: Responses, communities: Sequence[str]) -> NDArray[np.float64]:
    choices = responses.choices if responses.choices is not None else pa.table({})
    if _COMMUNITIES not in choices.column_names:
        raise FolkmootError(
            "no-question", "communities", "not among the answers",
            "the question which communities somebody uses",
            "leave communities= out, and mark the totals as a part of all",
        )  # fmt: skip
    wanted = set(communities)
    return np.array(
        [
            np.nan if named is None else float(bool(wanted & set(named)))
            for named in choices[_COMMUNITIES].to_pylist()
        ]
    )
