"""Events that no product should join: tragedy, harm and politics, by lists of words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from folkmoot.text import PhraseFinder, stems

__all__ = ["veto_words", "vetoed"]

_LISTS = ("veto_en.txt", "veto_zh.txt")


@cache
def veto_words() -> tuple[str, ...]:
    """Words and phrases of the shipped lists, English and Chinese."""
    found: list[str] = []
    for name in _LISTS:
        text = files("folkmoot.reference").joinpath(name).read_text(encoding="utf-8")
        found += [line.strip() for line in text.splitlines() if line.strip()[:1] not in {"", "#"}]
    return tuple(found)


@cache
def _finder() -> PhraseFinder:
    return PhraseFinder(veto_words(), reach=1)


def vetoed(texts: Iterable[str]) -> str | None:
    """Return the first listed word met in any of the texts, or ``None``.

    Tuned for recall: one mention among the examples of an event is enough, and no other sign
    clears it.

    Examples
    --------
    >>> vetoed(["Flight cancelled after the earthquake in Nepal"])
    'earthquake'
    >>> vetoed(["东京地震后还能去吗"])
    '地震'
    >>> vetoed(["Which SIM card for two weeks in Peru?"]) is None
    True
    """
    for text in texts:
        found = _finder().find(stems(text))
        if found:
            return veto_words()[found[0].phrase]
    return None
