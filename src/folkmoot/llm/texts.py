"""Texts without what could name a person, before they are sent anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from folkmoot.text import has_ideographs, is_telling

__all__ = ["without_people"]

#: Longest first: an address is taken out before the handle within it.
_PARTS: Final = (
    (re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE), "[link]"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"), "[address]"),
    (re.compile(r"(?<![\w/])/?u/[\w-]{2,40}"), "[person]"),
    (re.compile(r"(?<!\w)@[\w.-]{1,40}(?:@[\w.-]{1,60})?"), "[person]"),
    (re.compile(r"(?<!\w)\+?\d(?:[\s().-]?\d){6,15}(?!\w)"), "[number]"),
    (re.compile(r"(?<![\w:])(?=[0-9a-f:]*\d)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])"
                r"|\b\d{1,3}(?:\.\d{1,3}){3}\b", re.IGNORECASE), "[number]"),
)  # fmt: skip


def without_people(text: str, names: Iterable[str] = ()) -> str:
    """Replace links, addresses, handles, long numbers, and the names given.

    A name that a writer spells out in ordinary words cannot be told from other words and stays:
    what is sent should be public to begin with.

    Examples
    --------
    >>> without_people("Ask @ann or u/bob_9, ann@example.org, +44 20 7946 0958: see https://x.y/z")
    'Ask [person] or [person], [address], [number]: see [link]'
    >>> without_people("Thanks Annabel!", names=["Annabel"])
    'Thanks [person]!'
    >>> without_people("谢谢王伟推荐", names=["王伟"])
    '谢谢[person]推荐'
    """
    for pattern, word in _PARTS:
        text = pattern.sub(word, text)
    for name in sorted(filter(_is_name, set(names)), key=len, reverse=True):
        # Between ideographs there are no spaces to tell where a name ends.
        edge = ("", "") if has_ideographs(name) else (r"(?<!\w)", r"(?!\w)")
        text = re.sub(re.escape(name).join(edge), "[person]", text)
    return text


def _is_name(name: str) -> bool:
    return is_telling(name) or len(name) > 2
