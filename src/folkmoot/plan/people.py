"""What a plan says of people: who they are, whom it leaves alone, and what nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from folkmoot.assist.conduct import CHECKS, History, gate
from folkmoot.estimate import EstimateTable
from folkmoot.ladder import RUNGS
from folkmoot.plan.model import LeftAlone
from folkmoot.strategies import LEAVE, Case, Reading, Recommendation
from folkmoot.strategies.facts import Subject

__all__ = ["left_alone", "not_known", "people"]

#: Characteristics told in the summary: those that stand out most; the report has all.
_MOST: Final = 3

#: A characteristic stands out when its false-discovery rate is at most this (Benjamini-Hochberg).
_FALSE_DISCOVERY: Final = 0.05


def people(case: Case, whole: Subject) -> tuple[str, ...]:
    """Say in sentences how many they are, how they take part, and what sets them apart."""
    heads = [whole.readings[name] for name in ("target.people", "active.people")
             if name in whole.readings]  # fmt: skip
    shares = [reading for rung in RUNGS
              if (reading := whole.readings.get(f"{rung.name}.share")) is not None
              and reading.value is not None]  # fmt: skip
    return (
        *(f"{each.says[:1].upper()}{each.says[1:]}: {each.spoken()}." for each in heads),
        *(f"{_rung(each)}: {each.spoken()}{_beside(whole, each)}." for each in shares),
        *(_apart(row) for row in _standing_out(case.audience)),
    )


def _rung(reading: Reading) -> str:
    name = reading.key["rung"]
    return f"{name[:1].upper()}{name[1:]}s"


def _beside(whole: Subject, share: Reading) -> str:
    index = whole.readings.get(f"{share.key['rung']}.index")
    return f", index {index.spoken()}" if index is not None and index.value is not None else ""


def _standing_out(table: EstimateTable | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    rows = [
        row
        for row in table.rows(measure="index")
        if row["value"] and row["q_value"] is not None and row["q_value"] <= _FALSE_DISCOVERY
    ]
    rows.sort(key=lambda row: (row["q_value"], row["characteristic"], row["category"]))
    return rows[:_MOST]


def _apart(row: dict[str, Any]) -> str:
    often = "More" if row["value"] > 100 else "Less"
    return (
        f"{often} often than the community {row['characteristic'].replace('_', ' ')}"
        f" {row['label'] or row['category']}: index {row['value']:.0f}"
        f" ({row['low']:.0f} to {row['high']:.0f}; {row['base']:,} people)."
    )


def left_alone(
    case: Case, history: History, recommendations: Iterable[Recommendation]
) -> tuple[LeftAlone, ...]:
    """Say whom the plan will not contact: by each rule of conduct, and in places to stay out of.

    Every rule is listed, with the number of open conversations that it takes out, so that a
    reader sees what holds even where it took out none this time.
    """
    refused: Counter[str] = Counter()
    rows = [] if case.conversations is None else case.conversations.rows(measure="relevance")
    for row in rows:
        verdict = gate(row, case.brief, history, now=case.as_of)
        refused.update(check.id for check in verdict.checks if not check.passed)
    counted = None if case.conversations is None else refused
    told = [
        LeftAlone(reason=name, says=says, conversations=None if counted is None else counted[name])
        for name, says in CHECKS.items()
    ]
    places = [
        LeftAlone(reason=str(each.community), says=each.why, conversations=None)
        for each in recommendations
        if each.objective == LEAVE and each.community is not None
    ]
    return (*told, *places)


def not_known(case: Case, whole: Subject) -> tuple[str, ...]:
    """Say what the plan does not know: rungs that posts hide, tables not made, small cells."""
    told = []
    hidden = [
        rung.name
        for rung in RUNGS
        if (reading := whole.readings.get(f"{rung.name}.share")) is None or reading.value is None
    ]
    unseen = [rung.name for rung in RUNGS if not rung.in_posts and rung.name in hidden]
    if unseen:
        told.append(
            f"How many are {' or '.join(unseen)}: posts cannot show it. A questionnaire can."
        )
    few = [name for name in hidden if name not in unseen]
    if few and case.participation is not None:
        told.append(f"How many of them are {', '.join(few)}: too few to show, or not measured.")
    tables = case.tables()
    absent = [name for name in ("participation", "audience", "communities", "needs",
                                "conversations", "trends") if name not in tables]  # fmt: skip
    if absent:
        told.append(f"Not measured: {', '.join(absent)}.")
    for name, table in tables.items():
        withheld = sum(row["reliability"] in ("suppressed", "hidden") for row in table.rows())
        if withheld:
            told.append(
                f"{withheld:,} of {len(table):,} numbers of {name} rest on too few to show."
            )
    told.append("What our own actions bring: nothing is counted before the first of them.")
    return tuple(told)
