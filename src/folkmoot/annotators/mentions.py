"""Where a post names the product or one of its alternatives, and how it speaks of it.

Names are those of the brief: the product's, the rivals', and how customers call each alternative.
They are met as whole words in their order, plural or not; in Chinese where the name begins and ends
a word (jieba's, by rjieba), so that the firm in 小米手机 is one and the porridge in 小米粥 is none.
A name of one ordinary word (*roaming*, *Notion*) has homonyms: it counts where it is written as a
name in the midst of a sentence or with a capital within it (*AeroPress*), or where the post holds
another word of the brief.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

import pyarrow as pa

from folkmoot.annotators._feeling import feelings, sentiment_heads
from folkmoot.annotators._grams import READ_LETTERS
from folkmoot.annotators.base import NO_WORDS, Label, Posts, Setup, labelled
from folkmoot.brief import Brief
from folkmoot.text import STOP_WORDS, has_ideographs, singular, spelled, stems, words

if TYPE_CHECKING:
    from rjieba import Jieba

__all__ = ["PRODUCT", "Mentions"]

#: What ``about`` calls our own product; alternatives go by their identifier.
PRODUCT: Final = "product"
_RULES: Final = "2"
_LETTERS: Final = 20_000
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|[\n\r]+")
_HYPHEN: Final = re.compile(r"[-\u2010\u2011]")
_MARKED: Final = re.compile("[\u00c0-\u024f]")
_LATIN: Final = re.compile(r"[a-z0-9]")
#: How sure a name is that has no homonyms, and one that the words around it settle.
_PLAIN, _SETTLED = 1.0, 0.8
_NOBODY: Final = "names neither the product nor an alternative"
_HOMONYM: Final = "in another sense, as far as the words around it tell"


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of something, with the words to look for."""

    about: str
    text: str
    tokens: tuple[str, ...]
    key: str
    is_chinese: bool
    has_homonyms: bool


@dataclass(frozen=True, slots=True)
class _Met:
    """A name met in a sentence; a score of 0 where it is taken for a homonym."""

    name: _Name
    sentence: str
    score: float


class Mentions:
    """Mentions as an annotator.

    A row a thing named and feeling: ``about`` is the thing (`PRODUCT` or an alternative's
    identifier), ``label`` the feeling of the sentence that names it (``neg``, ``neu``, ``pos``),
    ``score`` how sure it is that the thing is meant, ``why`` the brief's name that was met.
    """

    name = "mentions"

    def __init__(self, setup: Setup) -> None:
        self._tier = setup.tier
        self._names = _names(setup.brief)
        self._context = _context(setup.brief)
        text = "\n".join([*map(repr, self._names), *sorted(self._context)])
        digest = blake2b(text.encode(), digest_size=4).hexdigest()
        self.version = f"mentions-{_RULES}-{digest}-{sentiment_heads(setup.tier).model}"

    def annotate(self, posts: Posts) -> pa.Table:
        """Return `folkmoot.annotators.base.LABELS`."""
        met: list[list[_Met]] = [[] for _ in range(len(posts))]
        for place in posts.readable:
            met[place] = self._met(posts.titles[place], posts.texts[place])
        meant = [each.sentence for row in met for each in row if each.score]
        sentences = list(dict.fromkeys(meant))
        told = dict(zip(sentences, feelings(sentences, self._tier), strict=True))
        readable = set(posts.readable)
        return labelled([
            _labels(row, told) if place in readable else [(None, None, None, NO_WORDS)]
            for place, row in enumerate(met)
        ])  # fmt: skip

    def _met(self, title: str | None, text: str | None) -> list[_Met]:
        whole = f"{title or ''}\n{(text or '')[:_LETTERS]}"
        flat = _HYPHEN.sub("", normalize("NFKC", whole).casefold())
        is_marked = _MARKED.search(flat) is not None
        names = [name for name in self._names if name.key in flat or is_marked]
        if not names:
            return []
        around = _content(whole) & self._context
        return [
            each
            for sentence in _SENTENCE.split(whole)
            if sentence and not sentence.isspace()
            for each in _in_sentence(sentence, names, around)
        ]


def _labels(met: Sequence[_Met], told: dict[str, tuple[str, float]]) -> list[Label]:
    found: dict[tuple[str, str], Label] = {}
    for each in met:
        if each.score:
            feeling, about = told[each.sentence[:READ_LETTERS]][0], each.name.about
            before = found.get((about, feeling))
            if before is None or (before[1] or 0) < each.score:
                found[about, feeling] = (feeling, each.score, about, each.name.text)
    if found:
        return list(found.values())
    if met:
        return [(None, None, None, f"“{met[0].name.text}” {_HOMONYM}")]
    return [(None, None, None, _NOBODY)]


