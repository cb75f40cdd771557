"""The plan as a document: what to do, why, what would change its mind, and what is not known.

The document is JSON with a published schema (``docs/plan.schema.json``). The same inputs give
the same bytes. It names no person and no conversation, so it can be shared and kept.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.strategies import Reading, Recommendation, Support
from folkmoot.strategies.base import Choice, Standing

__all__ = [
    "PLAN_VERSION",
    "Action",
    "Assumption",
    "Inputs",
    "LeftAlone",
    "Place",
    "Plan",
    "Risen",
    "read_plan",
    "schema_text",
    "write_plan",
]

#: Version of the document's form; a reader refuses others.
PLAN_VERSION: Final = "1"

#: A plan has some hundreds of numbers; a file beyond this is something else.
_LARGEST: Final = 16 << 20


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class Inputs(_Part):
    """What the plan was made from, so that it can be made again."""

    brief_digest: str = Field(description="SHA-256 of the brief.")
    lake: dict[str, str] = Field(description="Version of each table of the lake.")
    strategy: str = Field(description="Name of the strategy.")
    strategy_version: str = Field(description="Version of the strategy's rules.")
    outcomes: str = Field("", description="SHA-256 of the outcomes read; empty without any.")


class Place(_Part):
    """A community that was chosen."""

    name: str
    why: str
    readings: tuple[Reading, ...] = Field(description="What is known of it, with intervals.")


class Action(_Part):
    """One entry of the calendar of the first four weeks."""

    week: int = Field(ge=1, le=4)
    starts_on: date = Field(description="Monday of the week in which it is done.")
    ends_on: date | None = Field(None, description="Friday of that week.")
    what: str
    tool: str
    community: str | None = Field(description="Where; null for our own pages and the like.")
    hours: float = Field(ge=0)
    who: str = Field("", description="Who does it, by what they must know or may say.")
    done: str = Field("", description="What it looks like when it is done.")
    why: str
    success: str
    guard_rail: str
    stop: str
    evidence: tuple[str, ...] = Field(description="Rows of tables, as in `evidence` below.")


class LeftAlone(_Part):
    """Whom the plan will not contact, and why; counts, never people."""

    reason: str = Field(description="The rule of conduct, or a place's name.")
    says: str
    conversations: int | None = Field(description="Of those found; null where it is not counted.")


class Risen(_Part):
    """Something that is rising, and whether we join it."""

    term: str
    verdict: Literal["join", "abstain"]
    why: str
    readings: tuple[Reading, ...]


class Assumption(_Part):
    """A number that a choice rests on, and what would overturn it."""

    says: str = Field(description="The assumption, with the number and the bound.")
    bears: str = Field(description="What falls with it, in words.")
    support: Support
    standing: Standing


class Plan(_Part):
    """A dated plan in which every choice has its evidence."""

    version: Literal["1"] = PLAN_VERSION
    product: str
    as_of: datetime = Field(description="The moment the data is seen from (UTC).")
    made_at: datetime = Field(description="When the plan was made; the same as as_of if not told.")
    objective: Choice
    objective_why: str
    hours_per_week: float = Field(description="What the brief allows.")
    hours_planned: float = Field(description="Of these, what the fullest week takes.")
    hours_why: tuple[str, ...] = Field(
        (), description="How the hours of each arm moved by what came of it, or why not."
    )
    people: tuple[str, ...] = Field(description="Who they are and how they take part.")
    places: tuple[Place, ...]
    recommendations: tuple[Recommendation, ...]
    actions: tuple[Action, ...]
    left_alone: tuple[LeftAlone, ...]
    trends: tuple[Risen, ...]
    assumptions: tuple[Assumption, ...]
    would_change: tuple[str, ...] = Field(description="What would change the plan's mind.")
    not_known: tuple[str, ...]
    held: tuple[str, ...] = Field(description="Choices kept although new numbers lean away.")
    evidence: tuple[Reading, ...] = Field(description="Every number that was weighed.")
    choices_since: datetime = Field(description="Since when objective and places stand.")
    baseline: tuple[Reading, ...] = Field(
        description="The evidence as it stood then; empty where that is `evidence` itself."
    )
    inputs: Inputs

    def readings(self) -> dict[str, Reading]:
        """Return every number that was weighed, by the name of its row."""
        return {reading.ref: reading for reading in self.evidence}

    def stood(self) -> dict[str, Reading]:
        """Return the numbers of the day on which the choices were made, by their rows."""
        return {reading.ref: reading for reading in self.baseline or self.evidence}

    def text(self) -> str:
        """Write the plan as JSON, the same text for the same plan."""
        return self.model_dump_json(indent=2) + "\n"


def schema_text() -> str:
    """Write the JSON Schema of a plan as the text of ``docs/plan.schema.json``."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Plan.model_json_schema(),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan to a JSON file."""
    write_whole(path, plan.text().encode())


def read_plan(path: str | Path) -> Plan:
    """Read a plan from a JSON file.

    Raises
    ------
    FolkmootError
        If the file cannot be opened or is no plan of this version.
    ProblemGroup
        With every fault of the document.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FolkmootError(
            "unreadable-file", str(path), reason, "a plan in JSON", "folkmoot plan writes one"
        ) from error
    document = _parsed(path.name, data)
    found = document.get("version")
    if found != PLAN_VERSION:
        raise FolkmootError(
            "unknown-version", f"{path.name}, version", json.dumps(found)[:40],
            f'"{PLAN_VERSION}"', "make the plan anew",
        )  # fmt: skip
    try:
        return Plan.model_validate(document)
    except ValidationError as error:
        raise ProblemGroup(path.name, [_problem(fault) for fault in error.errors()]) from error


def _parsed(title: str, data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data) if len(data) <= _LARGEST else None
    except (ValueError, RecursionError) as error:
        raise FolkmootError("not-json", title, str(error)[:80], "a plan in JSON") from error
    if not isinstance(document, dict):
        got = "something else" if len(data) <= _LARGEST else "more than 16 MiB"
        raise FolkmootError("not-a-plan", title, got, "a plan in JSON")
    return document


def _problem(fault: Any) -> Problem:
    where = ".".join(str(part) for part in fault["loc"]) or "the file"
    code = str(fault["type"]).replace("_", "-")
    return Problem(code, where, repr(fault["input"])[:80], str(fault["msg"]))
