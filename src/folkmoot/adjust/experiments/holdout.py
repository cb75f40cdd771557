"""Holdouts: communities left without help by chance, to see what help brings that would not come.

Communities are few and unlike, so they are paired by what was counted before, and of each pair a
coin leaves one alone. The estimate takes out what the count before foretells (A. Deng, Y. Xu,
R. Kohavi & T. Walker, *WSDM* 2013).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from folkmoot.adjust.experiments.means import Mean, welch_interval
from folkmoot.adjust.tables import Cells, read_records
from folkmoot.errors import FolkmootError
from folkmoot.ids import hash64

__all__ = [
    "FEWEST_UNITS", "Held", "HeldOut", "Unit", "hold_out", "judge_holdout", "read_holdout",
    "read_units",
]  # fmt: skip

Held = Literal["help", "holdout"]
#: Fewest communities in either group: below, the interval is wider than any effect.
FEWEST_UNITS: Final = 4
_GROUPS: Final[tuple[Held, Held]] = ("help", "holdout")


@dataclass(frozen=True, slots=True)
class Unit:
    """A community in a holdout: its group, and what was counted before and since."""

    name: str
    group: Held
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a holdout shows: the effect on a community of help over none, with a 95 % interval."""

    helped: int
    held: int
    effect: Mean
    plain: Mean
    says: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def read_units(path: Path) -> dict[str, float]:
    """Read ``community, before``: what was counted in each over some weeks before.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with all its faults.
    """
    records = read_records(path, ("community", "before"), ())
    cells = Cells(path.name)
    found: dict[str, float] = {}
    for record in records:
        name, count = cells.text(record, "community"), cells.number(record, "before")
        if name in found:
            cells.fault(record, "community", "doubled-row", "each community once")
        if count < 0:
            cells.fault(record, "before", "negative", "a number from 0 on")
        found[name] = count
    cells.check()
    return found


def hold_out(units: Mapping[str, float], name: str, key: bytes = b"") -> dict[str, Held]:
    """Put communities into groups: pairs alike in ``before``, and a coin for each pair.

    Parameters
    ----------
    units
        What was counted before, by community.
    name
        Of the holdout: another name tosses other coins.
    key
        Secret bytes, so that nobody can choose.

    Raises
    ------
    FolkmootError
        ``few-units`` with fewer than twice `FEWEST_UNITS`.

    Examples
    --------
    >>> found = hold_out({f"c{n}": float(n) for n in range(8)}, "spring")
    >>> sorted(found.values()).count("holdout")
    4
    """
    _enough(len(units), 2 * FEWEST_UNITS)
    order = sorted(units, key=lambda unit: (-units[unit], unit))
    found: dict[str, Held] = {}
    for place in range(0, len(order), 2):
        coin = hash64(name, *order[place : place + 2], key=key) % 2
        sides = (_GROUPS[coin], _GROUPS[1 - coin])
        found.update(zip(order[place : place + 2], sides, strict=False))
    return found


def read_holdout(path: Path) -> tuple[Unit, ...]:
    """Read ``community, group, before, after``; group is ``help`` or ``holdout``.

    Raises
    ------
    FolkmootError, ProblemGroup
        If the file cannot be read, or with all its faults.
    """
    records = read_records(path, ("community", "group", "before", "after"), ())
    cells = Cells(path.name)
    found: dict[str, Unit] = {}
    for record in records:
        name, group = cells.text(record, "community"), record.cells["group"].casefold()
        before, after = cells.number(record, "before"), cells.number(record, "after")
        if group not in _GROUPS:
            cells.fault(record, "group", "unknown-group", "help or holdout")
        if name in found:
            cells.fault(record, "community", "doubled-row", "each community once")
        for column, number in (("before", before), ("after", after)):
            if number < 0:
                cells.fault(record, column, "negative", "a number from 0 on")
        found[name] = Unit(name, "help" if group == "help" else "holdout", before, after)
    cells.check()
    return tuple(found.values())


def judge_holdout(units: Sequence[Unit]) -> HeldOut:
    """Estimate what help adds to a community's count, with what the count before foretells out.

    Raises
    ------
    FolkmootError
        ``few-units`` where either group has fewer than `FEWEST_UNITS`.
    """
    groups: dict[Held, list[Unit]] = {
        name: [unit for unit in units if unit.group == name] for name in _GROUPS
    }
    for members in groups.values():
        _enough(len(members), FEWEST_UNITS)
    slope = _slope(list(groups.values()))
    adjusted, plain = _contrast(groups, slope, lost=1), _contrast(groups, 0.0, lost=0)
    what = "No difference is shown" if not adjusted.is_sure else (
        "Help brings more" if adjusted.value > 0 else "Help brings less"
    )  # fmt: skip
    says = (
        f"{what}: {adjusted.spoken()} a community. Members who take part in both kinds carry help"
        " over, and the effect is then told too small."
    )
    return HeldOut(len(groups["help"]), len(groups["holdout"]), adjusted, plain, says)


def _contrast(groups: Mapping[Held, Sequence[Unit]], slope: float, lost: int) -> Mean:
    held, helped = (
        [unit.after - slope * unit.before for unit in groups[name]] for name in ("holdout", "help")
    )
    return welch_interval(held, helped, lost)


def _slope(groups: Sequence[Sequence[Unit]]) -> float:
    """What one more before foretells of after, within the groups."""
    before = np.concatenate([_centred([unit.before for unit in group]) for group in groups])
    after = np.concatenate([_centred([unit.after for unit in group]) for group in groups])
    spread = float(before @ before)
    return float(before @ after) / spread if spread > 0 else 0.0


def _centred(values: Sequence[float]) -> np.ndarray[Any, Any]:
    array = np.asarray(values, dtype=np.float64)
    centred: np.ndarray[Any, Any] = array - array.mean()
    return centred


def _enough(count: int, least: int) -> None:
    if count < least:
        raise FolkmootError(
            "few-units", "the communities", str(count), f"at least {least}",
            "with one community, switch back and forth instead: folkmoot experiment switchback",
        )  # fmt: skip
