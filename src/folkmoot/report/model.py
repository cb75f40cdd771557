"""What a report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from folkmoot.estimate import EstimateTable

if TYPE_CHECKING:
    from folkmoot.benchmarks import Figure
    from folkmoot.brief import Brief
    from folkmoot.plan import Plan, PlanDiff

__all__ = ["DraftSummary", "ImportCount", "LakeSummary", "ReportInput"]


@dataclass(frozen=True, slots=True)
class ImportCount:
    """What became of one kind of record of one import: read = kept + already there + set aside.

    Parameters
    ----------
    source
        The source, as the user names it: ``stackexchange travel.stackexchange.com``.
    kind
        What was counted: ``activities``, ``members``, ``Posts.xml``.
    read, kept, already_there, set_aside
        Rows.
    licence, attribution
        Under which terms the data came, and whom to name; empty where the source says nothing.
    frame
        How the rows came to be in the sample: ``community``, ``keyword``, ``user``, ``browsing``.
    """

    source: str
    kind: str
    read: int
    kept: int
    already_there: int
    set_aside: int
    licence: str = ""
    attribution: str = ""
    frame: str = "community"


@dataclass(frozen=True, slots=True)
class LakeSummary:
    """How much the report's numbers rest on, from when to when, and what is to be said of that."""

    activities: int
    members: int
    first_at: datetime
    last_at: datetime
    note: str = ""

    def words(self) -> str:
        """Say it in a line; without a list of members their number is not known."""
        members = f"{self.members:,} members" if self.members else "no list of members"
        return (
            f"lake {self.activities:,} activities, {members}, "
            f"{self.first_at:%Y-%m-%d} to {self.last_at:%Y-%m-%d}"
        )


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """How many conversations have a draft, and in how many of them a rival is named first."""

    conversations: int
    rival_first: int


@dataclass(frozen=True)
class ReportInput:
    """Everything a report is made from; nothing is read or computed beyond it.

    Parameters
    ----------
    brief
        The product brief.
    as_of
        The moment the data is seen from.
    tables
        Tables of estimates by name: ``participation sensitivity inequality audience hypotheses
        segments personas look_alike communities needs position conversations trends``, and for
        each questionnaire ``reported_NAME`` and, where it is held to margins, ``modelled_NAME`` and
        ``model_checks_NAME``. A table that is absent is said to be absent.
    lake
        What the numbers rest on.
    plan, plan_diff
        The plan, and what changed since the last one.
    imports
        What was read, kept and set aside.
    drafts
        What the drafts say, where there are any.
    benchmarks
        Published figures that were added to the project.
    versions
        Versions by name: of folkmoot, of the lake's tables, of word lists.
    """

    brief: Brief
    as_of: datetime
    tables: Mapping[str, EstimateTable]
    lake: LakeSummary
    plan: Plan | None = None
    plan_diff: PlanDiff | None = None
    imports: tuple[ImportCount, ...] = ()
    drafts: DraftSummary | None = None
    benchmarks: tuple[Figure, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    def table(self, name: str) -> EstimateTable | None:
        """Return a table, or ``None`` where it is absent or has no rows."""
        table = self.tables.get(name)
        return table if table is not None and len(table) else None
