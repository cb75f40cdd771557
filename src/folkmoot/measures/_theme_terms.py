"""Themes that were learned, as terms that rise like words: of which posts, and under which name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.annotators._questions import Questions
from folkmoot.annotators._theme_files import digest_of
from folkmoot.annotators.lasting import LearnedThemes
from folkmoot.annotators.terms import is_theme
from folkmoot.errors import FolkmootError

__all__ = ["THEME", "ThemeTerms"]

#: What a theme's name is told after, so that nobody takes it for a word.
THEME: Final = "theme: "


class ThemeTerms:
    """Themes of a book as terms: which post lies in which, and what each is called.

    Parameters
    ----------
    themes
        Those that were learned; ``None`` where none were.
    as_of
        The moment that is looked at.

    Raises
    ------
    FolkmootError
        ``themes-of-later``: a theme that was found after the moment would tell of its future.
    """

    def __init__(self, themes: LearnedThemes | None, as_of: datetime) -> None:
        if themes is not None and themes.book.as_of > as_of:
            raise FolkmootError(
                "themes-of-later", "themes", f"learned up to {themes.book.as_of:%Y-%m-%d %H:%M}",
                f"learned up to {as_of:%Y-%m-%d %H:%M} or before",
                "folkmoot.annotators.lasting.learned_themes gives those of a moment",
            )  # fmt: skip
        self._themes = themes
        self._names = {} if themes is None else {t.id: t.name for t in themes.book.themes}
        self._as_of = as_of

    @property
    def digest(self) -> str:
        """What counts of themes hang on; empty for none."""
        if self._themes is None:
            return ""
        return " ".join([digest_of(self._themes.book), *self._names])

    @property
    def note(self) -> str:
        """In one sentence whether themes are counted."""
        if self._themes is None:
            return (
                f"Words alone are counted: no themes were learned up to {self._as_of:%Y-%m-%d} "
                "(folkmoot themes learn)."
            )
        return (
            f"Themes are counted like words: {len(self._names):,}, learned up to "
            f"{self._themes.book.as_of:%Y-%m-%d}; of fewer than ten people none is told."
        )

    def of_questions(self, questions: Questions, since: datetime | None = None) -> list[str | None]:
        """Id of the theme that each question lies in; none for those of before a moment."""
        found: list[str | None] = [None] * len(questions.titles)
        if self._themes is None:
            return found
        read, first = questions, 0
        if since is not None:
            is_old = pc.less(questions.table["published_at"], pa.scalar(since))
            first = int(pc.sum(is_old).as_py() or 0)
            read = replace(questions, table=questions.table[first:])
        places, _ = self._themes.placed(read)
        ids = [theme.id for theme in self._themes.book.themes]
        return found[:first] + [ids[place] if place >= 0 else None for place in places.tolist()]

    def of_posts(
        self, object_ids: pa.ChunkedArray, questions: Questions, since: datetime
    ) -> pa.ChunkedArray:
        """The same for posts, by their identifiers: those that are no questions lie in none."""
        themes = pa.array(self.of_questions(questions, since), pa.string())
        places = pc.index_in(object_ids, questions.table["object_id"])
        return pa.chunked_array([themes.take(places.combine_chunks())])

    def told(self, term: str) -> str:
        """What a term is called: a word as it is, a theme by its name."""
        return f"{THEME}{self._names[term]}" if is_theme(term) else term

    def ids(self, terms: Iterable[str]) -> tuple[str, ...]:
        """Lasting ids of the themes among terms."""
        return tuple(term for term in terms if is_theme(term))
