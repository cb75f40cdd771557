"""Tables of texts as they are committed: CSV packed by zstd, so that they stay small."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import zstandard


def read_packed(path: Path) -> list[dict[str, str]]:
    """Return all rows, a dictionary each."""
    text = zstandard.ZstdDecompressor().decompress(path.read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text)))


def write_packed(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows; the same rows give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.write_bytes(zstandard.ZstdCompressor(level=22).compress(text.getvalue().encode()))
