"""Tables as files: whole or not at all, nothing that a spreadsheet runs, nobody named."""

from __future__ import annotations

import csv
import json
import math
import os
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests import report_samples

from folkmoot.errors import FolkmootError
from folkmoot.estimate import Estimate, EstimateTable, Evidence, Row, ratio, share
from folkmoot.report import export_tables

AS_OF = datetime(2017, 8, 31, tzinfo=UTC)


def _table(texts: list[str], estimate: Estimate | None = None) -> EstimateTable:
    number = estimate or share(61, 110, "members")
    rows = [Row({"term": text}, number, "e1") for text in texts]
    evidence = {"e1": Evidence("How many?", "SELECT 1", {"a": "b"}, 3)}
    return EstimateTable.build("terms", "Terms", [pa.field("term", pa.string())], rows, evidence,
                               AS_OF, ["A note"])  # fmt: skip


def _csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_comes_in_every_format(tmp_path: Path) -> None:
    tables = report_samples.tables()
    paths = export_tables(tmp_path / "new", tables, ("csv", "json", "parquet"))
    expected = [f"{name}.{kind}" for name in tables for kind in ("csv", "json", "parquet")]
    assert [path.name for path in paths] == expected
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(expected)
    for name, table in tables.items():
        assert len(_csv_rows(tmp_path / "new" / f"{name}.csv")) == len(table)
        assert pq.read_table(tmp_path / "new" / f"{name}.parquet").num_rows == len(table)


def test_json_keeps_numbers_notes_and_evidence(tmp_path: Path) -> None:
    (path,) = export_tables(tmp_path, {"t": _table(["trains"])}, ("json",))
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["as_of"] == "2017-08-31T00:00:00+00:00"
    assert found["notes"] == ["A note"]
    assert found["evidence"]["e1"]["sql"] == "SELECT 1"
    (row,) = found["rows"]
    assert row["term"] == "trains"
    assert row["value"] == pytest.approx(61 / 110)
    assert (row["cases"], row["base"], row["base_label"]) == (61, 110, "members")


def test_json_has_no_infinity_and_says_so(tmp_path: Path) -> None:
    (path,) = export_tables(
        tmp_path, {"t": _table(["new"], ratio(9, 1.0, 0, 1.0, "posts"))}, ("json",)
    )
    (row,) = json.loads(path.read_text(encoding="utf-8"))["rows"]
    assert row["value"] is None
    assert row["unbounded"] == ["value", "high"]
    assert math.isfinite(row["low"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_text_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    (path,) = export_tables(tmp_path, {"t": _table([text])}, ("csv",))
    (row,) = _csv_rows(path)
    assert row["term"] == "'" + text


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    below = Estimate(-0.2, -0.3, -0.1, 1, 100, "questions", "difference", "newcombe")
    (path,) = export_tables(tmp_path, {"t": _table(["a"], below)}, ("csv",))
    (row,) = _csv_rows(path)
    assert float(row["value"]) == -0.2


def test_a_withheld_number_is_an_empty_cell_not_zero(tmp_path: Path) -> None:
    few = Estimate(None, None, None, 3, 8, "people", "share", "wilson", reliability="suppressed")
    (path,) = export_tables(tmp_path, {"t": _table(["a"], few)}, ("csv",))
    (row,) = _csv_rows(path)
    assert (row["value"], row["cases"], row["base"]) == ("", "", "")
    assert row["reliability"] == "suppressed"


def test_the_mark_of_utf8_is_there_only_when_asked_for(tmp_path: Path) -> None:
    (plain,) = export_tables(tmp_path / "a", {"t": _table(["卡"])}, ("csv",))
    (marked,) = export_tables(tmp_path / "b", {"t": _table(["卡"])}, ("csv",), bom=True)
    assert plain.read_bytes().startswith(b"term,")
    assert marked.read_bytes() == b"\xef\xbb\xbf" + plain.read_bytes()


def test_people_and_their_words_stay_out_unless_asked_for(tmp_path: Path) -> None:
    talk = report_samples.conversations("Secret words of one person")
    shared = export_tables(tmp_path / "a", {"talk": talk}, ("csv", "json", "parquet"))
    for path in shared:
        assert b"Secret words" not in path.read_bytes()
        assert b"actor_id" not in path.read_bytes()
    (own,) = export_tables(tmp_path / "b", {"talk": talk}, ("csv",), people=True, quotes=True)
    rows = _csv_rows(own)
    assert rows[0]["title"] == "Secret words of one person"
    # -1 and -2 as the 16 digits by which `forget` and the contact caps know a person.
    assert [row["actor_id"] for row in rows] == ["f" * 16, "f" * 15 + "e"]


def test_a_failed_write_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = export_tables(tmp_path, {"t": _table(["old"])}, ("csv",))
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        export_tables(tmp_path, {"t": _table(["new"])}, ("csv",))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_format_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="csv, json, parquet"):
        export_tables(tmp_path / "new", {"t": _table(["a"])}, ("csv", "xlsx"))
    assert not (tmp_path / "new").exists()
