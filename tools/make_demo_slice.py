"""Cut the demonstration's slice out of the travel community's whole export.

Run as ``python tools/make_demo_slice.py FOLDER``, with the folder of the export as CSV files
(``Users.csv.gz`` and so on, from the repository named in ``demo_data/SOURCE.md``). The same export
gives the same bytes: rows keep their order, and one thread compresses. Compression is the
strongest, since the slice is packed once and unpacked often.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import zstandard

TARGET = Path(__file__).resolve().parents[1] / "src" / "folkmoot" / "demo_data"

Row = dict[str, str]


class Cut(NamedTuple):
    """What is kept of one file: columns, and which rows."""

    columns: tuple[str, ...]
    keep: Callable[[Mapping[str, str]], bool]


def everything(_: Mapping[str, str]) -> bool:
    """Keep a row whatever it holds."""
    return True


def has_voter(row: Mapping[str, str]) -> bool:
    """Keep a vote that says whose it is: favourites and bounties."""
    return bool(row["UserId"])


CUTS = {
    "Users": Cut(("Id", "CreationDate", "LastAccessDate", "Age", "Location"), everything),
    "Posts": Cut(
        (
            "Id", "PostTypeId", "ParentId", "CreationDate", "OwnerUserId", "Score", "Title",
            "AcceptedAnswerId", "AnswerCount", "ViewCount", "ClosedDate", "LastEditDate",
            "LastEditorUserId",
        ),
        everything,
    ),
    "Comments": Cut(("Id", "PostId", "CreationDate", "UserId"), everything),
    "Votes": Cut(("Id", "PostId", "VoteTypeId", "CreationDate", "UserId"), has_voter),
    "Tags": Cut(("Id", "TagName", "Count"), everything),
}  # fmt: skip


def whole_seconds(column: str, value: str) -> str:
    """Cut a time to whole seconds; thousandths took a fifth of the slice and served nobody."""
    return value.partition(".")[0] if column.endswith("Date") else value


def rows(path: Path, cut: Cut) -> Iterator[Row]:
    """Read the kept rows and columns of one file of the export."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if cut.keep(row):
                yield {column: whole_seconds(column, row[column]) for column in cut.columns}


def packed(source: Path, cut: Cut) -> tuple[bytes, int]:
    """Write one file of the slice, and count its rows."""
    text, count = io.StringIO(newline=""), 0
    writer = csv.DictWriter(text, cut.columns, lineterminator="\n")
    writer.writeheader()
    for row in rows(source, cut):
        writer.writerow(row)
        count += 1
    data = text.getvalue().encode("utf-8")
    return zstandard.ZstdCompressor(level=22).compress(data), count


def main(folder: Path) -> None:
    """Write every file of the slice, and say what it holds."""
    total = 0
    for name, cut in CUTS.items():
        data, count = packed(folder / f"{name}.csv.gz", cut)
        path = TARGET / f"{name}.csv.zst"
        path.write_bytes(data)
        total += len(data)
        print(f"{path.name:16} {count:8,} rows {len(data):10,} bytes")
    print(f"{'together':16} {'':13} {total:10,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
