"""Who has each need, category by category, beside all others who ask in the same places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from weakref import WeakKeyDictionary

import pyarrow as pa

from folkmoot.annotators._naming import ThemeReader
from folkmoot.brief import Brief
from folkmoot.engines import Engine
from folkmoot.estimate import Evidence, false_discovery
from folkmoot.estimate.disclosure import MINIMUM_BASE
from folkmoot.measures._asked import Asked, Subject, read_asked, subjects_of
from folkmoot.measures._counted import NEEDERS, PLACES, Counted, read_counted
from folkmoot.measures._groups import label_of
from folkmoot.measures._sensitive import sensitive_kind
from folkmoot.measures._strata import Strata, chances
from folkmoot.view import View

__all__ = ["Had", "Having", "read_having"]

#: A category that fewer people than this share, with the need and without, is not tested: no
#: difference could be told from chance, and the many tests would drown the rest.
_LEAST_PEOPLE: Final = 10
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)

_SINCE: Final = pa.schema([pa.field("since", pa.timestamp("us", tz="UTC")), ("people", pa.int64())])


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
    counted = read_counted(view, moment, pa.Table.from_pylist(rows, schema=NEEDERS))
    had = [each for subject in subjects for each in _of(subject, counted) if _is_tested(each)]
    qs = false_discovery(chances([each.strata for each in had]))
    return Having(
        tuple(replace(each, q_value=q) for each, q in zip(had, qs, strict=True)),
        {each.id: len(actors[each.id]) for each in subjects},
        subjects, moment, counted.left_out, len(discovered) - len(told),
        {"people": counted.evidence},
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


def _of(subject: Subject, counted: Counted) -> Iterator[Had]:
    """Everything known of all askers, parted into those with the need and the others."""
    for name, category in counted.parts():
        if subject.kind == "brief" or name not in PLACES:
            strata = counted.strata(subject.id, name, category)
            yield Had(subject, name, category, label_of(name, category), strata)
