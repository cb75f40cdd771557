"""Learning a theme book: the first, and the next from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np

from folkmoot.annotators._clusters import Axes, axes_of
from folkmoot.annotators._encoding import Remembered
from folkmoot.annotators._grams import has_words
from folkmoot.annotators._naming import name_groups, told_apart, vectors
from folkmoot.annotators._theme_book import LastingTheme, ThemeBook, ThemeEvent
from folkmoot.annotators._theme_changes import Changes, Groups, changes, discover, place
from folkmoot.annotators._theme_words import cut_words
from folkmoot.text import has_ideographs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from folkmoot.annotators._encoder import Encoder

__all__ = ["MOST_LEARNED", "Window", "learn_anew", "learn_first", "learn_next", "window_of"]

#: Titles that groups are looked for among; of more a sample, by a hash of their words. A theme of
#: one post in 500 has 200 of them.
MOST_LEARNED: Final = 100_000


@dataclass(frozen=True)
class Window:
    """Titles that are learned from, in an order of their own: that they came in does not count.

    Parameters
    ----------
    titles
        In the order of the alphabet, which is any order that hangs on the titles alone.
    is_now
        Which of them are recent.
    known
        Encoder of these titles, which remembers them.
    """

    titles: list[str]
    is_now: NDArray[np.bool_]
    known: Remembered

    @property
    def encodings(self) -> NDArray[np.float32]:
        """One row a title."""
        return self.known.encode(self.titles)


def window_of(
    titles: Sequence[str], is_now: Sequence[bool], encoder: Encoder, processes: int = 1
) -> Window:
    """Sort, sample and encode titles that have words, each of several copies once."""
    told = zip(titles, map(bool, is_now), strict=True)
    pairs = sorted((title, now) for title, now in told if has_words(title))
    if len(pairs) > MOST_LEARNED:
        pairs = sorted(sorted(pairs, key=lambda pair: _digest(pair[0]))[:MOST_LEARNED])
    kept = [title for title, _ in pairs]
    known = Remembered.of(kept, encoder, processes)
    return Window(kept, np.array([now for _, now in pairs], bool), known)


def _digest(title: str) -> bytes:
    return blake2b(title.encode("utf-8", "replace"), digest_size=8).digest()


def learn_first(window: Window, as_of: datetime, first_number: int = 1) -> ThemeBook:
    """Find the themes of a window, as if there had been none before.

    Parameters
    ----------
    window
        What is learned from.
    as_of
        The moment it reaches up to.
    first_number
        Of the first id: ids of an earlier book are not given again.
    """
    encoder = window.known.name
    if not window.titles:
        axes = Axes(np.zeros(1), np.zeros((1, 1)))
        empty = Groups(np.zeros((0, 1), np.float32), np.zeros(0))
        return ThemeBook(as_of, encoder, 0, axes, empty, (), (), ())
    is_chinese = np.array([has_ideographs(title) for title in window.titles])
    encodings = window.encodings
    axes = axes_of(encodings, is_chinese)
    points = axes.points(encodings)
    groups = discover(points)
    nearest, _near = place(points, groups)
    sizes = _sizes(nearest, groups)
    names = told_apart(_names(window.titles, nearest))
    ids = [f"theme-{first_number + number}" for number in range(len(groups))]
    themes = tuple(
        LastingTheme(theme_id, *names.get(number, (theme_id, ())), as_of, sizes[number])
        for number, theme_id in enumerate(ids)
    )
    events = tuple(ThemeEvent(as_of, "minted", theme_id) for theme_id in ids)
    return ThemeBook(as_of, encoder, len(points), axes, groups, themes, (), events)


def learn_next(window: Window, before: ThemeBook, as_of: datetime) -> ThemeBook:
    """Carry a book forward: what stays as it was keeps its centre, its id and its name.

    Parameters
    ----------
    window
        What is learned from now.
    before
        The book to carry forward; it stays as it is.
    as_of
        The moment the window reaches up to.
    """
    if not len(before.themes):
        return learn_anew(window, before, as_of)
    if not window.titles:
        return replace(before, as_of=as_of, learned_from=0)
    points = before.axes.points(window.encodings)
    found = changes(points, window.is_now, before.groups)
    groups, themes, events = _changed(before, found, as_of)
    ended = (*before.ended, *(before.themes[number] for number in found.merged))
    nearest, _near = place(points, groups)
    sizes = _sizes(nearest, groups)
    unnamed = {n for n, theme in enumerate(themes) if not theme.name}
    names = _names(window.titles, nearest) if unnamed else {}
    new = {n: names.get(n, (themes[n].id, ())) for n in unnamed}
    new = told_apart(new, [theme.name for theme in themes])
    for number, theme in enumerate(themes):
        name, phrases = new.get(number, (theme.name, theme.phrases))
        themes[number] = replace(theme, name=name, phrases=phrases, questions=sizes[number])
    return ThemeBook(
        as_of, before.encoder, len(points), before.axes, groups, tuple(themes), ended,
        before.events + tuple(events),
    )  # fmt: skip


def learn_anew(window: Window, before: ThemeBook, as_of: datetime) -> ThemeBook:
    """Begin again: no theme of the book before lives on, and none of its ids is given again."""
    first = learn_first(window, as_of, _next_number(before))
    ended = (*before.ended, *before.themes)
    return replace(first, ended=ended, events=before.events + first.events)


def _changed(
    before: ThemeBook, found: Changes, as_of: datetime
) -> tuple[Groups, list[LastingTheme], list[ThemeEvent]]:
    """Groups and themes after the changes, oldest first; new ones have no name yet."""
    number = _next_number(before)
    groups, events = before.groups, list[ThemeEvent]()
    centres, reaches = groups.centres.copy(), groups.reaches.copy()
    themes = list(before.themes)
    extra: list[Groups] = []
    for gone, keeper in sorted(found.merged.items()):
        events.append(ThemeEvent(as_of, "merged", themes[gone].id, (themes[keeper].id,)))
    for keeper, group in found.moved.items():
        centres[keeper], reaches[keeper] = group.centres[0], group.reaches[0]
    for parent, parts in sorted(found.split.items()):
        centres[parent], reaches[parent] = parts.centres[0], parts.reaches[0]
        children = [f"theme-{number + place}" for place in range(len(parts) - 1)]
        number += len(children)
        extra.append(parts.only(range(1, len(parts))))
        themes += [_nameless(child, as_of) for child in children]
        events.append(ThemeEvent(as_of, "split", themes[parent].id, tuple(children)))
    extra.append(found.new)
    for place_ in range(len(found.new)):
        themes.append(_nameless(f"theme-{number + place_}", as_of))
        events.append(ThemeEvent(as_of, "minted", themes[-1].id))
    groups = Groups(centres, reaches)
    for more in extra:
        groups = groups.and_also(more)
    kept = [n for n in range(len(themes)) if n not in found.merged]
    return groups.only(kept), [themes[n] for n in kept], events


def _nameless(theme_id: str, as_of: datetime) -> LastingTheme:
    return LastingTheme(theme_id, "", (), as_of, 0)


def _next_number(book: ThemeBook) -> int:
    known = (int(theme.id.removeprefix("theme-")) for theme in (*book.themes, *book.ended))
    return max(known, default=0) + 1


def _sizes(nearest: NDArray[np.int64], groups: Groups) -> list[int]:
    counts = np.bincount(nearest[nearest >= 0], minlength=len(groups))
    return [int(count) for count in counts]


def _names(
    titles: Sequence[str], nearest: NDArray[np.int64]
) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Name and phrases of each group that has words in common."""
    raws, tokens = cut_words(titles)
    matrix, grams = vectors(tokens, slice(None))
    if not grams or not (nearest >= 0).any():
        return {}
    return name_groups(matrix, nearest, grams, raws, tokens)
