"""Words of short texts: normalised, stemmed, and phrases found in them near each other.

Floor 1: functions on strings alone. English is stemmed lightly; Chinese and Japanese, which put
no space between words, are read character by character, so that two neighbouring characters act
as a word does elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

__all__ = [
    "SMALL_WORDS",
    "STOP_WORDS",
    "Found",
    "PhraseFinder",
    "has_ideographs",
    "is_telling",
    "singular",
    "spelled",
    "stem",
    "stems",
    "unspaced",
    "words",
]

_IDEOGRAPHS: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_IDEOGRAPH: Final = re.compile(f"[{_IDEOGRAPHS}]")
_TOKEN: Final = re.compile(f"[{_IDEOGRAPHS}]|[^\\W_{_IDEOGRAPHS}]+(?:&[^\\W_{_IDEOGRAPHS}]+)?")

# Written with a hyphen, a space or neither: wi-fi and wifi, pre-paid and prepaid.
_PREFIX: Final = re.compile(r"\b(wi|e|pre|re|multi|mini|hi)[-\u2010\u2011](?=\w)", re.IGNORECASE)
_APOSTROPHE: Final = re.compile(r"[’'](s|re|ve|ll|d|m|t)\b", re.IGNORECASE)
# Only the capitals tell the country from the pronoun.
_UNITED_STATES: Final = re.compile(
    r"\bU\.?S\.?(?:A\.?)?(?![\w.])|\bUnited States(?: of America)?\b"
)
_UNITED_KINGDOM: Final = re.compile(r"\bU\.K\.|\bUnited Kingdom\b")

_SMALL: Final = """
a about am an and any are as at be because been being but by can cannot could d did didn do does
doesn doing don done for from get gets getting go goes going gone got had has hasn have haven
having he her here hers him his how however i if in into is isn it its ll m may me might mine
must my of on onto or our ours out s shall she should so t than that the their theirs them then
there these they this those though through to too up upon us ve was wasn were what when where
whether which while who whom whose why will with within would yes yet you your yours
"""
_VAGUE: Final = """
actually after again all also although anybody anyone anything ask back before best better
between both came come currently different down during each either else even ever every few give
good help just keep kind know least less let like lot made make makes making many more most much
need needed needs new no nor normally not off one only other over own per please possible put
question questions rather re really recommend right same say see several some someone something
still such sure take takes taking tell thing things two under until use used uses using usually
very via want way ways we well without won
"""

#: English words that only bind a sentence together; a phrase is met without them.
SMALL_WORDS: Final = frozenset(_SMALL.split())

#: English words that carry no topic: the small ones and those that fit every title.
STOP_WORDS: Final = SMALL_WORDS | frozenset(_VAGUE.split())

_IRREGULAR: Final = {
    "bought": "buy", "lost": "lose", "paid": "pay", "prepaid": "prepay", "stolen": "steal",
    "flown": "fly", "flew": "fly", "taxes": "tax", "countries": "country", "people": "person",
    "kids": "child", "children": "child", "buses": "bus", "men": "man", "women": "woman",
}  # fmt: skip
_VOWEL: Final = re.compile(r"[aeiouy]")
# One syllable that ends consonant, vowel, consonant: an e was lost (Porter 1980, condition *o).
_SHORT: Final = re.compile(r"[^aeiou]+[aeiouy][^aeiouwxy]")


def spelled(text: str) -> list[str]:
    """Split a text into words as they were written, case and accents kept, for showing.

    ``words(text)[i]`` is the normalised form of ``spelled(text)[i]``.

    Examples
    --------
    >>> spelled("Wi-Fi in the US: what's AT&T's price?")
    ['WiFi', 'in', 'the', 'USA', 'what', 'AT&T', 'price']
    """
    text = unicodedata.normalize("NFKC", text)
    # Looking for a letter costs a tenth of looking for a pattern, and most texts have none.
    if "U" in text:
        text = _UNITED_KINGDOM.sub("UK", _UNITED_STATES.sub("USA", text))
    if "'" in text or "’" in text:
        text = _APOSTROPHE.sub("", text)
    if "-" in text or "\u2010" in text or "\u2011" in text:
        text = _PREFIX.sub(r"\1", text)
    return _TOKEN.findall(text)


@lru_cache(maxsize=200_000)
def _fold(word: str) -> str:
    word = word.casefold()
    if word.isascii() or _IDEOGRAPH.match(word):
        return word
    marked = unicodedata.normalize("NFD", word)
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare)


def words(text: str) -> list[str]:
    """Split a text into normalised words, in order; stop words are kept.

    Case, accents and width are folded; ``wi-fi`` becomes ``wifi``; a Chinese or Japanese
    character stands alone.

    Examples
    --------
    >>> words("Wi-Fi in the US: what's AT&T's price for us?")
    ['wifi', 'in', 'the', 'usa', 'what', 'at&t', 'price', 'for', 'us']
    >>> words("买SIM卡")
    ['买', 'sim', '卡']
    """
    return [_fold(word) for word in spelled(text)]


def has_ideographs(text: str) -> bool:
    """Whether a text holds Chinese or Japanese characters.

    Examples
    --------
    >>> has_ideographs("日本 SIM"), has_ideographs("Japan SIM")
    (True, False)
    """
    return _IDEOGRAPH.search(text) is not None


def unspaced(words: str) -> str:
    """Write words of Chinese as Chinese is written, without spaces between them.

    Examples
    --------
    >>> unspaced("豆 子"), unspaced("esim 上 网"), unspaced("local sim")
    ('豆子', 'esim 上网', 'local sim')
    """
    first, *rest = words.split(" ")
    for word in rest:
        is_joined = has_ideographs(first[-1:]) and has_ideographs(word[:1])
        first += word if is_joined else f" {word}"
    return first


def is_telling(name: str) -> bool:
    """Whether a name can be looked for in texts: a shorter one is a part of ordinary words.

    Examples
    --------
    >>> [is_telling(name) for name in ("ann", "anna", "王伟", "王")]
    [False, True, True, False]
    """
    return len(name.strip()) >= (2 if has_ideographs(name) else 4)


def _root(rest: str) -> str:
    """Mend what is left when ``-ing`` or ``-ed`` is cut: plann to plan, driv to drive."""
    twice = len(rest) > 3 and rest[-1] == rest[-2]
    if twice and (rest[-1] not in "lsz" or (rest[-1] == "l" and len(rest) > 5)):
        return rest[:-1]
    return rest + "e" if _SHORT.fullmatch(rest) else rest


def singular(word: str) -> str:
    """Cut the plural of a normalised English word, and nothing else.

    Examples
    --------
    >>> [singular(w) for w in ("visas", "cities", "tips", "tipping", "paris")]
    ['visa', 'city', 'tip', 'tipping', 'paris']
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Cut plural, ``-ing`` and ``-ed`` from a normalised English word, and a long word's ``e``.

    Lighter than Porter's stemmer on purpose: words of different meaning stay apart (Harman, How
    effective is suffixing?, JASIS 42, 1991, finds no gain from the heavier ones).

    Examples
    --------
    >>> [stem(w) for w in ("roaming", "charges", "charging", "travelling", "sims", "prepaid")]
    ['roam', 'charg', 'charg', 'travel', 'sim', 'prepay']
    >>> [stem(w) for w in ("bus", "gps", "visas", "cities", "planes", "planning", "driving")]
    ['bus', 'gps', 'visa', 'city', 'plane', 'plan', 'drive']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    word = singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and _VOWEL.search(rest):
            return _root(rest)
    return word[:-1] if len(word) > 5 and word.endswith("e") else word


