"""What is rising against its own past, and whether joining it fits the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from folkmoot.annotators.base import Setup
from folkmoot.annotators.lasting import LearnedThemes
from folkmoot.annotators.relevance import state_needs, target_members
from folkmoot.annotators.sentiment import Sentiment
from folkmoot.annotators.stored import annotations_of
from folkmoot.annotators.veto import Veto
from folkmoot.brief import Brief
from folkmoot.estimate import EstimateTable, Evidence, Row, amount, disclose, interval, share
from folkmoot.estimate.disclosure import MINIMUM_PEOPLE
from folkmoot.ids import format_id
from folkmoot.measures._events import grain_of, rising_events
from folkmoot.measures._fit import LIKELY as _LIKELY
from folkmoot.measures._fit import Fit, Judge
from folkmoot.measures._found import Found
from folkmoot.measures._hot import hot_topics
from folkmoot.measures._theme_terms import THEME, ThemeTerms
from folkmoot.measures._weeks import rising_weeks
from folkmoot.text import unspaced
from folkmoot.view import View

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["HOURS_TO_ACT", "LIKELY", "trends"]

#: A rise is called one while at most this share of the list is expected to be there by chance.
LIKELY: Final = _LIKELY
#: Hours from now until something could be posted: to write it, to have it approved, to be there.
HOURS_TO_ACT: Final = 4.0
#: Rows shown at most, the sure ones and the next surest.
_MOST: Final = 12
_STATED: Final = pa.schema([("object_id", pa.int64()), ("need_id", pa.string())])
_WORDS: Final = pa.schema(
    [("object_id", pa.int64()), ("title", pa.string()), ("text", pa.string())]
)
#: The label of a post that is written in anger.
_AGAINST: Final = "neg"
_MOMENT: Final = pa.timestamp("us", tz="UTC")
_ABOUT: Final = (
    pa.field("term", pa.string()),
    pa.field("also", pa.list_(pa.string())),
    pa.field("bucket", _MOMENT),
    pa.field("first_seen_at", _MOMENT),
    pa.field("verdict", pa.string()),
    pa.field("reason", pa.string()),
    pa.field("q_value", pa.float64()),
    pa.field("examples", pa.list_(pa.string())),
    pa.field("measure", pa.string()),
    pa.field("event_id", pa.string()),
    pa.field("parents", pa.list_(pa.string())),
    pa.field("kind", pa.string()),
    pa.field("grain", pa.string()),
    pa.field("gate", pa.string()),
    pa.field("needs", pa.list_(pa.string())),
    pa.field("quote", pa.string()),
    pa.field("starter", pa.string()),
    pa.field("left_low_hours", pa.float64()),
    pa.field("left_hours", pa.float64()),
    pa.field("left_high_hours", pa.float64()),
    pa.field("left_unknown", pa.string()),
    pa.field("themes", pa.list_(pa.string())),
)


def trends(
    view: View,
    brief: Brief,
    bucket_days: int = 7,
    *,
    grain: str = "",
    hours_to_act: float = HOURS_TO_ACT,
    veto: Veto | None = None,
    themes: LearnedThemes | None = None,
    project: Project | None = None,
) -> EstimateTable:
    """Answer what rises against its own past, in posts and on hot lists, and what to join.

    Terms are words, tags, and the themes that were learned, each told as ``theme:`` and its name.
    Each author counts once a term and bucket; a term has to pass its own faded peaks and to have
    three authors. Busy communities are watched by the hour or by the day (see
    `folkmoot.annotators.events`), quiet ones by the week, where a level that fades over a quarter
    gives a negative binomial prediction (see `folkmoot.annotators.surprise`). Verdicts pass gates
    first: chance, paid places, tragedy, harm and politics, how long it will last, the needs of
    the brief. Abstaining is the normal answer, and a person confirms every joining.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Whose needs what rises must touch.
    bucket_days
        Days of a bucket of a quiet community; more find slow rises and miss quick ones.
    grain
        ``hour``, ``day`` or ``week``; chosen by how many posts come in unless given.
    hours_to_act
        Hours until something could be posted; what will be gone by then is left alone.
    veto
        What rules out tragedy, harm and politics; the shipped lists and examples unless given.
    themes
        Themes of questions that count as terms; without them words alone do.
    project
        That of the view. What was learnt of hours or days is kept in it, so that the next run
        reads new ones alone and answers the same.

    Returns
    -------
    EstimateTable
        By term: ``growth`` (ratio to what was expected, of a week to the year before, per post),
        ``authors`` (count), ``surprise`` (score: minus the decimal logarithm of the p-value) and
        ``overlap`` (share of those who took part who stated a need of the brief before), and
        ``complaints`` (share of its posts that are written in anger, as `folkmoot annotate` has
        stored it or would);
        of a topic on a hot list its ``place``. The interval of ``left_hours`` is meant for 8 in 10;
        ``themes`` are the lasting ids of those among the terms.

    Raises
    ------
    FolkmootError
        ``themes-of-later``, where themes were learned after the view's moment.
    """
    terms = ThemeTerms(themes, view.as_of)
    state_needs(view, brief)
    target = frozenset(target_members(view)["actor_id"].to_pylist())
    judge = Judge(brief, hours_to_act, veto or Veto())
    found, known, notes = _rising(view, brief, terms, bucket_days, grain, project)
    topics, about_lists = hot_topics(view)
    rows: list[Row] = []
    evidence: dict[str, Evidence] = {}
    is_any = False
    found, feelings = _feelings(view, brief, found)
    for each in (*found, *topics):
        fit = judge.judge(each, known.get(each.event_id, ()))
        is_any |= each.q_value <= LIKELY
        evidence.setdefault(each.term, each.evidence)
        rows += _rows(each, fit, target, feelings)
    vetoing = "Where words or examples rule an event out, nothing clears it automatically."
    notes += [*about_lists, vetoing]
    if not is_any:
        notes.insert(0, "Nothing is rising beyond its usual ups and downs.")
    return EstimateTable.build(
        "trends", "What is rising", _ABOUT, rows, evidence, view.as_of, notes, _sentence
    )


def _rising(
    view: View,
    brief: Brief,
    themes: ThemeTerms,
    bucket_days: int,
    grain: str,
    project: Project | None,
) -> tuple[list[Found], dict[str, tuple[frozenset[str], ...]], list[str]]:
    """What rises in posts; by event, needs known of its posts; and what was looked at."""
    length = grain_of(view, grain)
    if length.name != "week":
        found, notes = rising_events(view, themes, length, _MOST, project)
        return found, {}, [*notes, themes.note]
    weeks = rising_weeks(view, themes, bucket_days, _MOST)
    stated, _ = view.ask("trends_stated", _STATED, "Which questions state a need of the brief?")
    titles = {need.id: need.title for need in brief.needs}
    needs: dict[int, set[str]] = {}
    for row in stated.to_pylist():
        needs.setdefault(row["object_id"], set()).add(titles.get(row["need_id"], row["need_id"]))
    known = {
        each.event_id: tuple(frozenset(needs.get(one, ())) for one in each.objects)
        for each in weeks.found
    }
    return weeks.found, known, [*weeks.notes, themes.note]


def _feelings(
    view: View, brief: Brief, found: Sequence[Found]
) -> tuple[list[Found], dict[int, str | None]]:
    """How posts are written, as stored or read now; what rises says in its evidence by whom."""
    wanted = sorted({one for each in found for one in each.objects})
    objects = pa.table({"object_id": pa.array(wanted, pa.int64())})
    view.engine.register("rising_objects", objects)
    posts = view.query("trend_texts", _WORDS)
    ids, titles, texts = (posts[name].to_pylist() for name in _WORDS.names)
    told = annotations_of(view, Sentiment(Setup(brief)), ids, titles, texts)
    read = {"feelings read by": told.version}
    named = [
        replace(
            each, evidence=replace(each.evidence, parameters={**each.evidence.parameters, **read})
        )
        for each in found
    ]
    return named, {one: labels[0][0] for one, labels in zip(ids, told.labels, strict=True)}


def _rows(
    found: Found, fit: Fit, target: frozenset[int], feelings: Mapping[int, str | None]
) -> Iterator[Row]:
    about = _about(found, fit)
    estimates = dict(found.estimates)
    if found.people:
        cases = len(found.people & target)
        estimates["overlap"] = disclose(share(cases, len(found.people), "people who took part"))
    felt = [label for one in found.objects if (label := feelings.get(one))]
    if felt:
        label = "posts of it that were read"
        angry = share(felt.count(_AGAINST), len(felt), label, people=len(found.people))
        estimates["complaints"] = disclose(angry)
    for measure, estimate in estimates.items():
        yield Row({**about, "measure": measure}, estimate, found.term)


def _about(found: Found, fit: Fit) -> dict[str, Any]:
    life = found.life
    # Who began is told where enough took part that nobody is picked out of a few.
    is_told = found.starter is not None and len(found.people) >= MINIMUM_PEOPLE
    return {
        "term": unspaced(found.term),
        "also": [unspaced(term) for term in found.also],
        "bucket": found.bucket_at,
        "first_seen_at": found.first_seen_at,
        "verdict": fit.verdict,
        "reason": fit.reason,
        "q_value": found.q_value,
        "examples": list(found.urls),
        "event_id": found.event_id,
        "parents": list(found.parents),
        "kind": found.kind,
        "grain": found.grain,
        "gate": fit.gate,
        "needs": list(fit.needs),
        "quote": fit.quote or None,
        "starter": format_id(found.starter or 0) if is_told else None,
        "left_low_hours": None if life is None else life.low,
        "left_hours": None if life is None else life.middle,
        "left_high_hours": None if life is None else life.high,
        "left_unknown": found.unknown or None,
        "themes": list(found.themes),
    }


def _when(bucket: datetime, grain: str) -> str:
    if grain == "hour":
        return f"in the hour from {bucket:%Y-%m-%d %H:%M} UTC"
    return f"on {bucket:%Y-%m-%d}" if grain == "day" else f"in the week from {bucket:%Y-%m-%d}"


def _sentence(row: Mapping[str, Any]) -> str:
    before = "in the year before" if row["grain"] == "week" else "was expected"
    what = {
        "growth": f"used {{amount}} as often as {before}",
        "authors": f"used by {{amount}} people {_when(row['bucket'], row['grain'])}",
        "surprise": "surprise {amount}",
        "overlap": "{amount} of those who took part had stated a need before",
        "complaints": "{amount} of its posts are written in anger",
        "place": "place {place:.0f} on the list",
    }[row["measure"]]
    if row["term"].startswith(THEME):
        what = what.replace("used", "asked about", 1)
    if row["value"] is None and what.startswith("{amount} of"):
        what = f"how many {what.removeprefix('{amount} ')}: {{amount}}"
    said = what.format(amount=amount(row), place=row["value"] or 0)
    bounds = f" ({interval(row)})" if row["low"] is not None else ""
    left = "Left alone" if row["verdict"] == "abstain" else "May be joined"
    return f"“{row['term']}”: {said}{bounds}. {left}: {row['reason']}."
