"""The state on a real PostgreSQL says what it says on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from folkmoot.state import Counts, State
from folkmoot.state.tables import METADATA

pytestmark = pytest.mark.live


@pytest.fixture
def state(postgres_url: str) -> Iterator[State]:
    """The state of a new project, on PostgreSQL."""
    state = State(postgres_url)
    yield state
    state.close()


def _import(import_id: str) -> dict[str, Any]:
    return {
        "import_id": import_id,
        "path": f"exports/{import_id}.csv",
        "source": "table",
        "source_version": "1",
        "options": "{}",
    }


def _story(state: State) -> dict[str, Any]:
    """Live through an import that ends, one that fails, a person who leaves; then look."""
    for name in ("first", "second", "third"):
        state.begin_import(_import(name))
    state.ready_import("first", [Counts("Posts", 10, 7, 1, 2), Counts("Users", 4, 4, 0, 0)])
    state.ready_import("first", [Counts("Posts", 12, 9, 1, 2), Counts("Users", 4, 4, 0, 0)])
    state.finish_import("first")
    state.fail_import("second", "the file is truncated")
    # The largest and the smallest number that 64 bits hold: pseudonyms use them all.
    for digest in (2**63 - 1, -(2**63), 2**63 - 1):
        state.add_forgotten(digest)
    state.leave_alone(-(2**63), "asked")
    state.leave_alone(7, "asked")
    removed = state.erase_person(7)
    records = state.import_records()
    return {
        "statuses": {record.import_id: (record.status, record.failure) for record in records},
        "zones": {record.started_at.tzinfo is not None for record in records},
        "open": [record.import_id for record in state.import_records("reading")],
        "counts": state.counts(),
        "forgotten": state.forgotten_digests(),
        "left_alone": state.left_alone(),
        "removed": removed,
    }


def test_postgresql_and_sqlite_tell_the_same_story(state: State, tmp_path: Path) -> None:
    local = State(f"sqlite:///{tmp_path / 'state.db'}")
    told = _story(state)
    assert told == _story(local)
    assert told["counts"] == [Counts("Posts", 12, 9, 1, 2), Counts("Users", 4, 4, 0, 0)]
    assert told["left_alone"] == {-(2**63)}
    local.close()


def test_the_migrations_make_the_declared_tables(state: State) -> None:
    with state.connection() as connection:
        found = inspect(connection)
        columns = {
            name: {column["name"] for column in found.get_columns(name)}
            for name in found.get_table_names()
            if name != "alembic_version"
        }
    assert columns == {name: set(table.c.keys()) for name, table in METADATA.tables.items()}


def test_a_team_shares_one_state(state: State, postgres_url: str) -> None:
    colleague = State(postgres_url)
    colleague.leave_alone(7, "asked on the forum")
    assert state.left_alone() == {7}
    colleague.close()


def test_imports_begun_at_once_are_all_kept(state: State) -> None:
    names = [f"import-{number:02}" for number in range(20)]
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda name: state.begin_import(_import(name)), names))
    assert sorted(record.import_id for record in state.import_records("reading")) == names
