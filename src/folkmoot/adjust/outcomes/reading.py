"""Read what came of actions: a table of one's own, or an export of Matomo or Plausible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from folkmoot.adjust.outcomes.links import Link
from folkmoot.adjust.outcomes.matomo import MATOMO_VISITS, read_matomo
from folkmoot.adjust.outcomes.plausible import PLAUSIBLE_COLUMNS, read_plausible
from folkmoot.adjust.outcomes.table import read_table
from folkmoot.adjust.outcomes.tally import Outcome
from folkmoot.adjust.tables import heads_of, table_text
from folkmoot.errors import FolkmootError

__all__ = ["Found", "read_outcomes"]

#: What Matomo writes in place of a table without rows.
_EMPTY: Final = "No data available"


@dataclass(frozen=True, slots=True)
class Found:
    """What a file tells.

    Parameters
    ----------
    kind
        ``table``, ``matomo`` or ``plausible``.
    others
        Visits by the name of a campaign that no link of this project carries: left out.
    """

    kind: str
    outcomes: tuple[Outcome, ...]
    others: Mapping[str, float] = field(default_factory=dict)


def read_outcomes(
    path: Path, links: Sequence[Link] = (), *, today: date, goal: str | None = None
) -> Found:
    """Read a file of outcomes; what it is, its columns tell.

    Parameters
    ----------
    links
        Made in this project: campaigns of an export are led back to their arms by them.
    today
        Nothing can have come of a later day.
    goal
        Number of the goal that is a conversion, where an export of Matomo has several.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with all its faults.
    """
    text = table_text(path)
    if text.strip().startswith(_EMPTY):
        raise FolkmootError("no-rows", path.name, f'"{_EMPTY}"', "a table of campaigns by day",
                            "were there visits by these links on these days?")  # fmt: skip
    heads = set(heads_of(text))
    others: Counter[str] = Counter()
    if "label" in heads and (MATOMO_VISITS in heads or not heads & {"community", "tag"}):
        return Found("matomo", read_matomo(path.name, text, links, today, goal, others), others)
    if heads >= set(PLAUSIBLE_COLUMNS):
        return Found("plausible", read_plausible(path.name, text, links, today, others), others)
    return Found("table", read_table(path.name, text, links, today))
