"""What an experiment is, written down before it begins: a small TOML document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from folkmoot.documents import Kind, parse_document, validated
from folkmoot.errors import Problem, ProblemGroup

__all__ = ["Arm", "Experiment", "experiment_text", "make_experiment", "read_experiment"]

_NAME: Final = r"^[a-z0-9][a-z0-9-]{0,40}$"
_KIND: Final = Kind("an experiment", "folkmoot experiment plan --out FILE writes one", "lift = 20")
_PLACES: Final = {
    "name": ("lower-case letters, digits and hyphens", "such as answer-first"),
    "arms": ("at least two arms", "the first is what the others are held against"),
    "arms[].name": ("lower-case letters, digits and hyphens", "such as guide"),
    "arms[].part": ("a number above 0", "50 and 50 are halves"),
    "base": ("a number above 0", "the share (0 to 1) or the rate expected without a change"),
    "lift": ("percent above 0, such as 20", "the smallest change worth knowing"),
    "level": ("a chance of a false alarm, above 0 and at most 0.2", "0.05 is usual"),
    "power": ("from 0.5 to 0.99", "0.8 is usual"),
    "starts_on": ("a day such as 2026-03-02", "without quotes"),
    "ends_on": ("a day such as 2026-04-12", "without quotes"),
    "period_days": ("a whole number from 1 to 92", "7 judges each week"),
}


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class Arm(_Part):
    """One arm: a name, and its part of all units in whatever measure the arms share."""

    name: str = Field(pattern=_NAME)
    part: float = Field(default=50, gt=0, le=1e6, allow_inf_nan=False)


class Experiment(_Part):
    """An experiment as planned; its first arm is what the others are held against.

    Examples
    --------
    >>> planned = Experiment(
    ...     name="x",
    ...     arms=(Arm(name="a"), Arm(name="b")),
    ...     base=0.1,
    ...     lift=20,
    ...     starts_on=date(2026, 3, 2),
    ...     ends_on=date(2026, 3, 29),
    ... )
    >>> round(planned.effect, 3), planned.parts
    (0.02, {'a': 0.5, 'b': 0.5})
    """

    name: str = Field(pattern=_NAME)
    kind: Literal["share", "rate"] = "share"
    arms: tuple[Arm, ...] = Field(min_length=2, max_length=20)
    base: float = Field(gt=0, allow_inf_nan=False)
    lift: float = Field(gt=0, le=10_000, allow_inf_nan=False)
    level: float = Field(default=0.05, gt=0, le=0.2)
    power: float = Field(default=0.8, ge=0.5, le=0.99)
    starts_on: date
    ends_on: date
    period_days: int = Field(default=7, ge=1, le=92)

    @property
    def effect(self) -> float:
        """The smallest change worth knowing, as a difference of shares or of rates."""
        return self.base * self.lift / 100

    @property
    def parts(self) -> dict[str, float]:
        """Each arm's part of all units, 0 to 1."""
        whole = sum(arm.part for arm in self.arms)
        return {arm.name: arm.part / whole for arm in self.arms}

    @property
    def each_level(self) -> float:
        """Level of one comparison: the whole level is divided among them (Bonferroni)."""
        return self.level / (len(self.arms) - 1)

    def faults(self) -> list[Problem]:
        """What no single value shows: arms of one name, an end before the start, shares above 1."""
        names = [arm.name for arm in self.arms]
        found = [
            Problem("doubled-arm", "arms", f'"{name}" twice', "each arm once")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        if self.ends_on < self.starts_on:
            found.append(Problem("ends-first", "ends_on", str(self.ends_on),
                                 f"a day from {self.starts_on} on"))  # fmt: skip
        if self.kind == "share" and self.base + self.effect >= 1:
            found.append(Problem("no-share", "base", f"{self.base} raised by {self.lift:g} %",
                                 "a share below 1", 'kind = "rate" counts events'))  # fmt: skip
        return found


def read_experiment(path: Path) -> Experiment:
    """Read an experiment.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with all its faults.
    """
    return make_experiment(path.name, parse_document(path, _KIND))


def make_experiment(title: str, document: Mapping[str, Any]) -> Experiment:
    """Make an experiment of plain data; ``title`` names it in faults.

    Raises
    ------
    ProblemGroup
        With all the faults of the data.
    """
    found = validated(Experiment, title, document, _KIND, _PLACES)
    if problems := found.faults():
        raise ProblemGroup(title, problems)
    return found


def experiment_text(planned: Experiment) -> str:
    """Write an experiment as `read_experiment` reads it."""
    lines = [
        f'name = "{planned.name}"',
        f'kind = "{planned.kind}"  # share: one answer a unit; rate: events, any number',
        f"base = {planned.base:.12g}",
        f"lift = {planned.lift:.12g}  # percent; the smallest change worth knowing",
        f"level = {planned.level:.12g}",
        f"power = {planned.power:.12g}",
        f"starts_on = {planned.starts_on}",
        f"ends_on = {planned.ends_on}",
        f"period_days = {planned.period_days}",
    ]
    for arm in planned.arms:
        lines += ["", "[[arms]]", f'name = "{arm.name}"', f"part = {arm.part:.12g}"]
    return "\n".join(lines) + "\n"
