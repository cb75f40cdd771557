"""People with a need beside all others who asked in the same places and time, trait by trait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from folkmoot import ladder
from folkmoot.activity import AGE_BANDS
from folkmoot.estimate import Evidence
from folkmoot.ids import format_id
from folkmoot.measures._compare import Pair
from folkmoot.measures._masks import FIELDS, Layout, make_layout
from folkmoot.measures._places import names_of
from folkmoot.measures._segments import years_before
from folkmoot.measures._sensitive import left_out_note, sensitive_kind
from folkmoot.measures._tally import TENURES
from folkmoot.places import country_name
from folkmoot.view import View

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = ["BASES", "Groups", "Trait", "label_of", "read_groups", "read_traits"]

#: Characteristics in the order of the table, and of whom each can be told.
BASES: Final[Mapping[str, str]] = {
    "age_band": "whose age is known",
    "gender": "whose gender is known",
    "country": "whose country is known",
    "tenure": "whose date of joining is known",
    "rung": "who were active in the last 90 days",
    "hour": "",
    "weekday": "",
    "language": "whose posts name their language",
    "community": "",
    "topic": "",
}

_GENDERS: Final = {"f": "women", "m": "men", "x": "neither women nor men"}
_HOURS: Final = {
    "00-05": "00:00 to 06:00 UTC", "06-11": "06:00 to 12:00 UTC",
    "12-17": "12:00 to 18:00 UTC", "18-23": "18:00 to 24:00 UTC",
}  # fmt: skip
_DAYS: Final = {"weekday": "weekdays", "weekend": "weekends"}
_FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "age_band": AGE_BANDS, "tenure": TENURES, "rung": FIELDS, "hour": tuple(_HOURS),
    "weekday": tuple(_DAYS),
}  # fmt: skip

_SINCE: Final = pa.schema(
    [pa.field("since", pa.timestamp("us", tz="UTC")), pa.field("people", pa.int64())]
)
_COUNTED: Final = [pa.field("is_target", pa.bool_()), pa.field("people", pa.int64())]
_PEOPLE: Final = pa.schema(
    [pa.field("characteristic", pa.string()), pa.field("category", pa.string()), *_COUNTED]
)
_RUNGS: Final = pa.schema([_COUNTED[0], pa.field("flags", pa.int64()), _COUNTED[1]])
_PLACES: Final = pa.schema(
    [pa.field("characteristic", pa.string()), pa.field("community_id", pa.int64()), *_COUNTED]
)
_EACH: Final = pa.schema(
    [
        pa.field("actor_id", pa.int64()),
        pa.field("characteristic", pa.string()),
        pa.field("category", pa.string()),
        pa.field("place_id", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Trait:
    """One category of one characteristic, counted in both groups.

    ``people`` and ``other_people`` stand behind the bases of ``pair``, which for places count a
    person once a place.
    """

    characteristic: str
    category: str
    label: str
    pair: Pair
    evidence_id: str
    people: int
    other_people: int


@dataclass(frozen=True)
class Groups:
    """All that was counted.

    Parameters
    ----------
    people
        How many stated a need.
    since
        When the first of them did; both groups are of those who asked from then on.
    left_out
        Places not compared, since their names speak of what is never inferred of people.
    """

    people: int
    since: datetime | None
    traits: tuple[Trait, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    left_out: int = 0

    @property
    def left_out_notes(self) -> tuple[str, ...]:
        """A note on the places left out, where there are any."""
        return (left_out_note(self.left_out),) if self.left_out else ()


def read_groups(view: View) -> Groups:
    """Count every characteristic in both groups; relations ``target`` and ``topics`` are read."""
    table, evidence = view.ask("audience_since", _SINCE, "Since when are the needs stated?")
    since, people = table["since"][0].as_py(), table["people"][0].as_py()
    if since is None:
        return Groups(0, None, (), {"since": evidence})
    traits: list[Trait] = []
    opened: dict[str, Evidence] = {}
    for name, read in (("people", _declared), ("rungs", _rungs)):
        found, opened[name] = read(view, {"since": since})
        traits += found
    found, opened["places"], left_out = _places(view, {"since": since})
    traits += found
    opened = {name: replace(each, rows=people) for name, each in opened.items()}
    order = list(BASES)
    traits.sort(key=lambda trait: (order.index(trait.characteristic), _rank(trait)))
    return Groups(people, since, tuple(traits), opened, left_out)


def read_traits(view: View, groups: Groups) -> Iterator[tuple[int, str, str]]:
    """Read what is known of each of the target: person, characteristic, category.

    Places are those of their other questions, as in `read_groups`; sensitive ones are left out.
    """
    table, _ = view.ask(
        "segment_traits", _EACH, "What is known of each person with a need?",
        {"since": groups.since, **years_before(view.as_of)},
    )  # fmt: skip
    names, _ = names_of(view)
    for actor, name, category, place in zip(*table.to_pydict().values(), strict=True):
        told = category if place is None else names.get(place, format_id(place))
        if place is None or sensitive_kind(told) is None:
            yield actor, name, told


def _rank(trait: Trait) -> tuple[int, int, str]:
    """Bands in their order, all else by how many people there are."""
    fixed = _FIXED.get(trait.characteristic, ())
    if trait.category in fixed:
        return fixed.index(trait.category), 0, ""
    return len(fixed), -trait.pair.cases - trait.pair.other_cases, trait.category


def _declared(view: View, bound: Mapping[str, Value]) -> tuple[list[Trait], Evidence]:
    table, evidence = view.ask(
        "audience_people", _PEOPLE,
        "What did people with a need and the other askers declare, and when do they write?",
        {**bound, **years_before(view.as_of)},
    )  # fmt: skip
    counts: dict[str, dict[str, list[int]]] = {}
    for row in table.to_pylist():
        categories = counts.setdefault(row["characteristic"], {})
        categories.setdefault(row["category"], [0, 0])[row["is_target"]] += row["people"]
    traits = []
    for name, categories in counts.items():
        others, mine = (sum(pair[side] for pair in categories.values()) for side in (0, 1))
        traits += [
            Trait(
                name,
                category,
                label_of(name, category),
                Pair(n, mine, m, others),
                "people",
                mine,
                others,
            )
            for category, (m, n) in categories.items()
        ]
    return traits, evidence


def label_of(characteristic: str, category: str) -> str:
    """Say a category in words: ``f`` is women, ``06-11`` is 06:00 to 12:00 UTC."""
    if characteristic == "age_band":
        return category.replace("-", " to ").replace("65+", "65 and older")
    if characteristic == "country":
        return country_name(category, in_prose=True)
    named = {"gender": _GENDERS, "hour": _HOURS, "weekday": _DAYS}.get(characteristic, {})
    return named.get(category, category)


def _rungs(view: View, bound: Mapping[str, Value]) -> tuple[list[Trait], Evidence]:
    layout: Layout = make_layout()
    table, evidence = view.ask(
        "audience_rungs", _RUNGS, "On which rungs are people with a need, and the other askers?",
        {**bound, **layout.parameters(view.as_of)}, **layout.context(),
    )  # fmt: skip
    active = layout.flags["active"]
    rows = [row for row in table.to_pylist() if row["flags"] & active]

    def people(is_target: bool, bit: int) -> int:
        return sum(r["people"] for r in rows if r["is_target"] == is_target and r["flags"] & bit)

    mine, others = people(True, active), people(False, active)
    traits = []
    for rung in ladder.RUNGS:
        if rung.in_posts:
            habit = layout.flags[f"{rung.name} habit"]
            pair = Pair(people(True, habit), mine, people(False, habit), others)
            traits.append(Trait("rung", rung.name, f"{rung.name}s", pair, "rungs", mine, others))
    return traits, evidence


def _places(view: View, bound: Mapping[str, Value]) -> tuple[list[Trait], Evidence, int]:
    """Count what else each group asks about, a person once a place.

    Whoever asks much is met in every place, and has more chances to state a need. So the share
    of a place is among all that a group asks about, not among its people. Places whose names
    speak of health, faith and the like are counted nowhere.
    """
    table, evidence = view.ask(
        "audience_topics", _PLACES, "Where else do people with a need and the other askers ask?",
        bound,
    )  # fmt: skip
    names, _ = names_of(view)
    people: Counter[bool] = Counter()
    counts: dict[str, dict[int, list[int]]] = {}
    hidden: set[int] = set()
    for row in table.to_pylist():
        if row["community_id"] is None:
            people[row["is_target"]] = row["people"]
        elif sensitive_kind(names.get(row["community_id"], "")) is not None:
            hidden.add(row["community_id"])
        else:
            places = counts.setdefault(row["characteristic"], {})
            places.setdefault(row["community_id"], [0, 0])[row["is_target"]] = row["people"]
    traits = []
    for name, places in counts.items():
        others, mine = (sum(pair[side] for pair in places.values()) for side in (0, 1))
        for place, (m, n) in places.items():
            label = names.get(place, format_id(place))
            pair = Pair(n, mine, m, others)
            traits.append(Trait(name, label, label, pair, "places", people[True], people[False]))
    return traits, evidence, len(hidden)
