"""How a table is laid out: its format, its delimiter, the columns it has."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import compression, raw_blocks, stem

__all__ = ["SUFFIXES", "form_of", "table_files"]

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
    ".xlsx": "xlsx",
}

_PARQUET: Final = b"PAR1"
_ARCHIVE: Final = b"PK\x03\x04"


def form_of(path: Path) -> str:
    """Format of a table: ``csv``, ``ndjson``, ``parquet`` or ``xlsx``, by its start and its name.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.opening.compression`; ``json-document`` for one JSON document.
    """
    if path.suffix.lower() == ".xlsx" and _first(path).startswith(_ARCHIVE):
        return "xlsx"
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


def table_files(path: Path) -> list[Path]:
    """Tables in a folder, by name; or the one file."""
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.is_file() and Path(stem(file)).suffix.lower() in SUFFIXES
    )


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)
