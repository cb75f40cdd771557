"""Themes with lasting ids: what questions mean, whatever their words and their language.

The full tier of themes. Titles are encoded (`folkmoot.annotators._encoder`), clustered by EVoC,
and the centres of the clusters are kept in the project as a *theme book*. From then on a title
belongs to the nearest centre whose reach holds it, so that ids last. Learning again carries the
book forward: far-off posts alone can bring a new id, and themes that run together or fall apart
are told with where they came from. ``docs/methods-themes.md`` has formulas, thresholds, figures.

The fast tier, which reads words alone and keeps nothing, is `folkmoot.annotators.themes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.annotators._encoder import Encoder, quick_encoder, sentence_encoder
from folkmoot.annotators._encoding import Remembered, over_vectors
from folkmoot.annotators._grams import has_words
from folkmoot.annotators._naming import Theme, Themes
from folkmoot.annotators._questions import Questions
from folkmoot.annotators._theme_book import ThemeBook
from folkmoot.annotators._theme_files import (
    PLACED,
    add_placed,
    book_moments,
    read_book,
    read_placed,
    write_book,
    write_placed,
)
from folkmoot.annotators._theme_learning import (
    learn_anew,
    learn_first,
    learn_next,
    window_of,
)
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from folkmoot.project import Project
    from folkmoot.view import View

__all__ = [
    "STEPS",
    "LearnedThemes",
    "learn_book",
    "learn_themes",
    "learned_themes",
    "newest_book",
    "themes_of",
]

#: What learning does, one after the other.
STEPS: Final = ("Encoding questions", "Finding their themes", "Placing all questions")
#: Themes are learned from two years: every season twice, and recent enough to be current.
_WINDOW_DAYS: Final = 730
#: With fewer questions in them, from all there are.
_FEWEST_IN_WINDOW: Final = 500
#: Changes are looked for in the last half-year, against the time before.
_NOW_DAYS: Final = 182


def learn_book(
    titles: Sequence[str],
    is_now: Sequence[bool],
    as_of: datetime,
    before: ThemeBook | None = None,
    encoder: Encoder | None = None,
) -> ThemeBook:
    """Learn themes from titles, or carry those of a book forward.

    The order of the titles does not count, nor the number of threads.

    Parameters
    ----------
    titles
        What is learned from. Those without a letter are left out.
    is_now
        Which of them are recent; changes are those of the recent ones against the others.
    as_of
        The moment they reach up to.
    before
        The book to carry forward; ``None`` for the first.
    encoder
        What turns titles into vectors; the one that ships unless given.

    Raises
    ------
    FolkmootError
        ``themes-of-another-encoder``, where the book before was learned with one.
    """
    encoder = encoder or sentence_encoder()
    window = window_of(titles, is_now, encoder)
    if before is None:
        return learn_first(window, as_of)
    _refuse_other(before, encoder)
    return learn_next(window, before, as_of)


def _refuse_other(book: ThemeBook, encoder: Encoder) -> None:
    if book.encoder != encoder.name:
        raise FolkmootError(
            "themes-of-another-encoder", "themes", book.encoder, encoder.name,
            "keep to the encoder of before, or begin again: folkmoot themes learn --anew",
        )  # fmt: skip


def _encoder_of(book: ThemeBook | None) -> Encoder:
    """Return the encoder that a book was learned by: the exact one where there is no book."""
    exact = sentence_encoder()
    if book is None or book.encoder == exact.name:
        return exact
    _refuse_other(book, quick_encoder())
    return quick_encoder()


def newest_book(folder: Path, as_of: datetime) -> ThemeBook | None:
    """Return the last book that was learned from nothing later than a moment; ``None`` for none."""
    known = [moment for moment in book_moments(folder) if moment <= as_of]
    return read_book(folder, known[-1]) if known else None


def learn_themes(
    folder: Path,
    questions: Questions,
    as_of: datetime,
    *,
    encoder: Encoder | None = None,
    is_anew: bool = False,
    processes: int = 1,
    begin: Callable[[str], object] = str,
) -> ThemeBook:
    """Learn from the questions of a view, and keep the book and where each question lies.

    Parameters
    ----------
    folder
        Where books are kept: ``themes`` of the project.
    questions
        Of a view of the same moment.
    as_of
        The moment. Learning the same moment again replaces its book with the same one.
    encoder
        What turns titles into vectors; unless given that of the book before, and the exact one
        for the first.
    is_anew
        Whether to begin again: no theme of before lives on, and no id is given twice.
    processes
        That encode.
    begin
        Told which of the `STEPS` begins.

    Raises
    ------
    FolkmootError
        ``themes-go-forward``, where a book of a later moment is there;
        ``themes-of-another-encoder``, where the book before was learned with one.
    """
    moments = book_moments(folder)
    if moments and moments[-1] > as_of:
        raise FolkmootError(
            "themes-go-forward", "--as-of", f"{as_of:%Y-%m-%d %H:%M}",
            f"no moment before {moments[-1]:%Y-%m-%d %H:%M}",
            "ids pass from one learning to the next; delete the later books to learn in between",
        )  # fmt: skip
    encoder = encoder or _encoder_of(newest_book(folder, as_of))
    before = _before(folder, as_of, encoder, is_anew)
    titles = questions.titles
    times = questions.table["published_at"].cast(pa.int64()).to_numpy()
    rows, is_now = _window(times, as_of, before)
    begin(STEPS[0])
    window = window_of([titles[row] for row in rows], is_now.tolist(), encoder, processes)
    begin(STEPS[1])
    if before is None:
        book = learn_first(window, as_of)
    else:
        book = (learn_anew if is_anew else learn_next)(window, before, as_of)
    begin(STEPS[2])
    table = _placed(book, questions.table["object_id"], titles, window.known, encoder, processes)
    write_book(folder, book)
    write_placed(folder, book, table)
    return book


def _before(folder: Path, as_of: datetime, encoder: Encoder, is_anew: bool) -> ThemeBook | None:
    """Return the book that learning goes on from; a book of the same moment is replaced."""
    last = newest_book(folder, as_of)
    if last is not None and last.encoder != encoder.name:
        if not is_anew:
            _refuse_other(last, encoder)
        # Even of this moment, since its ids would mean other themes; its events never happened.
        return replace(last, events=tuple(e for e in last.events if e.happened_at < as_of))
    earlier = [moment for moment in book_moments(folder) if moment < as_of]
    return read_book(folder, earlier[-1]) if earlier else None


def _window(
    times: NDArray[np.int64], as_of: datetime, before: ThemeBook | None
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Rows that are learned from, and which of them are recent."""
    first = np.searchsorted(times, _microseconds(as_of - timedelta(days=_WINDOW_DAYS)))
    rows = np.arange(first if len(times) - first >= _FEWEST_IN_WINDOW else 0, len(times))
    recent = as_of - timedelta(days=_NOW_DAYS)
    if before is not None:  # whatever came since the last look is looked at
        recent = min(recent, before.as_of)
    return rows, times[rows] > _microseconds(recent)


