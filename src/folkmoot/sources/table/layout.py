"""How a table is laid out: its format, its delimiter, the columns it has."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.sources._open import compression, head, raw_blocks, stem

__all__ = ["DELIMITERS", "SUFFIXES", "find_delimiter", "form_of", "guess_encoding", "table_files"]

#: Format by the end of a file's name.
SUFFIXES: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "ndjson",
    ".parquet": "parquet",
}

#: Delimiters that are looked for, the likelier first.
DELIMITERS: Final = (",", ";", "\t", "|")

_PARQUET: Final = b"PAR1"
_SAMPLE_LINES: Final = 60


def form_of(path: Path) -> str:
    """Format of a table: ``csv``, ``ndjson`` or ``parquet``, by its first bytes, then its name.

    Raises
    ------
    FolkmootError
        As `folkmoot.sources._open.compression`; ``json-document`` for one JSON document.
    """
    start = next(raw_blocks(path), b"")[:4096] if compression(path) else _first(path)
    if start.startswith(_PARQUET):
        return "parquet"
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"{"):
        return "ndjson"
    if text.startswith(b"[") and SUFFIXES.get(Path(stem(path)).suffix.lower()) == "ndjson":
        raise FolkmootError(
            "json-document",
            str(path),
            "one JSON list",
            "one JSON object a line",
            "jq -c '.[]' FILE > FILE.ndjson turns the one into the other",
        )
    return SUFFIXES.get(Path(stem(path)).suffix.lower(), "csv")


def find_delimiter(path: Path, encoding: str = "") -> str:
    """Delimiter of a CSV file: that which cuts its first lines into equally many columns, most.

    A file of one column is read with commas.
    """
    text = head(path, encoding=encoding).decode("utf-8", "replace")
    lines = text.splitlines(keepends=True)[:_SAMPLE_LINES]
    # The last line may be cut short by the size of the sample.
    sample = lines[:-1] if len(lines) > 1 else lines
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def guess_encoding(path: Path) -> str:
    """Encoding that a file without byte order mark is probably written in; empty for UTF-8.

    A guess to begin with, in a draft that a person checks; an import never guesses.
    """
    start = head(path)
    # A character may be cut by the size of the sample, a line is not.
    sample = start[: start.rfind(b"\n") + 1] or start
    if _reads(sample, "utf-8") is not None:
        return ""
    chinese = _reads(sample, "gb18030")
    ideographs = re.findall("[\u4e00-\u9fff]", chinese or "")
    # Western letters read as GB 18030 come out as rare ideographs, one by one, among many others.
    return "gb18030" if len(ideographs) > len(chinese or "") / 5 else "cp1252"


def table_files(path: Path) -> list[Path]:
    """Tables in a folder, by name; or the one file."""
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.is_file() and Path(stem(file)).suffix.lower() in SUFFIXES
    )


def _reads(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Share of lines with as many columns as the first, and that number; 0 for one column."""
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    if not counts or counts[0] < 2:
        return 0.0, 0
    return counts.count(counts[0]) / len(counts), counts[0]
