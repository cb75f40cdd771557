"""The state of a project in SQLite (by default) or PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from folkmoot.errors import FolkmootError
from folkmoot.state import tables as t
from folkmoot.state._moments import aware, now

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["Counts", "ImportRecord", "State"]

_HEAD: Final = "0005"


@dataclass(frozen=True, slots=True)
class Counts:
    """Conservation of one kind of record in one file.

    ``read_count`` equals ``kept_count + already_count + refused_count``, always.
    """

    kind: str
    read_count: int
    kept_count: int
    already_count: int
    refused_count: int


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as the state knows it; ``options`` is JSON text."""

    import_id: str
    path: str
    source: str
    source_version: str
    options: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    failure: str | None


class State:
    """What changes row by row, in a relational database.

    Parameters
    ----------
    url
        SQLAlchemy address, ``sqlite:///…/state.db`` or ``postgresql+psycopg://…``.

    Raises
    ------
    FolkmootError
        ``no-state`` where it cannot be opened; ``newer-state``.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine: Engine = create_engine(url)
            if self._engine.dialect.name == "sqlite":
                event.listen(self._engine, "connect", _prepare_sqlite)
                event.listen(self._engine, "begin", _begin_sqlite)
            self._migrate()
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            raise _unopened(url, error) from error

    def _migrate(self) -> None:
        with self._engine.begin() as connection:
            if _revision(connection) == _HEAD:
                return
            from alembic import command
            from alembic.config import Config

            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Open a transaction; it is committed when the block ends without an error."""
        with self._engine.begin() as connection:
            yield connection

    def begin_import(self, record: Mapping[str, Any]) -> None:
        """Write down that an import has started, before anything of it exists."""
        with self.connection() as connection:
            connection.execute(
                insert(t.imports).values(**record, status="reading", started_at=now())
            )

    def ready_import(self, import_id: str, counts: Sequence[Counts]) -> None:
        """Write down that an import is staged whole: from here it is finished, not restarted."""
        with self.connection() as connection:
            connection.execute(
                delete(t.import_counts).where(t.import_counts.c.import_id == import_id)
            )
            for count in counts:
                connection.execute(
                    insert(t.import_counts).values(
                        import_id=import_id,
                        kind=count.kind,
                        read_count=count.read_count,
                        kept_count=count.kept_count,
                        already_count=count.already_count,
                        refused_count=count.refused_count,
                    )
                )
            _set_status(connection, import_id, "ready")

    def finish_import(self, import_id: str) -> None:
        """Acknowledge an import; its files are on the disk by now."""
        with self.connection() as connection:
            _set_status(connection, import_id, "done", finished_at=now())

    def fail_import(self, import_id: str, failure: str) -> None:
        """Write down that an import was given up; nothing of it is in the lake."""
        with self.connection() as connection:
            _set_status(connection, import_id, "failed", finished_at=now(), failure=failure)

    def import_records(self, *statuses: str) -> list[ImportRecord]:
        """Imports in the order they started; all of them, or those in ``statuses``."""
        query = select(t.imports).order_by(t.imports.c.started_at, t.imports.c.import_id)
        if statuses:
            query = query.where(t.imports.c.status.in_(statuses))
        with self.connection() as connection:
            return [ImportRecord(**aware(row)) for row in connection.execute(query).mappings()]

    def counts(self, import_id: str | None = None) -> list[Counts]:
        """Counts of one import, or summed over all that are done, by kind."""
        c = t.import_counts.c
        names = ("read_count", "kept_count", "already_count", "refused_count")
        query = (
            select(c.kind, *(func.sum(c[name]).label(name) for name in names))
            .join(t.imports)
            .group_by(c.kind)
            .order_by(c.kind)
        )
        if import_id is not None:
            query = query.where(c.import_id == import_id)
        else:
            query = query.where(t.imports.c.status == "done")
        with self.connection() as connection:
            rows = connection.execute(query).mappings()
            return [Counts(row["kind"], *(int(row[name]) for name in names)) for row in rows]

    def forgotten_digests(self) -> frozenset[int]:
        """Keyed digests of everyone who was forgotten."""
        with self.connection() as connection:
            return frozenset(connection.execute(select(t.forgotten.c.digest)).scalars())

    def add_forgotten(self, digest: int) -> None:
        """Remember, by keyed digest, that a person was forgotten."""
        with self.connection() as connection:
            known = connection.execute(
                select(t.forgotten.c.digest).where(t.forgotten.c.digest == digest)
            ).first()
            if known is None:
                connection.execute(insert(t.forgotten).values(digest=digest, forgotten_at=now()))

    def leave_alone(self, actor_id: int, reason: str) -> None:
        """Never offer this person for contact again."""
        with self.connection() as connection:
            if actor_id in _left_alone(connection):
                return
            connection.execute(
                insert(t.left_alone).values(actor_id=actor_id, since_at=now(), reason=reason)
            )

    def left_alone(self) -> frozenset[int]:
        """Pseudonyms of people who must not be contacted."""
        with self.connection() as connection:
            return _left_alone(connection)

    def add_contact(self, contact: Mapping[str, Any]) -> None:
        """Write down help that a named person gave (columns of ``contacts``)."""
        with self.connection() as connection:
            connection.execute(insert(t.contacts).values(**contact))

    def contacts(self) -> list[dict[str, Any]]:
        """Help given so far, oldest first."""
        query = select(t.contacts).order_by(t.contacts.c.contacted_at)
        with self.connection() as connection:
            return [aware(row) for row in connection.execute(query).mappings()]

    def add_plan(self, plan: Mapping[str, Any]) -> None:
        """Write down a plan; making the same plan again replaces its row."""
        with self.connection() as connection:
            connection.execute(delete(t.plans).where(t.plans.c.plan_id == plan["plan_id"]))
            connection.execute(insert(t.plans).values(**plan))

    def plans(self) -> list[dict[str, Any]]:
        """Plans made so far, by their as-of, then by when they were made."""
        query = select(t.plans).order_by(t.plans.c.as_of, t.plans.c.made_at)
        with self.connection() as connection:
            return [aware(row) for row in connection.execute(query).mappings()]

    def log(self, action: str, detail: str) -> None:
        """Add a line to the audit."""
        with self.connection() as connection:
            connection.execute(
                insert(t.audit).values(happened_at=now(), action=action, detail=detail)
            )

    def erase_owner(self, person: str) -> int:
        """Blank a person in the options of imports of their own data; returns how many."""
        changed = 0
        for record in self.import_records():
            options = json.loads(record.options)
            if options.get("person") != person:
                continue
            text = json.dumps({**options, "person": ""}, sort_keys=True)
            with self.connection() as connection:
                here = t.imports.c.import_id == record.import_id
                connection.execute(update(t.imports).where(here).values(options=text))
            changed += 1
        return changed

    def erase_person(self, actor_id: int) -> int:
        """Delete a person's rows for good (SQLite's free pages included); returns how many."""
        removed = 0
        with self.connection() as connection:
            for table in (t.contacts, t.left_alone, t.decisions, t.search_hits, t.notes,
                          t.consents, t.joined_accounts):  # fmt: skip
                result = connection.execute(delete(table).where(table.c.actor_id == actor_id))
                removed += result.rowcount
            # Whoever stood under this account stands alone again.
            under = t.joined_accounts.c.main_id == actor_id
            removed += connection.execute(delete(t.joined_accounts).where(under)).rowcount
        self.compact()
        return removed

    def compact(self) -> None:
        """Rewrite SQLite's file and empty its log, so that no freed page holds an old row."""
        if self._engine.dialect.name != "sqlite":
            return
        plain = self._engine.raw_connection()
        try:
            cursor = plain.cursor()
            for statement in (
                "PRAGMA wal_checkpoint(TRUNCATE)",
                "VACUUM",
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ):
                cursor.execute(statement)
            cursor.close()
        finally:
            plain.close()

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()