def _in_sentence(sentence: str, names: Sequence[_Name], around: set[str]) -> Iterator[_Met]:
    written = spelled(sentence)
    tokens = [_token(word) for word in words(sentence)]
    starts: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        starts.setdefault(token, []).append(place)
    shown = sentence[:READ_LETTERS]
    for name in names:
        if name.is_chinese:
            if _stands_alone(name, sentence):
                yield _Met(name, shown, _settled(name, around))
            continue
        length = len(name.tokens)
        places = [place for place in starts.get(name.tokens[0], ())
                  if tuple(tokens[place : place + length]) == name.tokens]  # fmt: skip
        if places:
            yield _Met(name, shown, _sure(name, places, written, around))


def _sure(name: _Name, places: Sequence[int], written: Sequence[str], around: set[str]) -> float:
    """How sure it is that a name met at some places is meant."""
    if not name.has_homonyms:
        return _PLAIN
    # AeroPress is a name however the brief writes it; a sentence in capitals tells nothing.
    if any(_has_capital_within(written[place]) for place in places):
        return _PLAIN
    own = spelled(name.text)[0]
    if own[:1].isupper() and any(place > 0 and written[place][:1].isupper() for place in places):
        return _PLAIN
    return _settled(name, around)


def _has_capital_within(word: str) -> bool:
    return not word.isupper() and any(letter.isupper() for letter in word[1:])


def _settled(name: _Name, around: set[str]) -> float:
    """How sure the words around make a name; those of the name itself tell nothing."""
    if not name.has_homonyms:
        return _PLAIN
    return _SETTLED if around - _content(name.text) else 0.0


def _stands_alone(name: _Name, sentence: str) -> bool:
    """Whether a name with ideographs begins and ends a word somewhere in a sentence."""
    text = normalize("NFKC", sentence).casefold()
    wanted = normalize("NFKC", name.text).casefold()
    if wanted not in text:
        return False
    cut = _jieba().cut(text)
    ends = list(accumulate(map(len, cut)))
    place = text.find(wanted)
    while place >= 0:
        if _is_free(text, place, place + len(wanted)) and _is_word(cut, ends, place, len(wanted)):
            return True
        place = text.find(wanted, place + 1)
    return False


def _is_free(text: str, place: int, end: int) -> bool:
    """Whether no Latin letter or digit goes on at an end that is one itself."""
    goes_on_before = place > 0 and _LATIN.match(text[place]) and _LATIN.match(text[place - 1])
    goes_on_after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return not goes_on_before and not goes_on_after


def _is_word(cut: Sequence[str], ends: Sequence[int], place: int, length: int) -> bool:
    """Whether a span is one or more of the words of a cut sentence, or the start of a new one."""
    if place and place not in ends:
        return False
    if place + length in ends:
        return True
    # A longer word that no dictionary holds was guessed, most often from a new name on.
    around = next(word for word, end in zip(cut, ends, strict=True) if end > place)
    return len(around) > length and not _jieba().has_word(around)


@cache
def _jieba() -> Jieba:
    from rjieba import Jieba

    return Jieba()


def _token(word: str) -> str:
    return singular(word) if len(word) > 3 else word


def _names(brief: Brief) -> tuple[_Name, ...]:
    called = [(PRODUCT, brief.product.name)]
    for each in brief.alternatives:
        called += [(each.id, text) for text in each.phrases]
        if each.kind == "rival":
            called.append((each.id, each.name))
    made = (_name(about, text) for about, text in dict.fromkeys(called))
    return tuple(each for each in made if each is not None)


def _name(about: str, text: str) -> _Name | None:
    tokens = tuple(_token(word) for word in words(text))
    if not tokens:
        return None
    if has_ideographs(text):
        key = normalize("NFKC", text).casefold()
        return _Name(about, text, tokens, _HYPHEN.sub("", key), is_chinese=True,
                     has_homonyms=len(text) < 3)  # fmt: skip
    own = spelled(text)[0]
    is_coined = any(letter.isupper() for letter in own[1:]) or any(map(str.isdigit, own))
    return _Name(about, text, tokens, max(tokens, key=len), is_chinese=False,
                 has_homonyms=len(tokens) == 1 and not is_coined)  # fmt: skip


def _context(brief: Brief) -> frozenset[str]:
    """Words by which a post shows that it speaks of the brief's matters."""
    said = [
        *(phrase for need in brief.needs for phrase in (*need.phrases, *need.terms, need.title)),
        *(phrase for each in brief.alternatives for phrase in each.phrases),
        *(phrase for each in brief.attributes for phrase in each.phrases),
        *(phrase for each in brief.limits for phrase in each.phrases),
    ]
    return frozenset(word for text in said for word in _content(text))


def _content(text: str) -> set[str]:
    """Words of a text that tell of something: stems, and pairs of neighbouring ideographs."""
    tokens = stems(text)
    pairs = {
        left + right for left, right in pairwise(tokens)
        if has_ideographs(left) and has_ideographs(right)
    }  # fmt: skip
    return pairs | {token for token in tokens if not has_ideographs(token)} - STOP_WORDS
