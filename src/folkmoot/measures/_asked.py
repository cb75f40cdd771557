"""Questions of a period: who asked them, which need they state, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.annotators._naming import ThemeReader
from folkmoot.annotators._questions import Questions, read_questions
from folkmoot.annotators.themes import themes_by_words
from folkmoot.brief import Brief
from folkmoot.estimate import Evidence
from folkmoot.text import PhraseFinder
from folkmoot.view import View

__all__ = ["Asked", "Mask", "Subject", "about", "read_asked", "subjects_of"]

Mask = NDArray[np.bool_]

#: Phrases of a subject that are shown.
_PHRASES: Final = 5
#: A theme of fewer of the target's people would point at them.
_FEWEST_PEOPLE: Final = 10
_MOST_THEMES: Final = 12
#: Themes are drawn from two years: enough to see every season twice, recent enough to be current.
_SETTLED_DAYS: Final = 730
#: With fewer questions in them, themes are drawn from all.
_FEWEST_SETTLED: Final = 500

_OUTCOMES: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("is_answered", pa.bool_()),
        pa.field("is_accepted", pa.bool_()),
        pa.field("is_closed", pa.bool_()),
    ]
)
_STATEMENTS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("need_id", pa.string()),
        pa.field("matched", pa.string()),
    ]
)
_PEOPLE: Final = pa.schema([pa.field("actor_id", pa.int64())])


@dataclass(frozen=True)
class Asked:
    """Questions of a period, oldest first; every array has one place a question.

    Parameters
    ----------
    questions
        All questions up to the view's moment.
    first_row
        Where the period begins in them.
    first_at
        When the first question of the period was asked.
    published_at
        Microseconds since 1970.
    people
        Number of its author from 0 on, -1 where nobody knows who asked.
    in_target
        Whether its author stated a need of the brief, in this question or in another.
    is_answered, is_accepted, is_closed
        What became of it.
    stated
        By need: which questions state it, and the phrases met, commonest first.
    evidence
        How it was read.
    """

    questions: Questions
    first_row: int
    first_at: datetime
    published_at: NDArray[np.int64]
    people: NDArray[np.int64]
    in_target: Mask
    is_answered: Mask
    is_accepted: Mask
    is_closed: Mask
    stated: Mapping[str, tuple[Mask, tuple[str, ...]]]
    evidence: Evidence

    @property
    def states_any(self) -> Mask:
        """Questions that state any need of the brief."""
        found = np.zeros(len(self.people), bool)
        for mask, _ in self.stated.values():
            found |= mask
        return found

    @property
    def actors(self) -> list[int | None]:
        """Who asked each question; nothing where nobody knows."""
        found: list[int | None] = self.questions.table["actor_id"].to_pylist()[self.first_row :]
        return found

    def newest(self, mask: Mask, most: int = 3) -> tuple[str, ...]:
        """Addresses of the newest of some questions."""
        urls = self.questions.table["url"]
        rows = mask.nonzero()[0][::-1][:most] + self.first_row
        return tuple(url for row in rows if (url := urls[int(row)].as_py()))


@dataclass(frozen=True)
class Subject:
    """What questions are about: a need or a limit of the brief, or a theme found in titles.

    ``met`` says whether the product meets it; ``None`` where the brief does not speak of it.
    """

    id: str
    name: str
    kind: str
    met: bool | None
    phrases: tuple[str, ...]
    mask: Mask


def read_asked(view: View, since: datetime) -> Asked:
    """Read the questions asked since a moment; relations ``stated_needs`` and ``target`` are read.

    Answers are counted as of the view. Acceptance and closing are counters of the export, which
    rarely says when: they are as of the export.
    """
    questions = read_questions(view)
    times = questions.table["published_at"].cast(pa.int64()).to_numpy()
    first = int(np.searchsorted(times, since.timestamp() * 1e6, side="right"))
    outcomes, evidence = view.ask(
        "need_outcomes", _OUTCOMES, "What became of the questions?", {"since": since}
    )
    target, _ = view.ask("need_people", _PEOPLE, "Who stated a need of the brief?")
    table = questions.table.slice(first)
    object_ids = table["object_id"].to_numpy()
    place = np.searchsorted(outcomes["object_id"].to_numpy(), object_ids)
    answered, accepted, closed = (outcomes[name].to_numpy()[place] for name in _OUTCOMES.names[1:])
    actors = table["actor_id"].to_pylist()
    numbers = {
        actor: n for n, actor in enumerate(dict.fromkeys(a for a in actors if a is not None))
    }
    customers = set(target["actor_id"].to_pylist())
    return Asked(
        questions,
        first,
        table["published_at"][0].as_py() if len(table) else view.as_of,
        times[first:],
        np.array([numbers.get(actor, -1) for actor in actors], np.int64),
        np.array([actor in customers for actor in actors], bool),
        answered,
        accepted,
        closed,
        _stated(view, object_ids),
        evidence,
    )


def _stated(view: View, object_ids: NDArray[np.int64]) -> dict[str, tuple[Mask, tuple[str, ...]]]:
    table, _ = view.ask("need_statements", _STATEMENTS, "Which questions state which need?")
    place = {int(object_id): row for row, object_id in enumerate(object_ids)}
    found: dict[str, tuple[Mask, Counter[str]]] = {}
    for row in table.to_pylist():
        at = place.get(row["object_id"])
        if at is not None:
            empty = (np.zeros(len(object_ids), bool), Counter[str]())
            mask, met = found.setdefault(row["need_id"], empty)
            mask[at] = True
            met[row["matched"].removeprefix("like: ")] += 1
    return {
        need: (mask, tuple(sorted(met, key=lambda each: (-met[each], each))[:_PHRASES]))
        for need, (mask, met) in found.items()
    }


def subjects_of(
    brief: Brief, asked: Asked, as_of: datetime, reader: ThemeReader | None = None
) -> tuple[list[Subject], list[Subject], str]:
    """What questions are about: needs and then limits of the brief, themes, a note on the themes.

    Each is ordered by how often the target asks it. Limits are those that somebody asked for,
    themes those of enough of the target's people.
    """
    needs = _by_importance(_needs_of(brief, asked), asked)
    limits = [each for each in _by_importance(_limits_of(brief, asked), asked) if each.mask.any()]
    themes, told = _themes_of(asked, as_of, reader or themes_by_words)
    enough = [
        each
        for each in themes
        if len(np.unique(asked.people[each.mask & asked.in_target])) >= _FEWEST_PEOPLE
    ]
    return [*needs, *limits], _by_importance(enough, asked)[:_MOST_THEMES], told


def _by_importance(subjects: Sequence[Subject], asked: Asked) -> list[Subject]:
    return sorted(
        subjects,
        key=lambda each: (-int((each.mask & asked.in_target).sum()), -int(each.mask.sum())),
    )


def _needs_of(brief: Brief, asked: Asked) -> list[Subject]:
    """Needs of the brief; met where no must-have is against the product's facts."""
    nothing = np.zeros(len(asked.people), bool)
    found = []
    for need in brief.needs:
        mask, phrases = asked.stated.get(need.id, (nothing, ()))
        met = _all_met([must.is_met(brief.facts) for must in need.must_haves])
        found.append(Subject(need.id, need.title, "brief", met, phrases, mask))
    return found


