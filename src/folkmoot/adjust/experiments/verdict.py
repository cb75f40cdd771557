"""Who won, if anybody may be named: only after the checks, and by intervals valid at any look."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from folkmoot.adjust.experiments.design import Experiment
from folkmoot.adjust.experiments.integrity import Check, check_log
from folkmoot.adjust.experiments.log import Log
from folkmoot.adjust.experiments.sequences import Gap, Tallied, always_valid, fixed_sample

__all__ = ["Contrast", "Verdict", "judge"]


@dataclass(frozen=True, slots=True)
class Contrast:
    """One arm against the first.

    Parameters
    ----------
    interval
        Always-valid, at the last day; ``None`` while there are too few cases.
    usual
        Right only if this is the one look that was planned.
    sure_on
        First day on which the always-valid interval left 0 out.
    peeked_on
        First day on which the usual one would have, had somebody looked each day.
    """

    arm: str
    first: Tallied
    other: Tallied
    interval: Gap | None
    usual: Gap | None
    sure_on: date | None
    peeked_on: date | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of an experiment; ``winner`` is ``None`` unless all checks are passed."""

    experiment: str
    checks: tuple[Check, ...]
    contrasts: tuple[Contrast, ...]
    winner: str | None
    says: str

    @property
    def is_blocked(self) -> bool:
        """Whether a failed check keeps anybody from being named."""
        return not all(check.is_passed for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as a plain mapping, for JSON; blocked, it shows no contrast."""
        return {
            "experiment": self.experiment,
            "is_blocked": self.is_blocked,
            "checks": [check.as_dict() for check in self.checks],
            "contrasts": [asdict(contrast) for contrast in self.contrasts],
            "winner": self.winner,
            "says": self.says,
        }


def judge(planned: Experiment, log: Log) -> Verdict:
    """Check a log, and name a winner if one may be named.

    A failed check blocks: no contrast is computed, so that nobody reads a result out of a broken
    log. Otherwise the winner is the arm whose always-valid interval left 0 out on some day, the
    first arm where every other is surely worse, and nobody else.
    """
    checks = tuple(check_log(planned, log))
    failed = [check for check in checks if not check.is_passed]
    if failed:
        named = ", ".join(check.code for check in failed)
        says = f"No winner is named: {len(failed)} of {len(checks)} checks failed ({named})."
        return Verdict(planned.name, checks, (), None, says)
    contrasts = tuple(_contrast(planned, log, arm.name) for arm in planned.arms[1:])
    winner, says = _winner(planned, contrasts)
    return Verdict(planned.name, checks, contrasts, winner, says)


def _contrast(planned: Experiment, log: Log, arm: str) -> Contrast:
    start = planned.arms[0].name
    sure_on = peeked_on = None
    interval = usual = None
    first = other = Tallied(0, 0)
    for day in log.days():
        first, other = log.total(start, day), log.total(arm, day)
        interval = always_valid(first, other, planned.kind, planned.effect, planned.each_level)
        usual = fixed_sample(first, other, planned.kind, planned.each_level)
        if sure_on is None and interval is not None and interval.is_sure:
            sure_on = day
        if peeked_on is None and usual is not None and usual.is_sure:
            peeked_on = day
    return Contrast(arm, first, other, interval, usual, sure_on, peeked_on)


def _winner(planned: Experiment, contrasts: tuple[Contrast, ...]) -> tuple[str | None, str]:
    start = planned.arms[0].name
    sure = [each for each in contrasts if each.sure_on is not None]
    better = [each for each in sure if each.other.mean > each.first.mean]
    if better:
        best = max(better, key=lambda each: each.other.mean)
        gap = best.interval
        told = "" if gap is None else f" by {gap.value:.4g} ({gap.low:.4g} to {gap.high:.4g})"
        return best.arm, f"{best.arm} is ahead of {start}{told}, sure since {best.sure_on}."
    if sure and len(sure) == len(contrasts):
        return start, f"{start} is ahead of every other arm."
    peeked = [each for each in contrasts if each.peeked_on is not None and each.sure_on is None]
    if peeked:
        each = peeked[0]
        return None, (
            f"Nobody is ahead yet. Looked at each day, the usual interval would have named one on"
            f" {each.peeked_on}; the always-valid one does not bear that out."
        )
    if all(each.interval is None for each in contrasts):
        return None, "Too few conversions for an interval; nobody is named."
    return None, "Nobody is ahead; the intervals hold 0."
