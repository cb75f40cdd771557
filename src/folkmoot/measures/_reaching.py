"""Which places the target is reached in, and in which order they are worth an hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from folkmoot.estimate import Estimate, Evidence, index
from folkmoot.measures._cover import cover
from folkmoot.view import View

__all__ = ["LEAST_REACHED", "Reached", "Whole", "frames_of", "read_reached"]

#: A place where fewer of the target stated a need is not listed: once or twice is an accident.
LEAST_REACHED: Final = 3

_ASKERS: Final = pa.schema([pa.field(name, pa.int64()) for name in ("place_id", "askers")])
_REACHED: Final = pa.schema([pa.field(name, pa.int64()) for name in ("place_id", "actor_id")])
_FRAMES: Final = pa.schema([("place_id", pa.int64()), ("frame", pa.string())])


@dataclass(frozen=True, slots=True)
class Whole:
    """Rooms, or communities, together: a person counts once a place."""

    places: int
    reached: int
    askers: int


@dataclass(frozen=True)
class Reached:
    """Who of the target stated a need where, and how many asked there.

    Parameters
    ----------
    members
        People of the target by place; places where nobody asked are left out.
    askers
        People who asked, by place.
    parents
        Places that are rooms, each with what it is inside of.
    evidence
        Of ``members`` (``reached``) and of ``askers`` (``people``).
    """

    members: Mapping[int, frozenset[int]]
    askers: Mapping[int, int]
    parents: Mapping[int, int]
    evidence: Mapping[str, Evidence]

    def listed(self) -> list[int]:
        """Places where enough of the target stated a need."""
        return [key for key in self.askers if len(self.members[key]) >= LEAST_REACHED]

    def leaves(self) -> list[int]:
        """Places listed that have no listed room inside."""
        listed = self.listed()
        with_rooms = {self.parents[key] for key in listed if key in self.parents}
        return [key for key in listed if key not in with_rooms]

    def whole(self, key: int) -> Whole:
        """All places of the same sort together: rooms with rooms, communities with communities."""
        is_room = key in self.parents
        same = [each for each in self.askers if (each in self.parents) == is_room]
        return Whole(
            len(same), sum(len(self.members[each]) for each in same),
            sum(self.askers[each] for each in same),
        )  # fmt: skip

    def concentration(self, key: int, whole: Whole, base_label: str) -> Estimate:
        """How much commoner the place is among what the target states than among all asked."""
        here = len(self.members[key])
        return index(here, whole.reached, self.askers[key], whole.askers, base_label)

    def order(self) -> list[tuple[int, int]]:
        """Leaves by what each adds, first those where the need is surely commoner than elsewhere.

        Where there is only one place of its sort, there is no elsewhere.
        """
        leaves = self.leaves()
        wholes = {is_room: self.whole(key) for key in leaves for is_room in [key in self.parents]}
        apt = {key for key in leaves if self._is_apt(key, wholes[key in self.parents])}
        return cover({key: self.members[key] for key in leaves}, apt)

    def _is_apt(self, key: int, whole: Whole) -> bool:
        low = self.concentration(key, whole, "").low
        return whole.places == 1 or (low is not None and low > 100)


def read_reached(view: View, since: datetime, parents: Mapping[int, int]) -> Reached:
    """Read who stated a need where; relations ``stated_needs`` and ``topics`` are read too."""
    bound = {"since": since}
    reached, reached_by = view.ask(
        "communities_people", _REACHED, "Who stated a need where?", bound, reached=True
    )
    members: defaultdict[int, set[int]] = defaultdict(set)
    for row in reached.to_pylist():
        members[row["place_id"]].add(row["actor_id"])
    people, people_by = view.ask(
        "communities_people", _ASKERS, "Who asked where?", bound, reached=False
    )
    askers = {row["place_id"]: row["askers"] for row in people.to_pylist()}
    return Reached(
        {key: frozenset(members[key]) for key in askers}, askers, parents,
        {"reached": reached_by, "people": people_by},
    )  # fmt: skip


def frames_of(view: View) -> dict[int, str]:
    """How the posts of each place came to be in the sample, where it was not by the whole place.

    A place with any posts of a whole community is one; ``keyword`` marks those of which only posts
    found by a search are known, so that nothing is known of the others there. Rooms are read off
    the posts of their community; `folkmoot.activity.FRAMES` has the names.
    """
    rows, _ = view.ask("place_frames", _FRAMES, "How did the posts of each place come in?")
    return {row["place_id"]: row["frame"] for row in rows.to_pylist()}