def _all_met(checks: Sequence[bool | None]) -> bool | None:
    """Whether all must-haves are met; not known where a fact is missing and none speaks against."""
    if False in checks:
        return False
    return None if None in checks else True


def _limits_of(brief: Brief, asked: Asked) -> list[Subject]:
    """What is asked for beside a need and the product cannot do."""
    rows = asked.states_any.nonzero()[0]
    found = []
    for limit in brief.limits:
        finder = PhraseFinder(limit.phrases)
        mask = np.zeros(len(asked.people), bool)
        met: Counter[str] = Counter()
        for row in rows:
            for each in finder.find(asked.questions.tokens[asked.first_row + int(row)]):
                mask[row] = True
                met[limit.phrases[each.phrase]] += 1
        phrases = tuple(sorted(met, key=lambda each: (-met[each], each))[:_PHRASES])
        found.append(Subject(f"limit:{limit.id}", limit.title, "brief", False, phrases, mask))
    return found


def _themes_of(asked: Asked, as_of: datetime, reader: ThemeReader) -> tuple[list[Subject], str]:
    """Themes of all questions, less those that state a need of the brief, and a note on them.

    Those that are read by words are drawn from the two years before the present quarter began, so
    that their ids stay the same until the next one does.
    """
    quarter = as_of.replace(
        month=3 * ((as_of.month - 1) // 3) + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    times = asked.questions.table["published_at"].cast(pa.int64()).to_numpy()
    first, last = (
        int(np.searchsorted(times, moment.timestamp() * 1e6))
        for moment in (quarter - timedelta(days=_SETTLED_DAYS), quarter)
    )
    begins = min(first, asked.first_row)
    settled = slice(first - begins, last - begins)
    if last - first < _FEWEST_SETTLED:
        settled = slice(None)
    themes = reader(asked.questions, begins, settled)
    found = []
    for theme in themes.found:
        mask = np.zeros(len(asked.people), bool)
        rows = np.array(theme.rows) - (asked.first_row - begins)
        mask[rows[rows >= 0]] = True
        mask &= ~asked.states_any
        phrases = theme.phrases[:_PHRASES]
        found.append(Subject(theme.id, theme.name, "theme", None, phrases, mask))
    return found, themes.note


def about(subject: Subject) -> dict[str, Any]:
    """Columns that say what a row is about."""
    return {
        "need_id": subject.id,
        "need": subject.name,
        "kind": subject.kind,
        "met": subject.met,
        "phrases": list(subject.phrases),
    }
