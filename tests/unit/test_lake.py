"""The lake: appended once, read at a version, rewritten and purged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from folkmoot.activity import MEMBERS
from folkmoot.lake import Lake

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def members(*actors: int) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "actor_id": actor,
                "state_id": actor,
                "platform": "example.org",
                "actor_scheme": "id",
                "actor_type": "Person",
                "source": "test",
                "source_version": "1",
                "imported_at": NOW,
            }
            for actor in actors
        ],
        schema=MEMBERS,
    )


def actors(lake: Lake, version: int | None = None) -> list[int]:
    found: list[int] = []
    for file in lake.files("members", version):
        found += pq.read_table(file, partitioning=None)["actor_id"].to_pylist()
    return sorted(found)


def test_an_append_of_the_same_name_happens_once(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append("members", members(1, 2).to_reader(), "import/a")
    lake.append("members", members(1, 2).to_reader(), "import/a")
    assert actors(lake) == [1, 2]
    assert lake.versions() == {"members": 0}


def test_an_older_version_stays_readable(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append("members", members(1).to_reader(), "import/a")
    lake.append("members", members(2).to_reader(), "import/b")
    assert actors(lake, 0) == [1]
    assert actors(lake, 1) == [1, 2]


def test_the_log_holds_no_statistics_of_people(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append("members", members(111_222_333_444, 555_666_777_888).to_reader(), "import/a")
    log = b"".join(path.read_bytes() for path in (tmp_path / "members/_delta_log").iterdir())
    assert b"numRecords" in log
    assert b"111222333444" not in log
    assert b"555666777888" not in log


def test_a_purge_leaves_one_version_and_its_files(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append("members", members(1, 2).to_reader(), "import/a")
    lake.replace("members", members(2).to_reader())
    lake.purge("members")
    assert actors(lake) == [2]
    left = list((tmp_path / "members").glob("*.parquet"))
    assert [str(path) for path in left] == lake.files("members")
    assert lake.has_transaction("members", "import/a")
    lake.append("members", members(3).to_reader(), "import/b")
    assert actors(lake) == [2, 3]


def test_compaction_keeps_the_rows(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for actor in range(4):
        lake.append("members", members(actor).to_reader(), f"import/{actor}")
    assert len(lake.files("members")) == 4
    lake.compact("members")
    assert len(lake.files("members")) == 1
    assert actors(lake) == [0, 1, 2, 3]
