"""Words of a text for the index: Chinese cut into words, everything else into stems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from folkmoot.text import has_ideographs, stems

__all__ = ["WORDS_VERSION", "index_words"]

#: Changes when the words of a text change: an index of other words is made anew.
WORDS_VERSION: Final = "1"
_IDEOGRAPHS: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS: Final = re.compile(f"[{_IDEOGRAPHS}]+|[^{_IDEOGRAPHS}]+")


def index_words(text: str) -> list[str]:
    """Cut a text into the words it is found by, in order.

    A Chinese compound stands beside its parts (jieba's cut for search engines, by rjieba), so that
    either finds it. Traditional characters are not turned into simplified ones.

    Examples
    --------
    >>> index_words("Buying SIM cards")
    ['buy', 'sim', 'card']
    >>> index_words("推荐一款意式咖啡机, under $200?")
    ['推荐', '一款', '意', '式', '咖啡', '咖啡机', 'under', '200']
    """
    if text.isascii() or not has_ideographs(text):
        return stems(text)
    return list(_mixed(unicodedata.normalize("NFKC", text)))


def _mixed(text: str) -> Iterator[str]:
    import rjieba

    for run in _RUNS.findall(text):
        if has_ideographs(run):
            # Without guessed words: 什么卡好 holds 卡, which a guess joins with what follows.
            yield from rjieba.cut_for_search(run, hmm=False)
        else:
            yield from stems(run)
