"""What no honest archive holds, and the words in which it is refused."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError

__all__ = [
    "Wanted",
    "check_member",
    "check_names",
    "check_totals",
    "damaged_archive",
    "encrypted_archive",
    "is_packed",
]

#: Says by its name whether a member is read.
Wanted = Callable[[str], bool]

#: More files than any export has; a full takeout of a busy person has some ten thousand.
_MEMBER_LIMIT: Final = 200_000
#: Text packs 5 to 50 times; deflate can do 1,032. Small members may pack as well as they like.
_RATIO_LIMIT: Final = 200
_SMALL: Final = 1 << 26
_PACKED: Final = re.compile(r"\.(?:zip|7z|rar|tar|tgz|gz|bz2|xz|zst|zstd)$", re.IGNORECASE)


def is_packed(name: str) -> bool:
    """Whether a member is an archive or a packed file itself, by its name."""
    return bool(_PACKED.search(name))


def check_names(archive: Path, names: Collection[str]) -> None:
    """Refuse an archive with more members than any export has, or one that leaves the folder."""
    if len(names) > _MEMBER_LIMIT:
        got, most = f"{len(names):,} files", f"at most {_MEMBER_LIMIT:,}"
        raise FolkmootError("unsafe-archive", str(archive), got, most)
    for name in names:
        parts = re.split(r"[/\\]", name)
        if ".." in parts or not parts[0] or ":" in parts[0] or "\0" in name:
            raise FolkmootError(
                "unsafe-archive", f"{archive}: {name[:200]!r}", "a name that leaves the folder",
                "names inside the archive",
                "do not trust this archive; get the export again from where it was made",
            )  # fmt: skip


def check_member(archive: Path, name: str, size: int, packed: int | None) -> None:
    """Refuse a member that no honest export has.

    Parameters
    ----------
    archive, name
        Which.
    size, packed
        Bytes that it states to have, unpacked and packed; ``None`` where only the whole is known.

    Raises
    ------
    FolkmootError
        As `folkmoot.sources._archives.open_export`.
    """
    where = f"{archive}: {name[:200]!r}"
    if is_packed(name):
        raise FolkmootError(
            "nested-archive", where, "an archive inside an archive", "the files themselves",
            "unpack the outer one and name the inner",
        )  # fmt: skip
    if packed is not None and size > max(_SMALL, _RATIO_LIMIT * packed):
        raise _expands(where, size, packed)


def _expands(where: str, size: int, packed: int) -> FolkmootError:
    return FolkmootError(
        "expands-too-far", where, f"{packed:,} bytes that stand for {size:,}",
        f"at most {_RATIO_LIMIT} times as many",
        "text never packs so well; if the file is sound all the same, unpack it first",
    )  # fmt: skip


def encrypted_archive(where: str) -> FolkmootError:
    """What to raise for a member under a password."""
    return FolkmootError(
        "encrypted-archive", where, "a password", "an archive without one", "unpack it first"
    )


def check_totals(archive: Path, sizes: Mapping[str, int], *, unpacks: bool) -> None:
    """Refuse more bytes than an archive can honestly hold, or than the disk takes."""
    total, packed = sum(sizes.values()), archive.stat().st_size
    if total > max(_SMALL, _RATIO_LIMIT * packed):
        raise _expands(str(archive), total, packed)
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if unpacks and total > free:
        raise FolkmootError(
            "disk-full", tempfile.gettempdir(), f"{free >> 20:,} MiB free",
            f"{total >> 20:,} MiB, to unpack {archive.name}",
        )  # fmt: skip


def damaged_archive(where: str, error: Exception) -> FolkmootError:
    """What to raise for an archive that cannot be read."""
    return FolkmootError(
        "damaged-file", where, str(error) or type(error).__name__, "a sound archive",
        "copy or download it again; nothing of it was imported",
    )  # fmt: skip
