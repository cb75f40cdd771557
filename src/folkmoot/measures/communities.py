"""Where the needs are asked about: which few places reach most of the target, and how open each is.

Places are the rooms (topics) of a community, and communities that have none. A place reaches
those who stated a need in one of its questions: where they took part for another reason, they
cannot be helped with this one.

Places come in the order in which each adds most of the target to those before it. First come those
where the need is surely commoner than in all that is asked: a large place reaches many whatever
the need is, but there its questions are as hard to find as anywhere. A community that has rooms
stands last, for comparison.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.brief import Brief
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Evidence,
    Row,
    amount,
    count,
    disclose,
    interval,
    share,
    withheld,
)
from folkmoot.measures._cells import LEVEL
from folkmoot.measures._places import (
    OPEN_DAYS,
    QUARTER_DAYS,
    SETTLE_DAYS,
    Place,
    Places,
    read_places,
)
from folkmoot.measures._prepared import prepare
from folkmoot.measures._promotion import rule_of, rules_of
from folkmoot.measures._reaching import LEAST_REACHED, Reached
from folkmoot.view import View

__all__ = ["communities"]

_TARGET: Final = "people with the need"

_ABOUT: Final = (
    pa.field("community_id", pa.int64()),
    pa.field("community", pa.string()),
    pa.field("parent", pa.string()),
    pa.field("basis", pa.string()),
    pa.field("frame", pa.string()),
    pa.field("promotion", pa.string()),
    pa.field("rank", pa.int64()),
    pa.field("measure", pa.string()),
)


def communities(view: View, brief: Brief) -> EstimateTable:
    """Answer where the target states its needs, and whether help is given there.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Its needs choose the target.

    Returns
    -------
    EstimateTable
        By place, best first: ``reach``, the share of the target that stated a need there;
        ``marginal_reach``, the share that no place above it reaches; ``concentration``, the
        index of the place among what the target states, against all that is asked;
        ``exclusivity``, the share of its askers who stated a need there; ``stickiness``, the
        share of those who took part in one quarter and were back in the next;
        ``answered_share`` and ``first_answer_hours`` (median, unanswered questions counted as
        waiting longest) by somebody else than the asker; ``questions``, in two years;
        ``only_ask``, ``only_reply`` and ``ask_and_reply``, shares of those who took part.
        ``basis`` says whether rooms came with the data or were read off titles, ``frame`` whether
        the whole place is known or only what a search found there, and ``promotion`` what binds
        whoever names their own product there.
    """
    from folkmoot.annotators.topics import assign_topics

    target = prepare(view, brief)
    topics = assign_topics(view)
    if not target.num_rows:
        return _table(view, [], {}, ["Nobody in this data states a need of the brief."])
    found = read_places(view, min(target["first_stated_at"].to_pylist()))
    exported = topics.filter(pc.invert(topics["is_inferred"]))["community_id"]
    rows = list(_rows(found, target.num_rows, set(exported.to_pylist()), rules_of(view)))
    return _table(view, rows, found.evidence, _notes(topics, rows))


def _table(
    view: View, rows: Sequence[Row], evidence: Mapping[str, Evidence], notes: Sequence[str]
) -> EstimateTable:
    return EstimateTable.build(
        "communities", "Where the needs are asked about", _ABOUT, rows, evidence, view.as_of,
        notes, _say,
    )  # fmt: skip


def _rows(
    found: Places, people: int, exported: set[int], rules: Mapping[int, str]
) -> Iterator[Row]:
    reached, places = found.reached, {place.place_id: place for place in found.places}
    leaves = reached.leaves()
    ordered: list[tuple[int, int | None]] = [*reached.order()]
    ordered += [(key, None) for key in reached.listed() if key not in leaves]
    for rank, (key, adds) in enumerate(ordered, start=1):
        parent = reached.parents.get(key)
        is_inferred = parent is not None and key not in exported
        about = {
            "community_id": key, "community": found.name(key),
            "parent": None if parent is None else found.name(parent),
            "basis": "inferred from titles" if is_inferred else "exported",
            "frame": found.frames.get(key, "community"),
            "promotion": rules.get(key, rule_of("", "")), "rank": rank,
        }  # fmt: skip
        for measure, evidence_id, estimate in _measures(places[key], reached, people, adds):
            yield Row({**about, "measure": measure}, estimate, evidence_id)


def _measures(
    place: Place, reached: Reached, people: int, adds: int | None
) -> Iterator[tuple[str, str, Estimate]]:
    here, whole = len(place.reached), reached.whole(place.place_id)
    yield "reach", "reached", disclose(share(here, people, _TARGET))
    if adds is not None:
        yield "marginal_reach", "reached", disclose(share(adds, people, _TARGET))
    if whole.places > 1:
        index = reached.concentration(place.place_id, whole, f"mentions by {_TARGET}")
        yield "concentration", "people", disclose(replace(index, people=people))
    yield "exclusivity", "people", disclose(share(here, place.askers, "people who asked there"))
    base = "people who took part there in a quarter of the year before the last"
    yield "stickiness", "returns", disclose(share(place.back, place.people, base))
    base = f"questions there in the last {OPEN_DAYS} days"
    yield "answered_share", "answers", disclose(share(place.answered, place.questions, base))
    if place.wait is not None and place.wait_low is not None:
        yield "first_answer_hours", "answers", disclose(_wait(place, base))
    yield "questions", "answers", count(place.questions, place.questions, base)
    base = f"people who took part there in the last {OPEN_DAYS} days"
    both = place.members - place.only_ask - place.only_reply
    for measure, cases in (
        ("only_ask", place.only_ask), ("only_reply", place.only_reply), ("ask_and_reply", both),
    ):  # fmt: skip
        yield measure, "mix", disclose(share(cases, place.members, base))


def _wait(place: Place, base_label: str) -> Estimate:
    """Median wait; its bounds are the questions whose ranks hold it 95 times in 100.

    Unanswered questions wait longest, so the bound above may be open. Source of the ranks:
    Conover, Practical Nonparametric Statistics, 3rd edition (1999), section 3.2.
    """
    high = math.inf if place.wait_high is None else place.wait_high
    return Estimate(
        place.wait, place.wait_low, high, place.answered, place.questions, base_label, "hours",
        "order-statistics", level=LEVEL,
    )  # fmt: skip


def _notes(topics: pa.Table, rows: Sequence[Row]) -> list[str]:
    notes = [
        f"A place is listed where {LEAST_REACHED} people or more stated a need.",
        f"Answers are by somebody else; questions of the last {SETTLE_DAYS} days are left out.",
        f"People come back when they ask or answer there in the next {QUARTER_DAYS} days.",
    ]
    if any(row.about["frame"] == "keyword" for row in rows):
        notes.append(
            "A place marked keyword is known by a search: its numbers speak of what the search"
            " found, and its reach may not be set beside that of others."
        )
    if not rows:
        notes.insert(0, "In no place did enough people state a need.")
    if pc.any(topics["is_inferred"]).as_py():
        notes.append("A room read off titles misses whoever does not name it: its counts are low.")
    return notes


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    place, measure = f'"{row["community"]}"', row["measure"]
    if row["value"] is None:
        return f"{place}, {measure.replace('_', ' ')}: {withheld(row)}."
    what = "questions" if measure in ("answered_share", "first_answer_hours") else "people"
    facts = {
        "place": place,
        "number": amount(row).removesuffix(" %"),
        "times": f"{row['value'] / 100:.1f}",
        "base": row["base_label"].replace(" there", ""),
        "interval": interval(row),
        "bounds": f"{interval(row)}; {row['base']:,} {what}",
    }
    low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
    return _SENTENCES[measure].format(**facts) + low


_SENTENCES: Final = {
    "reach": "{number} of 100 {base} asked about it in {place} ({bounds}).",
    "marginal_reach": "{place} adds {number} of 100 {base} whom no place above reaches ({bounds}).",
    "concentration": "The need is {times} times as common in {place} as in all that is asked"
    " (index {number}, {interval}).",
    "exclusivity": "In {place} {number} of 100 who asked stated the need there ({bounds}).",
    "stickiness": "In {place} {number} of 100 who took part in a quarter were back in the next"
    " ({bounds}).",
    "answered_share": "In {place} {number} of 100 questions get an answer ({bounds}).",
    "first_answer_hours": "In {place} half of the questions have an answer within {number}"
    " ({bounds}).",
    "questions": "In {place} there are {number} {base}.",
    "only_ask": "In {place} {number} of 100 who took part only began conversations ({bounds}).",
    "only_reply": "In {place} {number} of 100 who took part only replied to others ({bounds}).",
    "ask_and_reply": "In {place} {number} of 100 who took part did both ({bounds}).",
}
