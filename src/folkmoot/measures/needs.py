"""What the target needs: how much it matters, how unmet it is, and how it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot.annotators._naming import ThemeReader
from folkmoot.annotators.relevance import state_needs, target_members
from folkmoot.brief import Brief
from folkmoot.errors import FolkmootError
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Evidence,
    Row,
    amount,
    count,
    difference,
    disclose,
    false_discovery,
    interval,
    ratio,
    share,
    withheld,
)
from folkmoot.estimate.disclosure import MINIMUM_PEOPLE
from folkmoot.measures._asked import (
    Asked,
    Mask,
    Subject,
    about,
    read_asked,
    subjects_of,
)
from folkmoot.measures._clustered import product, share_of_posts
from folkmoot.measures._named import Named, read_named, satisfaction
from folkmoot.measures._unmet import Wrong, parts_of, read_wrong
from folkmoot.view import View

__all__ = ["needs"]

_YEAR_DAYS: Final = 365
#: A question younger than this may still be answered, so it counts neither way.
_SETTLE_DAYS: Final = 7
#: Under a quarter of a year of past, growth would compare seasons.
_FEWEST_DAYS: Final = 90
#: Of the changes that are told, so many may be chance.
_FALSE: Final = 0.05

_ABOUT: Final = (
    pa.field("need_id", pa.string()),
    pa.field("need", pa.string()),
    pa.field("kind", pa.string()),
    pa.field("met", pa.bool_()),
    pa.field("phrases", pa.list_(pa.string())),
    pa.field("measure", pa.string()),
    pa.field("alert", pa.bool_()),
    pa.field("thing_id", pa.string()),
    pa.field("thing", pa.string()),
)
#: What rows that speak of no need in particular are about.
_ALL: Final[Mapping[str, Any]] = {
    "need_id": "all", "need": "all they write here", "kind": "all", "met": None, "phrases": [],
}  # fmt: skip


@dataclass(frozen=True)
class _Base:
    """What every number of the table stands on."""

    asked: Asked
    as_of: datetime
    settled: Mask
    is_open: Mask
    has_accepting: bool
    before_days: float

    @property
    def open_label(self) -> str:
        """What counts as open here."""
        return "without an accepted answer" if self.has_accepting else "unanswered"

    @property
    def period(self) -> str:
        return f"{self.asked.first_at:%Y-%m-%d} to {self.as_of:%Y-%m-%d}"

    @property
    def target(self) -> str:
        people = len(np.unique(self.asked.people[self.asked.in_target]))
        who = "one person" if people == 1 else f"{people:,} people"
        return f"questions of the {who} who stated a need, {self.period}"


def needs(
    view: View,
    brief: Brief,
    period_days: int | None = None,
    themes: ThemeReader | None = None,
) -> EstimateTable:
    """Answer what the target needs, how badly, how unmet it is, and how it changes.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Its needs and limits are measured; its facts say which are met.
    period_days
        Days before the view's moment that are looked at; all that there are, where none is
        given. Fewer are more current, and hide more needs for their small numbers; at least the
        730 that growth compares.
    themes
        What reads themes that were learned (`folkmoot.annotators.lasting.LearnedThemes`), whose
        ids last; words alone unless given.

    Returns
    -------
    EstimateTable
        The needs of the brief, most asked first; what it lists as limits (``need_id`` begins
        with ``limit:``, ``met`` is false); then themes found in the target's other questions
        (``kind`` is ``theme``, ``met`` is null: the brief does not speak of them), candidates
        for needs that the product does not meet. Measures: ``importance`` (share of the
        target's questions; wide where few people ask most of them), ``people_share`` (share of
        the target's people), ``questions`` (count, by anybody); of its questions that are open to
        answers and a week old ``unanswered_share``, ``no_accepted_share``, ``complaint_share``
        (told to be a problem by the model that ships, as told), ``dissatisfied_share`` (of those
        that name an alternative, those that do so angrily) and ``unmet_share`` (those that are
        open, complain, or are angry at an alternative); ``growth`` (last 365 days against the 365
        before), ``opportunity`` (importance times unmet share, 0 to 100; its parts stand beside
        it), ``drift`` (change of its share of the community's questions between the two years;
        ``alert`` where it stands after correction for all that were looked at), and by thing that
        is named in its conversations ``satisfaction`` (of the people who name it gladly or
        angrily, who do so gladly more often). Last the same of all posts (``kind`` is ``all``).

    Raises
    ------
    FolkmootError
        When the period is too short.
    """
    if period_days is not None and period_days < 2 * _YEAR_DAYS:
        raise FolkmootError(
            "period-too-short", "period_days", str(period_days), f"{2 * _YEAR_DAYS} or more",
            "growth compares the last year with the one before",
        )  # fmt: skip
    days = period_days or (view.as_of - datetime(1970, 1, 1, tzinfo=UTC)).days
    state_needs(view, brief)
    target_members(view)
    base = _base(read_asked(view, view.as_of - timedelta(days=days)), view.as_of)
    spoken_of, discovered, told = subjects_of(brief, base.asked, view.as_of, themes)
    subjects = [*spoken_of, *discovered]
    named = read_named(view, brief)
    wrong = read_wrong(
        view, brief, base.asked, named, [each.mask for each in subjects], base.settled, base.is_open
    )
    drifts = _drifts(subjects, base)
    evidence = {each.id: _evidence(each, wrong, base) for each in subjects}
    notes = [*_notes(base, spoken_of, discovered), *_alerts(subjects, drifts)]
    notes += [told] if told else []
    return EstimateTable.build(
        "needs", "What they need", _ABOUT, list(_rows(subjects, drifts, named, wrong, base)),
        {**evidence, "named": named.evidence}, view.as_of, notes, _sentence,
    )  # fmt: skip


def _rows(
    subjects: Sequence[Subject],
    drifts: Sequence[tuple[Estimate, bool | None]],
    named: Named,
    wrong: Wrong,
    base: _Base,
) -> Iterator[Row]:
    for subject, (drift, alert) in zip(subjects, drifts, strict=True):
        for measure, estimate in _estimates(subject, wrong, base):
            yield Row({**about(subject), "measure": measure}, estimate, subject.id)
        yield Row({**about(subject), "measure": "drift", "alert": alert}, drift, subject.id)
        yield from _satisfied(named, about(subject), subject.mask, base)
    yield from _satisfied(named, _ALL, None, base)


def _base(asked: Asked, as_of: datetime) -> _Base:
    young = (as_of - timedelta(days=_SETTLE_DAYS)).timestamp() * 1e6
    settled = (asked.published_at <= young) & ~asked.is_closed
    past = as_of - timedelta(days=_YEAR_DAYS) - asked.first_at
    before = min(float(_YEAR_DAYS), past.total_seconds() / 86_400)
    has_accepting = bool(asked.is_accepted.any())
    is_open = ~(asked.is_accepted if has_accepting else asked.is_answered)
    return _Base(asked, as_of, settled, is_open, has_accepting, before)


def _estimates(subject: Subject, wrong: Wrong, base: _Base) -> Iterator[tuple[str, Estimate]]:
    asked, mask = base.asked, subject.mask
    importance = disclose(share_of_posts(mask, asked.in_target, asked.people, base.target))
    yield "importance", importance
    yield "people_share", _people_share(mask, base)
    label = f"questions of anybody, {base.period}"
    yield "questions", count(int(mask.sum()), len(mask), label)
    settled = mask & base.settled
    label = f"of its questions, not closed, {_SETTLE_DAYS} days old and more, {base.period}"
    named = [("unanswered_share", ~asked.is_answered), ("no_accepted_share", ~asked.is_accepted)]
    for measure, is_open in named[: 1 + base.has_accepting]:
        found = share_of_posts(settled & is_open, settled, asked.people, label)
        # What became of public questions tells of the place, so that posts are counted.
        yield measure, disclose(replace(found, people=None))
    parts = parts_of(wrong, mask, label)
    yield from parts.items()
    yield "growth", _growth(mask, base)
    unmet = f"of its questions; unmet is {base.open_label}, a complaint, or anger at an alternative"
    yield "opportunity", product(importance, parts["unmet_share"], unmet)


def _satisfied(
    named: Named, of: Mapping[str, Any], mask: Mask | None, base: _Base
) -> Iterator[Row]:
    """How glad people are of each thing named in the conversations of some questions, or in all."""
    within = np.ones(len(named.people), bool)
    if mask is not None:
        asked = base.asked
        ids = asked.questions.table["object_id"].to_numpy()[asked.first_row :][mask]
        within = np.isin(named.posts["thread_id"].to_numpy(), ids)
    for place, thing in enumerate(named.things):
        naming = named.people[named.post[(named.thing == place) & within[named.post]]]
        if len(np.unique(naming[naming >= 0])) < MINIMUM_PEOPLE:
            continue
        row = {**of, "measure": "satisfaction", "thing_id": thing.id, "thing": thing.name}
        yield Row(row, satisfaction(named, place, within), "named")


def _people_share(mask: Mask, base: _Base) -> Estimate:
    asked = base.asked
    everybody = len(np.unique(asked.people[asked.in_target]))
    some = len(np.unique(asked.people[asked.in_target & mask]))
    label = f"people who stated a need and asked something, {base.period}"
    return disclose(share(some, everybody, label))


def _growth(mask: Mask, base: _Base) -> Estimate:
    """Questions of the last year against those of the year before, a day."""
    day = 86_400e6
    age = (base.as_of.timestamp() * 1e6 - base.asked.published_at[mask]) / day
    now = int((age < _YEAR_DAYS).sum())
    before = int((age < 2 * _YEAR_DAYS).sum()) - now
    label = f"questions of anybody, {base.as_of - timedelta(days=2 * _YEAR_DAYS):%Y-%m-%d} on"
    if base.before_days < _FEWEST_DAYS:
        return ratio(0, 0.0, 0, 0.0, f"{label}; the data goes back too little to compare")
    return disclose(ratio(now, float(_YEAR_DAYS), before, base.before_days, label))


def _drifts(subjects: Sequence[Subject], base: _Base) -> list[tuple[Estimate, bool | None]]:
    """Change of each one's share of all questions, and whether it stands among all of them.

    Shares, not counts: where the whole community grows, nothing has drifted. The test is Fisher's
    exact one, the correction Benjamini and Hochberg's.
    """
    from scipy.stats import fisher_exact

    age = (base.as_of.timestamp() * 1e6 - base.asked.published_at) / 86_400e6
    now, before = age < _YEAR_DAYS, (age >= _YEAR_DAYS) & (age < 2 * _YEAR_DAYS)
    label = f"questions of anybody in the {_YEAR_DAYS} days before {base.as_of:%Y-%m-%d}"
    found, likely = [], []
    for subject in subjects:
        cases, earlier = int((subject.mask & now).sum()), int((subject.mask & before).sum())
        of, of_earlier = int(now.sum()), int(before.sum())
        if base.before_days < _FEWEST_DAYS:
            of_earlier = 0
        gap = disclose(difference(cases, of, earlier, of_earlier, label))
        found.append(gap)
        if gap.is_shown:
            table = [[cases, of - cases], [earlier, of_earlier - earlier]]
            likely.append(float(fisher_exact(table).pvalue))
    adjusted = iter(false_discovery(likely))
    return [(gap, next(adjusted) <= _FALSE if gap.is_shown else None) for gap in found]


def _alerts(
    subjects: Sequence[Subject], drifts: Sequence[tuple[Estimate, bool | None]]
) -> list[str]:
    moved = [
        f"“{subject.name}” {amount(gap.as_dict())} ({interval(gap.as_dict())})"
        for subject, (gap, alert) in zip(subjects, drifts, strict=True)
        if alert
    ]
    told = "Changed as a share of all questions within a year, beyond chance"
    return [f"{told}: {'; '.join(moved)}."] if moved else []


def _evidence(subject: Subject, wrong: Wrong, base: _Base) -> Evidence:
    asked = base.asked
    question = f"Which questions are about “{subject.name}”, and what became of them?"
    return replace(
        asked.evidence,
        question=question,
        parameters={
            **asked.evidence.parameters,
            "phrases met": "; ".join(subject.phrases),
            **wrong.reading,
        },
        rows=int(subject.mask.sum()),
        samples=asked.newest(subject.mask),
    )


def _notes(base: _Base, spoken_of: Sequence[Subject], themes: Sequence[Subject]) -> list[str]:
    notes = [
        f"Importance is the share of the {base.target}. A question may state several needs.",
        (
            "Needs are found in titles alone, not in the text below. Acceptance and closing "
            "are as of the export; what a place deleted, often for want of an answer, is not in it."
        ),
    ]
    unmet = [each for each in spoken_of if each.met is False and each.mask.any()]
    if unmet:
        listed = ", ".join(f"“{each.name}” ({int(each.mask.sum()):,} questions)" for each in unmet)
        notes.append(f"Asked for, and the product does not do it; say so: {listed}.")
    if themes:
        notes.append(
            f"{len(themes)} themes of their other questions are none of the brief's needs: "
            "candidates for what the product does not meet."
        )
    whole = _growth(np.ones(len(base.asked.people), bool), base)
    if whole.value is not None:
        notes.append(
            f"All questions of the community together: {whole.value:.2f} times the year before."
        )
    notes.append(
        f"Unmet is what is {base.open_label}, complains, or is angry at what it names beside our"
        " product. Complaints and anger are as a model tells them, which misses more than it"
        " invents: docs/methods.md has how many."
    )
    if not base.has_accepting:
        notes.append("No answer is ever accepted here, so a question without any is open.")
    return notes


_SAYS: Final = {
    "importance": "“{}” is in {} of their questions",
    "people_share": "{1} of them asked about “{0}”",
    "questions": "“{}”: {} questions by anybody",
    "unanswered_share": "Of the questions about “{}” {} have no answer",
    "no_accepted_share": "Of the questions about “{}” {} have no accepted answer",
    "complaint_share": "Of the questions about “{}” {} are told to be complaints",
    "dissatisfied_share": "Of those about “{}” that name an alternative {} do so angrily",
    "unmet_share": "Of the questions about “{}” {} are open, complain, or are angry at another",
    "growth": "“{}”: {} as many questions as the year before",
    "drift": "“{}” changed by {} as a share of all questions within a year",
    "opportunity": "Opportunity of “{}”: {} of 100",
}


def _sentence(row: Mapping[str, Any]) -> str:
    measure = row["measure"]
    if row["value"] is None:
        of = f", {row['thing']}" if row["thing"] else ""
        return f"“{row['need']}”, {measure.replace('_', ' ')}{of}: {withheld(row)}."
    if measure == "satisfaction":
        return (
            f"“{row['need']}”: of those who name “{row['thing']}” gladly or angrily {amount(row)}"
            f" do so gladly ({interval(row)}; {row['base']:,} people)."
        )
    said = _SAYS[measure].format(row["need"], amount(row))
    based = f"{interval(row)}; {row['base']:,} {row['base_label']}"
    unmet = " The product does not meet this: say so." if row["met"] is False else ""
    low = " Low base." if row["reliability"] == "low base" else ""
    chance = " This could be chance." if row["alert"] is False else ""
    return f"{said} ({based}).{low}{chance}{unmet if measure == 'importance' else ''}"
