"""Honouring deletions: the words of a post leave the lake when its author takes it back.

What was read off them (labels, vectors, themes) leaves too. That something was said, when and by
whom stays, since counts rest on it; a deletion tells of the post, not of the person
(`folkmoot.ingest.forgetting` is for that).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import CANONICAL, DERIVED
from folkmoot.durable import write_whole

if TYPE_CHECKING:
    from folkmoot.engines import DuckEngine
    from folkmoot.lake import Lake

__all__ = ["take_back"]

_OBJECTS: Final = pa.schema([("object_id", pa.int64())])
_MONTHS: Final = pa.schema([("month", pa.string())])


def take_back(lake: Lake, engine: DuckEngine, placed: Path, *, is_again: bool) -> int:
    """Erase the words of staged or earlier posts that were deleted; returns months rewritten.

    Older versions of the table are erased too: deleted words would stand in them.

    Parameters
    ----------
    lake
        Where; nobody else may be writing.
    engine
        With ``staged_activities``, the rows that an import brought.
    placed
        Folder of where questions lie in themes.
    is_again
        Whether a run that was killed may have rewritten the months, so that the words stand in
        older versions alone.
    """
    schema = CANONICAL["activities"]
    engine.register_files("known_activities", lake.files("activities"), schema)
    objects = engine.query(engine.render("ingest_taken_back"), _OBJECTS)
    if not objects.num_rows:
        return 0
    engine.register("taken_back", objects)
    months = engine.query(engine.render("taken_back_months"), _MONTHS)["month"].to_pylist()
    if months or is_again:
        _take_back_derived(lake, engine)
        _take_back_places(placed, objects["object_id"])
    sql = engine.render("taken_back_rest", columns=schema.names)
    for month in months:
        rows = engine.query(sql, schema, {"month": month})
        lake.replace("activities", rows.to_reader(), month)
    if months or is_again:
        lake.purge("activities")
    return len(months)


def _take_back_derived(lake: Lake, engine: DuckEngine) -> None:
    """Erase what annotators read off the words, before the words go."""
    for name, schema in DERIVED.items():
        engine.register_files(f"known_{name}", lake.files(name), schema)
        found = engine.query(engine.render("taken_back_derived_months", name=name), _MONTHS)
        sql = engine.render("taken_back_derived", name=name, columns=schema.names)
        for month in found["month"].to_pylist():
            rest = engine.query(sql, schema, {"month": month})
            lake.replace(name, rest.to_reader(), month)
        lake.purge(name)


def _take_back_places(folder: Path, objects: pa.ChunkedArray) -> None:
    """Erase in which theme posts lie; of the others it stays remembered."""
    import pyarrow.parquet as pq

    for path in folder.glob("*.parquet"):
        try:
            placed = pq.read_table(path)
        except (OSError, pa.ArrowException):
            path.unlink()  # what cannot be read is worked out anew
            continue
        rest = placed.filter(pc.invert(pc.is_in(placed["object_id"], value_set=objects)))
        if rest.num_rows < placed.num_rows:
            out = BytesIO()
            pq.write_table(rest, out, compression="zstd")
            write_whole(path, out.getvalue())
