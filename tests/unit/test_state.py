"""The state: imports through their life, people left alone, migrations."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from folkmoot.errors import FolkmootError
from folkmoot.state import Counts, State


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(f"sqlite:///{tmp_path / 'state.db'}")


def begin(state: State, import_id: str) -> None:
    state.begin_import(
        {
            "import_id": import_id,
            "path": "Posts.csv",
            "source": "stackexchange",
            "source_version": "1",
            "options": "{}",
        }
    )


def test_an_import_goes_from_reading_to_done(state: State) -> None:
    begin(state, "a")
    assert [record.status for record in state.import_records()] == ["reading"]
    state.ready_import("a", [Counts("Posts", 5, 3, 1, 1)])
    assert [record.import_id for record in state.import_records("ready")] == ["a"]
    assert state.counts() == [], "only what is done counts"
    state.finish_import("a")
    assert state.counts() == [Counts("Posts", 5, 3, 1, 1)]
    record = state.import_records("done")[0]
    assert record.finished_at is not None
    assert record.finished_at.tzinfo is UTC


def test_counts_add_up_over_imports(state: State) -> None:
    for import_id, kept in (("a", 5), ("b", 0)):
        begin(state, import_id)
        state.ready_import(import_id, [Counts("Posts", 5, kept, 5 - kept, 0)])
        state.finish_import(import_id)
    assert state.counts() == [Counts("Posts", 10, 5, 5, 0)]
    assert state.counts("b") == [Counts("Posts", 5, 0, 5, 0)]


def test_a_person_left_alone_is_erased_for_good(state: State, tmp_path: Path) -> None:
    actor = 0x1122334455667788
    state.leave_alone(actor, "asked us to")
    state.leave_alone(actor, "asked again")
    state.add_contact(
        {
            "actor_id": actor,
            "object_id": 1,
            "community": "example.org",
            "contacted_at": datetime(2026, 1, 1, tzinfo=UTC),
            "approved_by": "Ada",
            "is_promotion": 0,
        }
    )
    assert state.left_alone() == {actor}
    assert state.erase_person(actor) == 2
    state.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("state.db*"))
    assert actor.to_bytes(8, "big") not in stored
    assert actor.to_bytes(8, "little") not in stored


def test_the_migrations_make_the_tables_that_the_code_knows(state: State) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from folkmoot.state.tables import METADATA

    with state.connection() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []


def test_a_newer_database_is_refused(state: State, tmp_path: Path) -> None:
    with state.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    state.close()
    with pytest.raises(FolkmootError, match="update folkmoot"):
        State(f"sqlite:///{tmp_path / 'state.db'}")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense:secret", "an address that cannot be read"),
        ("sqlite:////no/such/folder/state.db", "unable to open database file"),
        ("oracle://ada:secret@example.org/x", "postgres"),
        ("other://ada:secret@example.org/x", "other://ada:***@example.org/x"),
    ],
)
def test_a_state_that_cannot_be_opened_is_told_without_its_password(url: str, told: str) -> None:
    with pytest.raises(FolkmootError) as caught:
        State(url)
    assert caught.value.problem.code == "no-state"
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)


class Cut(Exception):
    """Stands for a kill between two statements of a migration."""


def test_a_migration_that_is_cut_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by a kill between two CREATE TABLE: the next run met half the tables."""
    from alembic import op

    url = f"sqlite:///{tmp_path / 'state.db'}"
    create, made = op.create_table, list[str]()

    def cut_at_the_fourth(name: str, *columns: Any) -> None:
        if len(made) == 3:
            raise Cut
        made.append(name)
        create(name, *columns)

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_table", cut_at_the_fourth)
        with pytest.raises(Cut):
            State(url)
    assert len(made) == 3
    assert State(url).import_records() == []
