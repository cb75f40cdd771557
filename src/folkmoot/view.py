"""What a measure sees: the lake at one moment, through an engine.

Relations: ``activities`` (published up to ``as_of``), ``members`` and ``communities`` (their
newest state), ``observations``; columns as in `folkmoot.activity.CANONICAL`. What was annotated
of those activities stands in ``annotations`` and ``encodings``, as in `folkmoot.activity.DERIVED`;
`folkmoot.annotators.stored` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyarrow as pa

from folkmoot.activity import CANONICAL, DERIVED
from folkmoot.engines import Engine, Value
from folkmoot.estimate import Evidence

__all__ = ["View", "view_of_files", "view_of_tables"]

_STATEFUL = {"members": "actor_id", "communities": "community_id"}


@dataclass(frozen=True)
class View:
    """The lake at a moment.

    Parameters
    ----------
    engine
        Where queries run.
    as_of
        Nothing published later is seen (UTC).
    versions
        Version of each Delta table, so that a result can be computed again.
    """

    engine: Engine
    as_of: datetime
    versions: Mapping[str, int] = field(default_factory=dict)

    def query(self, template: str, schema: pa.Schema, /, **context: object) -> pa.Table:
        """Run a template without values to bind; ``context`` renders trusted SQL fragments."""
        return self.engine.query(self.engine.render(template, **context), schema)

    def ask(
        self,
        template: str,
        schema: pa.Schema,
        question: str,
        parameters: Mapping[str, Value] | None = None,
        /,
        **context: object,
    ) -> tuple[pa.Table, Evidence]:
        """Run a template and return its rows with the evidence of how they were had.

        ``evidence.rows`` is the number of rows returned; a measure that knows better replaces
        it with the number of activities behind them.
        """
        sql = self.engine.render(template, **context)
        table = self.engine.query(sql, schema, parameters)
        bound = {key: str(value) for key, value in (parameters or {}).items()}
        bound |= {f"{name} version": str(number) for name, number in self.versions.items()}
        return table, Evidence(question, sql, bound, table.num_rows)


def view_of_tables(
    engine: Engine, tables: Mapping[str, pa.Table], as_of: datetime | None = None
) -> View:
    """Look at canonical Arrow tables in memory; missing ones are empty. For tests and notebooks."""
    for name, schema in (CANONICAL | DERIVED).items():
        engine.register(f"{name}_all", tables.get(name, schema.empty_table()))
    return _view(engine, as_of, {})


def view_of_files(
    engine: Engine,
    files: Mapping[str, list[str]],
    as_of: datetime | None = None,
    versions: Mapping[str, int] | None = None,
) -> View:
    """Look at the lake's tables kept as Parquet files."""
    for name, schema in (CANONICAL | DERIVED).items():
        engine.register_files(f"{name}_all", files.get(name, []), schema)
    return _view(engine, as_of, versions or {})


def _view(engine: Engine, as_of: datetime | None, versions: Mapping[str, int]) -> View:
    as_of = as_of or _last_activity(engine)
    engine.define("activities", "activities_as_of", as_of=as_of.isoformat())
    for name, key in _STATEFUL.items():
        _define_newest(engine, name, key)
    engine.define("observations", "plain", relation="observations_all")
    for name in DERIVED:
        engine.define(name, "derived_as_of", relation=f"{name}_all")
    return View(engine, as_of, dict(versions))


def _define_newest(engine: Engine, name: str, key: str) -> None:
    """Show the newest state of each; where each has one, the table as it stands.

    Asking once is a tenth of ranking the states in every query that reads them.
    """
    relation = f"{name}_all"
    schema = pa.schema([("has_history", pa.bool_())])
    sql = engine.render("has_history", relation=relation, key=key)
    if engine.query(sql, schema)["has_history"][0].as_py():
        columns = ", ".join(CANONICAL[name].names)
        engine.define(name, "newest_state", relation=relation, key=key, columns=columns)
    else:
        engine.define(name, "plain", relation=relation)


def _last_activity(engine: Engine) -> datetime:
    schema = pa.schema([("last", pa.timestamp("us", tz="UTC"))])
    found = engine.query(engine.render("last_activity"), schema)["last"][0].as_py()
    return found if isinstance(found, datetime) else datetime(1970, 1, 1, tzinfo=UTC)
