"""Who has each need more than others, and which needs a group of people has more than others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from folkmoot.annotators._naming import ThemeReader
from folkmoot.brief import Brief
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Row,
    amount,
    disclose,
    interval,
    share,
    withheld,
)
from folkmoot.estimate.disclosure import MINIMUM_BASE
from folkmoot.measures._counted import PLACES, SPREAD
from folkmoot.measures._groups import BASES
from folkmoot.measures._having import Had, Having, read_having
from folkmoot.measures._prepared import prepare
from folkmoot.measures._sensitive import left_out_note
from folkmoot.measures._strata import Strata, pooled_index, standardised_share
from folkmoot.view import View

__all__ = ["had_by", "segment_needs", "who_needs"]

_CLEAR: Final = 0.05
#: Of each characteristic so many categories are told, the commonest, and all that stand out.
_COMMONEST: Final = 3
_NAMED: Final = 3
_WITH: Final = "people who ask about it"
_OTHERS: Final = "the other askers"
_IN: Final = "askers of the group"
_BESIDE: Final = "askers of other groups"
#: How the people of a category are called.
_CALLED: Final = {
    "age_band": "people aged {}", "gender": "{}", "country": "people from {}",
    "tenure": "members for {}", "rung": "{} by habit", "hour": "those who write from {}",
    "weekday": "those who write on {}", "language": "those who write in {}",
    "community": "those who also ask in “{}”", "topic": "those who also ask about “{}”",
}  # fmt: skip
_NEED: Final = tuple(pa.field(name, pa.string()) for name in ("need_id", "need", "kind"))
_GROUP: Final = tuple(
    pa.field(name, pa.string()) for name in ("characteristic", "category", "label")
)
_REST: Final = (pa.field("measure", pa.string()), pa.field("q_value", pa.float64()))


def who_needs(view: View, brief: Brief, themes: ThemeReader | None = None) -> EstimateTable:
    """Answer who has each need more than others: the brief's needs, its limits, and themes.

    Parameters
    ----------
    view
        The lake at a moment; relations ``stated_needs``, ``target`` and ``topics`` are made.
    brief
        Whose needs.
    themes
        What reads themes that were learned; words alone unless given, as for `needs`.

    Returns
    -------
    EstimateTable
        By need, characteristic and category: ``share`` of the people who ask about it,
        ``base_share`` of all other askers, spread over how often they ask as the first are, and
        ``index`` of one against the other (100 = as common). ``q_value`` is the share of false
        findings to expect among all that differ as clearly (Benjamini & Hochberg 1995), over
        every need and category tested. Told are the three commonest categories of each
        characteristic, and all that stand out; of rooms and communities, which are looked at for
        needs of the brief alone, the latter. The first note is the answer.
    """
    prepare(view, brief)
    having = read_having(view, brief, themes)
    rows = [
        Row({**_about(had), "measure": measure, "q_value": had.q_value}, estimate, "people")
        for had in _told(having)
        for measure, estimate in _measured(had, had.strata, _WITH, _OTHERS)
    ]
    table = EstimateTable.build(
        "who_needs", "Who has each need", (*_NEED, *_GROUP, *_REST), rows, having.evidence,
        view.as_of, (), _say,
    )  # fmt: skip
    return replace(table, notes=tuple(_notes(having, table)))


def segment_needs(view: View, brief: Brief, themes: ThemeReader | None = None) -> EstimateTable:
    """Answer which needs a group of people has more than others: `who_needs` from the other side.

    Parameters
    ----------
    view, brief, themes
        As for `who_needs`.

    Returns
    -------
    EstimateTable
        By characteristic, category and need: ``share`` of the askers of that group who ask about
        it, ``base_share`` of the other askers, ``index`` and ``q_value``.
    """
    prepare(view, brief)
    having = read_having(view, brief, themes)
    told = [had for had in _told(having) if had.characteristic not in PLACES]
    order = list(BASES)
    told.sort(key=lambda had: (order.index(had.characteristic), had.label))
    rows = [
        Row({**_about(had), "measure": measure, "q_value": had.q_value}, estimate, "people")
        for had in told
        for measure, estimate in _measured(had, had.strata.turned(), _IN, _BESIDE)
    ]
    clear = [had for had in told if had.q_value < _CLEAR]
    groups = len({(had.characteristic, had.category) for had in clear})
    answer = (
        f"{groups} group{'s ask' if groups != 1 else ' asks'} about some need more or less than"
        " others do, beyond chance."
    )
    notes = [answer, *_reading(having)] if told else [_nobody(having)]
    return EstimateTable.build(
        "segment_needs", "Which needs each group has", (*_GROUP, *_NEED, *_REST), rows,
        having.evidence, view.as_of, notes, _say_group,
    )  # fmt: skip


def had_by(table: EstimateTable, need_id: str) -> str:
    """Say who has a need more than others, the surest first; that it is nobody in particular too.

    Parameters
    ----------
    table
        Of `who_needs`.
    need_id
        The need.
    """
    rows = [row for row in table.rows(need_id=need_id, measure="index") if row["value"] is not None]
    if not rows:
        return "too few people to tell"
    clear = [row for row in rows if row["q_value"] < _CLEAR and row["value"] > 100]
    if not clear:
        return "nobody in particular, as far as can be told"
    clear.sort(key=lambda row: row["q_value"])
    return "; ".join(
        f"{_called(row)} (index {row['value']:.0f}, {interval(row)})" for row in clear[:_NAMED]
    )


def _told(having: Having) -> list[Had]:
    """What is told of all that was tested: the commonest, and what stands out."""
    by_part: dict[tuple[str, str], list[Had]] = {}
    for had in having.had:
        by_part.setdefault((had.subject.id, had.characteristic), []).append(had)
    told: list[Had] = []
    for (_, name), found in by_part.items():
        common = sorted(found, key=lambda had: -had.strata.cases.sum())[:_COMMONEST]
        kept = [] if name in PLACES else common
        told += [had for had in found if had.q_value < _CLEAR or had in kept]
    return told


def _about(had: Had) -> dict[str, Any]:
    subject = had.subject
    return {
        "need_id": subject.id, "need": subject.name, "kind": subject.kind,
        "characteristic": had.characteristic, "category": had.category, "label": had.label,
    }  # fmt: skip


def _measured(had: Had, strata: Strata, mine: str, others: str) -> Iterator[tuple[str, Estimate]]:
    """Share of one group, of the others spread as it is, and the index of one against the other."""
    known = BASES[had.characteristic]
    cases, base = int(strata.cases.sum()), int(strata.base.sum())
    label = f"{f'{others} {known}'.strip()}{SPREAD}"
    yield "share", disclose(share(cases, base, f"{mine} {known}".strip()))
    yield "base_share", disclose(standardised_share(strata, label))
    yield "index", disclose(pooled_index(strata, f"{mine} {known}".strip()))


def _notes(having: Having, table: EstimateTable) -> list[str]:
    if not having.had:
        return [_nobody(having)]
    compared = [each for each in having.subjects if having.people[each.id] >= MINIMUM_BASE]
    clear = {had.subject.id for had in having.had if had.q_value < _CLEAR}
    answer = (
        f"Of {len(compared)} needs and themes of {MINIMUM_BASE} people and more, {len(clear)}"
        f" {'is' if len(clear) == 1 else 'are'} asked about more or less by some people than by"
        " others who ask as often, beyond chance."
    )
    notes = [answer]
    notes += [
        f"“{each.name}” ({having.people[each.id]:,} people): more by {said}."
        for each in compared
        if (said := had_by(table, each.id)) and each.id in clear and not said.startswith("nobody")
    ]
    few = [f"“{each.name}”" for each in having.subjects if each not in compared]
    if few:
        notes.append(f"Asked about by fewer than {MINIMUM_BASE} people: {', '.join(few)}.")
    return [*notes, *_reading(having)]


def _reading(having: Having) -> list[str]:
    compared = (
        "Compared with all others who ask as often (a person's questions since"
        f" {having.since:%Y-%m-%d} are counted), since who asks much asks about more of"
        " everything. Told is what stands after correction for all"
        f" {len(having.had):,} that were tested (Benjamini-Hochberg, 5 in 100)."
    )
    notes = [compared]
    if having.left_out:
        notes.append(left_out_note(having.left_out))
    if having.left_out_themes:
        themes = having.left_out_themes
        notes.append(f"{themes} theme{'s' if themes > 1 else ''} left out for the same reason.")
    return notes


def _nobody(having: Having) -> str:
    if having.since is None:
        return "Nobody in this data states a need of the brief."
    return f"No need is asked about by {MINIMUM_BASE} people of whom something is known."


def _called(row: Mapping[str, Any]) -> str:
    return str(_CALLED[row["characteristic"]].format(row["label"]))


def _say(row: Mapping[str, Any]) -> str:
    who = _called(row)
    if row["value"] is None:
        return f"“{row['need']}”, {who}: {withheld(row)}."
    low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
    based = f"({interval(row)}; {row['base']:,} {row['base_label']})"
    if row["measure"] == "index":
        return f"“{row['need']}”, {who}: index {row['value']:.0f} {based}. {_sure(row)}{low}"
    return f"“{row['need']}”: {amount(row)} are {who} {based}.{low}"


def _say_group(row: Mapping[str, Any]) -> str:
    who = _called(row)
    who = who[:1].upper() + who[1:]
    if row["value"] is None:
        return f"{who}, “{row['need']}”: {withheld(row)}."
    low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
    based = f"({interval(row)}; {row['base']:,} {row['base_label']})"
    if row["measure"] == "index":
        return f"{who}, “{row['need']}”: index {row['value']:.0f} {based}. {_sure(row)}{low}"
    whom = who if row["measure"] == "share" else f"Beside {who}"
    return f"{whom}: {amount(row)} ask about “{row['need']}” {based}.{low}"


def _sure(row: Mapping[str, Any]) -> str:
    return "This is clear." if row["q_value"] < _CLEAR else "This could be chance."
