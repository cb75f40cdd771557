"""Which source reads a file: by name, or by asking each what it thinks of the file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from folkmoot import plugins
from folkmoot.errors import FolkmootError
from folkmoot.sources._archive_checks import is_packed
from folkmoot.sources._archives import archive_kind, open_export
from folkmoot.sources.base import Claim, Source

__all__ = ["GROUP", "Choice", "check_there", "choose", "detect", "source", "source_names"]

_log = logging.getLogger(__name__)

#: Entry-point group of sources.
GROUP: Final = "folkmoot.sources"

#: Two claims nearer than this leave a file undecided; nearer than the second, both are told.
_UNDECIDED: Final = 0.05
_CLOSE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Choice:
    """What a file is taken for, and why; and what else it could be, where that is close.

    Printed, it is what a person is told.

    Examples
    --------
    >>> print(Choice("a.json", "telegram", Claim(0.9, "it holds messages"), ()))
    a.json: read as telegram, since it holds messages
    """

    file_name: str
    source: str
    claim: Claim
    others: tuple[tuple[str, Claim], ...]

    def __str__(self) -> str:
        told = f"{self.file_name}: read as {self.source}, since {self.claim.reason}"
        for name, claim in self.others:
            told += f"; it could also be {name} ({claim.reason}): --source {name}"
        return told


def source_names() -> tuple[str, ...]:
    """Names of the sources installed, sorted."""
    return plugins.names(GROUP)


def source(name: str) -> Source:
    """Make the source of a name.

    Raises
    ------
    FolkmootError
        As `folkmoot.plugins.load`; ``broken-plugin`` if the object is no source.
    """
    made = plugins.load(GROUP, name)()
    if not isinstance(made, Source):
        raise FolkmootError(
            "broken-plugin",
            f"{GROUP} {name}",
            f"a {type(made).__name__}",
            "an object with the methods of folkmoot.sources.Source",
        )
    return made


def check_there(path: Path) -> None:
    """Refuse a path with nothing behind it, and what can be read only once, as a pipe.

    Raises
    ------
    FolkmootError
        ``no-file``.
    """
    if not (path.is_dir() or path.is_file()):
        got = "a pipe or a device" if path.exists() else "nothing there"
        raise FolkmootError("no-file", str(path), got, "a file or a folder")


def detect(path: Path, asked: Mapping[str, Source] | None = None) -> list[tuple[str, Claim]]:
    """Ask each source what it thinks of a file or folder; the surest first.

    Those that are installed are asked, unless others are given by name. A source that cannot be
    loaded is left out, with a warning in the log.

    Raises
    ------
    FolkmootError
        ``no-file``; ``empty-file`` for an empty file or folder; ``unknown-format`` where no
        source claims it, or for an archive why it cannot be read at all (`open_export`).
    """
    check_there(path)
    _check_filled(path)
    names, reader_of = (source_names(), source) if asked is None else (asked, asked.__getitem__)
    claims = [(name, claim) for name in names if (claim := _claim(reader_of, name, path))]
    if not claims:
        raise _unclaimed(path)
    return sorted(claims, key=lambda pair: -pair[1].confidence)


def choose(path: Path, asked: Mapping[str, Source] | None = None) -> Choice:
    """Say what a file or folder is, by the surest source; ``asked`` as in `detect`.

    Raises
    ------
    FolkmootError
        As `detect`; ``undecided`` where two sources are as sure as each other.
    """
    (name, claim), *others = detect(path, asked)
    if others and claim.confidence - others[0][1].confidence < _UNDECIDED:
        both = [(name, claim), *others[:1]]
        got = " or ".join(f"{one} ({said.reason})" for one, said in both)
        names = " or ".join(f"--source {one}" for one, _ in both)
        raise FolkmootError("undecided", str(path), got, "one kind of export", f"add {names}")
    near = [pair for pair in others if claim.confidence - pair[1].confidence < _CLOSE]
    return Choice(path.name, name, claim, tuple(near[:1]))


def _check_filled(path: Path) -> None:
    if path.is_dir():
        if not any(path.iterdir()):
            raise FolkmootError("empty-file", str(path), "an empty folder", "a folder with files")
    elif not path.stat().st_size:
        raise FolkmootError(
            "empty-file", str(path), "an empty file", "an export", "copy or download it again"
        )


def _unclaimed(path: Path) -> FolkmootError:
    """Why nobody claims a file: an archive may be damaged, locked, or hold another."""
    try:
        with open_export(path, bool if archive_kind(path) == "zip" else is_packed):
            pass
    except FolkmootError as error:
        return error
    kind = "folder" if path.is_dir() else "file"
    return FolkmootError(
        "unknown-format",
        str(path),
        f"a {kind} that no source claims",
        f"an export that one of these reads: {', '.join(source_names())}",
        "name the source, as in --source table; a table needs a mapping (--suggest writes one)",
    )


def _claim(reader_of: Callable[[str], Source], name: str, path: Path) -> Claim | None:
    try:
        return reader_of(name).claim(path)
    except FolkmootError as error:
        # One broken package must not stop the others from reading their files.
        _log.warning("source %s left out: %s", name, error)
        return None
