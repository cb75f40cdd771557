"""The travel community's raw CSV in a database of its own, for tests that count it once more."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

__all__ = ["raw_tables"]


def raw_tables(folder: Path, kinds: Iterable[str]) -> duckdb.DuckDBPyConnection:
    """Read some of the export's files as tables of text; whoever asks closes the connection."""
    connection = duckdb.connect()
    for kind in kinds:
        path = folder / f"{kind}.csv.gz"
        connection.execute(
            f"CREATE TABLE {kind} AS SELECT * FROM read_csv('{path}', header = true,"
            " all_varchar = true, quote = '\"', escape = '\"')"
        )
    return connection
