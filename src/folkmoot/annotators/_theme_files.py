"""Theme books on the disk: one file a book, named by the moment up to which it was learned.

``themes/20170831T000000000000Z.npz`` holds centres, reaches and axes, and as JSON what is said of
them. A book is written whole or not at all and never changed. ``themes/placed/`` remembers which
question of the lake lies in which theme; it can be deleted, and is whenever a person is forgotten.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from folkmoot.annotators._clusters import Axes
from folkmoot.annotators._theme_book import LastingTheme, ThemeBook, ThemeEvent
from folkmoot.annotators._theme_changes import Groups
from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError

__all__ = [
    "PLACED",
    "book_moments",
    "digest_of",
    "read_book",
    "read_placed",
    "write_book",
    "write_placed",
]

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
    path = folder / _PLACED_FOLDER / f"{digest_of(book)}.parquet"
    try:
        return pq.read_table(path, schema=PLACED)
    except (OSError, pa.ArrowException):
        return PLACED.empty_table()


def write_placed(folder: Path, book: ThemeBook, placed: pa.Table) -> None:
    """Remember where questions lie; what was remembered of other books is dropped."""
    out = BytesIO()
    pq.write_table(placed, out, compression="zstd")
    path = folder / _PLACED_FOLDER / f"{digest_of(book)}.parquet"
    for old in path.parent.glob("*.parquet"):
        old.unlink()
    write_whole(path, out.getvalue())
