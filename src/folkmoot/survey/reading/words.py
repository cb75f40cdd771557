"""Words of questionnaires by what they mean, and how texts are compared with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from folkmoot.places import plain
from folkmoot.text import stems

__all__ = ["Words", "compared", "is_private", "is_unticked", "tells_device", "words"]

_NUMBER: Final = re.compile(r"[+-]?\d{1,15}([.,]\d{1,9})?")
#: A longer heading is a question, which may speak of mail without asking for an address.
_NAME_WORDS, _NAME_LETTERS = 6, 40
_Lists = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Words:
    """What wordings mean, as `compared` writes them; phrases of behaviours as sets of stems."""

    times: Mapping[str, float]
    missing: _Lists
    segments: _Lists
    gender: _Lists
    design: _Lists
    people: _Lists
    unticked: frozenset[str]
    behaviours: Mapping[str, tuple[frozenset[str], ...]]
    private: frozenset[str]
    private_parts: tuple[str, ...]
    places: tuple[str, ...]


@cache
def words() -> Words:
    """Read the words from ``words.toml``."""
    text = resources.files(__package__).joinpath("words.toml").read_text("utf-8")
    told = tomllib.loads(text)
    return Words(
        {compared(wording): float(times) for wording, times in told["times"].items()},
        _lists(told["missing"]),
        _lists(told["segments"]),
        _lists(told["gender"]),
        _lists(told["design"]),
        _lists(told["people"]),
        _all(told["ticks"]["none"]),
        {
            item: tuple(frozenset(stems(phrase)) for phrase in phrases)
            for item, phrases in told["behaviours"].items()
        },
        _all(told["private"]["words"]),
        tuple(told["private"]["parts"]),
        tuple(told["private"]["places"]),
    )


def compared(text: str) -> str:
    """Write a text so that spellings meet: no case, marks or punctuation; numbers stay as told.

    Examples
    --------
    >>> [compared(text) for text in ("Don’t know", "2–3 times a week", "-99.0", "从不", "?")]
    ['dont know', '2 3 times a week', '-99', '从不', '?']
    """
    bare = text.strip()
    if _NUMBER.fullmatch(bare):
        number = float(bare.replace(",", "."))
        return str(int(number)) if number.is_integer() else str(number)
    return plain(bare) or bare.casefold()


def is_private(name: str) -> bool:
    """Whether a column's name says that it tells who somebody is, or where exactly they are.

    Examples
    --------
    >>> [is_private(name) for name in ("IPAddress", "E-mail", "meta/deviceid", "age", "brand name")]
    [True, True, True, False, False]
    """
    told = words()
    last = re.split(r"[/.]", name)[-1]
    spelt = {compared(name), compared(last), compared(_parted(name)), compared(_parted(last))}
    parted = compared(_parted(name)).split()
    whole = "".join(parted)
    is_name = len(parted) <= _NAME_WORDS and len(whole) <= _NAME_LETTERS
    in_part = is_name and any(part in whole for part in told.private_parts)
    return bool(spelt & told.private) or in_part


def tells_device(name: str) -> bool:
    """Whether a private column tells one address or device; a place is shared by many.

    Examples
    --------
    >>> [tells_device(name) for name in ("IPAddress", "E-mail", "LocationLatitude", "age")]
    [True, True, False, False]
    """
    whole = compared(_parted(name)).replace(" ", "")
    return is_private(name) and not any(part in whole for part in words().places)


def is_unticked(text: str) -> bool:
    """Whether a cell of a column of ticks says no.

    Examples
    --------
    >>> [is_unticked(text) for text in ("0", "No", "1", "Reddit")]
    [True, True, False, False]
    """
    return compared(text) in words().unticked


def _parted(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ")


def _lists(section: Mapping[str, list[str]]) -> _Lists:
    return {name: _all(listed) for name, listed in section.items()}


def _all(listed: list[str]) -> frozenset[str]:
    return frozenset(compared(each) for each in listed)
