"""Candidate terms of many short texts at once: words, Chinese words, hashtags; and paid posts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from folkmoot.text import STOP_WORDS, has_ideographs, singular

__all__ = [
    "LONGEST_TERM",
    "Terms",
    "add_themes",
    "carries_topic",
    "cut_terms",
    "is_paid",
    "is_theme",
    "stands_alone",
]

#: Chinese phrases up to so many characters are looked for by words.
_SHORT: Final = 3
#: A longer run of letters is an address, a key or noise.
LONGEST_TERM: Final = 40

# Addresses and people called by name are no terms; a name must not become a trend by itself.
_ADDRESS: Final = r"https?://\S+|www\.\S+|@[\p{L}\p{N}_.\-]+"
_BETWEEN: Final = r"[^\p{L}\p{N}#_]+"
_HAN: Final = r"\p{Han}"
_HASHTAG: Final = re.compile(r"#([^#\s]{2,30})#")
_ONLY_MARKS: Final = re.compile(r"[\W\d_]*")
# What a post that was paid for is marked with: a hashtag, a word in brackets, or a word that stands
# alone at the start. "Sponsored" or 推广 inside a sentence may speak of anything.
_PAID: Final = (
    r"(?i)(?:^|\s)#(?:ad|ads|advert|advertisement|sponsored|sponsoredpost|paidpartnership|"
    r"paid_partnership|广告|推广|荐)(?:#|\b|$|\s)"
    r"|[\[【(（「]\s*(?:ad|ads|advertisement|sponsored|promoted|广告|推广|荐)\s*[\]】)）」]"
    r"|^\s*(?:sponsored|promoted|advertisement|广告|推广|荐)(?:\s*[:：|·]|\s*$|\s*\n)"
    r"|(?:paid partnership with|本内容为广告|利益相关：广告)"
)
# Words that bind a sentence together or stand in every one; one character is never a term.
_ZH: Final = """
我们 你们 他们 她们 它们 自己 什么 怎么 怎样 这样 那样 这个 那个 这些 那些
这里 那里 因为 所以 但是 如果 虽然 不过 而且 或者 还是 就是 不是 可以 没有
已经 一个 一下 一些 一样 一直 现在 今天 昨天 明天 时候 起来 出来 知道 觉得
真的 非常 特别 比较 可能 应该 需要 表示 进行 以及 其中 关于 对于 通过 如何
为什么 多少 大家 有人 不能 不会 不要 还有 只是 这么 那么 之后 之前 以后 以前
目前 看到 成为 作为 对此 此前 近日 日前 网友 回应 视频 图片 转发 微博 全文
展开 链接 网页 记者 报道 今年 去年 当时 有些 这次 那种 这种 一种 来自 然后
于是 其实 最后
"""
_SMALL_ZH: Final = frozenset(_ZH.split())
_NOISE: Final = frozenset(["rt", "amp", "gt", "lt", "via", "http", "https", "www", "com", "im"])


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of texts, one row an occurrence, in the order of the texts.

    ``codes`` are places in ``vocabulary``; ``texts`` the place of the text that holds each.
    """

    vocabulary: list[str]
    codes: NDArray[np.int64]
    texts: NDArray[np.int64]


def cut_terms(texts: pa.Array) -> Terms:
    """Answer which terms each text holds.

    Case and width are folded and English plurals cut. Text in Chinese characters is cut into words
    by a dictionary (jieba's, as ``rjieba``); words of one character, words that carry no topic,
    numbers, addresses and people called by name are left out. A hashtag is a term with its ``#``,
    and without.

    Parameters
    ----------
    texts
        Strings; a missing one has no terms.

    Examples
    --------
    >>> import pyarrow as pa
    >>> texts = ["Two e-bikes for the #Commute, @ann!", "  ", "凉茶能降火吗 #凉茶#"]
    >>> found = cut_terms(pa.array(texts))
    >>> [(found.vocabulary[code], int(text)) for code, text in zip(found.codes, found.texts)][:5]
    [('bike', 0), ('#commute', 0), ('commute', 0), ('凉茶', 2), ('降火', 2)]
    """
    plain = _plain(pc.fill_null(pa.array(texts, pa.string()), ""))
    split = pc.split_pattern_regex(_spaced(plain), _BETWEEN)
    lengths = pc.list_value_length(split).to_numpy(zero_copy_only=False).astype(np.int64)
    coded = split.flatten().dictionary_encode()
    words = coded.dictionary.to_pylist()
    folded = [_term(word) for word in words]
    # A tag is a word too, so that the posts with its sign and those without it are met together.
    bare = [_term(term[1:]) if term.startswith("#") else "" for term in folded]
    vocabulary = sorted({term for term in (*folded, *bare) if term})
    place = {term: number for number, term in enumerate(vocabulary)}
    owners = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for terms in (folded, bare):
        renumber = np.array([place.get(term, -1) for term in terms], dtype=np.int64)
        codes = renumber[coded.indices.to_numpy(zero_copy_only=False)] if words else renumber
        found.append((codes[codes >= 0], owners[codes >= 0]))
    codes, texts_of = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(texts_of, kind="stable")
    return Terms(vocabulary, codes[order], texts_of[order])


