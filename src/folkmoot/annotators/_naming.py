"""Names of themes: the words and pairs most typical of a group of titles beside all others.

By weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn, Political
Analysis 16, 2008). A theme that people write about in several languages is named in the one that
most of its titles are in; its phrases tell of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Protocol

from folkmoot.text import STOP_WORDS, has_ideographs, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkmoot.annotators._questions import Questions

__all__ = ["Theme", "ThemeReader", "Themes", "name_groups", "vectors"]

_NAME_PARTS: Final = 3
_NAME_WORDS: Final = 5
#: Weight of the prior, in questions: words seen in a handful of titles do not make a name.
_PRIOR: Final = 100.0
#: Share of a word's questions from which its commonest pair stands for it: "SIM card", not "card".
_PAIR_SHARE: Final = 0.35

_LIGHT_WORDS: Final = """
able accept add affect allow allowed another apply applying arrange arrive avoid back become begin
big bring call called change cheap cheapest check cheaply choose date day days deal difference
early end enough enter exact exactly fast find first free full get great happen happens hard hold
home hour hours idea important include inside issue issued issues know last late later leave legal
live long longer look low main major matter mean means method minute minutes month months name near
next number often old open option options order outside part people person place places plan point
possibility possible practical prevent problem provide reach real reason relatively require
required requirement requirements safe second several short show single situation small special
start starting stay staying stop strict suitable term third time times today together trip try
type useful useless valid visit visiting walk week weeks work world year years
"""

#: Words that carry a topic only beside another.
_LIGHT: Final = frozenset(stem(word) for word in _LIGHT_WORDS.split()) | {"travel"}

_CHINESE_SMALL: Final = """
什么 怎么 怎样 如何 为何 为什么 哪个 哪些 哪里 哪儿 哪家 可以 有没有 是不是
能不能 多少 一个 一下 一些 一种 我们 你们 他们 大家 自己 这个 那个 这些
那些 这样 那样 这种 没有 不是 不能 就是 还是 还有 以及 因为 所以 如果
但是 而且 现在 已经 请问 求问 应该 觉得 知道 认为 是否 能否 时候 问题
真的 比较 其实 到底 之后 以后 之前
"""
#: Chinese words that carry no topic.
_SMALL: Final = STOP_WORDS | frozenset(_CHINESE_SMALL.split())


@dataclass(frozen=True, slots=True)
class Theme:
    """What a group of questions has in common.

    Parameters
    ----------
    id
        ``theme-`` and eight digits, drawn from its name.
    name
        Two to five words.
    phrases
        The words and pairs most typical of it, as they were written.
    rows
        Places of its questions in the list that was read, nearest to its centre first.
    """

    id: str
    name: str
    phrases: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes, largest first, how many questions stay outside, and what is to be said of them."""

    found: tuple[Theme, ...]
    unthemed: int
    note: str = ""


class ThemeReader(Protocol):
    """Says what questions are about: by their words, or by themes that were learned before."""

    def __call__(self, questions: Questions, begins: int, settled: slice) -> Themes:
        """Read the questions from a place on.

        Parameters
        ----------
        questions
            All of a view.
        begins
            Place of the first that is read; rows of the themes count from it.
        settled
            Which of those read themes may be drawn from.
        """


def _grams(tokens: Sequence[str]) -> list[str]:
    """Content stems and neighbouring pairs; light words only beside another word."""
    kept = [token not in _SMALL and len(token) > 1 and not token.isdigit() for token in tokens]
    single = [t for t, is_kept in zip(tokens, kept, strict=True) if is_kept and t not in _LIGHT]
    pairs = pairwise(zip(tokens, kept, strict=True))
    return single + [
        f"{left} {right}"
        for (left, left_kept), (right, right_kept) in pairs
        if left_kept and right_kept and left != right and not {left, right} <= _LIGHT
    ]


