"""Themes of questions: what titles have in common, with names that a person can read.

Titles become TF-IDF vectors of stems and pairs of stems, reduced by truncated SVD (latent
semantic analysis: Deerwester et al., JASIS 41, 1990) and grouped by k-means on the sphere. A
title too far from every centre stays unthemed. Names are the words and pairs most typical of a
theme beside all other questions, by weighted log-odds with an informative Dirichlet prior
(Monroe, Colaresi & Quinn, Political Analysis 16, 2008). Seeded: the same questions give the same
themes.

Lasting ids, first depth: themes are drawn from the questions that are *settled* (the caller says
up to when) and newer ones are assigned to these frozen centres, so ids last while the settled
questions stay the same. When they change, an id lasts only where its name does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from folkmoot.text import STOP_WORDS, spelled, stem, stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Theme", "Themes", "find_themes"]

#: Fewer questions than this show no theme worth a name.
_FEWEST_QUESTIONS: Final = 60
#: A theme of fewer questions is a coincidence of words.
_FEWEST_MEMBERS: Final = 10
#: Cosine with the centre, in the reduced space, under which a title stays unthemed: read down a
#: theme's list, titles stop being about it near one half.
_CLOSE: Final = 0.5
_ALL: Final = slice(None)
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
    """Themes, largest first, and how many questions stay outside."""

    found: tuple[Theme, ...]
    unthemed: int


def find_themes(
    titles: Sequence[str],
    tokens: Sequence[Sequence[str]],
    settled: slice = _ALL,
    count: int | None = None,
) -> Themes:
    """Find what questions are about.

    Parameters
    ----------
    titles
        The titles as written, for names.
    tokens
        Their stems, in the same order.
    settled
        Which of them themes are drawn from (a slice of step 1); the others are only assigned.
    count
        How many groups to look for; more are finer. By custom half the root of the number of
        settled questions: 56 for 12,500.

    Examples
    --------
    >>> asked = [
    ...     f"{verb} a {ware} in {place}"
    ...     for verb in ("Buying", "Where to find")
    ...     for ware in ("SIM card", "train ticket")
    ...     for place in "ABCDEFGHIJKLMNOPQ"
    ... ]
    >>> from folkmoot.text import stems
    >>> themes = find_themes(asked, [stems(title) for title in asked], count=2)
    >>> sorted(theme.name for theme in themes.found)
    ['SIM card', 'train ticket']
    """
    drawn = len(range(*settled.indices(len(titles))))
    if drawn < _FEWEST_QUESTIONS:
        return Themes((), len(titles))
    matrix, grams = _vectors(tokens, settled)
    if min(matrix.shape) < 3:
        return Themes((), len(titles))
    count = min(count or max(2, round(sqrt(drawn) / 2)), drawn // _FEWEST_MEMBERS)
    nearest, closeness = _groups(matrix, settled, count)
    nearest[closeness < _CLOSE] = -1
    names = _names(matrix[settled], nearest[settled], grams, titles[settled], tokens[settled])
    found = _gathered(names, nearest, closeness)
    return Themes(found, len(titles) - sum(len(theme.rows) for theme in found))


def _gathered(
    names: dict[int, tuple[str, tuple[str, ...]]],
    nearest: NDArray[np.int64],
    closeness: NDArray[np.float64],
) -> tuple[Theme, ...]:
    """Themes of groups, largest first; groups of one name are one theme to a reader."""
    import numpy as np

    groups: dict[str, list[int]] = {}
    for number, (name, _) in names.items():
        groups.setdefault(name, []).append(number)
    found = []
    for name, numbers in groups.items():
        rows = np.isin(nearest, numbers).nonzero()[0]
        rows = rows[closeness[rows].argsort(kind="stable")[::-1]]
        if len(rows) >= _FEWEST_MEMBERS:
            telling = " ".join(sorted(stems(name)))
            identity = f"theme-{blake2b(telling.encode(), digest_size=4).hexdigest()}"
            phrases = names[numbers[0]][1]
            found.append(Theme(identity, name, phrases, tuple(int(row) for row in rows)))
    return tuple(sorted(found, key=lambda theme: (-len(theme.rows), theme.id)))


def _grams(tokens: Sequence[str]) -> list[str]:
    """Content stems and neighbouring pairs; light words only beside another word."""
    kept = [token not in STOP_WORDS and len(token) > 1 and not token.isdigit() for token in tokens]
    single = [t for t, is_kept in zip(tokens, kept, strict=True) if is_kept and t not in _LIGHT]
    pairs = pairwise(zip(tokens, kept, strict=True))
    return single + [
        f"{left} {right}"
        for (left, left_kept), (right, right_kept) in pairs
        if left_kept and right_kept and left != right and not {left, right} <= _LIGHT
    ]


def _vectors(tokens: Sequence[Sequence[str]], settled: slice) -> tuple[Any, list[str]]:
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


def _groups(
    matrix: Any, settled: slice, count: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Nearest centre of every question, and the cosine with it."""
    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    dimensions = min(count, min(matrix[settled].shape) - 1)  # one direction a group
    svd = TruncatedSVD(dimensions, n_iter=3, random_state=0)
    reduced = normalize(svd.fit(matrix[settled]).transform(matrix))
    count = min(count, len(np.unique(reduced[settled].round(6), axis=0)))
    kmeans = KMeans(count, n_init=1, max_iter=50, random_state=0).fit(reduced[settled])
    cosine = reduced @ normalize(kmeans.cluster_centers_).T
    nearest = cosine.argmax(axis=1).astype(np.int64)
    return nearest, cosine[np.arange(len(nearest)), nearest]


def _names(
    matrix: Any,
    nearest: NDArray[np.int64],
    grams: Sequence[str],
    titles: Sequence[str],
    tokens: Sequence[Sequence[str]],
) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Name of every group that has one, and the words and pairs most typical of it."""
    inside, typicality = _typicality(matrix, nearest)
    names = {}
    for number in range(len(inside)):
        best = (-typicality[number]).argsort(kind="stable")[:24]
        told = {grams[g]: int(inside[number, g]) for g in best if typicality[number, g] > 0}
        rows = (nearest == number).nonzero()[0]
        if told:
            parts = _name_parts(told)
            order = [*parts, *(gram for gram in told if gram not in parts)][:8]
            written = _as_written(order, [titles[r] for r in rows], [tokens[r] for r in rows])
            name = ", ".join(written[part] for part in parts)
            names[number] = (name, tuple(written[gram] for gram in order))
    return names


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
    grams: Sequence[str], titles: Sequence[str], tokens: Sequence[Sequence[str]]
) -> dict[str, str]:
    """Most frequent spelling of each gram in the titles."""
    seen: dict[str, Counter[str]] = {gram: Counter() for gram in grams}
    for title, cut in zip(titles, tokens, strict=True):
        raw = spelled(title)
        for place, token in enumerate(cut):
            pair = " ".join(cut[place : place + 2])
            if token in seen:
                seen[token][raw[place]] += 1
            if pair != token and pair in seen:
                seen[pair][" ".join(raw[place : place + 2])] += 1
    return {
        gram: max(spellings, key=lambda s: (spellings[s], s)) for gram, spellings in seen.items()
    }
