"""DuckDB behind the seam: what it may reach, what it gives back, that it spills."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from folkmoot.engines import DuckEngine, EngineSettings, conform

NUMBERS = pa.schema([("n", pa.int64())])


def test_results_are_cast_to_the_declared_schema() -> None:
    engine = DuckEngine()
    table = engine.query("SELECT CAST(3 AS TINYINT) AS n", NUMBERS)
    assert table.schema == NUMBERS
    assert table.to_pylist() == [{"n": 3}]
    engine.close()


def test_other_columns_than_declared_are_refused() -> None:
    with pytest.raises(ValueError, match=r"gave \['m'\], declared are \['n'\]"):
        conform(pa.table({"m": [1]}), NUMBERS)


def test_values_are_bound_not_rendered() -> None:
    engine = DuckEngine()
    hostile = "x'; DROP TABLE activities; --"
    schema = pa.schema([("t", pa.string())])
    assert engine.query("SELECT $t AS t", schema, {"t": hostile}).to_pylist() == [{"t": hostile}]
    engine.close()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) AS n FROM read_text('/etc/hostname')",
        "COPY (SELECT 1 AS n) TO '{outside}/stolen.csv'",
        "ATTACH '{outside}/other.duckdb'",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "INSTALL httpfs",
    ],
)
def test_sql_reaches_nothing_outside(statement: str, tmp_path: Path) -> None:
    import duckdb

    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    engine = DuckEngine(readable=[inside])
    with pytest.raises(duckdb.Error):
        engine.query(statement.format(outside=outside), NUMBERS)
    assert list(outside.iterdir()) == []
    engine.close()


def test_python_variables_are_not_relations() -> None:
    import duckdb

    leaked = pa.table({"n": [1]})
    engine = DuckEngine()
    with pytest.raises(duckdb.Error, match="leaked"):
        engine.query("SELECT n FROM leaked", NUMBERS)
    assert leaked.num_rows == 1
    engine.close()


def test_a_month_is_taken_from_the_path(tmp_path: Path) -> None:
    folder = tmp_path / "month=2017-08"
    folder.mkdir()
    pq.write_table(pa.table({"n": [1, 2]}), folder / "part.parquet")
    engine = DuckEngine(readable=[tmp_path])
    schema = pa.schema([("n", pa.int64()), ("month", pa.string())])
    engine.register_files("rows", [str(folder / "part.parquet")], schema)
    assert engine.query("SELECT * FROM rows ORDER BY n", schema).to_pylist() == [
        {"n": 1, "month": "2017-08"},
        {"n": 2, "month": "2017-08"},
    ]
    engine.close()


def test_no_files_make_an_empty_relation() -> None:
    engine = DuckEngine()
    engine.register_files("rows", [], NUMBERS)
    assert engine.query("SELECT n FROM rows", NUMBERS).num_rows == 0
    engine.close()


def test_a_sort_larger_than_memory_spills_and_leaves_nothing(tmp_path: Path) -> None:
    spill = tmp_path / "spill"
    engine = DuckEngine(EngineSettings("100MB", 2, spill))
    sql = "SELECT n FROM (SELECT (i * 7919) % 20000003 AS n FROM range(20000000) t(i)) ORDER BY n"
    used, last, rows = False, -1, 0
    for batch in engine.batches(sql, NUMBERS):
        used = used or any(spill.rglob("*"))
        assert batch["n"][0].as_py() > last
        last = batch["n"][-1].as_py()
        rows += batch.num_rows
    assert rows == 20_000_000
    assert used, "the sort should have spilled"
    engine.close()
    assert not any(spill.rglob("*.tmp"))
