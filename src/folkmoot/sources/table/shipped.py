"""Mappings that come with folkmoot, for tables that programs write in one way."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

__all__ = ["MARK", "Shipped", "shipped_for", "shipped_mappings"]

#: What an option ``mapping`` begins with that names such a mapping.
MARK: Final = "shipped:"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A mapping by its name: what tables it is for, the columns that tell them, and its text."""

    name: str
    title: str
    columns: frozenset[str]
    mapping: str

    @property
    def option(self) -> str:
        """Value of the option ``mapping`` that names it."""
        return f"{MARK}{self.name}"


@lru_cache(maxsize=1)
def shipped_mappings() -> Mapping[str, Shipped]:
    """Read all of them from ``shipped.toml``.

    Examples
    --------
    >>> sorted(shipped_mappings())
    ['douban_group', 'weibo_crawler', 'weibo_search', 'weibo_spider']
    """
    text = resources.files(__package__).joinpath("shipped.toml").read_text("utf-8")
    return {
        name: Shipped(name, given["title"], frozenset(given["columns"]), given["mapping"])
        for name, given in tomllib.loads(text).items()
    }


def shipped_for(columns: Iterable[str]) -> Shipped | None:
    """The mapping all of whose columns a table has; that of most columns, where there are several.

    Examples
    --------
    >>> shipped_for(["id", "text"]) is None
    True
    """
    known = set(columns)
    fitting = [one for one in shipped_mappings().values() if one.columns <= known]
    return max(fitting, key=lambda one: len(one.columns), default=None)
