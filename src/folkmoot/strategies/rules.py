"""Rules and tools of a strategy as data: read, checked, and held against what is known."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.strategies.base import Support
from folkmoot.strategies.facts import Subject

__all__ = [
    "Condition",
    "Effect",
    "Fired",
    "Rule",
    "Rulebook",
    "Scope",
    "Tool",
    "fill",
    "read_rules",
]

Scope = Literal["case", "place", "need", "trend"]
Effect = Literal["leave", "objective", "budget", "bar", "tool"]

_SLOT: Final = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")


class _Frozen(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class Condition(_Frozen):
    """One thing that must hold: a reading beyond a bound, a reading not known, or a trait."""

    reading: str | None = None
    bound: Literal["low", "value", "high"] = "value"
    at_least: float | None = None
    at_most: float | None = None
    known: bool | None = None
    trait: str | None = None
    wanted: bool | None = Field(None, alias="is")

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        asked = [self.at_least, self.at_most, self.known, self.wanted]
        right = self.wanted is not None if self.trait else self.wanted is None
        if len([each for each in asked if each is not None]) != 1 or not right:
            raise ValueError(
                "needs one of at_least, at_most and known for a reading, or is for a trait"
            )
        if (self.reading is None) == (self.trait is None):
            raise ValueError("speaks of a reading or of a trait")
        return self

    def holds(self, subject: Subject) -> bool:
        """Say whether it holds; what is not known or withheld holds only ``known = false``."""
        if self.trait is not None:
            return subject.traits.get(self.trait, False) == self.wanted
        reading = subject.readings.get(self.reading or "")
        number = None if reading is None else getattr(reading, self.bound)
        if self.known is not None:
            return (number is not None) == self.known
        if number is None:
            return False
        if self.at_least is not None:
            return bool(number >= self.at_least)
        return bool(number <= self.at_most)

    def stands(self, subject: Subject) -> bool:
        """Say whether it has not broken: what once held stands until its whole interval fails."""
        if self.trait is not None or self.known is not None:
            return self.holds(subject)
        if self.reading not in subject.readings:
            return False
        support = self.support(subject, "", "")
        return support is not None and support.standing(support.reading) in ("held", "close")

    def support(self, subject: Subject, about: str, reason: str) -> Support | None:
        """Return the number that this condition rests on; ``None`` where it asks for no bound."""
        if self.reading is None or self.known is not None:
            return None
        number = self.at_least if self.at_least is not None else self.at_most
        return Support(
            about=about,
            reading=subject.readings[self.reading],
            side="at least" if self.at_least is not None else "at most",
            number=float(number or 0.0),
            reason=reason,
        )


class Rule(_Frozen):
    """A rule: when it fires, what follows, why it is believed and where that comes from."""

    id: str
    scope: Scope
    effect: Effect
    objective: str | None = Field(None, description="An objective, or wished: the brief's own.")
    points: float = 0.0
    hours_share: float = Field(1.0, gt=0, le=1)
    tool: str | None = None
    objectives: tuple[str, ...] = Field((), description="For a tool: the objectives it serves.")
    when: tuple[Condition, ...] = Field(min_length=1)
    because: str = Field(min_length=1, description="The sentence, with slots for readings.")
    reason: str = Field(min_length=1)
    source: str = Field(min_length=1)


class Tool(_Frozen):
    """A thing to do: how, by whom, in which weeks, with what part of the hours, which brakes."""

    id: str
    scope: Scope
    action: str
    weeks: tuple[int, ...] = Field(min_length=1)
    weight: float = Field(gt=0)
    minimum_hours: float = Field(gt=0)
    maximum_hours: float = Field(gt=0)
    who: str = Field(min_length=1, description="Who does it, by what they must know or may say.")
    done: str = Field(min_length=1, description="What a week's work looks like when it is done.")
    success: str
    guard_rail: str
    stop: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired for a subject, with the numbers it rests on and its sentence."""

    rule: Rule
    subject: Subject
    supports: tuple[Support, ...]
    because: str

    @property
    def name(self) -> str:
        """Name of the rule with its subject, by which a later plan knows that it fired."""
        return _name(self.rule, self.subject)


