"""Checks of an experiment's log before anybody looks at who won: each names its lines.

A ratio of arms that chance does not make tells that units were lost or counted twice in one arm,
and whoever is missing seldom resembles the rest (A. Fabijan and others, *Diagnosing Sample Ratio
Mismatch in Online Controlled Experiments*, KDD 2019). It is judged over all days and within each
period, since faults of some days average out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from folkmoot.adjust.experiments.design import Experiment
from folkmoot.adjust.experiments.log import Log, Tally

__all__ = ["MISMATCH_P", "SMALLEST_EXPECTED", "Check", "check_log"]

#: A ratio of arms less likely than this is a fault of the experiment, not chance.
MISMATCH_P: Final = 0.001
#: Units expected in the smallest arm, below which a period's ratio is not judged by chi-square.
SMALLEST_EXPECTED: Final = 5
_MOST_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One check: whether it was passed, what it says, and the lines of the log that failed it."""

    code: str
    is_passed: bool
    says: str
    lines: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the check as a plain mapping, for JSON."""
        return {"code": self.code, "is_passed": self.is_passed, "says": self.says,
                "lines": list(self.lines)}  # fmt: skip


def check_log(planned: Experiment, log: Log) -> list[Check]:
    """Judge a log against its plan; one failed check is enough that no winner is named.

    Returns
    -------
    list
        Every check, passed or not: unknown and missing arms, doubled lines or units, units in two
        arms, impossible counts, days outside, the ratio of arms overall and by period.
    """
    checks = [
        _unknown_arms(planned, log),
        _missing_arms(planned, log),
        _doubled(log),
        _impossible(planned, log),
        _outside(planned, log),
    ]
    if log.has_units:
        checks.append(_two_arms(log))
    return [*checks, _ratio(planned, log), _ratio_by_period(planned, log)]


def _judged(code: str, lines: Iterable[int], fine: str, wrong: str) -> Check:
    found = sorted(set(lines))
    return Check(code, not found, wrong if found else fine, tuple(found))


def _unknown_arms(planned: Experiment, log: Log) -> Check:
    odd = [each for each in log.tallies if each.arm not in planned.parts]
    names = ", ".join(sorted({each.arm for each in odd})[:5])
    return _judged("unknown-arms", (each.line for each in odd), "All arms are those of the plan.",
                   f"Arms that the plan does not have: {names}.")  # fmt: skip


def _missing_arms(planned: Experiment, log: Log) -> Check:
    """Arms with no unit at all, or none on a day whose other arms make that impossible."""
    gone = [name for name in planned.parts if log.total(name).exposures <= 0]
    days = log.days()
    bound = MISMATCH_P / max(1, len(days) * len(planned.parts))
    by_day: dict[Any, list[Tally]] = defaultdict(list)
    for tally in log.tallies:
        by_day[tally.day].append(tally)
    lines, told = [], [f"{name} has no unit at all" for name in gone]
    for day in days:
        whole = max(0, sum(each.exposures for each in by_day[day]))
        for name, part in planned.parts.items():
            here = sum(each.exposures for each in by_day[day] if each.arm == name)
            if name not in gone and here <= 0 and (1 - part) ** whole < bound:
                told.append(f"{name} has none on {day}, when {whole:,} units were exposed")
                lines += [each.line for each in by_day[day]]
    says = f"Missing: {'; '.join(told[:5])}."
    return Check("missing-arms", not told, says if told else "Every arm has units on every day.",
                 tuple(sorted(lines)))  # fmt: skip


def _doubled(log: Log) -> Check:
    def key(each: Tally) -> tuple[object, ...]:
        return (each.arm, each.unit) if each.unit else (each.arm, each.day)

    what = "a unit" if log.has_units else "an arm's day"
    return _judged("doubled-rows", _repeated(log.tallies, key), f"No line tells {what} again.",
                   f"Lines tell {what} that another line tells: counted twice.")  # fmt: skip


def _repeated(tallies: Sequence[Tally], key: Callable[[Tally], object]) -> list[int]:
    lines: dict[object, list[int]] = defaultdict(list)
    for each in tallies:
        lines[key(each)].append(each.line)
    return [line for found in lines.values() if len(found) > 1 for line in found]


def _two_arms(log: Log) -> Check:
    arms: dict[str, set[str]] = defaultdict(set)
    for each in log.tallies:
        arms[each.unit].add(each.arm)
    torn = {unit for unit, found in arms.items() if len(found) > 1}
    return _judged(
        "two-arms", (each.line for each in log.tallies if each.unit in torn),
        "Every unit is in one arm.", f"{len(torn):,} units are in two arms or more.",
    )  # fmt: skip


def _impossible(planned: Experiment, log: Log) -> Check:
    odd = [
        each.line
        for each in log.tallies
        if each.exposures < 0
        or each.conversions < 0
        or (each.exposures == 0 and each.conversions > 0)
        or (planned.kind == "share" and each.conversions > each.exposures)
    ]
    return _judged("impossible-counts", odd, "All counts are possible.",
                   "Counts that cannot be: negative, or conversions above exposures.")  # fmt: skip


def _outside(planned: Experiment, log: Log) -> Check:
    odd = [e.line for e in log.tallies if not planned.starts_on <= e.day <= planned.ends_on]
    dates = f"{planned.starts_on} to {planned.ends_on}"
    return _judged("outside", odd, f"All days lie in {dates}.", f"Days outside {dates}.")


def _ratio(planned: Experiment, log: Log) -> Check:
    counts = [max(0, log.total(name).exposures) for name in planned.parts]
    p = _mismatch_p(counts, list(planned.parts.values()))
    said = ", ".join(f"{name} {count:,}" for name, count in zip(planned.parts, counts, strict=True))
    lines = [each.line for each in log.tallies] if p < MISMATCH_P else []
    return _judged("ratio", lines, f"The arms' sizes fit the plan: {said} (p = {p:.3g}).",
                   f"The arms' sizes do not fit the plan: {said} (p = {p:.2g}).")  # fmt: skip


def _ratio_by_period(planned: Experiment, log: Log) -> Check:
    """The ratio within each period, at the level divided by the periods judged (Bonferroni)."""
    periods: dict[int, list[Tally]] = defaultdict(list)
    for each in log.tallies:
        periods[(each.day - planned.starts_on).days // planned.period_days].append(each)
    parts = list(planned.parts.values())
    judged: dict[int, float] = {}
    for period, tallies in periods.items():
        counts = [
            max(0, sum(each.exposures for each in tallies if each.arm == name))
            for name in planned.parts
        ]
        if sum(counts) * min(parts) >= SMALLEST_EXPECTED:
            judged[period] = _mismatch_p(counts, parts)
    bound = MISMATCH_P / max(1, len(judged))
    odd = [period for period, p in judged.items() if p < bound]
    named = ", ".join(str(period + 1) for period in sorted(odd)[:_MOST_LINES])
    few = f"; {len(periods) - len(judged)} with too few units" if len(judged) < len(periods) else ""
    return _judged(
        "ratio-by-period", (each.line for period in odd for each in periods[period]),
        f"The arms' sizes fit in each of {len(judged)} periods of {planned.period_days} days{few}.",
        f"The arms' sizes do not fit in period {named} of {len(judged)} judged{few}.",
    )  # fmt: skip


def _mismatch_p(counts: Sequence[int], parts: Sequence[float]) -> float:
    """Chance of a ratio of arms at least so far from the plan (Pearson's chi-square)."""
    from scipy.special import gammaincc

    whole = sum(counts)
    if not whole:
        return 1.0
    chi = sum((count - whole * part) ** 2 / (whole * part)
              for count, part in zip(counts, parts, strict=True))  # fmt: skip
    return float(gammaincc((len(counts) - 1) / 2, chi / 2))
