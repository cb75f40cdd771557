"""Import of the whole travel community (bar: 30 s), beside DuckDB reading the same bytes.

Needs the larger data sets (``FOLKMOOT_SHARED``); without them the bundled slice is imported.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

import duckdb

from folkmoot.ingest import ingest
from folkmoot.project import init_project
from folkmoot.sources import source

ROOT = Path(__file__).resolve().parents[1]


def _folder() -> Path:
    shared = Path(os.environ.get("FOLKMOOT_SHARED", ROOT.parent / "shared"))
    whole = shared / "data" / "travel_stackexchange_2017"
    return whole if whole.is_dir() else ROOT / "src" / "folkmoot" / "demo_data"


def main() -> None:
    """Import once into an empty project, then once more, then let DuckDB read the files."""
    folder = _folder()
    options = {"site": "travel.stackexchange.com"}
    with tempfile.TemporaryDirectory() as temporary:
        project = init_project(Path(temporary) / "project")
        for label in ("first", "again"):
            began, cpu = time.perf_counter(), time.process_time()
            results = ingest(project, folder, source("stackexchange"), options)
            seconds = time.perf_counter() - began
            read = sum(result.total("read") for result in results)
            print(
                f"{label}: {read:,} records in {seconds:.1f} s, "
                f"{time.process_time() - cpu:.1f} CPU-seconds (bar 30 s)"
            )
        project.close()
    began = time.perf_counter()
    for file in sorted(folder.glob("*.csv.*")):
        duckdb.execute(
            "SELECT count(*) FROM (SELECT * FROM read_csv(?, all_varchar = true, "
            "auto_detect = true, max_line_size = 20000000))",
            [str(file)],
        ).fetchall()
    print(f"DuckDB parsing the same files: {time.perf_counter() - began:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MiB")


if __name__ == "__main__":
    main()
