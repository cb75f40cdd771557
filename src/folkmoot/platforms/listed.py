"""The platforms and kinds of communities that are known, read from the tables of facts."""

from __future__ import annotations

import csv
import io
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from folkmoot.platforms.model import Fact, Platform, Rule

__all__ = ["kinds", "platforms"]


@cache
def kinds() -> tuple[Platform, ...]:
    """List the kinds of communities, each with what it affords."""
    common = {"source": "our judgement, from what such places have in common"}
    tables = _tables("kinds", "kind")
    return tuple(_built(table | common | {"kind": table["id"]}) for table in tables)


@cache
def platforms() -> tuple[Platform, ...]:
    """List the named platforms: those of the world, then those of China.

    Examples
    --------
    >>> [each.id for each in platforms() if each.status == "closed"]
    ['tencentweibo', 'renren', 'pengyou']
    """
    return tuple(
        _built(table | {"region": region})
        for region, file in (("world", "western"), ("CN", "chinese"))
        for table in _tables(file, "platform")
    )


def _built(table: dict[str, Any]) -> Platform:
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    forms = {rung: tuple(names) for rung, names in table["forms"].items()}
    return Platform(
        **(table | lists | {"forms": MappingProxyType(forms)}),
        facts=_facts().get(table["id"], ()),
        rules=_rules_of(table["id"], table["kind"]),
    )


def _rules_of(platform_id: str, kind: str) -> tuple[Rule, ...]:
    reach = (platform_id, f"kind:{kind}", "everywhere")
    return tuple(rule for where in reach for rule in _rules() if rule.applies_to == where)


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(Rule(**row) for row in _csv("policy_rules.csv"))


@cache
def _facts() -> dict[str, tuple[Fact, ...]]:
    found: dict[str, tuple[Fact, ...]] = {}
    for row in _csv("platforms/facts.csv"):
        name = row.pop("platform")
        found[name] = (*found.get(name, ()), Fact(**row))
    return found


def _tables(file: str, table: str) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = tomllib.loads(_text(f"platforms/{file}.toml"))[table]
    return tables


def _csv(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_text(name), newline="")))


def _text(name: str) -> str:
    return (files("folkmoot") / "reference" / name).read_text(encoding="utf-8")
