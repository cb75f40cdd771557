"""What the mappers of single sites share: how one is described, and how its values are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from folkmoot.sources._moments import Moment, read_epoch
from folkmoot.sources._native import Record, Refused, Rows

__all__ = ["COLLECTED", "Site", "collected_at", "first", "inner", "observe", "tag_list", "time_of"]

#: Column of when the browser saw a record, in milliseconds since 1970.
COLLECTED: Final = "@collected"

_Json = Mapping[str, Any]


def _as_it_is(value: _Json) -> _Json:
    return value


def _nothing(value: _Json) -> Sequence[_Json]:
    del value
    return ()


@dataclass(frozen=True, slots=True)
class Site:
    """One site whose pages are captured.

    Parameters
    ----------
    name
        Of `folkmoot.sources._platform_ids.PLATFORM_IDS`; also the kind of its raw pages.
    modules
        How captures name it: hosts, and names of modules for comments.
    fields
        What is kept of a record.
    people
        As `folkmoot.sources.base.Source.person_columns` answers.
    tell
        Adds the rows that a record gives.
    lean
        Brings the forms that a site's answers have to one.
    others
        Records of other people inside a record, as `lean` takes them.
    """

    name: str
    modules: tuple[str, ...]
    fields: tuple[str, ...]
    people: Mapping[str, str]
    tell: Callable[[Record, Rows], None]
    lean: Callable[[_Json], _Json] = _as_it_is
    others: Callable[[_Json], Sequence[_Json]] = _nothing


def first(record: Record, *names: str) -> str | None:
    """Text of the first column that has any."""
    return next((text for name in names if (text := record.text(name))), None)


def inner(value: Any, *keys: str) -> Any:
    """What stands at a path of keys; ``None`` where it leads nowhere.

    Examples
    --------
    >>> inner({"a": {"b": 1}}, "a", "b"), inner({"a": None}, "a", "b")
    (1, None)
    """
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def tag_list(items: Any, *keys: str) -> list[str]:
    """Names of tags in a list of objects, by the first key that has one."""
    found: list[str] = []
    for item in items if isinstance(items, list) else []:
        names = [name for key in keys if isinstance(name := inner(item, key), str) and name.strip()]
        found += names[:1]
    return found


def time_of(record: Record, *names: str) -> Moment:
    """Moment of the first column that has one.

    Raises
    ------
    Refused
        Where none has: the moment of seeing a post is never taken for that of posting.
    """
    for name in names:
        if found := record.maybe_moment(name):
            return found
    raise Refused(
        names[0], "missing-time", first(record, *names) or "nothing", "when it was posted"
    )


def collected_at(record: Record) -> datetime | None:
    """When the browser saw a record."""
    found = read_epoch(record.text(COLLECTED))
    return found.at if found else None


def observe(rows: Rows, record: Record, native: str, **metrics: tuple[str, ...]) -> None:
    """Add counters: by metric, the columns of which the first that can be read is taken."""
    for metric, names in metrics.items():
        known = [count for name in names if (count := record.count(name))]
        rows.observe(native, metric, known[0] if known else None, collected_at(record))
