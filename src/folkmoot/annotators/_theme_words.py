"""Words of titles for the names of themes: stems, and Chinese cut into words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from folkmoot.text import STOP_WORDS, has_ideographs, spelled, stem, words

__all__ = ["cut_words"]


def cut_words(titles: Sequence[str]) -> tuple[list[list[str]], list[list[str]]]:
    """Words of each title as they were written, and their stems, in the same order.

    Chinese is cut by a dictionary (jieba's, through rjieba), since its characters alone name
    nothing.

    Examples
    --------
    >>> cut_words(["国外上网用哪张手机卡", "Buying SIM cards"])
    ([['国外', '上网', '用', '哪张', '手机卡'], ['Buying', 'SIM', 'cards']], \
[['国外', '上网', '用', '哪张', '手机卡'], ['buy', 'sim', 'card']])
    """
    cut = [_cut(title) for title in titles]
    return [raw for raw, _ in cut], [stemmed for _, stemmed in cut]


def _cut(title: str) -> tuple[list[str], list[str]]:
    raw: list[str] = []
    stemmed: list[str] = []
    run = ""
    for written, word in zip([*spelled(title), ""], [*words(title), ""], strict=True):
        if has_ideographs(written):
            run += written
            continue
        if run:
            raw += _chinese(run)
            stemmed += _chinese(run)
            run = ""
        if written:
            raw.append(written)
            stemmed.append(word if word in STOP_WORDS else stem(word))
    return raw, stemmed


@lru_cache(maxsize=50_000)
def _chinese(run: str) -> tuple[str, ...]:
    import rjieba

    return tuple(rjieba.cut(run))
