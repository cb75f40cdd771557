"""Writing that survives a power cut: whole or not at all, and on the disk when it is said to be."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

__all__ = ["flush", "put_in_place", "write_whole"]


def flush(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(part: Path, path: Path) -> None:
    """Give a finished file its name in one step; file and folder are flushed."""
    flush(part)
    part.replace(path)
    flush(path.parent)


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file so that nobody ever sees half of it, and flush it; returns ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own, so that two commands that write the same report do not mix.
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        part.write_bytes(data)
        put_in_place(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path
