"""Native rows, record by record: for sources whose records differ too much for whole columns.

A source's ``map`` hands `map_records` one function, which looks at a `Record` and tells `Rows` what
it means. Whatever is wrong with a record is raised as `Refused` and becomes its one fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

import pyarrow as pa

from folkmoot.activity import ANONYMOUS, NATIVE
from folkmoot.files import Fault, Page
from folkmoot.files.records import shorten
from folkmoot.files.times import FIRST_YEAR, LAST_YEAR
from folkmoot.sources._counts import Count, read_count
from folkmoot.sources._moments import Moment, read_moment
from folkmoot.sources.base import Mapped

__all__ = ["Record", "Refused", "Rows", "map_records"]

#: A name longer than this is no name; the database's index would refuse it as well.
_ID_LIMIT: Final = 1_000


class Refused(Exception):
    """Sets the record at hand aside; the arguments are those of its fault.

    Parameters
    ----------
    column
        Raw column at fault; empty for the record as a whole.
    code, got, expected
        As in `folkmoot.files.Fault`.
    """

    def __init__(self, column: str, code: str, got: str, expected: str) -> None:
        super().__init__(code)
        self.column, self.code, self.got, self.expected = column, code, got, expected


class Record:
    """One raw record: its columns by name, read as what they should be."""

    __slots__ = ("_fields", "line", "row")

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields
        self.row: int = fields["row"]
        self.line: int = fields["line"]

    def text(self, name: str) -> str | None:
        """Text without surrounding blanks; nothing left is ``None``."""
        value = self._fields.get(name)
        return (value.strip() or None) if value is not None else None

    def need(self, name: str) -> str:
        """Text of a column that must hold something."""
        value = self.text(name)
        if value is None:
            raise Refused(name, "missing-value", "nothing", "a value")
        return value

    def identifier(self, name: str) -> str:
        """A value that can name something: not empty, of one line, at most 1,000 characters."""
        value = self.need(name)
        if len(value) > _ID_LIMIT or "\n" in value or "\0" in value:
            raise Refused(name, "not-an-id", shorten(value), "an identifier of one short line")
        return value

    def nested(self, name: str) -> Any:
        """Value of a column of JSON text (one named ``…[]``); ``None`` for nothing."""
        value = self._fields.get(name)
        return None if value is None else json.loads(value)

    def items(self, name: str) -> list[Any]:
        """Items of a column that holds a JSON list; empty where it holds anything else."""
        found = self.nested(name)
        return found if isinstance(found, list) else []

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Objects in a column that holds a JSON list; whatever else is in it is left out."""
        return [item for item in self.items(name) if isinstance(item, dict)]

    def flag(self, name: str) -> bool:
        """Whether a column says yes."""
        return (self.text(name) or "").lower() in {"true", "1", "yes"}

    def count(self, name: str) -> Count | None:
        """A count; ``None`` where there is none that can be read."""
        return read_count(self.text(name))

    def moment(self, name: str, zone: tzinfo | None = None, source: str = "server") -> Moment:
        """A moment that must be there, as `folkmoot.sources._moments.read_moment` reads it."""
        text = self.need(name)
        if found := read_moment(text, zone, source):
            return found
        raise Refused(
            name,
            "impossible-date",
            shorten(text),
            f"a date such as 2017-08-27T04:31:26Z, of {FIRST_YEAR} to {LAST_YEAR}",
        )

    def maybe_moment(
        self, name: str, zone: tzinfo | None = None, source: str = "server"
    ) -> Moment | None:
        """A moment, or ``None`` where there is none that can be read."""
        return read_moment(self.text(name), zone, source)

    def fault(self, refused: Refused) -> Fault:
        """The fault that a refusal makes of this record."""
        told = [
            f"{name}={value}"
            for name, value in self._fields.items()
            if value is not None and name not in {"row", "line"}
        ]
        return Fault(
            self.row, self.line, refused.column, refused.code, shorten(refused.got or "nothing"),
            refused.expected, shorten(" ".join(told)),
        )  # fmt: skip