def _unopened(url: str, error: Exception) -> FolkmootError:
    """Say which state cannot be opened and why, without the password in its address."""
    try:
        where = make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        where = "an address that cannot be read"
    got = str(getattr(error, "orig", error)).partition("\n")[0]
    hint = "state.url in folkmoot.toml (or FOLKMOOT_STATE_URL) says where it is"
    if isinstance(error, ModuleNotFoundError):
        hint = "PostgreSQL needs the extra postgres: pip install 'folkmoot[postgres]'"
    return FolkmootError("no-state", where, got, "a state database of SQLite or PostgreSQL", hint)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would end a transaction before each CREATE TABLE, and a migration that was killed
    # would leave half its tables. It is told to begin nothing; `_begin_sqlite` does.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON",
                   "foreign_keys = ON", "busy_timeout = 30000"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found > _HEAD:
        raise FolkmootError(
            "newer-state", "state database", f"version {found}", f"version {_HEAD} or older",
            "update folkmoot: this project was used with a newer one",
        )  # fmt: skip
    return found


def _set_status(connection: Connection, import_id: str, status: str, **more: object) -> None:
    connection.execute(
        update(t.imports).where(t.imports.c.import_id == import_id).values(status=status, **more)
    )


def _left_alone(connection: Connection) -> frozenset[int]:
    return frozenset(connection.execute(select(t.left_alone.c.actor_id)).scalars())
