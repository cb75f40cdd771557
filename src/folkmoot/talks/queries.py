"""What a person types to search: words, “phrases” and -unwanted words; nothing is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from folkmoot.talks.words import index_words
from folkmoot.text import SMALL_WORDS, has_ideographs

__all__ = ["MOST_WORDS", "Asked", "read_query"]

#: Words of a query that are heeded: more make no search, they are a text that was pasted.
MOST_WORDS: Final = 64
_LONGEST: Final = 4000
_OPERATORS: Final = frozenset({"AND", "OR", "NOT"})
_PART: Final = re.compile(r"""(-|\bNOT\s+)?["“”„«»「『]([^"“”„«»」』]*)["“”„«»」』]|(\S+)""")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that was read.

    Parameters
    ----------
    words
        Wanted: the more of them a post holds, and the rarer they are, the better.
    phrases
        Each has to stand in the post, its words in this order.
    unwanted
        None of these may stand in the post.
    left_out
        How many words were too many and are not heeded.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words and not self.phrases


def read_query(text: str) -> Asked:
    """Read what a person typed.

    ``"quiet grinder"`` asks for the phrase and ``-manual`` (or ``NOT manual``) excludes a word;
    ``AND`` and ``OR`` are passed over, since all words are wanted and none is asked for. Every
    other sign (brackets, colons, stars) is read as a space. Small words count only where there is
    no other.

    Examples
    --------
    >>> read_query('burr OR "quiet grinder" -manual')
    Asked(words=('burr',), phrases=(('quiet', 'grinder'),), unwanted=('manual',), left_out=0)
    >>> read_query('title:(a* && "').words
    ('title',)
    >>> read_query("?!").is_empty
    True
    """
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    unwanted: list[str] = []
    negated = False
    for sign, quoted, plain in _PART.findall(text[:_LONGEST]):
        if plain in _OPERATORS:
            negated = plain == "NOT"
            continue
        found = index_words(quoted or plain)
        if sign or negated or plain.startswith("-"):
            unwanted += found
        elif quoted and found and not has_ideographs(quoted):
            phrases.append(tuple(found[:MOST_WORDS]))
        elif quoted:
            # Compounds stand beside their parts, so places tell nothing: each word has to be there.
            phrases += [(word,) for word in found]
        else:
            words += found
        negated = False
    return _asked(words, phrases, unwanted)


def _asked(words: list[str], phrases: list[tuple[str, ...]], unwanted: list[str]) -> Asked:
    telling = [word for word in words if word not in SMALL_WORDS]
    kept = list(dict.fromkeys(telling or ([] if phrases else words)))
    return Asked(
        tuple(kept[:MOST_WORDS]),
        tuple(phrases[:MOST_WORDS]),
        tuple(dict.fromkeys(unwanted[:MOST_WORDS])),
        max(0, len(kept) - MOST_WORDS),
    )
