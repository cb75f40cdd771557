"""Segments by which the ladder is told: what members declared, crossings of it, and places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final

from folkmoot.errors import Problem
from folkmoot.places import country_name

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = [
    "CROSS", "DECLARED", "JOINED", "PLACES", "UNDECLARED", "atoms", "canonical", "faults",
    "is_crossing", "is_placed", "parts", "segment_name", "who",
    "years_before",
]  # fmt: skip

#: What members declare, each a partition of all people.
DECLARED: Final = ("age_band", "country", "gender", "tenure")
#: Kinds of segment that are where people acted, not who they are.
PLACES: Final = ("community", "room")
UNDECLARED: Final = "not declared"

#: Between the characteristics of a crossing (``age_band*country``), and between its values.
CROSS: Final = "*"
JOINED: Final = " × "

_SAID: Final = {
    "age_band": ("aged {}", "age"),
    "community": ('in "{}"', "place"),
    "country": ("from {}", "country"),
    "gender": ("{}", "gender"),
    "tenure": ("members for {}", "date of joining"),
}
_GENDERS: Final = {"f": "women", "m": "men", "x": "of another gender"}


def parts(kind: str) -> tuple[str, ...]:
    """Characteristics of a kind of segment: one, or those of a crossing.

    Examples
    --------
    >>> parts("age_band"), parts("age_band*country")
    (('age_band',), ('age_band', 'country'))
    """
    return tuple(part.strip() for part in kind.split(CROSS))


def is_crossing(kind: str) -> bool:
    """Say whether a kind of segment crosses several characteristics."""
    return CROSS in kind


def is_placed(kind: str) -> bool:
    """Say whether a kind of segment is, or crosses, a place where people acted.

    Examples
    --------
    >>> is_placed("age_band*community"), is_placed("age_band")
    (True, False)
    """
    return any(part in PLACES for part in parts(kind))


def atoms(kinds: Sequence[str]) -> list[str]:
    """Declared characteristics that some kinds of segment need, once each.

    Examples
    --------
    >>> atoms(["country", "age_band*country"])
    ['country', 'age_band']
    """
    named = dict.fromkeys(chain.from_iterable(map(parts, kinds)))
    return [name for name in named if name not in PLACES]


def canonical(by: Sequence[str]) -> tuple[str, ...]:
    """Kinds of segment as tables name them, once each; a place stands last in a crossing.

    Examples
    --------
    >>> canonical(["country", "age_band * country", "country", "community*age_band"])
    ('country', 'age_band*country', 'age_band*community')
    """
    ordered = (sorted(parts(kind), key=lambda name: name in PLACES) for kind in by)
    return tuple(dict.fromkeys(map(CROSS.join, ordered)))


def faults(by: Sequence[str], *, with_places: bool = True) -> list[Problem]:
    """Find what is wrong with the segments asked for; an empty list where nothing is."""
    single = (*DECLARED, *PLACES) if with_places else DECLARED
    crossed = (*DECLARED, "community") if with_places else DECLARED
    found = []
    for place, kind in enumerate(by):
        named = parts(kind)
        allowed = crossed if is_crossing(kind) else single
        found += [
            Problem("unknown-segment", f"by[{place}]", f'"{name}"', f"one of {', '.join(allowed)}")
            for name in named
            if name not in allowed
        ]
        if len(set(named)) < len(named):
            found.append(Problem(
                "crossed-with-itself", f"by[{place}]", f'"{kind}"', "each characteristic once",
            ))  # fmt: skip
    return found


def years_before(as_of: datetime) -> dict[str, Value]:
    """Values to bind where ``tenure`` is asked: one year and three before the moment."""
    return {"years_1": as_of - timedelta(days=365), "years_3": as_of - timedelta(days=1096)}


def segment_name(kind: str, segment: str) -> str:
    """Say a segment in few words, for the row of a table.

    Examples
    --------
    >>> segment_name("country", "DE"), segment_name("age_band*gender", "18-24 × f")
    ('Germany', '18-24 × women')
    """
    names = parts(kind)
    values = segment.split(JOINED, len(names) - 1)
    if len(values) < len(names):
        return segment
    return JOINED.join(map(_value, names, values))


def _value(characteristic: str, value: str) -> str:
    if characteristic == "gender":
        return _GENDERS.get(value, value)
    return country_name(value) if characteristic == "country" else value


def who(kind: str, segment: str) -> str:
    """Say whom a segment holds.

    Examples
    --------
    >>> who("age_band", "18-24"), who("age_band*gender", "18-24 × f")
    ('Aged 18-24', 'Aged 18-24, women')
    >>> who("country", "not declared")
    'Country not declared'
    """
    names = parts(kind)
    # A place stands last, and its name may hold anything.
    values = segment.split(JOINED, len(names) - 1)
    said = [_part(*pair) for pair in zip(names, values, strict=True)]
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def _part(characteristic: str, value: str) -> str:
    pattern, name = _SAID[characteristic]
    if value == UNDECLARED:
        return f"{name} not declared"
    if characteristic == "country":
        return pattern.format(country_name(value, in_prose=True))
    return pattern.format(_value(characteristic, value))
