"""Kinds of communities and named platforms: what each affords, and how outreach is bound there.

Facts are data, each with its source and its date: ``reference/platforms.toml``, and for rules
``reference/policy_rules.csv``. What is not known is written as ``unknown``.
"""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from folkmoot.errors import FolkmootError

__all__ = ["EFFECTS", "Platform", "Rule", "kinds", "platform"]

#: What a rule asks for, in words; programs go by these names.
EFFECTS: Final = {
    "ad-label-with-link": "label a post with a link to buy as advertising",
    "answer-only": "name one's own product only where it answers the question",
    "approval-for-data": "have access to data approved beforehand",
    "approve-ai": "have replies written by a model approved beforehand",
    "ask-first": "ask those who run the place before promoting anything",
    "contact-cap": "contact a person at most so many times unasked",
    "delete-on-request": "delete what is removed, in time",
    "disclose": "say for whom one writes",
    "honour-indexing": "leave out people who did not agree to be indexed",
    "label-ai": "label what a model helped to write",
    "legal-basis": "have a legal basis, tell people, and forget them on request",
    "low-base": "warn of few people behind a figure",
    "no-automation": "send nothing automatically",
    "no-fake-reviews": "make up no review and no person",
    "no-outreach-to-complaints": "listen to complaints, and do not answer unasked",
    "no-primary-promotion": "do not come mainly to promote",
    "no-profiling": "profile nobody without consent, and nothing sensitive at all",
    "no-repetition": "do not post nearly the same text twice",
    "no-scraping": "read exports and official interfaces only",
    "no-training": "train nothing on the data",
    "no-trend-riding": "use no trend to be seen",
    "no-unsolicited-messages": "send no message to people who do not expect one",
    "no-verbatim-quotes": "quote nobody word for word in what is passed on",
    "rate-limit": "ask at most so often a minute",
    "reply-when-engaged": "reply only to people who engaged first, so many times each",
    "self-promotion-cap": "keep posts that promote under a share of all one's posts",
    "suppress-small-cells": "show nothing about fewer people than this",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that binds outreach or the use of data.

    Parameters
    ----------
    effect
        What it asks for, a name of `EFFECTS`.
    value
        The bound it sets, or the label it demands; empty where it sets none.
    region
        Where it is law: ``US``, ``CN``, ``EU``, ``GB``; empty where it does not depend on that.
    says, implies
        The rule in our words, and what follows for the work.
    source, dated
        Where it was read, and the date it bears; ``unknown`` where it bears none.
    """

    applies_to: str
    region: str
    effect: str
    value: str
    says: str
    implies: str
    source: str
    dated: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of community, or a named platform.

    Parameters
    ----------
    id, name, kind
        A kind of community has itself as its kind.
    affords
        Groups of the ladder that can be practised there, as `folkmoot.ladder` names them.
    good_for
        What it serves best, in a clause.
    hosts
        Names of its servers; a name under one of them is the same platform.
    region, era, audience, forms
        Where and when it is or was in use, by whom (as far as sources say), and how people take
        part.
    source, dated
        Of these facts.
    rules
        What binds there: its own rules, those of its kind, and those that hold everywhere.
    """

    id: str
    name: str
    kind: str
    affords: tuple[str, ...]
    good_for: str
    hosts: tuple[str, ...] = ()
    region: str = "unknown"
    era: str = "unknown"
    audience: str = "unknown"
    forms: tuple[str, ...] = ()
    source: str = "our judgement, from what such places have in common"
    dated: str = "2026-11"
    rules: tuple[Rule, ...] = ()

    def rule(self, effect: str) -> Rule | None:
        """Find the rule that asks for ``effect``, the platform's own before a general one.

        Examples
        --------
        >>> platform("x").rule("no-outreach-to-complaints").dated
        '2026-08-22'
        >>> platform("qa").rule("no-outreach-to-complaints") is None
        True
        """
        return next((rule for rule in self.rules if rule.effect == effect), None)

    @property
    def is_bound(self) -> bool:
        """Whether any rule of its own is known; where none is, read its guidelines first."""
        return any(rule.applies_to != "everywhere" for rule in self.rules)


def platform(name_or_kind: str, kind: str | None = None) -> Platform:
    """Find a platform by its name, by the address of a server, or by the kind of community.

    Parameters
    ----------
    name_or_kind
        Such as ``reddit``, ``Stack Exchange``, ``travel.stackexchange.com`` or ``forum``.
    kind
        Kind to fall back on where the name is not known.

    Raises
    ------
    FolkmootError
        If neither is known.

    Examples
    --------
    >>> platform("travel.stackexchange.com").id, platform("forum.example.org", "forum").id
    ('stackexchange', 'forum')
    """
    wanted = name_or_kind.strip().casefold()
    for each in _platforms():
        if wanted in {each.id, each.name.casefold()} or _is_under(wanted, each.hosts):
            return each
    if kind is not None:
        return platform(kind)
    known = ", ".join(each.id for each in _platforms())
    raise FolkmootError("unknown-platform", "", f'"{name_or_kind}"', f"one of {known}")


def kinds() -> tuple[Platform, ...]:
    """List the kinds of communities, each with what it affords."""
    return tuple(each for each in _platforms() if each.id == each.kind)


def _is_under(name: str, hosts: tuple[str, ...]) -> bool:
    return any(name == host or name.endswith(f".{host}") for host in hosts)


@cache
def _platforms() -> tuple[Platform, ...]:
    text = (files("folkmoot") / "reference" / "platforms.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    affords = {table["id"]: table["affords"] for table in tables["kind"]}
    general = [table | {"kind": table["id"]} for table in tables["kind"]]
    named = [{"affords": affords[table["kind"]]} | table for table in tables["platform"]]
    return tuple(_built(table) for table in [*named, *general])


def _built(table: dict[str, Any]) -> Platform:
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    return Platform(**(table | lists), rules=_rules_of(table["id"], table["kind"]))


def _rules_of(platform_id: str, kind: str) -> tuple[Rule, ...]:
    reach = (platform_id, f"kind:{kind}", "everywhere")
    return tuple(rule for where in reach for rule in _rules() if rule.applies_to == where)


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(Rule(**row) for row in _csv("policy_rules.csv"))


def _csv(name: str) -> list[dict[str, str]]:
    text = (files("folkmoot") / "reference" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
