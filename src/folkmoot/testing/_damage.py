"""Damaged copies of files: cut, flipped, doubled, or with foreign bytes in them."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

__all__ = ["damage", "damaged"]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """One damaged copy of a file's bytes: cut, flipped, doubled, or with foreign bytes in it."""
    start, stop = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    inserts = (b'"', b"<", b"\x00", b"\xff\xfe", b"\n" * 3, b",,,,", b"&lol;", b"{" * 99, b"\r")
    match chance.randrange(5):
        case 0:
            return content[:start]
        case 1:
            flips = bytearray(content)
            for _ in range(min(8, len(content))):
                flips[chance.randrange(len(content))] = chance.randrange(256)
            return bytes(flips)
        case 2:
            return content[:start] + content[stop:]
        case 3:
            return content[:stop] + content[start:]
        case _:
            return content[:start] + chance.choice(inserts) + content[start:]


def damage(file: Path, copy: Path, chance: random.Random) -> None:
    """Write a copy of a file with damage; or of a folder, with damage to one file in it."""
    if not file.is_dir():
        copy.write_bytes(damaged(file.read_bytes(), chance))
        return
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(file, copy)
    inner = chance.choice(sorted(one for one in copy.rglob("*") if one.is_file()))
    inner.write_bytes(damaged(inner.read_bytes(), chance))
