"""Which rooms a question belongs to: by its tags, or by the names of rooms found in its title.

A room is a topic inside a community, such as a tag. Where the export holds the tags of a post,
they decide. Where it does not, the names of rooms are looked for in the title: hyphens read as
spaces, singular and plural as one, whole words only, the longest name first, so that ``transit
visa`` is not also ``visas``.

Titles name the concrete (a country, an airline) and seldom the general (``air-travel``), so
counts by title are a lower bound for most rooms. On the travel community, where the true count
of each of 1,743 tags is known, counts by title rank the tags with a Spearman correlation of 0.68
(``tests/data/test_measures_topics.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

import pyarrow as pa

from folkmoot.annotators._questions import read_questions
from folkmoot.engines import Engine
from folkmoot.text import STOP_WORDS, singular, words
from folkmoot.view import View

__all__ = ["AMBIGUOUS", "TOPICS", "RoomFinder", "assign_topics"]

#: One row a post and room. ``matched`` is the tag, or the words of the title; ``is_inferred``
#: marks rooms that were read off a title.
TOPICS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("community_id", pa.int64()),
        pa.field("matched", pa.string()),
        pa.field("is_inferred", pa.bool_()),
    ]
)

#: Names of rooms that a title mostly means otherwise, each with the reason. Stop words
#: (``can``, ``got``) are never looked for and need no entry.
AMBIGUOUS: Final[Mapping[str, str]] = {
    "application": "any paper that is sent in, not a room of its own",
    "city": "said of every town; the town's own name is the room",
    "country": "said of every country; the country's own name is the room",
    "entry": "part of multiple entry, refused entry, port of entry",
    "evidence": "a word of every refusal letter",
    "line": "queues, railways and telephones alike",
    "nice": "the adjective, more often than the town",
    "rate": "exchange rates, room rates, to rate",
    "sea": "part of many names of places",
    "service": "said of buses, shops and mobile phones alike",
    "space": "room for a bag or between names, more often than the sky",
    "split": "the verb, more often than the town",
    "visit": "the verb, in one title of twenty",
    "work": "does it work, more often than a job",
    "york": "the second half of New York",
}

_ROOMS: Final = pa.schema(
    [
        pa.field("community_id", pa.int64()),
        pa.field("parent_id", pa.int64()),
        pa.field("name", pa.string()),
    ]
)
_TAGGED: Final = TOPICS.remove(3)

# Cutting titles into words takes half a second, and several measures of one run ask for it.
_seen: WeakKeyDictionary[Engine, tuple[tuple[pa.Table, ...], pa.Table]] = WeakKeyDictionary()


class RoomFinder:
    """Finds names of rooms in a title.

    Parameters
    ----------
    names
        Names by room. A name such as ``food-and-drink`` is also met as either half, unless that
        names a room of its own. Of names that differ in number only the last one is met.

    Examples
    --------
    >>> finder = RoomFinder({1: "visas", 2: "transit-visas", 3: "food-and-drink", 4: "can"})
    >>> finder.find("Can I eat Thai food on a transit visa?")
    {3: 'food', 2: 'transit visa'}
    """

    def __init__(self, names: Mapping[int, str]) -> None:
        self._rooms = {_tokens(name): room for room, name in names.items()}
        for spelling, room in list(self._rooms.items()):
            for half in _halves(spelling):
                self._rooms.setdefault(half, room)
        self._rooms = {s: room for s, room in self._rooms.items() if not _is_ambiguous(s)}
        self._longest = max(map(len, self._rooms), default=0)

    def find(self, title: str) -> dict[int, str]:
        """Return the words that named each room, in the order of the title."""
        tokens = _tokens(title)
        found: dict[int, str] = {}
        place = 0
        while place < len(tokens):
            length, room = self._at(tokens, place)
            if room is not None:
                found.setdefault(room, " ".join(tokens[place : place + length]))
            place += length
        return found

    def _at(self, tokens: tuple[str, ...], place: int) -> tuple[int, int | None]:
        for length in range(min(self._longest, len(tokens) - place), 0, -1):
            room = self._rooms.get(tokens[place : place + length])
            if room is not None:
                return length, room
        return 1, None


def assign_topics(view: View) -> pa.Table:
    """Answer which rooms each question belongs to; also makes it the relation ``topics``.

    Returns
    -------
    pyarrow.Table
        Columns of `TOPICS`, ordered by post and room. Posts without a room are left out.
    """
    questions = read_questions(view).table
    rooms, _ = view.ask("topic_rooms", _ROOMS, "Which rooms are there?")
    tagged, _ = view.ask("topic_tags", _TAGGED, "Which tags came with the posts?")
    read = (questions, rooms, tagged)
    before = _seen.get(view.engine)
    if before is None or not all(a.equals(b) for a, b in zip(before[0], read, strict=True)):
        before = (read, _topics(*read))
        _seen[view.engine] = before
    view.engine.register("topics", before[1])
    return before[1]


def _topics(questions: pa.Table, rooms: pa.Table, tagged: pa.Table) -> pa.Table:
    names: dict[int, dict[int, str]] = {}
    for room in rooms.to_pylist():
        names.setdefault(room["parent_id"], {})[room["community_id"]] = room["name"]
    finders = {community: RoomFinder(inside) for community, inside in names.items()}
    has_tags = set(tagged["object_id"].to_pylist())
    columns = (questions[name].to_pylist() for name in ("object_id", "community_id", "title"))
    inferred = [
        (post, room, matched, True)
        for post, community, title in zip(*columns, strict=True)
        if community in finders and post not in has_tags
        for room, matched in finders[community].find(title).items()
    ]
    exported = [(*row.values(), False) for row in tagged.to_pylist()]
    parts = zip(*(exported + inferred), strict=True) if exported or inferred else [[]] * 4
    topics = pa.table([list(part) for part in parts], schema=TOPICS)
    return topics.sort_by([("object_id", "ascending"), ("community_id", "ascending")])


def _tokens(text: str) -> tuple[str, ...]:
    """Words with their plural cut; a short word may be a code (``bus``, ``dxb``) and is kept."""
    found = words(text.replace("-", " "))
    return tuple(singular(word) if len(word) > 3 else word for word in found)


def _halves(spelling: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    if "and" not in spelling[1:-1]:
        return ()
    middle = spelling.index("and", 1)
    return spelling[:middle], spelling[middle + 1 :]


def _is_ambiguous(spelling: tuple[str, ...]) -> bool:
    return not spelling or (
        len(spelling) == 1 and (spelling[0] in STOP_WORDS or spelling[0] in AMBIGUOUS)
    )
