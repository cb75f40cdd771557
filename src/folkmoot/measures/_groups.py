"""People with a need beside all others who asked in the same places and time, trait by trait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import pyarrow as pa

from folkmoot.activity import AGE_BANDS
from folkmoot.estimate import Evidence
from folkmoot.ids import format_id
from folkmoot.measures._counted import NEEDERS, OFTEN, PLACES, read_counted
from folkmoot.measures._masks import FIELDS
from folkmoot.measures._places import names_of
from folkmoot.measures._segments import years_before
from folkmoot.measures._sensitive import left_out_note, sensitive_kind
from folkmoot.measures._strata import Strata
from folkmoot.measures._tally import TENURES
from folkmoot.places import country_name
from folkmoot.view import View

__all__ = ["BASES", "Groups", "Trait", "label_of", "read_groups", "read_traits"]

#: What the target has, among the needs by which people are counted.
_WITH: Final = "any"

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
    "community": "who ask anything else",
    "topic": "who ask anything else",
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
_ACTORS: Final = pa.schema([pa.field("actor_id", pa.int64())])
_EACH: Final = pa.schema(
    [
        pa.field("actor_id", pa.int64()),
        pa.field("stratum", pa.int64()),
        pa.field("characteristic", pa.string()),
        pa.field("category", pa.string()),
        pa.field("place_id", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Trait:
    """One category of one characteristic, counted in both groups by how often people ask."""

    characteristic: str
    category: str
    label: str
    strata: Strata


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
        return Groups(0, None, (), {"people": evidence})
    actors, _ = view.ask("need_people", _ACTORS, "Who stated a need of the brief?")
    rows = [{"need_id": _WITH, "actor_id": each, "is_stated": True}
            for each in actors["actor_id"].to_pylist()]  # fmt: skip
    counted = read_counted(view, since, pa.Table.from_pylist(rows, schema=NEEDERS))
    traits = [
        Trait(name, category, _named(name, category), counted.strata(_WITH, name, category))
        for name, category in counted.parts()
    ]
    order = list(BASES)
    traits.sort(key=lambda trait: (order.index(trait.characteristic), _rank(trait)))
    opened = {"people": replace(counted.evidence, rows=people)}
    return Groups(people, since, tuple(traits), opened, counted.left_out)


def read_traits(view: View, groups: Groups) -> Iterator[tuple[int, int, str, str]]:
    """Read what is known of each of the target: person, stratum, characteristic, category.

    Under no category stands that a characteristic is known. Places are those of their other
    questions, as in `read_groups`, by how many these are; all else is in the first stratum.
    Sensitive places are left out.
    """
    table, _ = view.ask(
        "segment_traits", _EACH, "What is known of each person with a need?",
        {"since": groups.since, **years_before(view.as_of)}, often=OFTEN,
    )  # fmt: skip
    names, _ = names_of(view)
    for actor, stratum, name, category, place in zip(*table.to_pydict().values(), strict=True):
        if name == "all":
            yield from ((actor, stratum, each, "") for each in PLACES)
        elif place is None:
            yield from ((actor, stratum, name, each) for each in ("", category))
        elif sensitive_kind(told := names.get(place, format_id(place))) is None:
            yield actor, stratum, name, told


def _rank(trait: Trait) -> tuple[int, int, str]:
    """Bands in their order, all else by how many people there are."""
    fixed = _FIXED.get(trait.characteristic, ())
    if trait.category in fixed:
        return fixed.index(trait.category), 0, ""
    shown = int(trait.strata.cases.sum() + trait.strata.other_cases.sum())
    return len(fixed), -shown, trait.category


def label_of(characteristic: str, category: str) -> str:
    """Say a category in words: ``f`` is women, ``06-11`` is 06:00 to 12:00 UTC."""
    if characteristic == "age_band":
        return category.replace("-", " to ").replace("65+", "65 and older")
    if characteristic == "country":
        return country_name(category, in_prose=True)
    named = {"gender": _GENDERS, "hour": _HOURS, "weekday": _DAYS}.get(characteristic, {})
    return named.get(category, category)


def _named(characteristic: str, category: str) -> str:
    """Say a category of several people."""
    label = label_of(characteristic, category)
    return f"{label}s" if characteristic == "rung" else label
