"""A real PostgreSQL, started by ``make test-live``; each test has a database of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, text


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Address of the server that ``make test-live`` started."""
    address = os.environ.get("FOLKMOOT_TEST_POSTGRES")
    if not address:
        pytest.fail("no server: run these tests by `make test-live`")
    return address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of an empty database, dropped afterwards."""
    name = f"folkmoot_{uuid.uuid4().hex}"
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
