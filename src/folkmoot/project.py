"""A project: one folder that its owner can copy, version and delete."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from folkmoot.config import Settings, read_settings
from folkmoot.durable import put_in_place
from folkmoot.errors import FolkmootError
from folkmoot.ids import derive_key

if TYPE_CHECKING:
    from folkmoot.brief import Brief
    from folkmoot.engines import DuckEngine
    from folkmoot.lake import Lake
    from folkmoot.state import State
    from folkmoot.view import View

__all__ = ["Keys", "Project", "init_project", "open_project"]

_SETTINGS: Final = "folkmoot.toml"
_KEY: Final = "project.key"
_KEY_BYTES: Final = 32
_KEY_FORM: Final = re.compile(rb"[0-9a-fA-F]{%d}" % (2 * _KEY_BYTES))
# What forgetting somebody has to reach: a history of versions would keep it.
_IGNORED: Final = """\
project.key
drafts/
index/
lake/
llm/
raw/
state.db*
staging/
spill/
quarantine/
surveys/
themes/
trends/
.lock
"""
_FIRST_SETTINGS: Final = """\
# Settings of this folkmoot project. An environment variable such as
# FOLKMOOT_ENGINE_THREADS overrides the setting threads of section engine.

[engine]
memory_limit = "2GB"
threads = 2

[raw]
keep = true
retention_days = 365
"""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Keys derived from the project's key, one a purpose.

    ``person`` makes pseudonyms, ``forgotten`` the digests of those who were forgotten, and
    ``archive`` encrypts raw records.
    """

    person: bytes
    forgotten: bytes
    archive: bytes


@dataclass(frozen=True)
class Project:
    """Everything a project holds, opened when it is first used."""

    root: Path
    settings: Settings = field(repr=False)

    @property
    def brief_path(self) -> Path:
        """The product brief."""
        return self.root / "brief.toml"

    def folder(self, name: str) -> Path:
        """Folder of the project by name (``lake raw staging quarantine plans reports drafts``)."""
        return self.root / name

    @cached_property
    def keys(self) -> Keys:
        """Keys of this project; a project whose key is gone cannot name people again.

        Raises
        ------
        FolkmootError
            ``no-key``; ``damaged-key`` where the file is not as it was made.
        """
        path = self.root / _KEY
        if not path.exists():
            raise FolkmootError(
                "no-key", str(path), "no file", "the project's key",
                "restore it from a copy; without it pseudonyms cannot be matched",
            )  # fmt: skip
        text = path.read_bytes().strip()
        if not _KEY_FORM.fullmatch(text):
            raise FolkmootError(
                "damaged-key", str(path), f"{len(text)} characters",
                f"{2 * _KEY_BYTES} hexadecimal digits",
                "restore it from a copy; without it pseudonyms cannot be matched",
            )  # fmt: skip
        key = bytes.fromhex(text.decode("ascii"))
        return Keys(*(derive_key(key, name) for name in ("person", "forgotten", "archive")))

    @cached_property
    def lake(self) -> Lake:
        """The activity lake."""
        from folkmoot.lake import Lake

        return Lake(self.folder("lake"))

    @cached_property
    def state(self) -> State:
        """The relational state."""
        from folkmoot.state import State

        url = self.settings.state.url or f"sqlite:///{self.root / 'state.db'}"
        return State(url)

    def brief(self) -> Brief:
        """Read the brief; its faults are reported together."""
        from folkmoot.brief import read_brief

        return read_brief(self.brief_path)

    def engine(self, memory_limit: str = "") -> DuckEngine:
        """A new engine that may read this project's lake and staging, and nothing else.

        ``memory_limit`` is that of the settings unless given.
        """
        from folkmoot.engines import DuckEngine, EngineSettings

        settings = EngineSettings(
            memory_limit or self.settings.engine.memory_limit,
            self.settings.engine.threads,
            self.folder("spill"),
        )
        return DuckEngine(settings, [self.folder("lake"), self.folder("staging")])

    def view(self, as_of: datetime | None = None) -> View:
        """The lake as of a moment (default: its last activity)."""
        from folkmoot.activity import CANONICAL, DERIVED
        from folkmoot.view import view_of_files

        versions = self.lake.versions()
        files = {name: self.lake.files(name, versions.get(name)) for name in (*CANONICAL, *DERIVED)}
        return view_of_files(self.engine(), files, as_of, versions)

    @contextmanager
    def lock(self, wait_seconds: float = 0) -> Iterator[None]:
        """Hold the project alone: imports, forgetting and upkeep never run side by side."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.root / ".lock", timeout=wait_seconds)
        try:
            with lock:
                yield
        except Timeout as error:
            raise FolkmootError(
                "busy", str(self.root), "another command is writing to this project",
                "one writer at a time", "wait until it has ended, then run this again",
            ) from error  # fmt: skip

    def close(self) -> None:
        """Release the state's connections."""
        if "state" in self.__dict__:
            self.state.close()


def init_project(root: Path) -> Project:
    """Make a project folder: settings, a new key that only its owner can read, folders.

    A folder that is made here is its owner's alone: it will hold what people wrote. One that is
    there keeps its permissions, and a key that lies in it is used.

    Raises
    ------
    FolkmootError
        When the folder already holds a project.
    """
    if (root / _SETTINGS).exists():
        raise FolkmootError(
            "already-a-project", str(root), _SETTINGS, "a folder without a project",
            "choose another folder, or use this project as it is",
        )  # fmt: skip
    root.parent.mkdir(parents=True, exist_ok=True)
    root.mkdir(mode=0o700, exist_ok=True)
    for name in ("lake", "raw", "plans", "reports", "drafts"):
        (root / name).mkdir(exist_ok=True)
    if not (root / _KEY).exists():
        _write_key(root / _KEY)
    (root / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    (root / _SETTINGS).write_text(_FIRST_SETTINGS, encoding="utf-8")
    return open_project(root)


def _write_key(path: Path) -> None:
    """Write a new key, whole or not at all: without it nobody could be recognised again."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_KEY_BYTES) + "\n")
    put_in_place(part, path)


def open_project(root: Path | str = ".") -> Project:
    """Open a project folder.

    Raises
    ------
    FolkmootError
        When the folder is no project, or its settings are wrong.
    """
    folder = Path(root).resolve()
    settings = folder / _SETTINGS
    if not settings.exists():
        raise FolkmootError(
            "no-project", str(folder), f"no {_SETTINGS}", "a project folder",
            "run: folkmoot init, or name a project with --project",
        )  # fmt: skip
    return Project(folder, read_settings(settings))
