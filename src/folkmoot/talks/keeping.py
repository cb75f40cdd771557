"""The index of a project on its disk: opened, brought up to the lake, or made anew.

``index/talks.json`` names the folder that holds the index, the files of the lake that were read,
and size and checksum of every file of the index. Anything that does not agree (a file that is
gone, changed or cut, other words, a lake whose files were rewritten) means an index made anew;
files that were only added are added. All of it is derived from the lake and can be deleted.
"""

from __future__ import annotations

import json
import logging
import shutil
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from folkmoot.activity import ACTIVITIES
from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError
from folkmoot.talks.index import TalkIndex, openers
from folkmoot.talks.words import WORDS_VERSION

if TYPE_CHECKING:
    import pyarrow as pa

    from folkmoot.engines import Engine
    from folkmoot.project import Project

__all__ = ["index_fault", "open_index"]

_log = logging.getLogger(__name__)
_RECORD: Final = "talks.json"
#: Files that tantivy makes for itself while it is open.
_LOCKS: Final = frozenset({".tantivy-meta.lock", ".tantivy-writer.lock"})


def open_index(project: Project, wait_seconds: float = 10.0) -> TalkIndex:
    """Open the project's index, brought up to the lake first where the lake has moved on.

    Where another command holds the project longer than ``wait_seconds``, the index is made in
    memory and not kept.
    """
    wanted = _lake_files(project)
    record = _record(project)
    if record is not None and set(record["lake"]) == set(wanted) and not _fault(project, record):
        index = _opened(_home(project, record))
        if index is not None:
            return index
    try:
        with project.lock(wait_seconds):
            return _brought_up(project)
    except FolkmootError as error:
        if error.problem.code != "busy":
            raise
        index = TalkIndex()
        _add(project, index, wanted)
        return index


def index_fault(project: Project) -> str:
    """Say what is wrong with the index on the disk; empty where it is whole, or not there."""
    home = project.folder("index")
    record = _record(project)
    if record is None:
        return f"{_RECORD} cannot be read" if home.exists() and any(home.iterdir()) else ""
    return _fault(project, record)


def _brought_up(project: Project) -> TalkIndex:
    """Add what is new to the index, or make it anew; the caller holds the project."""
    wanted, record = _lake_files(project), _record(project)
    index, fault = None, "there is none"
    if record is not None:
        fault = _fault(project, record) or _moved_on(record, wanted)
        index = _opened(_home(project, record)) if not fault else None
    if record is None or index is None:
        _log.info("index of conversations made anew: %s", fault)
        shutil.rmtree(project.folder("index"), ignore_errors=True)
        record = {"words": WORDS_VERSION, "folder": f"talks-{uuid4().hex[:8]}", "lake": []}
        _home(project, record).mkdir(parents=True)
        index = TalkIndex(_home(project, record))
    _add(project, index, [file for file in wanted if file not in set(record["lake"])])
    told = {**record, "lake": wanted, "files": _sums(_home(project, record))}
    write_whole(project.folder("index") / _RECORD, json.dumps(told, indent=1).encode())
    return index


def _add(project: Project, index: TalkIndex, files: Iterable[str]) -> None:
    """Add the posts of some files of the lake, a file after another to spare memory."""
    engine = project.engine()
    try:
        index.add(_read(project, engine, files))
    finally:
        engine.close()


def _read(project: Project, engine: Engine, files: Iterable[str]) -> Iterator[pa.Table]:
    for file in files:
        engine.register_files("talk_source", [str(project.root / file)], ACTIVITIES)
        yield openers(engine, "talk_source")


def _lake_files(project: Project) -> list[str]:
    found = (Path(file) for file in project.lake.files("activities"))
    return [str(file.relative_to(project.root)) for file in found]


def _record(project: Project) -> dict[str, Any] | None:
    """What is written of the index; ``None`` where it is not there or not as we write it."""
    try:
        found = json.loads((project.folder("index") / _RECORD).read_text(encoding="utf-8"))
        whole = found["words"], found["folder"], found["lake"], found["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if all(whole) and "/" not in found["folder"] else None


def _home(project: Project, record: dict[str, Any]) -> Path:
    return project.folder("index") / str(record["folder"])


def _fault(project: Project, record: dict[str, Any]) -> str:
    """Say what of the index's files is not as it was written; empty where all is."""
    if record["words"] != WORDS_VERSION:
        return "its words are cut as an older version did"
    found, told = _sums(_home(project, record)), record["files"]
    wrong = sorted(name for name in {*found, *told} if found.get(name) != told.get(name))
    return f"{wrong[0]} is missing or damaged" if wrong else ""


def _moved_on(record: dict[str, Any], wanted: list[str]) -> str:
    is_gone = set(record["lake"]) - set(wanted)
    return "the lake was rewritten" if is_gone else ""


def _sums(folder: Path) -> dict[str, list[int]]:
    """Size and checksum of every file of the index."""
    if not folder.is_dir():
        return {}
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in _LOCKS}
    return {name: [len(data), zlib.crc32(data)] for name, data in files.items()}


def _opened(folder: Path) -> TalkIndex | None:
    try:
        return TalkIndex(folder)
    except (ValueError, OSError) as error:
        _log.info("index of conversations cannot be opened: %s", error)
        return None
