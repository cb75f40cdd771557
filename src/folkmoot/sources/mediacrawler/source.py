"""The source itself: which records are told by their columns, and which are left alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from folkmoot.files.opening import stem
from folkmoot.sources._json_start import Start
from folkmoot.sources._mixed import OTHER, MixedSource, refuse_other
from folkmoot.sources._native import Record, Rows
from folkmoot.sources._options import ENCODING, Option
from folkmoot.sources._platform_ids import platform_ids
from folkmoot.sources.base import Claim
from folkmoot.sources.mediacrawler import (
    bilibili,
    douyin,
    kuaishou,
    tieba,
    weibo,
    xiaohongshu,
    zhihu,
)
from folkmoot.sources.mediacrawler.about import ABOUT
from folkmoot.sources.mediacrawler.shape import PEOPLE, SHARED, Shape

__all__ = ["MediaCrawler"]

_SHAPES: Final = (
    *tieba.SHAPES, *weibo.SHAPES, *xiaohongshu.SHAPES, *bilibili.SHAPES, *douyin.SHAPES,
    *kuaishou.SHAPES, *zhihu.SHAPES,
)  # fmt: skip
_BY_KIND: Final = {shape.kind: shape for shape in _SHAPES}
#: Every file of the program has it, and hardly any other has.
_MARK: Final = "last_modify_ts"


class MediaCrawler(MixedSource):
    """Posts and comments as MediaCrawler writes them, as JSON, JSONL or CSV.

    Options: ``zone`` of Tieba's times, which carry none; ``encoding`` of a CSV file.

    Only the layout of the files is used, which the public models of the program's tables state.
    Newer versions name people by ``creator_hash`` and masked nicknames, which no published table
    states and which is taken as described: those hashes are never joined with the plain numbers
    of older versions, and two crawls with different salts do not know each other's people. Where
    a person lives, profiles and pictures are left alone.
    """

    name = "mediacrawler"
    about = ABOUT
    fields: ClassVar[Mapping[str, tuple[str, ...]]] = {
        shape.kind: (*SHARED, *shape.fields) for shape in _SHAPES
    }
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {shape.kind: PEOPLE for shape in _SHAPES}
    known_options: ClassVar[tuple[Option, ...]] = (
        Option("zone", "zone of Tieba's times", "Asia/Shanghai", form="zone"),
        ENCODING,
    )
    suffixes = (".json", ".jsonl", ".csv")
    is_one_export = False

    def table_kind(self, name: str) -> str:
        """CSV files are tables; their columns tell of what."""
        return OTHER if Path(stem(Path(name))).suffix.lower() == ".csv" else ""

    def files(self, path: Path) -> Sequence[Path]:
        """Files of a folder by name, those of comments last."""
        return sorted(super().files(path), key=lambda file: "_comments_" in file.name)

    def recognise(self, start: Start) -> Claim | None:
        """Claim what has the columns of one of its tables."""
        if self.table_kind(start.name):
            header = start.text.partition(b"\n")[0].decode("utf-8", "replace")
            keys = {name.strip('\r\ufeff" ') for name in header.split(",")}
        else:
            keys = set(start.first())
        shape = _shape(keys)
        if shape is None or _MARK not in keys:
            return None
        what = shape.kind.replace("-", ": ")
        return Claim(0.9, f"its columns are those of MediaCrawler, {what}")

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of what a crawl found; `tell` says on which platform."""
        del options
        return Rows("", "other", frame="keyword", scheme="hash")

    def apart(self, value: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """A record, by its columns."""
        shape = _shape(value.keys())
        if shape is None:
            keys = ", ".join(key for key in value if not key.startswith("@"))
            return [(OTHER, {"@what": keys[:200]})]
        return [(shape.kind, value)]

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Rows of a record, by its shape."""
        if kind not in _BY_KIND:
            refuse_other(record, "a post or a comment of one of its platforms")
        shape = _BY_KIND[kind]
        ids = platform_ids(shape.platform)
        rows.platform, rows.kind = ids.platform, ids.kind
        shape.tell(record, rows, options["zone"])


def _shape(keys: Collection[str]) -> Shape | None:
    found = set(keys)
    return next((shape for shape in _SHAPES if shape.keys <= found), None)
