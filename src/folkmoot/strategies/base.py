"""The seam of a strategy: a case of estimates goes in, recommendations with evidence come out.

A strategy is pure. It names the numbers it relied on and what would overturn each of them, so
that a plan can say when it would change its mind and keep still while nothing has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from folkmoot.brief import Brief
from folkmoot.estimate import EstimateTable, amount, interval

__all__ = [
    "LEAVE",
    "OBJECTIVES",
    "TABLES",
    "Case",
    "Choice",
    "Keep",
    "Reading",
    "Recommendation",
    "Standing",
    "Strategy",
    "Support",
]

#: What a company can do in a community (Li & Bernoff, *Groundswell*, 2008), least costly first.
OBJECTIVES: Final = ("listening", "supporting", "talking", "energizing", "embracing")

#: Tables that a case may have, in the order of its fields.
TABLES: Final = ("participation", "audience", "communities", "needs", "conversations", "trends")

#: Objective of a recommendation to stay away: these communities are not the channel.
LEAVE: Final = "leave"

#: Whether what a choice assumed still holds: ``close`` where the interval straddles the number.
Standing = Literal["held", "close", "broke", "not measured"]

#: What may be chosen: an objective, or to leave.
Choice = Literal["listening", "supporting", "talking", "energizing", "embracing", "leave"]


class _Frozen(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class Reading(_Frozen):
    """One number of a table as it stood, with the columns that find its row again."""

    name: str = Field(description="What the number is, for rules: critic.index, place.reach.")
    says: str = Field(description="What the number is, for people.")
    table: str = Field(description="Name of the table of estimates.")
    key: dict[str, str] = Field(description="Columns and values that name the row.")
    value: float | None = Field(description="The estimate; null when withheld or not known.")
    low: float | None = Field(description="Lower end of its interval.")
    high: float | None = Field(description="Upper end of its interval.")
    base: int | None = Field(description="How many people or posts it speaks of.")
    base_label: str = Field(description="Who they are.")
    unit: str = Field(description="share (0 to 1), index (100 = base), count, ratio, score ...")

    @property
    def ref(self) -> str:
        """Name of the row, the same as long as it speaks of the same thing.

        Examples
        --------
        >>> key = {"community": "trains", "measure": "reach"}
        >>> Reading(
        ...     name="place.reach",
        ...     says="reach",
        ...     table="communities",
        ...     key=key,
        ...     value=0.2,
        ...     low=0.1,
        ...     high=0.3,
        ...     base=80,
        ...     base_label="target",
        ...     unit="share",
        ... ).ref
        'communities: community=trains, measure=reach'
        """
        named = ", ".join(f"{column}={value}" for column, value in sorted(self.key.items()))
        return f"{self.table}: {named}"

    def spoken(self) -> str:
        """Say the number with interval and base, as everywhere: ``61 % (54 to 68; 110 ...)``."""
        if self.value is None and self.high is not None:
            return f"at most {self.high:.0f} {self.base_label}"
        row: Mapping[str, Any] = {**self.model_dump(), "reliability": "normal"}
        # What follows a comma says of which period and kind; a sentence does without it.
        label = self.base_label.partition(",")[0]
        if self.unit == "count":
            return f"{amount(row)} {label} ({interval(row)})"
        parts = [interval(row), f"{self.base:,} {label}" if self.base else ""]
        return f"{amount(row)} ({'; '.join(part for part in parts if part)})"


class Support(_Frozen):
    """A number that a choice rests on, and the bound beyond which the choice would fall."""

    about: str = Field(description="What it bears: objective, case, place, need or trend.")
    reading: Reading
    side: Literal["at least", "at most"]
    number: float = Field(description="The bound, in the unit of the reading.")
    reason: str = Field(description="Why this number matters to the choice.")

    def bound(self) -> str:
        """Say the bound: ``at least 10 %``."""
        row = {"value": self.number, "unit": self.reading.unit, "reliability": "normal"}
        return f"{self.side} {amount(row)}"

    def standing(self, now: Reading | None) -> Standing:
        """Say whether a later (or the same) reading still bears the choice.

        It broke only when the whole interval lies beyond the bound. To be taken up, a rule
        asks for the near end of the interval to pass the bound; between the two a choice that
        was made stays and one that was not is not taken up, so chance does not turn a plan.
        """
        if now is None:
            return "not measured"
        low = now.value if now.low is None else now.low
        high = now.value if now.high is None else now.high
        if low is None or high is None:
            return "not measured"
        if self.side == "at most":
            low, high = -high, -low
        number = self.number if self.side == "at least" else -self.number
        if low >= number:
            return "held"
        return "broke" if high < number else "close"


class Recommendation(_Frozen):
    """One thing to do (or to leave), with the reason, the numbers and the brakes."""

    objective: Choice
    tools: tuple[str, ...] = Field(description="Names of tools in the rules; empty for leave.")
    community: str | None = Field(description="Where; null for work outside any community.")
    why: str = Field(description="Why this, with the numbers that matter most.")
    why_objective: str = Field("", description="Why the objective it serves was chosen.")
    evidence: tuple[Support, ...] = Field(description="Numbers it rests on; at least one.")
    hours: float = Field(ge=0, description="Hours a week.")
    least: float = Field(0.0, ge=0, description="Fewer hours of a week than this are a gesture.")
    action: str = Field(description="What to do, for the calendar; empty for leave.")
    weeks: tuple[int, ...] = Field(description="In which of the first four weeks.")
    who: str = Field("", description="Who does it; empty where the strategy does not say.")
    done: str = Field("", description="What a week's work looks like when it is done.")
    success: str = Field(description="How to see that it works.")
    guard_rail: str = Field(description="What must not happen meanwhile.")
    stop: str = Field(description="When to stop.")
    rules: tuple[str, ...] = Field(description="Rules that led here: rule, or rule@subject.")


@dataclass(frozen=True, slots=True)
class Keep:
    """Choices of an earlier plan that the evidence has not overturned.

    Parameters
    ----------
    objective
        Stays, whatever other rules say; ``None`` to choose anew.
    communities
        Stay, unless a rule bars them.
    rules
        Names of rules that led to the earlier plan (as in `Recommendation.rules`): such a rule
        holds until the whole interval of a number has passed its bound (`Support.standing`).
    """

    objective: str | None = None
    communities: tuple[str, ...] = ()
    rules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """All that a strategy may know: the brief and the tables measured for it at one moment.

    Parameters
    ----------
    brief
        The product, what it may spend and how it must behave.
    as_of
        The moment the tables speak of (UTC).
    participation, audience, communities, needs, conversations, trends
        Tables of estimates as their measures return them; ``None`` where not measured.
    keep
        Choices to keep, decided by the plan; a strategy drops one only where a rule forbids it.
    asked, segment
        The ladder by a questionnaire (`folkmoot.measures.reported`), and kind and name of the
        segment in it that the product is for: it alone shows who only reads, and who does nothing.
    """

    brief: Brief
    as_of: datetime
    participation: EstimateTable | None = None
    audience: EstimateTable | None = None
    communities: EstimateTable | None = None
    needs: EstimateTable | None = None
    conversations: EstimateTable | None = None
    trends: EstimateTable | None = None
    keep: Keep = Keep()
    asked: EstimateTable | None = None
    segment: tuple[str, str] = ("all", "all")

    def tables(self) -> dict[str, EstimateTable]:
        """Return the tables that were measured, by name."""
        found = {name: getattr(self, name) for name in TABLES}
        return {name: table for name, table in found.items() if table is not None}


@runtime_checkable
class Strategy(Protocol):
    """Turns a case into recommendations. Found by the entry-point group ``folkmoot.strategies``."""

    name: str
    version: str

    def recommend(self, case: Case) -> tuple[Recommendation, ...]:
        """Return what to do, best first; nothing for a case without numbers.

        Every recommendation carries evidence; the hours of all together stay within the
        brief's capacity.
        """
        ...
