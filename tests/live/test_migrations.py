"""A state of any earlier version, with rows in it, is brought up on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    create_engine,
    insert,
    select,
)

import folkmoot.state
from folkmoot.state import (
    Decision,
    People,
    SavedSearch,
    State,
    add_decision,
    decisions,
    erase_words,
    new_hits,
    save_search,
    saved_searches,
)
from folkmoot.state.tables import METADATA

pytestmark = pytest.mark.live

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
VERSIONS = ("0001", "0002", "0003", "0004", "0005")
#: The largest and the smallest pseudonym, and one between.
PEOPLE = (2**63 - 1, -(2**63), 7)


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url)
    yield engine
    engine.dispose()


@contextmanager
def migrating(engine: Engine) -> Iterator[Config]:
    with engine.begin() as connection:
        config = Config()
        place = Path(folkmoot.state.__file__).parent / "migrations"
        config.set_main_option("script_location", str(place))
        config.attributes["connection"] = connection
        yield config


def upgrade(engine: Engine, version: str) -> None:
    with migrating(engine) as config:
        command.upgrade(config, version)


def downgrade(engine: Engine, version: str) -> None:
    with migrating(engine) as config:
        command.downgrade(config, version)


Rows = dict[str, list[dict[str, Any]]]


def populate(connection: Connection) -> None:
    """Put three rows into every table there is, whatever the version: its own columns alone."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name == "alembic_version":
            continue
        for number in range(3):
            row = {column.name: _value(column, number) for column in table.columns}
            connection.execute(insert(table).values(row))


def _value(column: Column[Any], number: int) -> Any:
    values: list[tuple[type, Callable[[], Any]]] = [
        (BigInteger, lambda: PEOPLE[number]),
        (Integer, lambda: number + 1 if column.primary_key else number % 2),
        (DateTime, lambda: NOW),
        (Date, lambda: date(2026, 1, 5 + 7 * number)),
        (Float, lambda: 0.1 + number),
    ]
    for kind, value in values:
        if isinstance(column.type, kind):
            return value()
    # Text: names that other tables point at are the same in each; JSON where it is read as such.
    return "{}" if column.name in {"features", "options"} else f"ünï {number}"


def contents(connection: Connection) -> Rows:
    found = MetaData()
    found.reflect(connection)
    return {
        table.name: sorted(
            (dict(row) for row in connection.execute(select(table)).mappings()), key=repr
        )
        for table in found.sorted_tables
        if table.name != "alembic_version"
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_state_with_rows_is_brought_up_and_loses_none(
    engine: Engine, postgres_url: str, version: str
) -> None:
    upgrade(engine, version)
    with engine.begin() as connection:
        populate(connection)
        before = contents(connection)
    for _ in range(2):
        # Opening is what brings a state up; opening it again changes nothing.
        State(postgres_url).close()
        with engine.begin() as connection:
            after = contents(connection)
            context = MigrationContext.configure(connection)
            assert context.get_current_revision() == VERSIONS[-1]
            assert compare_metadata(context, METADATA) == []
        assert {name: after[name] for name in before} == before
        assert {name for name in after if name not in before} == set(METADATA.tables) - set(before)
        assert all(rows == [] for name, rows in after.items() if name not in before)


def test_down_and_up_again_keeps_what_the_lower_version_knows(
    engine: Engine, postgres_url: str
) -> None:
    State(postgres_url).close()
    with engine.begin() as connection:
        populate(connection)
        whole = contents(connection)
    for version in reversed(VERSIONS[:-1]):
        downgrade(engine, version)
        with engine.begin() as connection:
            lower = contents(connection)
        assert lower == {name: whole[name] for name in lower}
    assert set(lower) == {"imports", "import_counts", "forgotten", "left_alone", "contacts",
                          "plans", "audit"}  # fmt: skip
    State(postgres_url).close()
    with engine.begin() as connection:
        again = contents(connection)
    assert set(again) == set(whole)
    assert {name: again[name] for name in lower} == lower
    assert all(rows == [] for name, rows in again.items() if name not in lower)
    downgrade(engine, "base")
    with engine.begin() as connection:
        assert contents(connection) == {}


def test_a_state_of_the_second_version_works_on_after_it_was_brought_up(
    engine: Engine, postgres_url: str
) -> None:
    upgrade(engine, "0002")
    found = MetaData()
    with engine.begin() as connection:
        found.reflect(connection)
        connection.execute(insert(found.tables["decisions"]).values(
            object_id=1, actor_id=PEOPLE[1], is_kept=1, features='{"log fresh": -0.5}',
            decided_at=NOW,
        ))  # fmt: skip
        connection.execute(insert(found.tables["searches"]).values(
            name="quiet", words="quiet grinder of Quirinus", need_id=None, saved_at=NOW,
        ))  # fmt: skip
    state = State(postgres_url)
    add_decision(state, Decision(2, 7, False, {}, NOW))
    assert decisions(state) == (
        Decision(1, PEOPLE[1], True, {"log fresh": -0.5}, NOW), Decision(2, 7, False, {}, NOW),
    )  # fmt: skip
    save_search(state, SavedSearch("loud", "loud", None, NOW))
    assert new_hits(state, "quiet", [(1, PEOPLE[1])], NOW) == {1: NOW}
    people = People(state)
    people.note(PEOPLE[1], "thanked by Quirinus", "Ada", "thanked")
    assert [each.words for each in people.notes()] == ["thanked by Quirinus"]
    assert erase_words(state, {"quirinus"}) == (("quiet",), 1)
    assert [each.name for each in saved_searches(state)] == ["loud"]
    assert [each.words for each in people.notes()] == ["thanked by [forgotten]"]
    assert state.erase_person(PEOPLE[1]) == 2
    assert [each.object_id for each in decisions(state)] == [2]
    state.close()
