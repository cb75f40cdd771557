"""Names of themes: the words and pairs most typical of a group of titles beside all others.

By weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn, Political
Analysis 16, 2008). A theme that people write about in several languages is named in the one that
most of its titles are in; its phrases tell of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Protocol

from folkmoot.text import STOP_WORDS, has_ideographs, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkmoot.annotators._questions import Questions

__all__ = ["Theme", "ThemeReader", "Themes", "name_groups", "told_apart", "vectors"]

_NAME_PARTS: Final = 3
_NAME_WORDS: Final = 5
_PHRASES: Final = 8
#: Weight of the prior, in questions: words seen in a handful of titles do not make a name.
_PRIOR: Final = 100.0
#: Share of a word's questions from which its commonest pair stands for it: "SIM card", not "card".
_PAIR_SHARE: Final = 0.35

#: Share of its spellings from which a word is written small: "Public transport" at the beginning of
#: most titles is no name, and a name is hardly ever written small.
_SMALL_SHARE: Final = 0.2
#: Share of its occurrences from which the capitalised word before belongs to one: New Zealand.
_BEFORE_SHARE: Final = 0.8
#: Words that begin alike so far, but for a letter, say one thing twice: Canada, Canadian.
_ALIKE_LETTERS: Final = 4

_LIGHT_WORDS: Final = """
able accept add affect allow allowed another apply applying around arrange arrive avoid back
become begin big bring call called change cheap cheapest cheaply check choose com date day days
deal difference early end enough enter exact exactly fast find first free full get great happen
happens hard hold home hour hours idea important include inside intend intended issue issued
issues know last late later leave legal live long longer look low main major matter mean means
method minute minutes month months name near next number often old open option options order
outside part people person place places plan point possibility possible practical prevent problem
provide reach real reason relatively require required requirement requirements safe second several
short show single situation small special start starting stay staying stop strict suitable take
taken term third time times today together trip try type useful useless valid visit visiting vs
walk week weeks work world year years
"""

_CHINESE_LIGHT: Final = """
评价 看待 角度 解读 信息 值得 关注 喜欢 准备 做好 适合 分享 期待 表示 透露 产生
影响 推荐 重要 希望 选择 回应
"""
#: Words that carry a topic only beside another.
_LIGHT: Final = (
    frozenset(stem(word) for word in _LIGHT_WORDS.split())
    | frozenset(_CHINESE_LIGHT.split())
    | {"travel"}
)

_CHINESE_SMALL: Final = """
什么 怎么 怎样 如何 为何 为什么 哪个 哪些 哪里 哪儿 哪家 可以 有没有 是不是 能不能 多少
一个 一下 一些 一种 我们 你们 他们 大家 自己 这个 那个 这些 那些 这样 那样 这种
没有 不是 不能 就是 还是 还有 以及 因为 所以 如果 但是 而且 现在 已经 请问 求问
应该 觉得 知道 认为 是否 能否 时候 问题 真的 比较 其实 到底 之后 以后 之前 除了
怎么办 成为 这场 本场 一张 一首 一部 一句 你家 最近 最大 最好 今日 需要 情况 之间
目前
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
            order = _adding([*parts, *(gram for gram in told if gram not in parts)])[:_PHRASES]
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
    """Choose up to three grams that say different things, most typical first."""
    parts: list[str] = []
    used: set[str] = set()
    for gram, times in told.items():
        pairs = [pair for pair in told if " " in pair and gram in pair.split()]
        pair = max(pairs, key=lambda each: told[each], default=gram)
        if told[pair] < _PAIR_SHARE * times or _is_said(pair, used):
            pair = gram
        own = set(pair.split())
        is_short = len(used | own) <= _NAME_WORDS and len(parts) < _NAME_PARTS
        if is_short and not _is_said(pair, used):
            parts.append(pair)
            used |= own
    return parts


def _is_said(gram: str, used: set[str]) -> bool:
    """Whether one of a gram's words is among others, or says what one of them says."""
    return any(_is_alike(word, other) for word in gram.split() for other in used)


def _is_alike(word: str, other: str) -> bool:
    if has_ideographs(word):
        return word in other or other in word
    shorter = min(len(word), len(other))
    begin = max(_ALIKE_LETTERS, shorter - 1)
    return word == other or (shorter >= _ALIKE_LETTERS and word[:begin] == other[:begin])


def _adding(grams: Sequence[str]) -> list[str]:
    """Grams that hold a word which none before them holds."""
    found: list[str] = []
    seen: set[str] = set()
    for gram in grams:
        if not set(gram.split()) <= seen:
            found.append(gram)
            seen |= set(gram.split())
    return found


def told_apart(
    names: dict[int, tuple[str, tuple[str, ...]]], taken: Iterable[str] = ()
) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Names of which no two are the same: a later one gets its next phrase for its last part.

    Parameters
    ----------
    names
        Name and phrases of groups, by their numbers.
    taken
        Names that others have already.

    Examples
    --------
    >>> same = ("visa, USA", ("visa", "USA", "overstay"))
    >>> told_apart({0: same, 1: same, 2: ("visa, USA", ())})
    {0: ('visa, USA', ('visa', 'USA', 'overstay')), 1: ('visa, overstay', ('visa', 'USA', \
'overstay')), 2: ('visa, USA (2)', ())}
    """
    seen = {name.casefold() for name in taken}
    found = {}
    for number, (name, phrases) in sorted(names.items()):
        parts = name.split(", ")
        said = {word for part in parts for word in part.casefold().split()}
        others = [each for each in phrases if not _is_said(each.casefold(), said)]
        tries = [name, *(", ".join([*(parts[:-1] or parts), other]) for other in others)]
        tries += [f"{name} ({count})" for count in range(2, len(names) + len(seen) + 3)]
        chosen = next(each for each in tries if each.casefold() not in seen)
        seen.add(chosen.casefold())
        found[number] = (chosen, phrases)
    return found


def _as_written(
    grams: Sequence[str], raws: Sequence[Sequence[str]], tokens: Sequence[Sequence[str]]
) -> dict[str, str]:
    """Spelling of each gram in the titles; Chinese words are joined as written."""
    wanted = {word for gram in grams for word in gram.split()}
    seen: dict[str, Counter[str]] = {word: Counter() for word in wanted}
    before: dict[str, Counter[str]] = {word: Counter() for word in wanted}
    for raw, cut in zip(raws, tokens, strict=True):
        for place, token in enumerate(cut):
            if token in seen:
                seen[token][raw[place]] += 1
                before[token][raw[place - 1] if place else ""] += 1
    spelled = {word: _spelling(spellings) for word, spellings in seen.items()}
    found = {}
    told = {written.casefold() for written in spelled.values()}
    for gram in grams:
        written = ("" if has_ideographs(gram) else " ").join(spelled[w] for w in gram.split())
        first = _belonging(before[gram.split()[0]])
        found[gram] = written if first.casefold() in {"", *told} else f"{first} {written}"
    return found


def _spelling(spellings: Counter[str]) -> str:
    """Most frequent spelling of a word; the small one of a capitalised word, if it is no rarity."""
    best = max(spellings, key=lambda each: (spellings[each], each))
    small = Counter({each: count for each, count in spellings.items() if each.islower()})
    if not best.istitle() or small.total() < _SMALL_SHARE * spellings.total():
        return best
    return max(small, key=lambda each: (small[each], each))


def _belonging(before: Counter[str]) -> str:
    """Return the capitalised word that a word nearly always has before it; none is empty."""
    word, count = max(before.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    is_name = word[:1].isupper() and count >= _BEFORE_SHARE * before.total()
    return word if is_name else ""
