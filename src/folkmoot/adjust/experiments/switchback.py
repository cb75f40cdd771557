"""Switchbacks: one community, helped in some blocks of days and not in others, by chance.

For help that cannot be given to some members and withheld from others. Blocks come in pairs, one of
either kind, in an order that a coin decides. What is left of the last block fades in the first days
of the next, so these are not counted (I. Bojinov, D. Simchi-Levi & J. Zhao, *Management Science*
69, 2023, on carry-over).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from folkmoot.adjust.experiments.means import Mean, mean_interval
from folkmoot.adjust.tables import Cells, read_records
from folkmoot.documents import Kind, parse_document, validated
from folkmoot.errors import Problem, ProblemGroup
from folkmoot.ids import hash64

__all__ = [
    "FEWEST_PAIRS", "Block", "Switchback", "Switched", "judge_switchback", "make_switchback",
    "read_days", "read_switchback", "switchback_text",
]  # fmt: skip

#: With fewer pairs no order of coins could be rarer than one in twenty, so nothing could be shown.
FEWEST_PAIRS: Final = 6
_NAME: Final = r"^[a-z0-9][a-z0-9-]{0,40}$"
_Kind = Literal["on", "off"]
_KIND: Final = Kind("a switchback", "folkmoot experiment switchback --out FILE writes one",
                    "pairs = 8")  # fmt: skip
_PLACES: Final = {
    "name": ("lower-case letters, digits and hyphens", "such as answers-in-trains"),
    "starts_on": ("a day such as 2026-03-02", "a Monday keeps weekdays alike"),
    "pairs": (f"a whole number from {FEWEST_PAIRS} to 60", "each is two blocks"),
    "block_days": ("a whole number from 2 to 56", "7 or 14 keep weekdays alike"),
    "washout_days": ("a whole number from 0, less than block_days", "2 or 3 for a week's block"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """Some days in a row: helped (``on``) or not, of which the first are not counted."""

    pair: int
    kind: _Kind
    starts_on: date
    counts_from: date
    ends_on: date


class Switchback(BaseModel):
    """A switchback as planned.

    Examples
    --------
    >>> planned = Switchback(name="x", starts_on=date(2026, 3, 2), pairs=6)
    >>> [block.kind for block in planned.blocks()][:4], planned.blocks()[-1].ends_on
    (['off', 'on', 'on', 'off'], datetime.date(2026, 5, 24))
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=_NAME)
    starts_on: date
    pairs: int = Field(ge=FEWEST_PAIRS, le=60)
    block_days: int = Field(default=7, ge=2, le=56)
    washout_days: int = Field(default=2, ge=0, le=55)
    seed: str = ""

    def blocks(self) -> tuple[Block, ...]:
        """All blocks in their order; which comes first in a pair, a hash of name and seed says."""
        found = []
        for pair in range(self.pairs):
            is_on_first = hash64(self.name, self.seed, str(pair)) % 2 == 0
            kinds: tuple[_Kind, _Kind] = ("on", "off") if is_on_first else ("off", "on")
            for place, kind in enumerate(kinds):
                start = self.starts_on + timedelta(days=(2 * pair + place) * self.block_days)
                found.append(Block(
                    pair, kind, start, start + timedelta(days=self.washout_days),
                    start + timedelta(days=self.block_days - 1),
                ))  # fmt: skip
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Switched:
    """What a switchback shows.

    Parameters
    ----------
    effect
        Of a day with help over a day without, with a 95 % interval over pairs.
    chance
        How often coins alone would give a difference as large (randomisation test).
    fading
        How much less of a difference the days not counted show than the days counted: what the
        last block leaves behind. ``None`` without such days.
    left_over
        The same of the first counted day: if it is surely there, more days should be left out.
    pairs_left_out
        Pairs of which one block has no counted day told.
    """

    effect: Mean
    chance: float
    fading: Mean | None
    left_over: Mean | None
    pairs: int
    pairs_left_out: tuple[int, ...]
    says: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def read_switchback(path: Path) -> Switchback:
    """Read a switchback.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with all its faults.
    """
    return make_switchback(path.name, parse_document(path, _KIND))


def make_switchback(title: str, document: Mapping[str, Any]) -> Switchback:
    """Make a switchback of plain data.

    Raises
    ------
    ProblemGroup
        With all the faults of the data.
    """
    found = validated(Switchback, title, document, _KIND, _PLACES)
    if found.washout_days >= found.block_days:
        raise ProblemGroup(title, [Problem(
            "no-days-left", "washout_days", str(found.washout_days),
            f"less than the {found.block_days} days of a block",
        )])  # fmt: skip
    return found


def switchback_text(planned: Switchback) -> str:
    """Write a switchback as `read_switchback` reads it, with its calendar as a comment."""
    calendar = [
        f"# {block.starts_on} to {block.ends_on}  {block.kind:<3}  counted from {block.counts_from}"
        for block in planned.blocks()
    ]
    return "\n".join([
        f'name = "{planned.name}"', f"starts_on = {planned.starts_on}", f"pairs = {planned.pairs}",
        f"block_days = {planned.block_days}", f"washout_days = {planned.washout_days}",
        f'seed = "{planned.seed}"', "", *calendar, "",
    ])  # fmt: skip


