"""Tables of texts as they are committed: packed CSV, so that they stay small.

By the name's end: ``.zst`` where folkmoot reads them, ``.bz2`` where only tests and tools do, which
packs short texts a tenth smaller.
"""

from __future__ import annotations

import bz2
import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import zstandard


def read_packed(path: Path) -> list[dict[str, str]]:
    """Return all rows, a dictionary each."""
    packed = path.read_bytes()
    unpack = bz2.decompress if path.suffix == ".bz2" else zstandard.ZstdDecompressor().decompress
    return list(csv.DictReader(io.StringIO(unpack(packed).decode())))


def write_packed(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows; the same rows give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    pack = bz2.compress if path.suffix == ".bz2" else zstandard.ZstdCompressor(level=22).compress
    path.write_bytes(pack(text.getvalue().encode()))
