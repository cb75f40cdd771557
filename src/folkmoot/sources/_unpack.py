"""Archives that cannot be read in any order: tar and 7z, unpacked to a private temporary folder."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import BLOCK_SIZE, raw_blocks
from folkmoot.sources._archive_checks import (
    Wanted,
    check_member,
    check_names,
    check_totals,
    damaged_archive,
    encrypted_archive,
)

if TYPE_CHECKING:
    from py7zr import SevenZipFile

__all__ = ["open_sevenzip", "open_tar"]

_PREFIX: Final = "folkmoot-"


@contextmanager
def open_tar(path: Path, wanted: Wanted) -> Iterator[Path]:
    """Unpack the wanted members of a tar, compressed or not, for as long as needed.

    Raises
    ------
    FolkmootError
        As `folkmoot.sources._archives.open_export`.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        try:
            stream = _Stream(path)
            with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|") as archive:
                _untar(path, archive, folder, wanted)
            # Behind the last member the end of the compressed stream is still to be checked.
            while stream.read(BLOCK_SIZE):
                pass
        except (tarfile.TarError, EOFError, ValueError, OSError) as error:
            raise damaged_archive(str(path), error) from error
        yield folder


@contextmanager
def open_sevenzip(path: Path, wanted: Wanted) -> Iterator[Path]:
    """Unpack the wanted members of a 7z archive for as long as needed.

    Raises
    ------
    FolkmootError
        As `folkmoot.sources._archives.open_export`.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        _unseven(path, folder, wanted)
        yield folder


class _Stream:
    """A file as a stream of bytes, decompressed."""

    def __init__(self, path: Path) -> None:
        self._blocks = raw_blocks(path)
        self._left = b""

    def read(self, size: int) -> bytes:
        """So many bytes, fewer at the end."""
        while len(self._left) < size and (block := next(self._blocks, b"")):
            self._left += block
        found, self._left = self._left[:size], self._left[size:]
        return found


def _untar(path: Path, archive: tarfile.TarFile, folder: Path, wanted: Wanted) -> None:
    sizes: dict[str, int] = {}
    names: set[str] = set()
    for member in archive:
        name = member.name.removeprefix("./")
        names.add(name)
        check_names(path, names if len(names) % 10_000 == 0 else [name])
        if member.isdir() or not wanted(name):
            continue
        check_member(path, name, member.size, None)
        if not member.isreg() or member.issparse():
            where = f"{path}: {name[:200]!r}"
            raise FolkmootError("unsafe-archive", where, "a link or a device", "a file")
        sizes[name] = member.size
        check_totals(path, sizes, unpacks=True)
        _write(archive.extractfile(member), folder / name)


def _write(source: IO[bytes] | None, target: Path) -> None:
    if source is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("wb") as file:
        while block := source.read(BLOCK_SIZE):
            file.write(block)


def _unseven(path: Path, folder: Path, wanted: Wanted) -> None:
    try:
        import py7zr
    except ImportError as error:
        raise FolkmootError(
            "missing-extra", str(path), "a 7z archive, and no library that reads it", "py7zr",
            'pip install "folkmoot[sevenzip]", or unpack the archive and name its folder',
        ) from error  # fmt: skip
    try:
        with py7zr.SevenZipFile(path) as archive:
            if archive.needs_password():
                raise encrypted_archive(str(path))
            chosen = _chosen(path, archive, wanted)
            if chosen:
                archive.extract(folder, targets=chosen)
    except FolkmootError:
        raise
    except _errors(py7zr) as error:
        raise damaged_archive(str(path), error) from error


def _chosen(path: Path, archive: SevenZipFile, wanted: Wanted) -> list[str]:
    members: list[Any] = list(archive.files)
    check_names(path, [member.filename for member in members if not member.is_directory])
    sizes: dict[str, int] = {}
    for member in members:
        if member.is_directory or not wanted(member.filename):
            continue
        size = int(member.uncompressed or 0)
        check_member(path, member.filename, size, None)
        if member.is_symlink or member.is_junction or member.is_socket:
            where = f"{path}: {member.filename[:200]!r}"
            raise FolkmootError("unsafe-archive", where, "a link", "a file")
        sizes[member.filename] = size
    check_totals(path, sizes, unpacks=True)
    return sorted(sizes)


def _errors(module: Any) -> tuple[type[Exception], ...]:
    """What a damaged archive makes the library raise: its own errors, and those of parsing."""
    return (
        module.exceptions.ArchiveError, EOFError, OSError, ValueError, KeyError, IndexError,
        TypeError, AttributeError, AssertionError, OverflowError, MemoryError, ArithmeticError,
    )  # fmt: skip
