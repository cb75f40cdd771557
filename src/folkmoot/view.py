"""What a measure sees: the lake at one moment, through an engine.

Relations: ``activities`` (published up to ``as_of``), ``members`` and ``communities`` (their
newest state), ``observations``; columns as in `folkmoot.activity.CANONICAL`. What was annotated
of those activities stands in ``annotations`` and ``encodings``, as in `folkmoot.activity.DERIVED`;
`folkmoot.annotators.stored` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from folkmoot.activity import CANONICAL, DERIVED
from folkmoot.engines import Engine, Value
from folkmoot.estimate import Evidence

__all__ = ["View", "view_of_files", "view_of_tables"]

_STATEFUL = {"members": "actor_id", "communities": "community_id"}
_UTC: Final = pa.timestamp("us", tz="UTC")
_MONTHS: Final = pa.schema(
    [("month", pa.string()), ("activities", pa.int64()), ("first_at", _UTC), ("last_at", _UTC)]
)
#: Silence after which the last activities are told of: twice the 90 days in which the ladder calls
#: people active, so that nearly everybody looks gone.
_SILENCE: Final = timedelta(days=183)
#: Of a hundred activities as many as may come after it and still be a wrong clock's.
_FEW_IN_HUNDRED: Final = 1


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
    note
        What is to be said of a moment that nobody named; mostly nothing.
    """

    engine: Engine
    as_of: datetime
    versions: Mapping[str, int] = field(default_factory=dict)
    note: str = ""

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
    note = ""
    if as_of is None:
        as_of, note = _last_activity(engine)
    engine.define("activities", "activities_as_of", as_of=as_of.isoformat())
    for name, key in _STATEFUL.items():
        _define_newest(engine, name, key)
    engine.define("observations", "plain", relation="observations_all")
    for name in DERIVED:
        engine.define(name, "derived_as_of", relation=f"{name}_all")
    return View(engine, as_of, dict(versions), note)


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


def _last_activity(engine: Engine) -> tuple[datetime, str]:
    """Moment of the last activity, and what is to be said of it.

    What is later than a day after its import never comes in (`folkmoot.ingest.canonical.check`).
    A clock that is wrong by less cannot be told from a place that woke up, so that it is said, and
    not decided.
    """
    months = engine.query(engine.render("last_activity"), _MONTHS).to_pylist()
    if not months:
        return datetime(1970, 1, 1, tzinfo=UTC), ""
    last: datetime = max(month["last_at"] for month in months)
    return last, _stray_note(months)


def _stray_note(months: Sequence[Mapping[str, Any]]) -> str:
    """Say how many activities come long after all others, where they are few."""
    total, after, note = sum(month["activities"] for month in months), 0, ""
    for before, month in zip(reversed(months[:-1]), reversed(months[1:]), strict=True):
        after += month["activities"]
        if 100 * after > _FEW_IN_HUNDRED * total:
            break
        if month["first_at"] - before["last_at"] >= _SILENCE:
            days = (month["first_at"] - before["last_at"]).days
            note = (
                f"The moment looked at is that of the last activity, but the last {after:,} of "
                f"{total:,} come {days:,} days after all others. If their clock was wrong, look at "
                f"the time before them: --as-of {before['last_at']:%Y-%m-%d}."
            )
    return note