class Rows:
    """Native rows of one page while they are gathered.

    Parameters
    ----------
    platform, kind, frame, scheme
        Of all rows, unless one says otherwise: host of the platform, of
        `folkmoot.activity.KINDS`, of `folkmoot.activity.FRAMES`, and how people are named.
    """

    def __init__(
        self, platform: str, kind: str, *, frame: str = "community", scheme: str = "id"
    ) -> None:
        self.platform, self.kind, self.frame, self.scheme = platform, kind, frame, scheme
        self._found: dict[str, list[dict[str, Any]]] = {name: [] for name in NATIVE}
        self._rooms: set[tuple[str, str, str]] = set()
        self._known: dict[str, Any] | None = None
        self._row = 0

    def activity(
        self, native_id: str, verb: str, at: Moment, *, actor: str | None = None, **columns: Any
    ) -> None:
        """Add an act.

        Parameters
        ----------
        native_id
            Its name on the platform, from `folkmoot.sources._platform_ids`.
        verb
            Of `folkmoot.activity.VERBS`.
        at
            When.
        actor
            Who, as a raw column of the record has it; ``None`` where nobody is named.
        columns
            Others of `folkmoot.activity.NATIVE_ACTIVITIES`; the object is the act itself unless
            ``object_native`` says otherwise.
        """
        self._add("activities", {
            "platform": self.platform, "kind": self.kind, "sampling_frame": self.frame,
            "native_id": native_id, "verb": verb, "object_native": native_id,
            "published_at": at.at, "time_precision": at.precision, "time_source": at.source,
            "actor_type": "Person", **columns, **self._who(actor, columns),
        })  # fmt: skip

    def member(self, actor: str, **columns: Any) -> None:
        """Add what is known of a person: columns of `folkmoot.activity.NATIVE_MEMBERS`."""
        self._add("members", {
            "platform": self.platform, "actor_type": "Person", **columns,
            **self._who(actor, columns),
        })  # fmt: skip

    def community(self, native: str, name: str, **columns: Any) -> None:
        """Add a community or room, once a page: `folkmoot.activity.NATIVE_COMMUNITIES`."""
        platform = columns.get("platform", self.platform)
        room = {
            "platform": platform, "kind": self.kind, "community_native": native, "name": name,
            **columns,
        }  # fmt: skip
        if (platform, native, name) in self._rooms:
            self._known = room
        else:
            self._rooms.add((platform, native, name))
            self._add("communities", room)

    def observe(
        self, native: str, metric: str, count: Count | None, at: datetime | None = None
    ) -> None:
        """Add a counter of the object ``native``; nothing for no count."""
        if count is not None:
            self._add("observations", {
                "platform": self.platform, "object_native": native, "metric": metric,
                "value": count.value, "is_lower_bound": count.is_lower_bound, "observed_at": at,
            })  # fmt: skip

    def observe_signed(self, native: str, metric: str, text: str | None) -> None:
        """Add a score, which may be below 0; nothing for what is no whole number."""
        if text is not None and re.fullmatch(r"[+-]?[0-9]{1,15}", text):
            self._add("observations", {
                "platform": self.platform, "object_native": native, "metric": metric,
                "value": float(text), "is_lower_bound": False,
            })  # fmt: skip

    def begin(self, row: int) -> None:
        """Begin a record: rows that follow are its own."""
        self._row, self._known = row, None

    def end(self) -> None:
        """End a record; raises `Refused` where it told nothing."""
        if any(found and found[-1]["row"] == self._row for found in self._found.values()):
            return
        if self._known is None:
            raise Refused("", "no-activity", "a record that tells of no act", "an act")
        # It says again what another record said of a room, and nothing else.
        self._add("communities", self._known)

    def drop(self) -> None:
        """Take back the rows of the record at hand."""
        for name, found in self._found.items():
            while found and found[-1]["row"] == self._row:
                gone = found.pop()
                if name == "communities":
                    self._rooms.remove((gone["platform"], gone["community_native"], gone["name"]))

    def tables(self) -> dict[str, pa.Table]:
        """The tables that have rows."""
        return {
            name: pa.Table.from_arrays(
                [pa.array([row.get(field.name) for row in found], field.type) for field in schema],
                schema=schema,
            )
            for name, schema in NATIVE.items()
            if (found := self._found[name])
        }

    def _who(self, actor: str | None, columns: Mapping[str, Any]) -> dict[str, Any]:
        scheme = columns.get("actor_scheme", self.scheme)
        return {"actor_native": actor, "actor_scheme": scheme if actor is not None else ANONYMOUS}

    def _add(self, name: str, row: dict[str, Any]) -> None:
        row["row"] = self._row
        self._found[name].append(row)


def map_records(page: Page, rows: Rows, each: Callable[[Record, Rows], None]) -> Mapped:
    """Map a page record by record.

    Parameters
    ----------
    page
        The raw page.
    rows
        A fresh gatherer.
    each
        Told a record, it adds its rows or raises `Refused`; where it does neither, the record is
        set aside as one that tells of no act.
    """
    faults = []
    for fields in page.records.to_pylist():
        record = Record(fields)
        rows.begin(record.row)
        try:
            each(record, rows)
            rows.end()
        except Refused as refused:
            rows.drop()
            faults.append(record.fault(refused))
    return Mapped(rows.tables(), tuple(faults))
