"""Themes of questions: what titles have in common, with names that a person can read.

Titles become TF-IDF vectors of stems and pairs of stems, reduced by truncated SVD (latent
semantic analysis: Deerwester et al., JASIS 41, 1990) and grouped by k-means on the sphere. A
title too far from every centre stays unthemed. Names are the words and pairs most typical of a
theme beside all other questions, by weighted log-odds with an informative Dirichlet prior
(Monroe, Colaresi & Quinn, Political Analysis 16, 2008). Seeded: the same questions give the same
themes.

This is the fast tier, for the demonstration and where EVoC has not been compiled; the full one is
`folkmoot.annotators.lasting`. Lasting ids, first depth: themes are drawn from the questions that
are *settled* (the caller says up to when) and newer ones are assigned to these frozen centres, so
ids last while the settled questions stay the same. When they change, an id lasts only where its
name does.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from folkmoot.annotators._naming import Theme, Themes, name_groups, vectors
from folkmoot.text import spelled, stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkmoot.annotators._questions import Questions

__all__ = ["find_themes", "themes_by_words"]

#: Fewer questions than this show no theme worth a name.
_FEWEST_QUESTIONS: Final = 60
#: A theme of fewer questions is a coincidence of words.
_FEWEST_MEMBERS: Final = 10
#: Cosine with the centre, in the reduced space, under which a title stays unthemed: read down a
#: theme's list, titles stop being about it near one half.
_CLOSE: Final = 0.5
_ALL: Final = slice(None)


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
    matrix, grams = vectors(tokens, settled)
    if min(matrix.shape) < 3:
        return Themes((), len(titles))
    count = min(count or max(2, round(sqrt(drawn) / 2)), drawn // _FEWEST_MEMBERS)
    nearest, closeness = _groups(matrix, settled, count)
    nearest[closeness < _CLOSE] = -1
    raws = [spelled(title) for title in titles[settled]]
    names = name_groups(matrix[settled], nearest[settled], grams, raws, tokens[settled])
    found = _gathered(names, nearest, closeness)
    return Themes(found, len(titles) - sum(len(theme.rows) for theme in found))


def themes_by_words(questions: Questions, begins: int, settled: slice) -> Themes:
    """Themes of questions from a place on, by their words alone: the fast tier.

    Parameters as of `folkmoot.annotators._naming.ThemeReader`.
    """
    return find_themes(questions.titles[begins:], questions.tokens[begins:], settled)


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
