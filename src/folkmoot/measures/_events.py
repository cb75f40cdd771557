"""What rises in a busy community: events of its posts, by the hour or by the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from folkmoot.annotators._questions import read_questions
from folkmoot.annotators.events import POSTS, Event, Grain, SetAside, Stream, choose_grain
from folkmoot.annotators.remaining import remaining_among
from folkmoot.estimate import Estimate, Evidence, count
from folkmoot.measures._found import Found, Life
from folkmoot.measures._kept_stream import KeptStream, Opened
from folkmoot.measures._theme_terms import ThemeTerms
from folkmoot.view import View

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["grain_of", "rising_events"]

#: Days over which the density of posts is taken.
_DENSITY_DAYS: Final = 28
#: Days read at least: for hours eight weeks, so that the profile of the week is in use for four;
#: for days a year.
_PAST_DAYS: Final = {"hour": 56, "day": 364}
#: The first bucket moves on by so many days at once, so that runs in between share their past.
_STEP_DAYS: Final = {"hour": 28, "day": 182}
#: Days at the end that are looked at: most trends help within two days or never.
_RECENT_DAYS: Final = {"hour": 2, "day": 14}
_EXAMPLES: Final = 3
_READ: Final = pa.schema([*POSTS, pa.field("url", pa.string())])


@dataclass(frozen=True, slots=True)
class _Words:
    """What the posts of events say."""

    text: Mapping[int, str]
    url: Mapping[int, str | None]


def grain_of(view: View, name: str = "") -> Grain:
    """The length of a bucket that fits how many posts come in."""
    since = view.as_of - timedelta(days=_DENSITY_DAYS)
    schema = pa.schema([("posts", pa.int64())])
    table, _ = view.ask("trend_density", schema, "How many posts come in?", {"since": since})
    return choose_grain(table["posts"][0].as_py() / _DENSITY_DAYS, name)


def rising_events(
    view: View, themes: ThemeTerms, grain: Grain, most: int, project: Project | None = None
) -> tuple[list[Found], list[str]]:
    """Find events of the last days, the most surprising first, and say what was set aside.

    Where a project is given, what was learnt of closed buckets is kept in it: the next run reads
    on from there, and finds the same.
    """
    begins = _begins(view.as_of, grain)
    stream, told = _read(view, themes, grain, begins, project)
    until = view.as_of.timestamp()
    first = int((until - _RECENT_DAYS[grain.name] * 86_400) // grain.seconds)
    events = stream.ranked(first)[:most]
    words, asked = _words(view, events, begins)
    # Every term that was watched was looked at in every recent bucket.
    looks = max(1, stream.watched_count) * _RECENT_DAYS[grain.name] * 24 // grain.hours
    found = [_found(event, themes, grain, looks, stream.lives, words, asked) for event in events]
    notes = _notes(grain, stream.post_count, stream.term_count, stream.set_aside)
    return found, [*notes, f"All {grain.name}s were read anew: {told}."] if told else notes


def _begins(as_of: datetime, grain: Grain) -> datetime:
    """When the first bucket begins: it depends on the moment alone, not on earlier runs."""
    step = _STEP_DAYS[grain.name]
    days = int((as_of - timedelta(days=_PAST_DAYS[grain.name])).timestamp() // 86_400)
    return _moment(days // step * step * 86_400)


def _read(
    view: View, themes: ThemeTerms, grain: Grain, begins: datetime, project: Project | None
) -> tuple[Stream, str]:
    """The stream of all posts since a moment; and why what was kept of it is of no use."""
    if project is None:
        opened, since = Opened(Stream(grain)), begins
    else:
        kept = KeptStream(project, view, grain, begins, themes.digest)
        opened = kept.open()
        since = kept.since(opened.stream)
    question = f"What did people write since {since:%Y-%m-%d}?"
    table, _ = view.ask("trend_posts", _READ, question, {"since": since}, only_wanted=False)
    lies = themes.of_posts(table["object_id"], read_questions(view), since)
    opened.stream.take(table.append_column("theme", lies), view.as_of.timestamp())
    if project is not None:
        kept.keep(opened)
    opened.stream.close()
    return opened.stream, opened.told


def _words(view: View, events: list[Event], begins: datetime) -> tuple[_Words, Evidence]:
    """What the posts of events say, and how what was counted was had."""
    wanted = sorted({post for event in events for post in event.posts})
    view.engine.register("wanted_objects", pa.table({"object_id": pa.array(wanted, pa.int64())}))
    since = min((_moment(event.started_at) for event in events), default=view.as_of)
    question = f"What did people write since {begins:%Y-%m-%d}?"
    table, asked = view.ask("trend_posts", _READ, question, {"since": since}, only_wanted=True)
    rows = table.to_pylist()
    words = _Words(
        {row["object_id"]: row["text"] for row in rows},
        {row["object_id"]: row["url"] for row in rows},
    )
    counted = view.engine.render("trend_posts", only_wanted=False)
    return words, replace(asked, sql=counted, parameters={**asked.parameters, "since": str(begins)})


def _found(
    event: Event, themes: ThemeTerms, grain: Grain, looks: int, lives: list[int], words: _Words,
    asked: Evidence,
) -> Found:  # fmt: skip
    term, *also = (themes.told(each) for each in event.terms)
    urls = tuple(url for post in event.posts[:_EXAMPLES] if (url := words.url[post]))
    evidence = Evidence(
        f"Who used “{term}”, and how many were expected to?",
        asked.sql,
        {**asked.parameters, "term": term, "people expected": f"{event.expected:.2f}",
         "terms and buckets looked at": f"{looks:,}"},
        len(event.posts), urls,
    )  # fmt: skip
    left = remaining_among(lives, event.buckets)
    return Found(
        kind="posts",
        grain=grain.name,
        event_id=event.event_id,
        parents=event.parents,
        term=term,
        also=tuple(also),
        bucket_at=_moment(event.peak_bucket * grain.seconds),
        first_seen_at=_moment(event.started_at),
        starter=event.starter,
        texts=tuple(words.text[post] for post in event.posts),
        urls=urls,
        people=event.people,
        q_value=min(1.0, looks * 10**-event.surprise),
        over="it is over: it was not seen any more" if event.is_over else "",
        life=None if left is None else Life(*(hours * grain.hours for hours in left)),
        is_paid=False,
        evidence=evidence,
        estimates=_estimates(event, grain),
        objects=event.posts,
        themes=themes.ids(event.terms),
    )


def _estimates(event: Event, grain: Grain) -> dict[str, Estimate]:
    label = f"people in that {grain.name}"
    authors = count(event.authors, len(event.posts), label)
    usual: dict[str, Any] = {
        name: None if value is None else value / max(event.expected, 0.5)
        for name, value in (("value", authors.value), ("low", authors.low), ("high", authors.high))
    }
    growth = Estimate(**usual, cases=event.authors, base=len(event.posts), base_label=label,
                      unit="ratio", method="fading-level")  # fmt: skip
    surprise = Estimate(event.surprise, None, None, event.authors, len(event.posts), label,
                        "score", "fading-level")  # fmt: skip
    return {"growth": growth, "authors": authors, "surprise": surprise}


def _notes(grain: Grain, posts: int, terms: int, aside: SetAside) -> list[str]:
    counted = f"{posts:,} posts were counted by the {grain.name}"
    notes = [f"{counted}; {terms:,} terms were compared with their past."]
    told = {
        "marked as paid for": aside.paid, "without words": aside.blank, "told twice": aside.twice,
        "out of order": aside.late, "from the future": aside.ahead,
    }  # fmt: skip
    said = [f"{number:,} {what}" for what, number in told.items() if number]
    if said:
        notes.append(f"Posts set aside: {', '.join(said)}.")
    if aside.one_voice:
        notes.append(
            f"Terms left out {aside.one_voice:,} times since more than half of their posts were "
            "one person's."
        )
    return notes


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
