"""Where the target says it takes part, beside where its traces show it.

A questionnaire speaks of a population, traces of those who posted, so shares of everybody are not
compared. Compared is how those who take part in any of the places known to both spread over them.
Whoever only reads says so, and leaves no trace.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.brief import Brief
from folkmoot.errors import FolkmootError
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Evidence,
    Row,
    amount,
    disclose,
    false_discovery,
    interval,
    share,
    withheld,
)
from folkmoot.measures._cells import LEVEL
from folkmoot.measures._places import names_of
from folkmoot.measures._reported_words import base_label
from folkmoot.survey.estimation import Answers, Design, design_of
from folkmoot.survey.estimation import shares as survey_shares
from folkmoot.survey.responses import Responses
from folkmoot.view import View

__all__ = ["cross_check"]

#: The questionnaire asks where people have been in the last three months.
_WINDOW_DAYS: Final = 90

#: Two shares agree when their difference is surely under ten points: no plan would turn on less.
_ALIKE: Final = 0.10

#: At most one in twenty of the differences called clear is expected to be chance.
_CLEAR: Final = 0.05

#: Below it the reader learns that there are too few, and nothing else.
_LEAST: Final = 30
_QUESTION: Final = "communities"
_NO_PLACE: Final = ("none", "refused", "dont_know", "other")

_ABOUT: Final = (
    *(pa.field(name, pa.string()) for name in ("place", "verdict", "reason", "measure")),
    pa.field("q_value", pa.float64()),
)
_SEEN: Final = pa.schema(
    [
        pa.field("community_id", pa.int64()),
        pa.field("actor_id", pa.int64()),
        pa.field("is_partial", pa.bool_()),
    ]
)
_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class _Seen:
    """Who of the target acted where lately, by the place's name, and places seen in part."""

    people: Mapping[str, set[int]]
    partial: frozenset[str]
    evidence: Evidence


@dataclass(frozen=True)
class _Compared:
    """One place on both sides."""

    place: str
    said: Estimate
    shown: Estimate
    gap: Estimate
    chance: float


def cross_check(
    view: View,
    brief: Brief,
    responses: Responses,
    *,
    design: Design | None = None,
    respondents: tuple[str, str] | None = None,
    places: Mapping[str, str] | None = None,
) -> EstimateTable:
    """Answer where people say they take part, beside where the traces of the target show it.

    Parameters
    ----------
    view
        The lake at a moment; relations ``stated_needs`` and ``target`` are made.
    brief
        Its needs choose the target in the traces.
    responses
        Answers, with the question which communities people have been to.
    design
        How the sample was drawn, with its weights; left out: as the answers say.
    respondents
        Which of them are the target: a column of segments or choices, and its value. Left out:
        all of them, and a note says that the questionnaire did not choose the target.
    places
        Communities of the lake by the answers that mean them, where more than case differs.

    Returns
    -------
    EstimateTable
        By place: ``said_share`` and ``shown_share`` of those in any of the compared places, and
        their ``difference``; ``verdict`` is ``agree`` (surely within 10 points), ``said more``,
        ``shown more`` (beyond chance, corrected for all places), ``undecided``, or ``not
        compared`` with the reason. The first note is the answer in a sentence.

    Raises
    ------
    FolkmootError
        ``unknown-respondents`` for a column or value that no answer has.
    """
    from folkmoot.annotators.relevance import state_needs, target_members

    state_needs(view, brief)
    target_members(view)
    chosen = _chosen(responses, respondents)
    seen = _seen(view)
    spelt = {name.casefold(): name for name in seen.people}
    spelt |= {answer.casefold(): place for answer, place in (places or {}).items()}
    named = _named(responses, spelt)
    known = {name for each in named or () for name in each or ()}
    refused = _refused(known, seen, asked=named is not None)
    both = sorted((known & set(seen.people)) - {place for place, _ in refused})
    compared: list[_Compared] = []
    if len(both) == 1:
        refused.append((both[0], "it is the only place known to both, so all of both are in it"))
    elif both and named is not None:
        compared = _compare(both, named, seen, responses, chosen, design)
    rows = [row for each in compared for row in _rows(each)]
    rows += [_not_compared(place, reason) for place, reason in refused]
    asked = Evidence("Which communities have they been to in the last three months?",
                     rows=int(chosen.sum()))  # fmt: skip
    return EstimateTable.build(
        "cross_check", "Where they say they take part, beside where traces show it", _ABOUT, rows,
        {"said": asked, "shown": seen.evidence}, view.as_of,
        _notes(rows, responses, respondents, asked=named is not None), _say,
    )  # fmt: skip


