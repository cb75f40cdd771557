"""A theme book: themes with lasting ids, as they were learned up to a moment, and their lineage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from folkmoot.annotators._clusters import Axes
from folkmoot.annotators._theme_changes import Groups, place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Happening", "LastingTheme", "ThemeBook", "ThemeEvent"]

Happening = Literal["minted", "merged", "split"]


@dataclass(frozen=True, slots=True)
class LastingTheme:
    """A theme that keeps its id from one learning to the next.

    Parameters
    ----------
    id
        ``theme-`` and a number that is given once.
    name
        Two to five words where its titles have them; it lasts as the id does.
    phrases
        The words and pairs most typical of it, as they were written.
    minted_at
        The moment up to which the questions reached when it was first seen.
    questions
        How many it held in the window that was learned from last.
    """

    id: str
    name: str
    phrases: tuple[str, ...]
    minted_at: datetime
    questions: int


@dataclass(frozen=True, slots=True)
class ThemeEvent:
    """Something that happened to themes.

    Parameters
    ----------
    happened_at
        The moment of the learning that told it.
    kind
        ``minted``: ``theme_id`` is new. ``merged``: it was taken in by ``other_ids``. ``split``:
        the new ``other_ids`` came out of it; it lives on as the largest part.
    """

    happened_at: datetime
    kind: Happening
    theme_id: str
    other_ids: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the event as plain values, for JSON."""
        return {
            "happened_at": self.happened_at.isoformat(),
            "kind": self.kind,
            "theme_id": self.theme_id,
            "other_ids": list(self.other_ids),
        }


_WORDS: Final[Mapping[Happening, str]] = {
    "minted": "first seen",
    "merged": "became part of",
    "split": "fell apart; out of it came",
}


@dataclass(frozen=True)
class ThemeBook:
    """Themes as of a moment.

    Parameters
    ----------
    as_of
        Nothing later was learned from.
    encoder
        Name of the encoder that the centres belong to.
    learned_from
        Questions of the window that was learned from.
    axes
        The space of the centres; the same from the first learning on.
    groups
        Centre and reach of each living theme, in the order of ``themes``.
    themes
        Those that live, oldest first.
    ended
        Those that were taken in by others.
    events
        All that happened since the first learning, oldest first.
    """

    as_of: datetime
    encoder: str
    learned_from: int
    axes: Axes
    groups: Groups
    themes: tuple[LastingTheme, ...]
    ended: tuple[LastingTheme, ...]
    events: tuple[ThemeEvent, ...]

    def place(
        self, encodings: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Place of each post's theme in ``themes``, -1 for none, and its closeness to the centre.

        A post's theme hangs on its own encoding alone, not on the others or on their order.
        """
        return place(self.axes.points(encodings), self.groups)

    def current(self, theme_id: str) -> str | None:
        """Id under which a theme lives on: its own, or that of the one that took it in.

        ``None`` where it lives no more, or was never given.
        """
        took_in = {e.theme_id: e.other_ids[0] for e in self.events if e.kind == "merged"}
        while theme_id in took_in:
            theme_id = took_in[theme_id]
        return theme_id if theme_id in {theme.id for theme in self.themes} else None

    def lineage(self, theme_id: str) -> tuple[ThemeEvent, ...]:
        """What happened to a theme, oldest first, as itself and as one of the others."""
        return tuple(e for e in self.events if theme_id in (e.theme_id, *e.other_ids))

    def named(self, theme_id: str) -> LastingTheme | None:
        """Return a theme by its id, living or ended."""
        known = (theme for theme in (*self.themes, *self.ended) if theme.id == theme_id)
        return next(known, None)

    def told(self, events: Sequence[ThemeEvent]) -> list[str]:
        """Say events in words, with names."""
        found = []
        for event in events:
            others = " and ".join(self._called(other) for other in event.other_ids)
            words = f"{self._called(event.theme_id)} {_WORDS[event.kind]} {others}".rstrip()
            found.append(f"{event.happened_at:%Y-%m-%d}: {words}")
        return found

    def _called(self, theme_id: str) -> str:
        theme = self.named(theme_id)
        return f"{theme_id} ({theme.name})" if theme else theme_id