def add_themes(found: Terms, themes: pa.ChunkedArray) -> Terms:
    """The terms of texts with one more of each: the theme that it lies in, where it lies in one.

    Parameters
    ----------
    found
        As `cut_terms` says.
    themes
        Id of each text's theme, such as ``theme-3``, which is never cut from a text; null for none.

    Examples
    --------
    >>> import pyarrow as pa
    >>> words = cut_terms(pa.array(["visa", "tea"]))
    >>> found = add_themes(words, pa.chunked_array([["theme-3", None]]))
    >>> [(found.vocabulary[code], int(text)) for code, text in zip(found.codes, found.texts)]
    [('visa', 0), ('theme-3', 0), ('tea', 1)]
    """
    coded = themes.combine_chunks().dictionary_encode()
    owners = np.flatnonzero(coded.is_valid().to_numpy(zero_copy_only=False))
    if not len(owners):
        return found
    codes = coded.indices.drop_null().to_numpy().astype(np.int64) + len(found.vocabulary)
    texts = np.concatenate([found.texts, owners])
    order = np.argsort(texts, kind="stable")
    return Terms(
        [*found.vocabulary, *coded.dictionary.to_pylist()],
        np.concatenate([found.codes, codes])[order],
        texts[order],
    )


def is_theme(term: str) -> bool:
    """Answer whether a term is the id of a theme: no word that was cut holds its hyphen."""
    return term.startswith("theme-")


def carries_topic(word: str) -> bool:
    """Answer whether a folded word may tell what a text is about.

    Words that bind a sentence together or fit every text do not, nor does one Chinese character.

    Examples
    --------
    >>> [carries_topic(word) for word in ("visa", "the", "签证", "怎么", "签")]
    [True, False, True, False, False]
    """
    if word in STOP_WORDS or word in _SMALL_ZH or word in _NOISE:
        return False
    return len(word) > 1 or not has_ideographs(word)


def is_paid(texts: pa.Array) -> NDArray[np.bool_]:
    """Answer which texts are marked as paid for.

    By hashtags such as ``#ad``, marks in brackets such as ``【广告】``, or a word before the text;
    an advertisement without a mark is not seen.

    Examples
    --------
    >>> import pyarrow as pa
    >>> marked = ["Love my kettle #ad", "【推广】夏日凉茶", "广告：新款", "荐 | 好物"]
    >>> plain = ["A sponsored visa for Japan?", "推广普通话", "#adelaide tonight", None]
    >>> is_paid(pa.array(marked)).tolist(), is_paid(pa.array(plain)).tolist()
    ([True, True, True, True], [False, False, False, False])
    """
    found = pc.match_substring_regex(pc.fill_null(pa.array(texts, pa.string()), ""), _PAID)
    flags: NDArray[np.bool_] = found.to_numpy(zero_copy_only=False).astype(np.bool_)
    return flags


def stands_alone(text: str, phrase: str) -> bool:
    """Answer whether a short Chinese phrase stands in a text as a word or words, or in one word.

    Two or three characters are met by chance where words meet: 上火 (to be hot inside) in 海上火箭
    (a rocket at sea). Longer phrases and other scripts stand alone always.

    Examples
    --------
    >>> stands_alone("吃火锅上火了怎么办", "上火"), stands_alone("海上火箭首飞", "上火")
    (True, False)
    >>> stands_alone("any text", "iced tea"), stands_alone("没有", "上火")
    (True, False)
    """
    if len(phrase) > _SHORT or not all(has_ideographs(letter) for letter in phrase):
        return True
    edges = {0}
    for word in _cutter()(text):
        edges.add(max(edges) + len(word))
    for at in range(len(text)):
        end = at + len(phrase)
        is_cut = any(at < edge < end for edge in edges)
        if text.startswith(phrase, at) and ({at, end} <= edges or not is_cut):
            return True
    return False


def _plain(texts: pa.Array) -> pa.Array:
    folded = pc.utf8_lower(pc.utf8_normalize(texts, "NFKC"))
    return pc.replace_substring_regex(folded, _ADDRESS, " ")


def _spaced(texts: pa.Array) -> pa.Array:
    """Put spaces between the words of texts in Chinese characters."""
    mask = pc.match_substring_regex(texts, _HAN)
    chosen = texts.filter(mask)
    if not len(chosen):
        return texts
    cut = pa.array([_cut(text) for text in chosen.to_pylist()], pa.string())
    return pc.replace_with_mask(texts, mask, cut)


def _cut(text: str) -> str:
    spaced = " ".join(_cutter()(text))
    if "#" not in text:
        return spaced
    # The cutting parts a tag from its sign; whole tags are added behind.
    tags = _HASHTAG.findall(text)
    return spaced.replace("#", " ") + "".join(f" #{tag}" for tag in tags)


@cache
def _cutter() -> Any:
    import rjieba

    return rjieba.cut


def _term(word: str) -> str:
    """The term that a word stands for; empty for none."""
    word = word.rstrip("#_").lstrip("_")
    bare = word.lstrip("#")
    if len(bare) < 2 or len(bare) > LONGEST_TERM or _ONLY_MARKS.fullmatch(bare):
        return ""
    if not carries_topic(bare):
        return ""
    if word != bare:
        return f"#{bare}"
    if has_ideographs(bare) or not bare.isascii() or len(bare) <= 3:
        return bare
    return singular(bare)