def _chosen(responses: Responses, respondents: tuple[str, str] | None) -> _Mask:
    if respondents is None:
        return np.ones(len(responses), bool)
    column, value = respondents
    choices = responses.choices if responses.choices is not None else pa.table({})
    tables = [table for table in (responses.segments, choices) if column in table.column_names]
    answers = tables[0][column].to_pylist() if tables else []
    found = np.array([value == each or (isinstance(each, list) and value in each)
                      for each in answers], bool)  # fmt: skip
    if not found.any():
        known = [*responses.segments.column_names, *choices.column_names]
        raise FolkmootError(
            "unknown-respondents", "respondents", f"{column}={value}",
            f"a value that somebody answered, of one of: {', '.join(known) or 'no columns'}",
        )  # fmt: skip
    return found


def _named(responses: Responses, places: Mapping[str, str]) -> list[set[str] | None] | None:
    """Places that each respondent named; ``None`` for the whole where that was not asked."""
    if responses.choices is None or _QUESTION not in responses.choices.column_names:
        return None
    return [
        None
        if each is None
        else {places.get(name.casefold(), name) for name in each} - {*_NO_PLACE}
        for each in responses.choices[_QUESTION].to_pylist()
    ]


def _seen(view: View) -> _Seen:
    since = view.as_of - timedelta(days=_WINDOW_DAYS)
    table, evidence = view.ask(
        "cross_check", _SEEN, f"Where did people with a need act in {_WINDOW_DAYS} days?",
        {"since": since},
    )  # fmt: skip
    names, parents = names_of(view)
    people: dict[str, set[int]] = {}
    partial = set()
    for place, actor, is_partial in zip(*table.to_pydict().values(), strict=True):
        name = names.get(place)
        if name is not None and place not in parents:
            people.setdefault(name, set()).update(() if actor is None else (actor,))
            partial |= {name} if is_partial else set()
    everybody = len(set().union(*people.values())) if people else 0
    return _Seen(people, frozenset(partial), replace(evidence, rows=everybody))


def _refused(known: set[str], seen: _Seen, *, asked: bool) -> list[tuple[str, str]]:
    """Places that cannot be compared, each with the reason."""
    not_asked = (
        "the questionnaire did not offer it" if asked else "no questionnaire asked for places"
    )
    reasons = [(name, not_asked) for name in sorted(set(seen.people) - known)]
    reasons += [(name, "no activity of it was imported") for name in sorted(known - {*seen.people})]
    reasons += [
        (name, "its posts came by a search, so its shares are the search's")
        for name in sorted(known & seen.partial)
    ]
    return reasons


def _compare(
    both: Sequence[str],
    named: Sequence[set[str] | None],
    seen: _Seen,
    responses: Responses,
    chosen: _Mask,
    design: Design | None,
) -> list[_Compared]:
    told = np.full((len(named), len(both)), np.nan)
    for row, names in enumerate(named):
        if chosen[row] and names is not None and names & {*both}:
            told[row] = [name in names for name in both]
    drawn = design_of(responses) if design is None else design
    found = survey_shares(Answers.of(told, drawn, names=both))
    everybody = set().union(*(seen.people[name] for name in both))
    label = f"{base_label(responses)} who named any of the places"
    pairs = []
    for at, name in enumerate(both):
        numbers = [part[0, at] for part in (found.value, found.low, found.high, found.se)]
        said = _said(numbers, int(found.cases[0, at]), int(found.count[0, at]), label, found.method)
        shown = share(len(seen.people[name]), len(everybody), "people with the need seen in any")
        pairs.append((name, disclose(said), disclose(shown)))
    gaps = [_gap(said, shown) for _, said, shown in pairs]
    chances = false_discovery([_chance(gap) for gap in gaps])
    return [
        _Compared(name, said, shown, gap, chance)
        for (name, said, shown), gap, chance in zip(pairs, gaps, chances, strict=True)
    ]


def _said(numbers: Sequence[Any], cases: int, base: int, label: str, method: str) -> Estimate:
    value, low, high, se = (float(n) if np.isfinite(n) else None for n in numbers)
    return Estimate(value, low, high, cases, base, label, "share", method, se, LEVEL, base)


