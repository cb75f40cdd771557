"""Posts in, events out: one bucket after the other, with the same answer however they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.annotators.events.buckets import (
    HELD,
    POSTS,
    Bucket,
    buckets_of,
    cut_posts,
    seconds_of,
)
from folkmoot.annotators.events.contents import ALIKE, Contents
from folkmoot.annotators.events.event import Event, event_id, event_of, plain, take_in
from folkmoot.annotators.events.grain import Grain
from folkmoot.annotators.events.grouping import Group, Lead, group_terms, join_groups
from folkmoot.annotators.events.states import Risen, TermStates
from folkmoot.annotators.terms import is_theme
from folkmoot.errors import FolkmootError
from folkmoot.estimate.disclosure import MINIMUM_PEOPLE

__all__ = ["SetAside", "Stream", "events_of"]

_Ints = NDArray[np.int64]

#: A term is one person's when more than this part of its posts in a bucket are theirs.
_LOUD: Final = 0.5
#: Posts remembered of an event.
_KEPT: Final = 200
#: Terms remembered of an event, and how many of the weightiest tell whether it goes on.
_TERMS: Final = 50
_TELLING: Final = 3
#: An event goes on while its terms have this many times the people that were expected.
_STILL: Final = 2.0


@dataclass(frozen=True, slots=True)
class SetAside:
    """Posts that were not counted, by reason, and terms that were one person's.

    Parameters
    ----------
    blank
        Without a text, or of spaces alone.
    paid
        Marked as paid for.
    twice
        The same post once more in its bucket.
    late
        In a bucket that is closed: it came out of order, or its bucket a second time.
    ahead
        After the moment up to which posts are believed: a clock that was wrong.
    one_voice
        Rising terms of which more than half the posts were one person's.
    """

    blank: int = 0
    paid: int = 0
    twice: int = 0
    late: int = 0
    ahead: int = 0
    one_voice: int = 0


class Stream:
    """Events of posts that come in by time.

    Of one author a term counts once a bucket. A term rises as `folkmoot.annotators.watch.Watch`
    says; terms that rise in the same posts are one event. A bucket without any post is taken for
    a gap, not for silence. How posts are split among calls changes nothing, as long as they come
    in order.

    Parameters
    ----------
    grain
        Length of a bucket, an hour or a day.
    kept
        Posts remembered of each event; the first ones where there are more.
    alike
        Cosine of what posts say from which on two events are one story; more keeps more apart.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from folkmoot.annotators.events import choose_grain
    >>> stream = Stream(choose_grain(5000))
    >>> hours = [(hour, f"kettle talk {who}") for hour in range(72) for who in range(3)]
    >>> hours += [(72, f"a comet over the kettle {who}") for who in range(9)]
    >>> moment = lambda hour: 1_700_000_000_000_000 + hour * 3_600_000_000
    >>> stream.take(
    ...     pa.table(
    ...         [
    ...             range(len(hours)),
    ...             [i % 50 for i in range(len(hours))],
    ...             pa.array([moment(h) for h, _ in hours]).cast(POSTS.field("published_at").type),
    ...             [text for _, text in hours],
    ...         ],
    ...         schema=POSTS,
    ...     )
    ... )
    >>> stream.close()
    >>> [(event.terms, event.authors) for event in stream.ranked()]
    [(('comet',), 9)]
    """

    def __init__(self, grain: Grain, kept: int = _KEPT, alike: float = ALIKE) -> None:
        self.grain = grain
        self._kept = kept
        self._states = TermStates(grain.pace)
        self._open = HELD.empty_table()
        self._last: int | None = None
        self._contents = Contents(alike)
        self._live: list[Event] = []
        self._over: list[Event] = []
        #: Known people of each theme so far, up to as many as let it be told.
        self._askers: dict[int, set[int]] = {}
        self._aside: Counter[str] = Counter()
        self._posts = 0

    @property
    def set_aside(self) -> SetAside:
        """What was not counted so far."""
        return SetAside(**self._aside)

    @property
    def last(self) -> int | None:
        """Number of the last bucket that is closed; ``None`` for none."""
        return self._last

    @property
    def post_count(self) -> int:
        """Posts counted so far, those of the open bucket left out."""
        return self._posts

    @property
    def term_count(self) -> int:
        """Terms met so far."""
        return len(self._states.terms)

    @property
    def watched_count(self) -> int:
        """Terms that were used by several people in one bucket, and are watched since."""
        return self._states.watched_count

    @property
    def lives(self) -> list[int]:
        """How many buckets each event that has ended lasted."""
        return [event.buckets for event in self._over]

    def take(self, posts: pa.Table, until: float | None = None) -> None:
        """Take in posts; every bucket but the newest is judged.

        Parameters
        ----------
        posts
            Columns of `POSTS`; the order within one call does not matter. Where there is a column
            ``theme`` too, the ids of themes count as terms.
        until
            Seconds since 1970: later posts are set aside, since their clock must be wrong.

        Raises
        ------
        FolkmootError
            When columns are missing; nothing has been taken in then.
        """
        table = pa.concat_tables([self._open, self._checked(posts, until)])
        buckets = buckets_of(table, self.grain.seconds)
        if not len(buckets):
            return
        newest = int(buckets.max())
        self._open = table.filter(pa.array(buckets == newest))
        self._close(table.filter(pa.array(buckets < newest)))

    def close(self) -> None:
        """Judge the newest bucket too; what comes for it later is late."""
        table, self._open = self._open, HELD.empty_table()
        self._close(table)

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """What it goes on from: plain values, and arrays by name.

        Posts of the bucket that is still open are not among them; they have to be taken in again.
        """
        terms, arrays = self._states.state()
        contents, said = self._contents.state()
        return {
            "states": terms,
            "contents": contents,
            "kept": self._kept,
            "last": self._last,
            "posts": self._posts,
            "aside": dict(self._aside),
            "askers": [[number, sorted(people)] for number, people in self._askers.items()],
            "live": [plain(event) for event in self._live],
            "over": [plain(event) for event in self._over],
        }, arrays | said

    @classmethod
    def from_state(
        cls, grain: Grain, values: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> Stream:
        """Go on from what `state` gave.

        Raises
        ------
        KeyError, TypeError, ValueError
            When something is missing, or does not belong together.
        """
        stream = cls(grain, values["kept"])
        stream._states = TermStates.from_state(grain.pace, values["states"], arrays)
        stream._contents = Contents.from_state(values["contents"], arrays)
        stream._last, stream._posts = values["last"], values["posts"]
        stream._aside = Counter(values["aside"])
        stream._askers = {number: set(people) for number, people in values["askers"]}
        stream._live = [event_of(event) for event in values["live"]]
        stream._over = [event_of(event) for event in values["over"]]
        return stream

    def ranked(self, since: int | None = None) -> list[Event]:
        """Events, the most surprising first.

        Parameters
        ----------
        since
            Number of a bucket: events that were last seen before it are left out.
        """
        found = [*self._over, *self._live]
        kept = [event for event in found if since is None or event.last_bucket >= since]
        return sorted(kept, key=lambda event: (-event.surprise, event.terms, event.event_id))

    def _checked(self, posts: pa.Table, until: float | None) -> pa.Table:
        missing = [name for name in POSTS.names if name not in posts.column_names]
        if missing:
            raise FolkmootError("missing-column", "posts", ", ".join(posts.column_names),
                                f"also {', '.join(missing)}")  # fmt: skip
        if "theme" not in posts.column_names:
            posts = posts.append_column("theme", pa.nulls(len(posts), pa.string()))
        table = posts.select(HELD.names).cast(HELD)
        seconds = seconds_of(table)
        ahead = seconds > (np.inf if until is None else until)
        late = np.zeros(len(table), dtype=np.bool_)
        if self._last is not None:
            late = seconds // self.grain.seconds <= self._last
        self._aside["ahead"] += int(ahead.sum())
        self._aside["late"] += int((late & ~ahead).sum())
        return table.filter(pa.array(~(ahead | late)))

    def _close(self, table: pa.Table) -> None:
        cut = cut_posts(table, self.grain.seconds)
        self._aside.update(cut.aside)
        self._last = self._last if cut.newest is None else cut.newest
        numbers = self._states.numbers(cut.found.vocabulary)
        for number, term in zip(numbers.tolist(), cut.found.vocabulary, strict=True):
            if is_theme(term):
                self._askers.setdefault(number, set())
        for bucket in cut.buckets(numbers):
            self._judge(bucket)

    def _judge(self, bucket: Bucket) -> None:
        self._posts += len(bucket.ids)
        _, author = np.unique(bucket.actors, return_inverse=True)
        width = len(bucket.ids)
        pairs = np.unique(bucket.terms * width + author[bucket.owners])
        used, counts = np.unique(pairs // width, return_counts=True)
        risen = self._states.step(bucket.number, used, counts.astype(np.float64))
        self._ask(bucket)
        groups = group_terms(self._leads(bucket, risen))
        self._follow(bucket, groups, dict(zip(used.tolist(), counts.tolist(), strict=True)))
        self._contents.count(used, counts.astype(np.float64), int(author.max(initial=-1)) + 1)

    def _ask(self, bucket: Bucket) -> None:
        """Note who asks about themes, until so many did that a theme points at nobody."""
        for number, people in self._askers.items():
            if len(people) < MINIMUM_PEOPLE:
                posts = bucket.owners[bucket.terms == number]
                people.update(bucket.actors[posts[bucket.is_known[posts]]].tolist())

    def _leads(self, bucket: Bucket, risen: Risen) -> Iterator[Lead]:
        """Rising terms of several voices, with their posts."""
        order = np.argsort(bucket.terms, kind="stable")
        terms, owners = bucket.terms[order], bucket.owners[order]
        low = np.searchsorted(terms, risen.numbers)
        high = np.searchsorted(terms, risen.numbers, side="right")
        for place, number in enumerate(risen.numbers.tolist()):
            posts = np.unique(owners[low[place] : high[place]])
            _, each = np.unique(bucket.actors[posts], return_counts=True)
            if each.max() > _LOUD * each.sum():
                self._aside["one_voice"] += 1
                continue
            askers = self._askers.get(number)
            if askers is not None and len(askers) < MINIMUM_PEOPLE:
                continue
            yield Lead(
                self._states.terms[number], float(risen.surprise[place]),
                float(risen.expected[place]), frozenset(posts.tolist()),
            )  # fmt: skip

    def _follow(self, bucket: Bucket, groups: list[Group], counts: dict[int, int]) -> None:
        """Carry live events on, begin new ones, join those of one story, and end the quiet ones."""
        self._contents.read(bucket)
        live = {event.event_id: event for event in self._live}
        going = self._contents.continued([group.posts for group in groups])
        for name, group in join_groups(zip(going, groups, strict=True)):
            event = _risen_event(bucket, group, live.get(name), self._kept)
            live[event.event_id] = event
            self._contents.learn(event.event_id, group.posts)
        for name, event in live.items():
            if event.last_bucket < bucket.number:
                live[name] = self._seen(event, bucket, counts)
        for name, taken in self._contents.joined():
            live[name] = take_in(live[name], live.pop(taken), _TERMS, self._kept)
        self._live = []
        for event in live.values():
            if bucket.number - event.last_bucket > self.grain.quiet:
                self._over.append(replace(event, is_over=True))
                self._contents.forget([event.event_id])
            else:
                self._live.append(event)

    def _seen(self, event: Event, bucket: Bucket, counts: dict[int, int]) -> Event:
        """An event that does not rise: it goes on while more people than usual speak of it."""
        numbers, usual = self._contents.telling(event.event_id, self._states.terms, _TELLING)
        expected = _STILL * usual * len(np.unique(bucket.actors))
        now = np.array([counts.get(number, 0) for number in numbers.tolist()])
        numbers = numbers[now >= np.maximum(self.grain.pace.smallest, expected)]
        if not len(numbers):
            return event
        posts = np.unique(bucket.owners[np.isin(bucket.terms, numbers)])
        self._contents.learn(event.event_id, posts.tolist())
        return _longer(event, bucket, posts, self._kept)


def _risen_event(bucket: Bucket, group: Group, before: Event | None, kept: int) -> Event:
    posts = np.array(sorted(group.posts))
    lead = group.leads[0]
    people = frozenset(bucket.actors[posts].tolist())
    ids = tuple(bucket.ids[posts].tolist())[:kept]
    if before is None:
        first = int(posts[0])
        starter = int(bucket.actors[first]) if bucket.is_known[first] else None
        name = event_id(bucket.number, lead.term)
        return Event(
            name, (), group.terms, bucket.number, bucket.number, bucket.number,
            float(bucket.seconds[first]), starter, lead.surprise, lead.expected, len(people),
            people, ids,
        )  # fmt: skip
    more = tuple(term for term in group.terms if term not in before.terms)
    return replace(
        _longer(before, bucket, posts, kept),
        terms=(*before.terms, *more)[:_TERMS],
        surprise=max(before.surprise, lead.surprise),
    )


def _longer(event: Event, bucket: Bucket, posts: _Ints, kept: int) -> Event:
    """An event with one more bucket."""
    people = frozenset(bucket.actors[posts].tolist())
    longer = replace(
        event,
        last_bucket=bucket.number,
        people=event.people | people,
        posts=(*event.posts, *bucket.ids[posts].tolist())[:kept],
    )
    if len(people) <= event.authors:
        return longer
    return replace(longer, authors=len(people), peak_bucket=bucket.number)


def events_of(
    posts: pa.Table, grain: Grain, until: float | None = None, kept: int = _KEPT
) -> Stream:
    """Read posts at once: the stream after all of them, its last bucket judged.

    Raises
    ------
    FolkmootError
        As `Stream.take`.
    """
    stream = Stream(grain, kept)
    stream.take(posts, until)
    stream.close()
    return stream