def vectors(tokens: Sequence[Sequence[str]], settled: slice) -> tuple[Any, list[str]]:
    """Sparse TF-IDF matrix (questions by grams) and the grams; rare and ubiquitous ones left out.

    A gram has to be in 3 questions, and in one of 1,500 of a larger set, to join titles at all.
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    fewest = max(3, len(tokens[settled]) // 1500)
    vectorizer = TfidfVectorizer(analyzer=_grams, min_df=fewest, max_df=0.9, sublinear_tf=True)
    try:
        vectorizer.fit(tokens[settled])
    except ValueError:  # no gram is shared by three questions
        return csr_matrix((len(tokens), 0)), []
    return vectorizer.transform(tokens), [str(g) for g in vectorizer.get_feature_names_out()]


def name_groups(
    matrix: Any,
    nearest: NDArray[np.int64],
    grams: Sequence[str],
    raws: Sequence[Sequence[str]],
    tokens: Sequence[Sequence[str]],
) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Name of every group that has one, and the words and pairs most typical of it.

    Parameters
    ----------
    matrix, grams
        Questions by grams, as `vectors` makes them.
    nearest
        Group of each question; -1 for none.
    raws, tokens
        Words of each question as they were written, and their stems, in the same order.
    """
    inside, typicality = _typicality(matrix, nearest)
    names = {}
    for number in range(len(inside)):
        best = (-typicality[number]).argsort(kind="stable")[:24]
        told = {grams[g]: int(inside[number, g]) for g in best if typicality[number, g] > 0}
        rows = (nearest == number).nonzero()[0]
        if told:
            parts = _name_parts(_main_language(told, [tokens[r] for r in rows]))
            order = [*parts, *(gram for gram in told if gram not in parts)][:8]
            written = _as_written(order, [raws[r] for r in rows], [tokens[r] for r in rows])
            name = ", ".join(written[part] for part in parts)
            names[number] = (name, tuple(written[gram] for gram in order))
    return names


def _main_language(told: dict[str, int], tokens: Sequence[Sequence[str]]) -> dict[str, int]:
    """Grams in the script that most of a group's titles are in; all, where it has none."""
    is_chinese = 2 * sum(has_ideographs("".join(cut)) for cut in tokens) > len(tokens)
    return {g: n for g, n in told.items() if has_ideographs(g) == is_chinese} or told


def _typicality(
    matrix: Any, nearest: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Questions of each group that hold each gram, and how typical the gram is of the group.

    With ``y`` of ``n`` questions inside that hold the gram, ``o`` of ``m`` outside, and the prior
    ``a`` in proportion to the gram's share of all: ``z = (logit inside - logit outside) /
    sqrt(1 / (y + a) + 1 / (o + a))``. A gram of fewer than one in 33 of a group says little of it.
    """
    import numpy as np

    held = (matrix > 0).astype(np.float64)
    groups = int(nearest.max()) + 1
    inside = np.zeros((groups, held.shape[1]))
    for number in range(groups):
        inside[number] = np.asarray(held[nearest == number].sum(axis=0)).ravel()
    total = np.asarray(held.sum(axis=0)).ravel()
    prior = _PRIOR * total / held.shape[0]
    n = np.bincount(nearest[nearest >= 0], minlength=groups).astype(float)[:, None]
    y, o, m = inside + prior, total - inside + prior, held.shape[0] - n
    # Half a question keeps the logarithm finite where every question holds the gram.
    gap = np.log(y / (n + _PRIOR - y + 0.5)) - np.log(o / (m + _PRIOR - o + 0.5))
    z = gap / np.sqrt(1 / y + 1 / o)
    z[(inside < 3) | (inside < n / 33)] = 0.0
    return inside, z


def _name_parts(told: dict[str, int]) -> list[str]:
    """Choose up to three grams without a word in common, most typical first."""
    parts: list[str] = []
    used: set[str] = set()
    for gram, times in told.items():
        pairs = [pair for pair in told if " " in pair and gram in pair.split()]
        pair = max(pairs, key=lambda each: told[each], default=gram)
        if told[pair] < _PAIR_SHARE * times or used & set(pair.split()):
            pair = gram
        own = set(pair.split())
        if not own & used and len(used | own) <= _NAME_WORDS and len(parts) < _NAME_PARTS:
            parts.append(pair)
            used |= own
    return parts


def _as_written(
    grams: Sequence[str], raws: Sequence[Sequence[str]], tokens: Sequence[Sequence[str]]
) -> dict[str, str]:
    """Most frequent spelling of each gram in the titles; Chinese words are joined as written."""
    seen: dict[str, Counter[str]] = {gram: Counter() for gram in grams}
    for raw, cut in zip(raws, tokens, strict=True):
        for place, token in enumerate(cut):
            pair = " ".join(cut[place : place + 2])
            if token in seen:
                seen[token][raw[place]] += 1
            if pair != token and pair in seen:
                between = "" if has_ideographs(pair) else " "
                seen[pair][between.join(raw[place : place + 2])] += 1
    return {
        gram: max(spellings, key=lambda s: (spellings[s], s)) for gram, spellings in seen.items()
    }
