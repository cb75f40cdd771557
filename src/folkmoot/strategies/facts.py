"""Readings that rules ask for, taken from the tables of a case: of all, a place, a need, a trend.

Rules speak of ``critic.index`` or ``place.reach``; here it is said which row of which table that
is. What a table withholds stays withheld: such a reading has no value, and fires no rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from folkmoot.brief import Conduct
from folkmoot.estimate import Estimate, EstimateTable, count, share
from folkmoot.ladder import RUNGS
from folkmoot.platforms import first_platform
from folkmoot.strategies.asked import asked_rungs
from folkmoot.strategies.base import Case, Reading

__all__ = ["CASE_READINGS", "PLACES", "Subject", "subjects"]

#: Subjects of a kind that are weighed: far more than could be served.
_WEIGHED: Final = 20

#: How many places the reach of the best is told for; also the most that are ever chosen.
PLACES: Final = 3

#: Readings of the whole case, for the check that rules name none that does not exist.
CASE_READINGS: Final = (
    *(f"{rung.name}.{measure}" for rung in RUNGS for measure in ("share", "index")),
    "active.people", "asked.questions", "asked.unanswered", "asked.unsettled", "best.reach",
    "open.conversations", "target.people", "top_need.questions", "unmet.importance",
)  # fmt: skip

_PLACE_MEASURES: Final = {
    "reach": "share of them who ask in {}",
    "marginal_reach": "share of them who ask in {} and in no better place",
    "concentration": "concentration of the need in {} (100 = as elsewhere)",
    "exclusivity": "share of those asking in {} who have the need",
    "first_answer_hours": "hours to the first answer in {}",
    "stickiness": "members who come back to {}",
    "answered_share": "questions with an answer in {}",
    "questions": "questions in {}",
}
_NEED_MEASURES: Final = {
    "importance": "share of their questions about {}",
    "questions": "questions about {}",
    "unanswered_share": "questions about {} without an answer",
    "no_accepted_share": "questions about {} without an accepted answer",
    "complaint_share": "questions about {} that complain",
    "dissatisfied_share": "questions about {} that are angry at an alternative they name",
    "unmet_share": "questions about {} that are open, complain or are angry at an alternative",
    "growth": "growth of {}",
    "opportunity": "importance of {} times how unmet it is",
}
_TREND_MEASURES: Final = {
    "surprise": "surprise at the rise of {}",
    "growth": "growth of {}",
    "authors": "authors who wrote of {}",
}


@dataclass(frozen=True)
class Subject:
    """What rules are asked about: the case as a whole, one place, one need or one trend.

    ``names`` are texts that sentences may mention; ``rank`` orders subjects of a kind.
    """

    scope: str
    name: str
    readings: Mapping[str, Reading]
    traits: Mapping[str, bool] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rank: int = 0


def subjects(case: Case) -> dict[str, list[Subject]]:
    """Return all subjects by scope: ``case`` (one), ``place``, ``need``, ``trend``, best first."""
    places = _best(_places(case), lambda place: place.rank)
    needs = _best(_needs(case), lambda need: -_value(need, "need.questions"))
    trends = _best(_trends(case), lambda trend: -_value(trend, "trend.surprise"))
    return {
        "case": [_whole(case, places, needs)],
        "place": places,
        "need": needs,
        "trend": trends,
    }


def _best(found: Iterable[Subject], order: Callable[[Subject], float]) -> list[Subject]:
    return sorted(found, key=lambda each: (order(each), each.name))[:_WEIGHED]


def _best_reach(places: Iterable[Subject]) -> Reading | None:
    """Reach of several places together: the sum of what each adds to those before it."""
    added = [place.readings["place.marginal_reach"] for place in places
             if "place.marginal_reach" in place.readings]  # fmt: skip
    known = [each for each in added if each.value is not None and each.base]
    if not known:
        return None
    base = known[0].base or 0
    reached = sum(round((each.value or 0.0) * base) for each in known)
    estimate = share(min(reached, base), base, known[0].base_label)
    key = {"measure": "marginal_reach", "places": str(len(known))}
    return _made("best.reach", f"reach of the best {len(known)} places", "communities", key,
                 estimate)  # fmt: skip


def _whole(case: Case, places: list[Subject], needs: list[Subject]) -> Subject:
    found = [*_rungs(case.participation), *_people(case), *_asked(case.needs), *_unmet(needs)]
    found += [*_open_now(case), *asked_rungs(case)]
    if (best := _best_reach(places[:PLACES])) is not None:
        found.append(best)
    met = [need for need in needs if need.traits["met"]]
    if met and (top := met[0].readings.get("need.questions")) is not None:
        found.append(top.model_copy(update={"name": "top_need.questions"}))
    wishes = {f"wishes_{each.objective}": each.preference == "prefer"
              for each in case.brief.objectives}  # fmt: skip
    names = {
        "needs": _listed([need.name for need in met[:2]]),
        "top_need": _listed([need.name for need in met[:1]]),
        "unmet": _listed([need.name for need in needs if not need.traits["met"]][:2]),
        "settled": _settled(met),
    }
    return Subject("case", "", {each.name: each for each in found}, wishes, names)


def _rungs(table: EstimateTable | None) -> list[Reading]:
    """Shares and indexes of the target on each rung, in the last month, of those active."""
    found = []
    for row in _target_rows(table):
        if row["definition"] == "point" and row["denominator"] == "active":
            name = f"{row['rung']}.{row['measure']}"
            what = "share" if row["measure"] == "share" else "index"
            columns = ("segment_kind", "segment", "definition", "denominator", "rung", "measure")
            found.append(_read(name, f"{what} of {row['rung']}s", "participation", row, columns))
    return found


def _target_rows(table: EstimateTable | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [row for row in table.rows(segment_kind="group") if row["rung"] is not None]


def _people(case: Case) -> list[Reading]:
    """How many people the target has, known and active; "under ten" where that is withheld."""
    found = []
    for denominator, name in (("known", "target.people"), ("active", "active.people")):
        rows = [row for row in _target_rows(case.participation)
                if row["measure"] == "share" and row["denominator"] == denominator]  # fmt: skip
        if rows:
            columns = ("segment_kind", "segment", "denominator")
            says = "people with the need" if denominator == "known" else "of them still active"
            found.append(_head_count(name, says, "participation", rows[0], columns))
    if not any(each.name == "target.people" for each in found) and case.communities is not None:
        for row in case.communities.rows(measure="reach")[:1]:
            says = "people with the need"
            found.append(_head_count("target.people", says, "communities", row, ("measure",)))
    return found


def _head_count(
    name: str, says: str, table: str, row: Mapping[str, Any], columns: tuple[str, ...]
) -> Reading:
    """Read the base of a share as a number of people; where it is withheld, as at most nine."""
    key = {column: str(row[column]) for column in columns} | {"column": "base"}
    if row["base"] is None:
        return Reading(name=name, says=says, table=table, key=key, value=None, low=0.0, high=9.0,
                       base=None, base_label="people", unit="count")  # fmt: skip
    people = count(row["base"], row["base"], "people")
    return _made(name, says, table, key, people)


def _asked(table: EstimateTable | None) -> list[Reading]:
    """All questions about needs that the product meets, and how many lack an answer.

    A question that states two needs counts for each, so the intervals are a little narrow.
    """
    if table is None:
        return []
    met = [row for row in table.rows() if row["met"] and row["cases"] is not None]
    found = []
    asked = [row for row in met if row["measure"] == "questions"]
    if asked:
        total = sum(row["cases"] for row in asked)
        estimate = count(total, total, "questions")
        says = "questions about needs that the product meets"
        found.append(_sum("asked.questions", says, "questions", estimate))
    for name, measure, says in (
        ("asked.unanswered", "unanswered_share", "of these questions, those without an answer"),
        (
            "asked.unsettled",
            "no_accepted_share",
            "of these questions, those without an accepted answer",
        ),
    ):
        rows = [row for row in met if row["measure"] == measure]
        if rows:
            cases, base = (sum(row[column] for row in rows) for column in ("cases", "base"))
            found.append(_sum(name, says, measure, share(cases, base, "questions")))
    return found


def _open_now(case: Case) -> list[Reading]:
    """How many conversations about needs that the product meets are open now."""
    if case.conversations is None:
        return []
    unmet = set() if case.needs is None else {
        row["need_id"] for row in case.needs.rows() if row["met"] is False
    }  # fmt: skip
    rows = case.conversations.rows(measure="relevance")
    found = {row["object_id"] for row in rows if row["need_id"] not in unmet}
    estimate = count(len(found), len(found), "open questions")
    key = {"measure": "relevance", "needs": "met"}
    says = "open questions about needs that the product meets"
    return [_made("open.conversations", says, "conversations", key, estimate)]


def _sum(name: str, says: str, measure: str, estimate: Estimate) -> Reading:
    return _made(name, says, "needs", {"met": "True", "measure": measure}, estimate)


def _unmet(needs: list[Subject]) -> list[Reading]:
    """Importance of the most asked need that the product does not meet."""
    rows = [need.readings["need.importance"] for need in needs
            if not need.traits["met"] and "need.importance" in need.readings]  # fmt: skip
    rows = [row for row in rows if row.value is not None]
    if not rows:
        return []
    largest = max(rows, key=lambda row: (row.value or 0.0, row.ref))
    return [largest.model_copy(update={"name": "unmet.importance"})]


def _settled(met: list[Subject]) -> str:
    """How often an answer about the most asked need settles the question today."""
    reading = met[0].readings.get("need.no_accepted_share") if met else None
    if reading is None or reading.value is None:
        return "not known yet; count from the first answer"
    return f"{100 * (1 - reading.value):.0f} %"


def _places(case: Case) -> list[Subject]:
    if case.communities is None:
        return []
    grouped = _grouped(case.communities.rows(), "community_id").values()
    alike = Counter(rows[0]["community"] for rows in grouped)
    found = []
    for group in grouped:
        first = group[0]
        name = first["community"]
        if alike[name] > 1:
            name = f"{name} ({first['parent']})"
        rows = [{**row, "community": name} for row in group]
        readings = _readings("place", name, rows, _PLACE_MEASURES)
        if (unanswered := _open_questions(rows)) is not None:
            readings[unanswered.name] = unanswered
        manners = _manners(first, case.brief.conduct)
        found.append(Subject("place", name, readings, manners, {"place": name}, first["rank"]))
    return found


def _open_questions(rows: list[dict[str, Any]]) -> Reading | None:
    for row in rows:
        if row["measure"] == "answered_share" and row["cases"] is not None:
            left = int(row["base"] - row["cases"])
            key = {"community": row["community"], "measure": "open questions"}
            says = f"questions without an answer in {row['community']}"
            estimate = count(left, int(row["base"]), row["base_label"])
            return _made("place.open_questions", says, "communities", key, estimate)
    return None


def _needs(case: Case) -> list[Subject]:
    if case.needs is None:
        return []
    found = []
    for rows in _grouped(case.needs.rows(), "need_id").values():
        first = rows[0]
        readings = _readings("need", _listed([first["need"]]), rows, _NEED_MEASURES)
        traits = {"met": first["met"] is True, "from_brief": first["kind"] == "brief"}
        if first["met"] is not None:
            names = {"need": _listed([first["need"]])}
            found.append(Subject("need", first["need"], readings, traits, names))
    return found


def _trends(case: Case) -> list[Subject]:
    if case.trends is None:
        return []
    found = []
    for group in _grouped(case.trends.rows(), "term").values():
        newest = max(row["bucket"] for row in group)
        rows = [row for row in group if row["bucket"] == newest]
        readings = _readings("trend", _listed([rows[0]["term"]]), rows, _TREND_MEASURES)
        traits = {"join": rows[0]["verdict"] == "join"}
        names = {"trend": rows[0]["term"], "reason": rows[0]["reason"]}
        found.append(Subject("trend", rows[0]["term"], readings, traits, names))
    return found


def _value(subject: Subject, name: str) -> float:
    reading = subject.readings.get(name)
    return reading.value if reading is not None and reading.value is not None else -1.0


def _grouped(rows: list[dict[str, Any]], column: str) -> dict[Any, list[dict[str, Any]]]:
    grouped: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row[column], []).append(row)
    return grouped


#: By scope: the table, and the columns that name a row.
_TABLES: Final = {
    "place": ("communities", ("community", "measure")),
    "need": ("needs", ("need_id", "measure")),
    "trend": ("trends", ("term", "measure")),
}


def _readings(
    scope: str, name: str, rows: list[dict[str, Any]], measures: Mapping[str, str]
) -> dict[str, Reading]:
    table, columns = _TABLES[scope]
    found = {}
    for row in rows:
        if row["measure"] in measures:
            says = measures[row["measure"]].format(name)
            reading = _read(f"{scope}.{row['measure']}", says, table, row, columns)
            found[reading.name] = reading
    return found


def _read(
    name: str, says: str, table: str, row: Mapping[str, Any], columns: tuple[str, ...]
) -> Reading:
    return Reading(
        name=name, says=says, table=table, key={column: str(row[column]) for column in columns},
        value=row["value"], low=row["low"], high=row["high"], base=row["base"],
        base_label=row["base_label"], unit=row["unit"],
    )  # fmt: skip


def _made(name: str, says: str, table: str, key: dict[str, str], estimate: Estimate) -> Reading:
    return Reading(
        name=name, says=says, table=table, key=key, value=estimate.value, low=estimate.low,
        high=estimate.high, base=estimate.base, base_label=estimate.base_label,
        unit=estimate.unit,
    )  # fmt: skip


def _listed(names: list[str]) -> str:
    return " and ".join(f'"{name}"' for name in names)


def _manners(row: Mapping[str, Any], conduct: Conduct) -> dict[str, bool]:
    """What a place allows; of an unknown kind it is taken that one can answer, and no more."""
    names = (row["community"], row["parent"])
    kind = first_platform(*names)
    affords = () if kind is None or kind.status == "closed" else kind.affords
    return {
        "forbids_companies": conduct.bars(*names),
        "can_answer": kind is None or "critic" in affords,
        "can_post": "conversationalist" in affords,
    }
