"""The arms as a document: what hours may go to, with caps and prices, in TOML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from folkmoot.adjust.allocation.history import Arms
from folkmoot.documents import Kind, parse_document, validated
from folkmoot.errors import Problem, ProblemGroup

__all__ = ["CAP_HOURS", "HALF_HOURS", "Arm", "ArmsFile", "arms_text", "make_arms", "read_arms"]

#: Most hours a week of an arm whose cap nobody told: more of one thing in one place is seldom
#: welcome.
CAP_HOURS: Final = 5.0
#: Hours of a week after which the next one brings half as much, where nobody told: the open
#: questions of a community that are worth an answer are few.
HALF_HOURS: Final = 3.0
_KIND: Final = Kind("arms", "folkmoot allocate --write-arms FILE writes one", "cap = 5")
_PLACES: Final = {
    "arm": ("one or more [[arm]]", "a community and a strategy each"),
    "arm[].community": ("the name of a community", "as in the plan"),
    "arm[].strategy": ("the name of a way to help", "as in the plan, such as answers"),
    "arm[].cap": ("hours a week, from 0 on", "0 closes the arm"),
    "arm[].half_hours": (
        "hours a week, above 0",
        "after so many hours of a week the next one brings half as much as the first",
    ),
    "arm[].money": ("money spent with an hour, from 0 on", "0 where only time is spent"),
    "hours": ("hours a week to share, above 0", "leave it out to share those of the brief"),
    "money": ("money a week, from 0 on", "leave it out for no limit"),
}


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class Arm(_Part):
    """One arm: a strategy in a community."""

    community: str = Field(min_length=1, max_length=200)
    strategy: str = Field(min_length=1, max_length=100)
    cap: float = Field(default=CAP_HOURS, ge=0, le=10_000, allow_inf_nan=False)
    half_hours: float = Field(default=HALF_HOURS, gt=0, le=10_000, allow_inf_nan=False)
    money: float = Field(default=0.0, ge=0, le=1e9, allow_inf_nan=False)


class ArmsFile(_Part):
    """All arms, and what there is to share; hours and money that are left out are told elsewhere.

    Examples
    --------
    >>> held = ArmsFile(arm=(Arm(community="trains", strategy="answers", cap=2),))
    >>> held.as_arms().name(0), float(held.as_arms().caps[0])
    ('answers in trains', 2.0)
    """

    hours: float | None = Field(default=None, gt=0, le=100_000, allow_inf_nan=False)
    money: float | None = Field(default=None, ge=0, le=1e12, allow_inf_nan=False)
    arm: tuple[Arm, ...] = Field(min_length=1, max_length=2000)

    def as_arms(self) -> Arms:
        """Return them as the columns that allocation reads."""
        return Arms(
            tuple(each.community for each in self.arm),
            tuple(each.strategy for each in self.arm),
            np.array([each.cap for each in self.arm]),
            np.array([each.half_hours for each in self.arm]),
            np.array([each.money for each in self.arm]),
        )

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], caps: Mapping[str, float] | None = None) -> Self:
        """Arms of pairs of community and strategy, with a cap by strategy where one is known."""
        known = caps or {}
        found = {(place.casefold(), way.casefold()): (place, way) for place, way in pairs}
        return cls(arm=tuple(
            Arm(community=place, strategy=way, cap=known.get(way, CAP_HOURS))
            for place, way in sorted(found.values())
        ))  # fmt: skip


def read_arms(path: Path) -> ArmsFile:
    """Read the arms.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with all its faults: unknown keys, numbers below 0, an arm
        told twice.
    """
    return make_arms(path.name, parse_document(path, _KIND))


def make_arms(title: str, document: Mapping[str, Any]) -> ArmsFile:
    """Make arms of plain data; ``title`` names it in faults.

    Raises
    ------
    ProblemGroup
        With all the faults of the data.
    """
    found = validated(ArmsFile, title, document, _KIND, _PLACES)
    problems = _doubled(found.arm)
    if problems:
        raise ProblemGroup(title, problems)
    return found


def _doubled(arms: Sequence[Arm]) -> list[Problem]:
    first: dict[tuple[str, str], int] = {}
    found = []
    for number, arm in enumerate(arms):
        key = (arm.community.casefold(), arm.strategy.casefold())
        if key in first:
            found.append(Problem(
                "doubled-arm", f"arm[{number}]", f"{arm.strategy} in {arm.community}",
                f"each arm once; arm[{first[key]}] is the same",
            ))  # fmt: skip
        first.setdefault(key, number)
    return found


def arms_text(held: ArmsFile) -> str:
    """Write arms as `read_arms` reads them, with a word on each number."""
    lines = ["# What hours may go to. Edit the caps; 0 closes an arm.", ""]
    if held.hours is not None:
        lines.append(f"hours = {held.hours:.12g}  # a week")
    if held.money is not None:
        lines.append(f"money = {held.money:.12g}  # a week")
    for arm in held.arm:
        lines += [
            "",
            "[[arm]]",
            f"community = {_quoted(arm.community)}",
            f"strategy = {_quoted(arm.strategy)}",
            f"cap = {arm.cap:.12g}  # most hours a week",
            f"half_hours = {arm.half_hours:.12g}  # then the next hour brings half as much",
            f"money = {arm.money:.12g}  # spent with each hour",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(sign):04x}" if ord(sign) < 32 or sign in '"\\' or ord(sign) == 127 else sign
        for sign in text
    )
    return f'"{escaped}"'