def stems(text: str) -> list[str]:
    """Stems of a text's words, in order; stop words are kept as they stand.

    Examples
    --------
    >>> stems("Buying SIM cards in the cities")
    ['buy', 'sim', 'card', 'in', 'the', 'city']
    """
    return [_stemmed(word) for word in spelled(text)]


@lru_cache(maxsize=200_000)
def _stemmed(word: str) -> str:
    word = _fold(word)
    return word if word in STOP_WORDS else stem(word)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase met in a text.

    Parameters
    ----------
    phrase
        Its place in the list that was looked for.
    closeness
        1 where its words stand as near each other as in the phrase itself, down to 0.6 at the
        farthest that still counts.
    """

    phrase: int
    closeness: float


@dataclass(frozen=True, slots=True)
class _Pattern:
    number: int
    content: tuple[str, ...]
    own_span: int
    pairs: frozenset[tuple[str, str]]


class PhraseFinder:
    """Finds phrases whose content words stand near each other, in any order.

    ``buy sim card`` is found in ``Where can I buy a prepaid SIM card?``. A word written as one or
    as two (``simcard``, ``sim card``) is the same. Of a phrase in ideographs every character has
    to be there, and at least half of its neighbouring pairs.

    Parameters
    ----------
    phrases
        In the words that people use.
    reach
        How many words more than the phrase itself the place may span; 4 lets an adjective or a
        place name stand between, a larger reach joins words of different clauses.

    Examples
    --------
    >>> finder = PhraseFinder(["buy sim card", "国外上网"])
    >>> finder.find(stems("Where to buy a prepaid SIM card in Rome?"))
    [Found(phrase=0, closeness=0.8)]
    >>> [found.phrase for found in finder.find(stems("Buying simcards"))]
    [0]
    >>> [found.phrase for found in finder.find(stems("去国外怎么上网"))]
    [1]
    >>> finder.find(stems("Buying a car while my friend keeps the card of his SIM"))
    []
    """

    def __init__(self, phrases: Iterable[str], reach: int = 4) -> None:
        self._reach = reach
        patterns = [_pattern(number, phrase) for number, phrase in enumerate(phrases)]
        self._vocabulary = {part for pattern in patterns for part in pattern.content}
        self._starts = {part[:3] for part in self._vocabulary}
        self._compounds = {
            stem(left + right): (left, right)
            for pattern in patterns
            for left, right in pattern.pairs
            if not has_ideographs(left + right)
        }
        self._by_part: dict[str, list[_Pattern]] = {}
        for pattern in patterns:
            if pattern.content:
                rarest = max(pattern.content, key=len)
                self._by_part.setdefault(rarest, []).append(pattern)

    def find(self, tokens: Sequence[str]) -> list[Found]:
        """Return the phrases met in a stemmed text, in the order of their list."""
        places = self._places(tokens)
        found = []
        for part in places:
            for pattern in self._by_part.get(part, ()):
                closeness = self._closeness(pattern, places, tokens)
                if closeness > 0:
                    found.append(Found(pattern.number, closeness))
        return sorted(found, key=lambda item: item.phrase)

    def _places(self, tokens: Sequence[str]) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        before = ""
        for place, token in enumerate(tokens):
            if token in self._vocabulary:
                places.setdefault(token, []).append(place)
            both = before + token
            # Cutting keeps the first letters: most pairs can be no word of a phrase.
            if (both[:3] in self._starts or len(both) < 5) and stem(both) in self._vocabulary:
                places.setdefault(stem(both), []).append(place)
            for part in self._compounds.get(token, ()):
                if part in self._vocabulary:
                    places.setdefault(part, []).append(place)
            before = token
        return places

    def _closeness(
        self, pattern: _Pattern, places: dict[str, list[int]], tokens: Sequence[str]
    ) -> float:
        if not all(part in places for part in pattern.content):
            return 0.0
        slack = max(0, _span([places[part] for part in pattern.content]) - pattern.own_span)
        if slack > self._reach or not _pairs_kept(pattern, tokens):
            return 0.0
        return 1 - 0.4 * slack / self._reach


def _pattern(number: int, phrase: str) -> _Pattern:
    tokens = stems(phrase)
    content = [token for token in tokens if token not in SMALL_WORDS]
    if len(content) < 2:  # "is there wifi" means more than "wifi"
        content = tokens
    pairs = frozenset(pairwise(content))
    return _Pattern(number, tuple(dict.fromkeys(content)), _own_span(tokens, content), pairs)


def _own_span(tokens: Sequence[str], content: Sequence[str]) -> int:
    places = [place for place, token in enumerate(tokens) if token in content]
    return places[-1] - places[0] + 1 if places else 0


def _pairs_kept(pattern: _Pattern, tokens: Sequence[str]) -> bool:
    wanted = {pair for pair in pattern.pairs if has_ideographs("".join(pair))}
    kept = wanted.intersection(pairwise(tokens))
    return 2 * len(kept) >= len(wanted)


def _span(places: Sequence[Sequence[int]]) -> int:
    """Tokens in the smallest window that holds one place of each list."""
    at = [0] * len(places)
    best = 10**6
    while True:
        now = [column[i] for column, i in zip(places, at, strict=True)]
        best = min(best, max(now) - min(now) + 1)
        lowest = now.index(min(now))
        at[lowest] += 1
        if at[lowest] == len(places[lowest]):
            return best
