"""What a plan says of people: who they are, whom it leaves alone, and what nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from folkmoot.assist.conduct import CHECKS, History, gate
from folkmoot.estimate import EstimateTable
from folkmoot.ladder import RUNGS
from folkmoot.plan.model import LeftAlone
from folkmoot.strategies import LEAVE, TABLES, Case, Reading, Recommendation
from folkmoot.strategies.facts import Subject

__all__ = ["NOT_YET", "left_alone", "not_known", "people"]

#: Said until outcomes of the plan's work were brought in.
NOT_YET: Final = "What our own actions bring: nothing is counted before the first of them."

#: Characteristics told in the summary: those that stand out most; the report has all.
_MOST: Final = 3

#: What is told of people in a summary; topics and communities are told with the places.
_OF_PEOPLE: Final = ("age_band", "country", "gender", "hour", "language", "tenure")

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
        *_apart(case.audience),
    )


def _rung(reading: Reading) -> str:
    name = _several(reading.key["rung"])
    return f"{name[:1].upper()}{name[1:]}"


def _several(rung: str) -> str:
    return rung if rung == "inactive" else f"{rung}s"


def _beside(whole: Subject, share: Reading) -> str:
    index = whole.readings.get(f"{share.key['rung']}.index")
    return f", index {index.spoken()}" if index is not None and index.value is not None else ""


def _apart(table: EstimateTable | None) -> list[str]:
    """Say what sets them apart beyond chance, or that nothing measured does."""
    rows = [] if table is None else table.rows(measure="index")
    rows = [row for row in rows if row["characteristic"] in _OF_PEOPLE and row["value"] is not None
            and row["q_value"] is not None]  # fmt: skip
    if not rows:
        return []
    sure = [row for row in rows if row["q_value"] <= _FALSE_DISCOVERY]
    sure.sort(key=lambda row: (row["q_value"] or 0.0, row["characteristic"], row["category"]))
    if not sure:
        names = sorted({row["characteristic"].replace("_", " ") for row in rows})
        return [f"Nothing in {', '.join(names)} sets them apart from the rest beyond chance."]
    return [_apart_sentence(row) for row in sure[:_MOST]]


def _apart_sentence(row: dict[str, Any]) -> str:
    what = row["characteristic"].replace("_", " ")
    often = "more" if row["value"] > 100 else "fewer"
    return (
        f"{what[:1].upper()}{what[1:]} {row['label'] or row['category']}: {often} of them than of"
        f" the rest who ask as often, index {row['value']:.0f} ({row['low']:.0f} to"
        f" {row['high']:.0f}; {row['base']:,} {row['base_label']})."
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
        names = " or ".join(map(_several, unseen))
        how = (
            "A questionnaire can." if case.asked is None else "The questionnaire asked too little."
        )
        told.append(f"How many are {names}: posts cannot show it. {how}")
    few = [name for name in hidden if name not in unseen]
    if few and case.participation is not None:
        names = ", ".join(map(_several, few))
        told.append(f"How many of them are {names}: too few to show, or not measured.")
    tables = case.tables()
    absent = [name for name in TABLES if name not in tables]
    if absent:
        told.append(f"Not measured: {', '.join(absent)}.")
    told.append(NOT_YET)
    for name, table in tables.items():
        withheld = sum(row["reliability"] in ("suppressed", "hidden") for row in table.rows())
        if withheld:
            told.append(
                f"{withheld:,} of {len(table):,} numbers about {name}: too few people or posts to"
                " show them."
            )
    return tuple(told)