def _gap(said: Estimate, shown: Estimate) -> Estimate:
    """Difference of two independent shares from their intervals (Zou & Donner 2008, MOVER)."""
    label = "those in any of the places, said less shown"
    nothing = Estimate(None, None, None, said.cases, said.base, label, "difference", "mover",
                       people=min(said.base, shown.base))  # fmt: skip
    ends = (said.value, said.low, said.high, said.se, shown.value, shown.low, shown.high, shown.se)
    if any(end is None for end in ends):
        return disclose(nothing)
    p1, l1, u1, s1, p2, l2, u2, s2 = (float(end) for end in ends if end is not None)
    made = replace(
        nothing, value=p1 - p2, low=p1 - p2 - math.hypot(p1 - l1, u2 - p2),
        high=p1 - p2 + math.hypot(u1 - p1, p2 - l2), se=math.hypot(s1, s2),
    )  # fmt: skip
    return disclose(made)


def _chance(gap: Estimate) -> float:
    if gap.value is None or not gap.se:
        return 1.0
    return math.erfc(abs(gap.value) / gap.se / math.sqrt(2))


def _rows(each: _Compared) -> Iterator[Row]:
    verdict, reason = _verdict(each)
    about = {"place": each.place, "verdict": verdict, "reason": reason, "q_value": each.chance}
    yield Row({**about, "measure": "said_share"}, each.said, "said")
    yield Row({**about, "measure": "shown_share"}, each.shown, "shown")
    yield Row({**about, "measure": "difference"}, each.gap, "shown")


def _verdict(each: _Compared) -> tuple[str, str]:
    gap = each.gap
    if gap.value is None or gap.low is None or gap.high is None:
        few = "respondents" if each.said.base < _LEAST else "people with the need"
        return "not compared", f"fewer than {_LEAST} {few} were in any of the places"
    if gap.low > -_ALIKE and gap.high < _ALIKE:
        return "agree", ""
    if each.chance < _CLEAR:
        return ("said more", "reading leaves no trace") if gap.value > 0 else ("shown more", "")
    return "undecided", ""


def _not_compared(place: str, reason: str) -> Row:
    nothing = Estimate(None, None, None, 0, 0, "", "difference", "mover")
    about = {"place": place, "verdict": "not compared", "reason": reason, "q_value": None}
    return Row({**about, "measure": "difference"}, nothing, "shown")


def _notes(
    rows: Sequence[Row], responses: Responses, respondents: tuple[str, str] | None, *, asked: bool
) -> list[str]:
    verdicts = Counter(
        str(row.about["verdict"]) for row in rows if row.about["measure"] == "difference"
    )
    compared = sum(verdicts.values()) - verdicts["not compared"]
    told = ", ".join(f"{n} {name}" for name, n in verdicts.items() if name != "not compared")
    notes = [
        f"Of {sum(verdicts.values())} places {compared} can be compared: {told}."
        if compared
        else "No place can be compared"
        + (", each for the reason given." if asked else
           ": the questionnaire did not ask which communities people have been to."),
        (f"Both sides are of the last {_WINDOW_DAYS} days and of those in any of the compared"
        " places; shares of everybody would compare a population with those who post."),
        "People say where they have been, reading included; traces show where they acted.",
    ]  # fmt: skip
    if respondents is None:
        notes.append("All respondents are compared: the questionnaire did not choose those with"
                     " the need (respondents=COLUMN, VALUE would).")  # fmt: skip
    return [*notes, "The answers are simulated."] if responses.is_simulated else notes


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    place = f'"{row["place"]}"'
    if row["value"] is None:
        return f"{place} cannot be compared: {row['reason'] or withheld(row)}."
    if row["measure"] != "difference":
        of_100 = amount(row).removesuffix(" %")
        verb = "name" if row["measure"] == "said_share" else "acted in"
        bounds = f"({interval(row)}; {row['base']:,} people)"
        return f"{of_100} of 100 {row['base_label']} {verb} {place} {bounds}."
    words = {
        "agree": "what is said and what is shown agree",
        "said more": "more say that they take part than traces show (reading leaves none)",
        "shown more": "traces show more of them than say so",
        "undecided": "what is said and what is shown cannot be told apart, nor called alike",
    }[row["verdict"]]
    return f"{place}: {words}; the difference is {amount(row)} ({interval(row)})."
