"""Guess how a table of text is written: its delimiter and its encoding."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from folkmoot.files.opening import head

__all__ = ["DELIMITERS", "find_delimiter", "guess_encoding"]

#: Delimiters that are looked for, the likelier first.
DELIMITERS: Final = (",", ";", "\t", "|")

_SAMPLE_LINES: Final = 60


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


def _reads(sample: bytes, encoding: str) -> str | None:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return None


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Share of lines with as many columns as the first, and that number; 0 for one column."""
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    if not counts or counts[0] < 2:
        return 0.0, 0
    return counts.count(counts[0]) / len(counts), counts[0]
