"""Who has each need, category by category, beside all others who ask in the same places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa

from folkmoot import ladder
from folkmoot.annotators._naming import ThemeReader
from folkmoot.brief import Brief
from folkmoot.engines import Engine
from folkmoot.estimate import Evidence, false_discovery
from folkmoot.estimate.disclosure import MINIMUM_BASE
from folkmoot.ids import format_id
from folkmoot.measures._asked import Asked, Subject, read_asked, subjects_of
from folkmoot.measures._cells import Ints
from folkmoot.measures._groups import label_of
from folkmoot.measures._masks import Layout, make_layout
from folkmoot.measures._places import names_of
from folkmoot.measures._segments import years_before
from folkmoot.measures._sensitive import sensitive_kind
from folkmoot.measures._strata import Strata, chances
from folkmoot.view import View

__all__ = ["OFTEN", "PLACES", "Had", "Having", "read_having"]

#: Characteristics that tell where else people ask.
PLACES: Final = ("community", "topic")
#: A category that fewer people than this share, with the need and without, is not tested: no
#: difference could be told from chance, and the many tests would drown the rest.
_LEAST_PEOPLE: Final = 10
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)

_SINCE: Final = pa.schema([pa.field("since", pa.timestamp("us", tz="UTC")), ("people", pa.int64())])
_NEEDERS: Final = pa.schema(
    [
        pa.field("need_id", pa.string()),
        pa.field("actor_id", pa.int64()),
        pa.field("is_stated", pa.bool_()),
    ]
)
_COUNTED: Final = pa.schema(
    [
        pa.field("need_id", pa.string()),
        pa.field("characteristic", pa.string()),
        pa.field("category", pa.string()),
        pa.field("number", pa.int64()),
        pa.field("stratum", pa.int64()),
        pa.field("people", pa.int64()),
    ]
)
#: Whoever asks much has more chances to ask about each need, so people are compared with others
#: who ask as often: once, twice, 3 or 4 times, ..., the last stratum is of all who ask more.
OFTEN: Final = (1, 2, 4, 8, 16, 32)
#: Need (nothing for everybody), characteristic, category: people by stratum.
_Counts = dict[tuple[str | None, str, str], Ints]


@dataclass(frozen=True, slots=True)
class Had:
    """One category among the people with one need and among all others who ask as often.

    ``q_value`` is the share of false findings among all that differ as clearly, over everything
    tested.
    """

    subject: Subject
    characteristic: str
    category: str
    label: str
    strata: Strata
    q_value: float = 1.0


@dataclass(frozen=True)
class Having:
    """All that was counted.

    Parameters
    ----------
    had
        What was tested.
    people
        How many have each need, by its id; of all needs, also those of too few to compare.
    subjects
        The needs, in order.
    since
        When the first of the brief's needs was stated; nothing where none was.
    left_out, left_out_themes
        Places and themes not compared, since they speak of what is never inferred of people.
    """

    had: tuple[Had, ...]
    people: Mapping[str, int]
    subjects: tuple[Subject, ...]
    since: datetime | None
    left_out: int
    left_out_themes: int
    evidence: Mapping[str, Evidence]


# Both tables of who has a need stand on the same counts; they are made once for a view.
_Seen = tuple[tuple[datetime, Brief], ThemeReader | None, Having]
_seen: WeakKeyDictionary[Engine, _Seen] = WeakKeyDictionary()


def read_having(view: View, brief: Brief, themes: ThemeReader | None = None) -> Having:
    """Count who has each need; relations ``stated_needs``, ``target``, ``topics`` are read.

    Those with a need are compared with all other askers, whatever else these ask. Where else they
    ask is told of needs of the brief alone: the questions of a theme are among those that would
    have to be looked at.
    """
    before = _seen.get(view.engine)
    if before is None or before[0] != (view.as_of, brief) or before[1] is not themes:
        before = (view.as_of, brief), themes, _read(view, brief, themes)
        _seen[view.engine] = before
    return before[2]


def _read(view: View, brief: Brief, themes: ThemeReader | None) -> Having:
    asked = read_asked(view, _BEGINNING)
    spoken_of, discovered, _ = subjects_of(brief, asked, view.as_of, themes)
    told = [each for each in discovered if not _is_sensitive(each)]
    subjects = (*spoken_of, *told)
    found, since = view.ask("audience_since", _SINCE, "Since when are the needs stated?")
    moment = found["since"][0].as_py()
    if moment is None:
        return Having((), {}, subjects, None, 0, 0, {"people": since})
    actors = _actors(asked, subjects)
    rows = [
        {"need_id": each.id, "actor_id": actor, "is_stated": each.kind == "brief"}
        for each in subjects
        for actor in actors[each.id]
    ]
    view.engine.register("needers", pa.Table.from_pylist(rows, schema=_NEEDERS))
    counts, left_out, evidence = _counted(view, moment)
    had = [each for subject in subjects for each in _of(subject, counts) if _is_tested(each)]
    qs = false_discovery(chances([each.strata for each in had]))
    return Having(
        tuple(replace(each, q_value=q) for each, q in zip(had, qs, strict=True)),
        {each.id: len(actors[each.id]) for each in subjects},
        subjects, moment, left_out, len(discovered) - len(told), {"people": evidence},
    )  # fmt: skip


def _is_sensitive(theme: Subject) -> bool:
    return any(sensitive_kind(text) is not None for text in (theme.name, *theme.phrases))


def _actors(asked: Asked, subjects: Iterable[Subject]) -> dict[str, list[int]]:
    """Who asked about each, where that is known."""
    everybody = asked.actors
    return {
        each.id: sorted({a for row in each.mask.nonzero()[0] if (a := everybody[row]) is not None})
        for each in subjects
    }


def _is_tested(had: Had) -> bool:
    strata = had.strata
    base, other_base = int(strata.base.sum()), int(strata.other_base.sum())
    shared = int(strata.cases.sum() + strata.other_cases.sum())
    enough = min(base, other_base) >= MINIMUM_BASE
    return enough and _LEAST_PEOPLE <= shared < base + other_base


def _of(subject: Subject, counts: _Counts) -> Iterator[Had]:
    """Everything known of all askers, parted into those with the need and the others."""
    nobody = np.zeros(len(OFTEN) + 1, np.int64)
    for (need_id, name, category), everybody in counts.items():
        if need_id is None and category and (subject.kind == "brief" or name not in PLACES):
            mine = counts.get((subject.id, name, category), nobody)
            base = counts.get((subject.id, name, ""), nobody)
            rest = counts[None, name, ""] - base
            strata = Strata(mine, base, everybody - mine, rest)
            yield Had(subject, name, category, label_of(name, category), strata)


def _counted(view: View, since: datetime) -> tuple[_Counts, int, Evidence]:
    """People by need, characteristic, category and stratum; under no category, all of them."""
    layout = make_layout()
    table, evidence = view.ask(
        "who_needs", _COUNTED,
        "What is known of the people with each need, and of all others who ask as often?",
        {"since": since, **years_before(view.as_of), **layout.parameters(view.as_of)},
        often=OFTEN, **layout.context(),
    )  # fmt: skip
    names, _ = names_of(view)
    counts: _Counts = {}
    hidden = set()

    def add(row: Mapping[str, Any], name: str, category: str) -> None:
        key = (row["need_id"], name, category)
        into = counts.setdefault(key, np.zeros(len(OFTEN) + 1, np.int64))
        into[row["stratum"]] += row["people"]

    for row in table.to_pylist():
        name, number = row["characteristic"], row["number"]
        if name == "all":
            for place in PLACES:
                add(row, place, "")
        elif name == "rung":
            for category in _rungs(layout, number):
                add(row, name, category)
        elif name in PLACES:
            label = names.get(number, format_id(number))
            if sensitive_kind(label) is None:
                add(row, name, label)
            else:
                hidden.add(number)
        else:
            add(row, name, row["category"])
            add(row, name, "")
    return counts, len(hidden), evidence


def _rungs(layout: Layout, flags: int) -> Iterator[str]:
    """The rungs of somebody active lately, and nothing else, for the base; of others nothing."""
    if flags & layout.flags["active"]:
        yield ""
        for rung in ladder.RUNGS:
            if rung.in_posts and flags & layout.flags[f"{rung.name} habit"]:
                yield rung.name
