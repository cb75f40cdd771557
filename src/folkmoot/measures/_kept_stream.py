"""A project's stream of hours or days, kept between runs so that new buckets alone are read.

``trends/hour.stream`` (or ``day.stream``) holds what was learnt of the buckets that are closed,
and names the files of the lake that it was learnt from. A file of the lake is never changed, so
a file that is gone means a lake that was rewritten, and a new one is looked through for posts that
came late. In both cases the stream begins anew, and says why. All of it can be deleted;
forgetting a person and taking a post back delete it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from folkmoot.activity import ACTIVITIES
from folkmoot.annotators.events import Grain, Stream
from folkmoot.annotators.events.packing import pack, unpack
from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError
from folkmoot.view import View

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["KeptStream", "Opened"]

_log = logging.getLogger(__name__)
_FOLDER: Final = "trends"
_LATE: Final = pa.schema([("posts", pa.int64())])


@dataclass(frozen=True)
class Opened:
    """A stream to go on with.

    Parameters
    ----------
    stream
        As it was kept, or a new one.
    told
        Why what was kept is of no use; empty where it was used, or where there is nothing to say.
    is_past
        Whether what was kept reaches beyond the moment, and stays.
    known
        Its last closed bucket, and the files that it was learnt from, when it was opened.
    """

    stream: Stream
    told: str = ""
    is_past: bool = False
    known: tuple[int | None, list[str]] | None = None


@dataclass(frozen=True)
class KeptStream:
    """Where a project keeps its stream of one grain, as seen by a view.

    Parameters
    ----------
    project
        Whose lake the view shows.
    view
        The lake at a moment.
    grain
        Length of a bucket, an hour or a day.
    begins
        When the first bucket begins.
    themes
        Digest of the themes that are counted; empty for none.
    """

    project: Project
    view: View
    grain: Grain
    begins: datetime
    themes: str

    def open(self) -> Opened:
        """The stream as it was kept, or a new one.

        Nothing is told where nothing was kept, where the first bucket has moved on, and where
        the view's moment lies before what was kept.
        """
        new = Stream(self.grain)
        if not self._path.exists():
            return Opened(new)
        try:
            stream, beside = unpack(self._path.read_bytes(), self.grain)
        except FolkmootError as error:
            return Opened(new, error.problem.got)
        if self._is_ahead(stream):
            return Opened(new, is_past=True)
        if beside["begins"] != self.begins.isoformat():
            return Opened(new)
        fault = self._fault(stream, beside)
        return Opened(new, fault) if fault else Opened(stream, known=(stream.last, beside["lake"]))

    def since(self, stream: Stream) -> datetime:
        """From when on posts have to be read."""
        if stream.last is None:
            return self.begins
        return datetime.fromtimestamp((stream.last + 1) * self.grain.seconds, UTC)

    def keep(self, opened: Opened) -> None:
        """Keep what was learnt of closed buckets, unless the lake has moved on meanwhile.

        Where another command holds the project nothing is kept; the next run reads more.
        """
        if opened.is_past or opened.known == (opened.stream.last, self._files):
            return
        beside = {"begins": self.begins.isoformat(), "themes": self.themes,
                  "asked": self._asked(), "lake": self._files}  # fmt: skip
        data = pack(opened.stream, beside)
        try:
            with self.project.lock():
                if self.project.lake.version("activities") == self._version:
                    write_whole(self._path, data)
        except FolkmootError as error:
            if error.problem.code != "busy":
                raise
            _log.info("the stream of this run is not kept: another command holds the project")

    @property
    def _path(self) -> Path:
        return self.project.folder(_FOLDER) / f"{self.grain.name}.stream"

    @property
    def _version(self) -> int | None:
        return self.view.versions.get("activities")

    def _is_ahead(self, stream: Stream) -> bool:
        now = int(self.view.as_of.timestamp() // self.grain.seconds)
        return stream.last is not None and stream.last >= now

    @cached_property
    def _files(self) -> list[str]:
        """Files of the lake that may hold posts of the stream's buckets, from the project's root.

        Months of before are left out: what is forgotten or added there changes nothing.
        """
        found = (Path(file) for file in self.project.lake.files("activities", self._version))
        first = f"month={self.begins:%Y-%m}"
        return sorted(
            str(file.relative_to(self.project.root)) for file in found if file.parent.name >= first
        )

    def _asked(self) -> str:
        return self.view.engine.render("trend_posts", only_wanted=False)

    def _fault(self, stream: Stream, beside: dict[str, Any]) -> str:
        if beside["asked"] != self._asked():
            return "another version of folkmoot kept it"
        if beside["themes"] != self.themes:
            return "themes were learned since"
        read, files = set(beside["lake"]), set(self._files)
        if not read <= files:
            return "posts that had been read were changed or taken away"
        late = self._late(stream, sorted(files - read))
        return f"{late:,} posts came in for {self.grain.name}s that were closed" if late else ""

    def _late(self, stream: Stream, files: list[str]) -> int:
        """Posts in some files that belong to closed buckets."""
        if not files:
            return 0
        engine = self.view.engine
        paths = [str(self.project.root / file) for file in files]
        engine.register_files("added_activities", paths, ACTIVITIES)
        bound = {"since": self.begins, "until": self.since(stream)}
        found = engine.query(engine.render("trend_late"), _LATE, bound)
        return int(found["posts"][0].as_py())
