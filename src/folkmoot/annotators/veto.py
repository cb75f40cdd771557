"""Events that no product should join: tragedy, harm and politics, by words or by examples.

Either of two is enough, and nothing clears an event automatically: a list of words, and a
classifier that asks whether the texts lie nearer to examples of such events than to harmless ones.
Lists and examples are files (``reference/veto_*.txt``), English and Chinese, that may be edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from folkmoot.annotators._encoder import sentence_encoder
from folkmoot.errors import FolkmootError
from folkmoot.text import PhraseFinder, has_ideographs, stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MARGIN", "Veto", "read_words", "veto_words", "vetoed"]

#: Texts are ruled out when their mean likeness to such events is above that to harmless ones by
#: more than this. None: recall is wanted, and what is wrongly left alone costs little.
MARGIN: Final = 0.0
_LISTS: Final = ("veto_en.txt", "veto_zh.txt")
_EXAMPLES: Final = ("veto_examples_en.txt", "veto_examples_zh.txt")
_HARMLESS: Final = "ok:"
#: Likeness to a kind of example is the mean of this many nearest: one may be near by chance.
_NEAREST: Final = 3


class Veto:
    """Rules out events, by words and by examples.

    Parameters
    ----------
    words
        Further words and phrases, beside those that ship.
    examples
        Whether the classifier is asked too; it needs the sentence encoder (0.6 s to load).

    Examples
    --------
    >>> Veto().reason(["fair"], ["Roundabout at the fair: two hurt when a cabin fell"])[:4]
    'like'
    >>> Veto(["fair"]).reason(["fair"], ["Fair opens on Friday"])
    '“fair”'
    >>> Veto().reason(["iced tea"], ["Recipe for iced tea without sugar?"])
    ''
    """

    def __init__(self, words: Iterable[str] = (), *, examples: bool = True) -> None:
        self._words = (*veto_words(), *words)
        self._finder = PhraseFinder(self._words, reach=1)
        self._examples = examples

    def reason(self, terms: Sequence[str], texts: Sequence[str]) -> str:
        """Say what rules an event out; empty when nothing does, which clears nothing.

        Parameters
        ----------
        terms
            What names the event.
        texts
            What its posts say. One listed word in one of them is enough; the classifier takes
            them together.
        """
        for text in (*terms, *texts):
            found = self._finder.find(stems(text))
            if found:
                return f"“{self._words[found[0].phrase]}”"
        told = [text for text in texts if text.strip()] or [" ".join(terms)]
        if not self._examples:
            return ""
        near, example = _likeness(told)
        return f"like “{example}”" if near > MARGIN else ""


@cache
def veto_words() -> tuple[str, ...]:
    """Words and phrases of the shipped lists, English and Chinese."""
    return tuple(line for name in _LISTS for line in _lines(_shipped(name)))


def read_words(path: Path) -> tuple[str, ...]:
    """Read a list of one's own: a word or phrase a line, ``#`` before a remark.

    Raises
    ------
    FolkmootError
        ``not-utf-8``.
    """
    try:
        return tuple(_lines(path.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError as error:
        raise FolkmootError(
            "not-utf-8", str(path), f"other bytes at {error.start}", "text in UTF-8"
        ) from error


@cache
def _shipped_veto() -> Veto:
    return Veto(examples=False)


def vetoed(texts: Iterable[str]) -> str | None:
    """Return the first listed word met in any of the texts, or ``None``.

    Tuned for recall: one mention among the examples of an event is enough, and no other sign
    clears it.

    Examples
    --------
    >>> vetoed(["Flight cancelled after the earthquake in Nepal"])
    'earthquake'
    >>> vetoed(["东京地震后还能去吗"])
    '地震'
    >>> vetoed(["Which SIM card for two weeks in Peru?"]) is None
    True
    """
    found = _shipped_veto().reason((), tuple(texts))
    return found.strip("“”") or None


def _likeness(texts: Sequence[str]) -> tuple[float, str]:
    """How much nearer texts lie to events to stay away from, and the example that is nearest."""
    vectors = sentence_encoder().encode(texts)
    harm, harmless, examples = _examples()
    near = vectors @ harm.T
    margin = _nearest(near) - _nearest(vectors @ harmless.T)
    # Told is an example in the same script: it is there to be read.
    script = has_ideographs(" ".join(texts))
    likeness = near.mean(axis=0)
    told = max(
        range(len(examples)),
        key=lambda place: (has_ideographs(examples[place]) == script, likeness[place]),
    )
    return float(margin.mean()), examples[told]


def _nearest(likeness: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    found: NDArray[np.float32] = np.sort(likeness, axis=1)[:, -_NEAREST:].mean(axis=1)
    return found


@cache
def _examples() -> tuple[NDArray[np.float32], NDArray[np.float32], tuple[str, ...]]:
    lines = [line for name in _EXAMPLES for line in _lines(_shipped(name))]
    harm = [line for line in lines if not line.startswith(_HARMLESS)]
    harmless = [line.removeprefix(_HARMLESS).strip() for line in lines if line not in set(harm)]
    encoder = sentence_encoder()
    return encoder.encode(harm), encoder.encode(harmless), tuple(harm)


def _shipped(name: str) -> str:
    return files("folkmoot.reference").joinpath(name).read_text(encoding="utf-8")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()[:1] not in {"", "#"}]