def read_days(path: Path) -> dict[date, float]:
    """Read ``date, count``, a line a day: whatever is counted of the community each day.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with all its faults: days told twice, counts below 0.
    """
    records = read_records(path, ("date", "count"), ())
    cells = Cells(path.name)
    found: dict[date, float] = {}
    for record in records:
        day, count = cells.day(record, "date"), cells.number(record, "count")
        if day in found and day != date.min:
            cells.fault(record, "date", "doubled-row", "each day once")
        if count < 0:
            cells.fault(record, "count", "negative", "a number from 0 on")
        found[day] = count
    cells.check()
    return found


def judge_switchback(planned: Switchback, days: Mapping[date, float]) -> Switched:
    """Estimate the effect from the counted days, and what the last block leaves behind.

    Raises
    ------
    ProblemGroup
        ``outside`` for days that are not of the calendar, ``few-pairs`` where too few are whole.
    """
    blocks = planned.blocks()
    _check(planned, blocks, days)
    gaps, missing = _gaps(planned, blocks, days)
    effect, washout = mean_interval(gaps), timedelta(days=planned.washout_days)
    fading = left_over = None
    if planned.washout_days:
        fading = _leavings(blocks, days, timedelta(0), washout)
    if planned.block_days - planned.washout_days > 1:
        left_over = _leavings(blocks, days, washout, washout + timedelta(days=1))
    chance = _chance(np.array(gaps))
    says = _says(effect, chance, fading, left_over, planned)
    return Switched(effect, chance, fading, left_over, len(gaps), tuple(missing), says)


def _check(planned: Switchback, blocks: Sequence[Block], days: Iterable[date]) -> None:
    last = blocks[-1].ends_on
    strange = sorted(day for day in days if not planned.starts_on <= day <= last)
    if strange:
        raise ProblemGroup(planned.name, [
            Problem("outside", str(day), "a day outside the calendar",
                    f"days from {planned.starts_on} to {last}")
            for day in strange[:20]
        ])  # fmt: skip


def _gaps(
    planned: Switchback, blocks: Sequence[Block], days: Mapping[date, float]
) -> tuple[list[float], list[int]]:
    """A counted day with help over one without, pair by pair; and pairs that are not whole."""
    found, missing = [], []
    for pair in range(planned.pairs):
        means = {
            block.kind: _mean(days, block.counts_from, block.ends_on)
            for block in blocks
            if block.pair == pair
        }
        gap = means["on"] - means["off"]
        if np.isnan(gap):
            missing.append(pair + 1)
        else:
            found.append(gap)
    if len(found) < FEWEST_PAIRS:
        raise ProblemGroup(planned.name, [Problem(
            "few-pairs", "the days", f"{len(found)} pairs with both blocks told",
            f"at least {FEWEST_PAIRS}", f"days are missing in pairs {missing}",
        )])  # fmt: skip
    return found, missing


def _mean(days: Mapping[date, float], start: date, end: date) -> float:
    span = (end - start).days + 1
    told = [days[day] for n in range(span) if (day := start + timedelta(days=n)) in days]
    return float(np.mean(told)) if told else float("nan")


def _leavings(
    blocks: Sequence[Block], days: Mapping[date, float], start: timedelta, end: timedelta
) -> Mean | None:
    """How far the days of a block from ``start`` to before ``end`` lag behind those after them.

    Only blocks that follow one of the other kind can show it; help that has not begun to act and
    help that still does count alike.
    """
    found = []
    for before, block in pairwise(blocks):
        if before.kind == block.kind:
            continue
        first = _mean(days, block.starts_on + start, block.starts_on + end - timedelta(days=1))
        rest = _mean(days, block.starts_on + end, block.ends_on)
        gap = rest - first if block.kind == "on" else first - rest
        if not np.isnan(gap):
            found.append(gap)
    return mean_interval(found) if len(found) >= FEWEST_PAIRS else None


def _chance(gaps: np.ndarray[Any, Any]) -> float:
    """Two-sided randomisation test: the order in each pair was a coin, so any sign could be."""
    count = len(gaps)
    if count <= 14:
        signs = 1 - 2 * ((np.arange(2**count)[:, None] >> np.arange(count)) & 1)
    else:
        signs = np.random.default_rng(0).choice([-1, 1], (20_000, count))
        signs[0] = 1
    means = np.abs((signs * gaps).mean(axis=1))
    return float((means >= abs(gaps.mean()) - 1e-12).mean())


def _says(
    effect: Mean, chance: float, fading: Mean | None, left_over: Mean | None, planned: Switchback
) -> str:
    what = "No difference is shown" if not effect.is_sure else (
        "Help brings more" if effect.value > 0 else "Help brings less"
    )  # fmt: skip
    told = [f"{what}: {effect.spoken()} a day (chance {chance:.3f})."]
    if fading is not None and fading.is_sure:
        told.append(
            f"In the first {planned.washout_days} days after a switch {fading.spoken()} a day of it"
            " is missing: the last block is still felt, so they were rightly left out."
        )
    if left_over is not None and left_over.is_sure and left_over.value > 0:
        told.append("The first counted day still feels the last block: the effect is told too"
                    " small; leave out more days next time.")  # fmt: skip
    return " ".join(told)
