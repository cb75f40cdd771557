"""Theme books on the disk: one file a book, named by the moment up to which it was learned.

``themes/20170831T000000000000Z.npz`` holds centres, reaches and axes, and as JSON what is said of
them. A book is written whole or not at all and never changed. ``themes/placed/`` remembers which
question of the lake lies in which theme; it can be deleted, and is whenever a person is
forgotten. What asks next places the questions anew, and remembers it.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from folkmoot.annotators._clusters import Axes
from folkmoot.annotators._theme_book import LastingTheme, ThemeBook, ThemeEvent
from folkmoot.annotators._theme_changes import Groups
from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = [
    "PLACED",
    "add_placed",
    "book_moments",
    "digest_of",
    "read_book",
    "read_placed",
    "write_book",
    "write_placed",
]

_log = logging.getLogger(__name__)
_VERSION: Final = 1
_STAMP: Final = "%Y%m%dT%H%M%S%fZ"
_PLACED_FOLDER: Final = "placed"

#: Where questions lie: the place of the theme in its book (-1 for none), and the closeness.
PLACED: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("place", pa.int32()),
        pa.field("closeness", pa.float32()),
    ]
)


def book_moments(folder: Path) -> list[datetime]:
    """Moments of the books in a folder, oldest first."""
    stems = sorted(path.stem for path in folder.glob("*.npz"))
    return [datetime.strptime(stem, _STAMP).replace(tzinfo=UTC) for stem in stems]


def _path(folder: Path, as_of: datetime) -> Path:
    return folder / f"{as_of.astimezone(UTC).strftime(_STAMP)}.npz"


def write_book(folder: Path, book: ThemeBook) -> Path:
    """Write a book; one of the same moment is replaced."""
    about = {
        "version": _VERSION,
        "as_of": book.as_of.isoformat(),
        "encoder": book.encoder,
        "learned_from": book.learned_from,
        "themes": [_plain(theme) for theme in book.themes],
        "ended": [_plain(theme) for theme in book.ended],
        "events": [event.as_dict() for event in book.events],
    }
    out = BytesIO()
    np.savez_compressed(
        out,
        about=np.array(json.dumps(about, ensure_ascii=False)),
        centres=book.groups.centres,
        reaches=book.groups.reaches,
        middle=book.axes.middle,
        turn=book.axes.turn,
    )
    return write_whole(_path(folder, book.as_of), out.getvalue())


def _plain(theme: LastingTheme) -> dict[str, Any]:
    return {**asdict(theme), "minted_at": theme.minted_at.isoformat()}


def read_book(folder: Path, as_of: datetime) -> ThemeBook:
    """Read the book of a moment.

    Raises
    ------
    FolkmootError
        ``damaged-themes``, or ``newer-themes`` where a later folkmoot wrote it.
    """
    path = _path(folder, as_of)
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            arrays = dict(stored)
        about = json.loads(str(arrays["about"]))
        if about["version"] > _VERSION:
            raise FolkmootError(
                "newer-themes", str(path), f"version {about['version']}", f"version {_VERSION}",
                "update folkmoot: these themes were learned with a newer one",
            )  # fmt: skip
        return _book(about, arrays)
    except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile) as error:
        raise FolkmootError(
            "damaged-themes", str(path), str(error), "a theme book as it was written",
            "restore it from a copy, or delete it and run: folkmoot themes learn",
        ) from error  # fmt: skip


def _book(about: dict[str, Any], arrays: dict[str, Any]) -> ThemeBook:
    return ThemeBook(
        datetime.fromisoformat(about["as_of"]),
        about["encoder"],
        about["learned_from"],
        Axes(arrays["middle"], arrays["turn"]),
        Groups(arrays["centres"], arrays["reaches"]),
        tuple(_theme(theme) for theme in about["themes"]),
        tuple(_theme(theme) for theme in about["ended"]),
        tuple(
            ThemeEvent(datetime.fromisoformat(e["happened_at"]), e["kind"], e["theme_id"],
                       tuple(e["other_ids"]))
            for e in about["events"]
        ),
    )  # fmt: skip


def _theme(plain: dict[str, Any]) -> LastingTheme:
    minted = datetime.fromisoformat(plain["minted_at"])
    return LastingTheme(**{**plain, "phrases": tuple(plain["phrases"]), "minted_at": minted})


def digest_of(book: ThemeBook) -> str:
    """What placings hang on: the axes, the centres and the reaches, as 16 digits."""
    digest = blake2b(book.encoder.encode(), digest_size=8)
    for array in (book.axes.middle, book.axes.turn, book.groups.centres, book.groups.reaches):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def read_placed(folder: Path, book: ThemeBook) -> pa.Table:
    """Read which questions are known to lie where; empty where nothing is remembered."""
    path = _placed_path(folder, book)
    try:
        return pq.read_table(path, schema=PLACED)
    except (OSError, pa.ArrowException):
        return PLACED.empty_table()


def write_placed(folder: Path, book: ThemeBook, placed: pa.Table) -> None:
    """Remember where questions lie; what was remembered of other books is dropped."""
    path = _placed_path(folder, book)
    for old in path.parent.glob("*.parquet"):
        old.unlink()
    _write(path, placed)


def add_placed(project: Project, version: int | None, book: ThemeBook, placed: pa.Table) -> None:
    """Remember where more questions lie, unless the lake has moved on since they were read.

    A question that was forgotten or taken back meanwhile would come back otherwise. Where another
    command holds the project nothing is remembered; the next run places them again.

    Parameters
    ----------
    version
        Of the lake's activities, when the questions were read.
    """
    folder = project.folder("themes")
    try:
        with project.lock():
            if project.lake.version("activities") != version:
                return
            known = read_placed(folder, book)
            is_known = pc.is_in(placed["object_id"], value_set=known["object_id"])
            more = pa.concat_tables([known, placed.filter(pc.invert(is_known))])
            _write(_placed_path(folder, book), more)
    except FolkmootError as error:
        if error.problem.code != "busy":
            raise
        _log.info("where questions lie is not remembered: another command holds the project")


def _placed_path(folder: Path, book: ThemeBook) -> Path:
    return folder / _PLACED_FOLDER / f"{digest_of(book)}.parquet"


def _write(path: Path, placed: pa.Table) -> None:
    out = BytesIO()
    pq.write_table(placed, out, compression="zstd")
    write_whole(path, out.getvalue())
