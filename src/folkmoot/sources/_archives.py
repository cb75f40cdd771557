"""Exports of several files: a folder, a zip, a tar, a 7z, or one plain file, all read alike.

An archive may lie. Members whose names leave the folder, links, members under a password, archives
inside archives, and archives that grow beyond all measure are refused before a byte of them is
read; what is unpacked lies in a private temporary folder for as long as it is needed.
"""

from __future__ import annotations

import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import BLOCK_SIZE, blocks, text_blocks
from folkmoot.sources._archive_checks import (
    Wanted,
    check_member,
    check_names,
    check_totals,
    damaged_archive,
    encrypted_archive,
)
from folkmoot.sources._unpack import open_sevenzip, open_tar

__all__ = ["Export", "archive_kind", "open_export"]

_HIDDEN: Final = re.compile(r"(?:^|/)(?:\.|__MACOSX(?:/|$)|Thumbs\.db$|desktop\.ini$)")
_TAR: Final = re.compile(r"\.(?:tar|tgz|tar\.(?:gz|bz2|zst))$", re.IGNORECASE)
#: What a damaged zip makes the library raise, its parsing of names and numbers among it.
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, IndexError,
    RuntimeError, OverflowError,
)  # fmt: skip
_LINK, _KIND = 0o120000, 0o170000

_Opener = Callable[[str], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Export:
    """The files of an export that are wanted, by their names inside it.

    ``names`` are relative, with forward slashes, sorted. ``sizes`` are in bytes, as stored in a
    file or as an archive states them.
    """

    title: str
    sizes: Mapping[str, int]
    _raw: _Opener
    _paths: Mapping[str, Path] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files."""
        return tuple(sorted(self.sizes))

    def blocks(self, name: str, encoding: str = "") -> Iterator[bytes]:
        """Text of one file in UTF-8, as `folkmoot.files.opening.blocks` gives it."""
        if path := self._paths.get(name):
            return blocks(path, encoding)
        return text_blocks(self._raw(name), f"{self.title}: {name}", encoding)

    def head(self, name: str, size: int = 1 << 16) -> bytes:
        """First bytes of one file's text."""
        return next(self.blocks(name), b"")[:size]

    def through(self, change: Callable[[Iterator[bytes]], Iterator[bytes]]) -> Export:
        """The same files, with their text in UTF-8 changed on its way to whoever reads it."""
        return Export(self.title, self.sizes, lambda name: change(self.blocks(name)))

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """A file on disk with the content of one file, for as long as needed."""
        if path := self._paths.get(name):
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="folkmoot-") as folder:
            copy = Path(folder) / Path(name).name
            with copy.open("wb") as file:
                for block in self._raw(name):
                    file.write(block)
            yield copy


def archive_kind(path: Path) -> str:
    """What a path is: ``folder``, ``zip``, ``tar``, ``7z``, or ``file`` for anything else."""
    if path.is_dir():
        return "folder"
    try:
        with path.open("rb") as file:
            start = file.read(6)
    except OSError:
        return "file"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if start == b"7z\xbc\xaf\x27\x1c":
        return "7z"
    return "tar" if _TAR.search(path.name) else "file"


@contextmanager
def open_export(path: Path, wanted: Wanted = bool) -> Iterator[Export]:
    """Open an export for as long as needed.

    Parameters
    ----------
    path
        Any file or folder.
    wanted
        Which files, by name; hidden files are never wanted. One plain file always is.

    Raises
    ------
    FolkmootError
        ``unsafe-archive``, ``encrypted-archive``, ``nested-archive``, ``expands-too-far``,
        ``damaged-file``, ``missing-extra`` where reading 7z is not installed.
    """

    def is_wanted(name: str) -> bool:
        return not _HIDDEN.search(name) and wanted(name)

    with ExitStack() as stack:
        match archive_kind(path):
            case "folder":
                yield _folder(path, is_wanted)
            case "zip":
                yield stack.enter_context(_zip(path, is_wanted))
            case "tar":
                yield _folder(stack.enter_context(open_tar(path, is_wanted)), is_wanted)
            case "7z":
                yield _folder(stack.enter_context(open_sevenzip(path, is_wanted)), is_wanted)
            case _:
                yield Export(str(path), {path.name: path.stat().st_size}, _blocks_of,
                             {path.name: path})  # fmt: skip


def _blocks_of(name: str) -> Iterator[bytes]:
    return blocks(Path(name))


def _folder(path: Path, wanted: Wanted) -> Export:
    found: dict[str, Path] = {}
    for folder, _, names in os.walk(path):
        for name in names:
            file = Path(folder) / name
            inner = file.relative_to(path).as_posix()
            # A link may lead anywhere on this machine.
            if wanted(inner) and not file.is_symlink() and file.is_file():
                found[inner] = file
    check_names(path, found)
    sizes = {name: file.stat().st_size for name, file in found.items()}
    return Export(str(path), sizes, _blocks_of, found)


@contextmanager
def _zip(path: Path, wanted: Wanted) -> Iterator[Export]:
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_ERRORS as error:
        raise damaged_archive(str(path), error) from error
    with archive:
        members = {
            one.filename: one for one in archive.infolist() if not one.filename.endswith("/")
        }
        chosen = {name: one for name, one in members.items() if wanted(name)}
        check_names(path, members)
        for name, one in chosen.items():
            check_member(path, name, one.file_size, one.compress_size)
            _check_zip(path, one)
        sizes = {name: one.file_size for name, one in chosen.items()}
        check_totals(path, sizes, unpacks=False)
        yield Export(str(path), sizes, lambda name: _zip_blocks(path, archive, chosen[name]))


def _check_zip(path: Path, member: zipfile.ZipInfo) -> None:
    where = f"{path}: {member.filename[:200]!r}"
    if member.flag_bits & 1:
        raise encrypted_archive(where)
    if (member.external_attr >> 16) & _KIND == _LINK:
        raise FolkmootError("unsafe-archive", where, "a link", "a file")
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        # Others may ask for gigabytes of memory before the first byte.
        raise FolkmootError(
            "foreign-format", where, f"compression method {member.compress_type}",
            "deflate, as nearly all zip archives have it", "unpack it first",
        )  # fmt: skip


def _zip_blocks(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    where = f"{path}: {member.filename}"
    try:
        with archive.open(member) as file:
            yield from _file_blocks(file)
    except _ZIP_ERRORS as error:
        raise damaged_archive(where, error) from error


def _file_blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK_SIZE):
        yield block