def _name(rule: Rule, subject: Subject) -> str:
    return f"{rule.id}@{subject.name}" if subject.name else rule.id


class Rulebook(_Frozen):
    """All the rules and tools, with their version."""

    version: str
    rules: tuple[Rule, ...] = Field(alias="rule")
    tools: tuple[Tool, ...] = Field(alias="tool")

    @model_validator(mode="after")
    def _tools_exist(self) -> Self:
        known = {tool.id for tool in self.tools}
        lost = [rule.id for rule in self.rules if rule.effect == "tool" and rule.tool not in known]
        if lost:
            raise ValueError(f"rules name tools that are not there: {', '.join(lost)}")
        return self

    def tool(self, name: str) -> Tool:
        """Look up a tool; ``KeyError`` for an unknown one."""
        return {tool.id: tool for tool in self.tools}[name]

    def fired(
        self,
        subject: Subject,
        effect: Effect,
        kept: Collection[str] = (),
        objective: str = "",
    ) -> list[Fired]:
        """Return the rules of an effect that fire for a subject, in the book's order.

        Parameters
        ----------
        subject
            What they are asked about.
        effect
            Only rules of this effect.
        kept
            Names of rules that fired before and hold until they break.
        objective
            Narrows rules for tools to those that serve it.
        """
        return [
            _fire(rule, subject)
            for rule in self.rules
            if rule.effect == effect
            and rule.scope == subject.scope
            and (effect != "tool" or objective in rule.objectives)
            and _fires(rule, subject, kept)
        ]


def _fires(rule: Rule, subject: Subject, kept: Collection[str]) -> bool:
    if all(condition.holds(subject) for condition in rule.when):
        return True
    return _name(rule, subject) in kept and all(each.stands(subject) for each in rule.when)


def _fire(rule: Rule, subject: Subject) -> Fired:
    about = "objective" if rule.effect in ("objective", "budget") else subject.scope
    found = (condition.support(subject, about, rule.reason) for condition in rule.when)
    supports = tuple(each for each in found if each is not None)
    return Fired(rule, subject, supports, fill(rule.because, subject))


def fill(text: str, *subjects: Subject, **slots: str) -> str:
    """Fill the slots of a sentence with readings as they are spoken, and with names.

    Parameters
    ----------
    text
        With slots such as ``{critic.index}`` and ``{place}``.
    subjects
        Where readings and names are looked up; the first that knows a slot fills it.
    slots
        Further texts by name.
    """
    known: dict[str, str] = dict(slots)
    for subject in reversed(subjects):
        known |= {name: reading.spoken() for name, reading in subject.readings.items()}
        known |= subject.names
    return _SLOT.sub(lambda match: known.get(match[1], "not known"), text)


def read_rules(path: Path | None = None) -> Rulebook:
    """Read a rulebook from a TOML file; without a path, the one that folkmoot brings.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with every fault of it.
    """
    name = path.name if path else "rules.toml"
    bundled = files("folkmoot.strategies") / "rules.toml"
    try:
        text = (path or bundled).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FolkmootError(
            "unreadable-file", str(path), str(error)[:120], "rules in TOML, in UTF-8",
            "docs/add-a-strategy.md says how to copy ours",
        ) from error  # fmt: skip
    try:
        return Rulebook.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        problem = Problem("not-toml", "the file", str(error), "rules in TOML")
        raise ProblemGroup(name, [problem]) from error
    except ValidationError as error:
        raise ProblemGroup(name, _problems(error.errors())) from error


def _problems(faults: Sequence[Mapping[str, Any]]) -> list[Problem]:
    return [
        Problem(
            str(fault["type"]).replace("_", "-"),
            ".".join(str(part) for part in fault["loc"]) or "the file",
            repr(fault["input"])[:80],
            str(fault["msg"]),
        )
        for fault in faults
    ]