def _microseconds(moment: datetime) -> float:
    return moment.timestamp() * 1e6


def _placed(
    book: ThemeBook,
    object_ids: pa.ChunkedArray,
    titles: Sequence[str],
    known: Remembered,
    encoder: Encoder,
    processes: int = 1,
) -> pa.Table:
    """Where each question lies; a title without a letter lies nowhere.

    Each distinct title is read once, and the vectors of those that are not known are not kept.
    """
    if not len(book.themes):
        nowhere = np.full(len(titles), -1, np.int32), np.zeros(len(titles), np.float32)
        return pa.table([object_ids, *nowhere], schema=PLACED)
    new = sorted({title for title in titles if title not in known.rows and has_words(title)})
    rows = {**known.rows, **{title: len(known.rows) + row for row, title in enumerate(new)}}
    found = [book.place(known.encodings)] if known.rows else []
    found += over_vectors(new, book.place, encoder, processes)
    # One place more, which is nowhere, for titles that are not read.
    place = np.concatenate([*(place for place, _ in found), [-1]]).astype(np.int32)
    near = np.concatenate([*(near for _, near in found), [0.0]]).astype(np.float32)
    at = np.array([rows.get(title, -1) for title in titles], np.int64)
    return pa.table([object_ids, place[at], near[at]], schema=PLACED)


@dataclass(frozen=True)
class LearnedThemes:
    """Reads what questions are about from a theme book: a `ThemeReader`.

    Parameters
    ----------
    folder
        Where books are kept.
    book
        The book that is read.
    keep
        Told of each question that was not remembered where it lies, to remember it; by default
        nothing is.
    """

    folder: Path
    book: ThemeBook
    keep: Callable[[ThemeBook, pa.Table], object] | None = None

    def placed(self, questions: Questions) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Place of each question's theme in the book (-1 for none), and its closeness.

        What was remembered when the book was learned, or since, is not encoded again.
        """
        known = read_placed(self.folder, self.book)
        object_ids = questions.table["object_id"]
        rows = pc.index_in(object_ids, known["object_id"]).combine_chunks()
        missing = np.asarray(rows.is_null())
        places = np.full(len(questions.titles), -1, np.int64)
        near = np.zeros(len(places))
        at = rows.drop_null().to_numpy()
        places[~missing] = known["place"].to_numpy()[at]
        near[~missing] = known["closeness"].to_numpy()[at]
        if missing.any():
            titles = [t for t, is_new in zip(questions.titles, missing, strict=True) if is_new]
            encoder = _encoder_of(self.book)
            nothing = Remembered.of([], encoder)
            ids = object_ids.filter(pa.array(missing))
            new = _placed(self.book, ids, titles, nothing, encoder)
            places[missing], near[missing] = new["place"].to_numpy(), new["closeness"].to_numpy()
            if self.keep is not None:
                self.keep(self.book, new)
        return places, near

    def __call__(self, questions: Questions, begins: int, settled: slice) -> Themes:
        """Themes of the questions from a place on, largest first; the book is not drawn anew."""
        del settled
        places, near = (found[begins:] for found in self.placed(questions))
        found = []
        for number, theme in enumerate(self.book.themes):
            rows = (places == number).nonzero()[0]
            rows = rows[(-near[rows]).argsort(kind="stable")]
            if len(rows):
                told = tuple(int(row) for row in rows)
                found.append(Theme(theme.id, theme.name, theme.phrases, told))
        found.sort(key=lambda theme: -len(theme.rows))
        note = (
            f"Themes are by meaning, learned up to {self.book.as_of:%Y-%m-%d}; their ids last. "
            "folkmoot themes show ID opens one."
        )
        return Themes(tuple(found), int((places == -1).sum()), note)


def learned_themes(folder: Path, as_of: datetime) -> LearnedThemes | None:
    """Reader of the newest book up to a moment; ``None`` where none was learned by then."""
    book = newest_book(folder, as_of)
    return LearnedThemes(folder, book) if book is not None else None


def themes_of(project: Project, view: View) -> LearnedThemes | None:
    """Reader of a project's themes up to the moment of a view, which remembers what it placed."""
    found = learned_themes(project.folder("themes"), view.as_of)
    keep = partial(add_placed, project, view.versions.get("activities"))
    return None if found is None else replace(found, keep=keep)
