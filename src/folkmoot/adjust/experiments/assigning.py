"""Which arm a unit belongs to: a keyed hash of its id, the same whenever it is asked."""

from __future__ import annotations

from typing import Final

from folkmoot.adjust.experiments.design import Experiment
from folkmoot.ids import hash64

__all__ = ["assign"]

_WHOLE: Final = 1 << 64


def assign(planned: Experiment, unit: str, key: bytes = b"") -> str:
    """Name the arm of a unit.

    The experiment's name salts the hash, so that arms of one experiment are spread evenly over the
    arms of another. A unit keeps its arm for as long as the arms, their order and their parts do.

    Parameters
    ----------
    unit
        Id of whatever is assigned: a conversation, a week in a community, a visitor. As text.
    key
        Secret bytes, at most 64; without the key nobody can work out or choose an arm.

    Examples
    --------
    >>> from datetime import date
    >>> from folkmoot.adjust.experiments import Arm
    >>> arms = (Arm(name="plain"), Arm(name="guide"))
    >>> day = date(2026, 3, 2)
    >>> planned = Experiment(name="x", arms=arms, base=0.1, lift=20, starts_on=day, ends_on=day)
    >>> [assign(planned, f"unit {number}") for number in range(4)]
    ['plain', 'plain', 'guide', 'guide']
    """
    place = (hash64(planned.name, unit, key=key) % _WHOLE) / _WHOLE
    reached = 0.0
    for name, part in planned.parts.items():
        reached += part
        if place < reached:
            return name
    return planned.arms[-1].name
