"""The bundled slice is what its SOURCE.md says: complete, small, and without names."""

from __future__ import annotations

import csv
import importlib.util
import io
from pathlib import Path
from types import ModuleType

import pytest
import zstandard

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "src" / "folkmoot" / "demo_data"

ROWS = {"Users": 44_203, "Posts": 72_181, "Comments": 157_989, "Votes": 13_343, "Tags": 1_743}


def _rows(name: str) -> list[dict[str, str]]:
    with zstandard.open(FOLDER / f"{name}.csv.zst", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(io.StringIO(file.read(), newline="")))


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_demo_slice", ROOT / "tools" / "make_demo_slice.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ROWS)
def test_rows_and_columns_are_as_told(name: str, tool: ModuleType) -> None:
    rows = _rows(name)
    columns = tool.CUTS[name].columns
    assert len(rows) == ROWS[name]
    assert tuple(rows[0]) == columns
    assert f"{ROWS[name]:,}" in (told := (FOLDER / "SOURCE.md").read_text(encoding="utf-8"))
    assert f"| {', '.join(columns)} |" in told


def test_the_slice_is_small_enough_to_bundle() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 3.6 * 2**20


def test_every_vote_names_its_voter() -> None:
    votes = _rows("Votes")
    assert {vote["VoteTypeId"] for vote in votes} == {"5", "8"}
    assert all(vote["UserId"] for vote in votes)


@pytest.mark.parametrize("name", ROWS)
def test_the_slice_is_the_export_cut_and_nothing_else(
    name: str, tool: ModuleType, travel_folder: Path
) -> None:
    assert _rows(name) == list(tool.rows(travel_folder / f"{name}.csv.gz", tool.CUTS[name]))
