"""What columns are called, in several languages, by the field that they fill."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

__all__ = ["Words", "plain_name", "words"]

_Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """Names by field and by metric, the surer first; names of people; what tells objects, kinds."""

    fields: _Lists
    counts: _Lists
    people: frozenset[str]
    objects: _Lists
    hosts: Mapping[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Read the words from ``columns.toml``."""
    text = resources.files(__package__).joinpath("columns.toml").read_text("utf-8")
    document = tomllib.loads(text)
    return Words(
        _lists(document["fields"]),
        _lists(document["counts"]),
        frozenset(document["people"]["names"].split()),
        _lists(document["objects"]),
        document["hosts"],
    )


def plain_name(name: str) -> str:
    """A column's name in lower case, its words joined by underscores.

    Examples
    --------
    >>> [plain_name(name) for name in ("OwnerUserId", "Created At (UTC)", "user.id", "发布 时间")]
    ['owner_user_id', 'created_at_utc', 'user_id', '发布_时间']
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[\W_]+", "_", parted.lower()).strip("_")


def _lists(section: Mapping[str, str]) -> _Lists:
    return {name: tuple(text.split()) for name, text in section.items()}
