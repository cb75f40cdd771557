"""Kinds of communities and named platforms: what each affords, and how outreach is bound there.

Facts are data, each with its source and its date: ``reference/platforms/``, and for rules
``reference/policy_rules.csv``. What is not known is written as ``unknown``.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from folkmoot.errors import FolkmootError

__all__ = [
    "ABOUT",
    "EFFECTS",
    "JUDGEMENT",
    "STATUSES",
    "UNKNOWN",
    "Fact",
    "Platform",
    "Rule",
    "first_platform",
    "host_of",
    "kinds",
    "platform",
    "platform_of",
    "platform_told",
    "platforms",
]

#: How a fact, a source or a date that is not known is written.
UNKNOWN: Final = "unknown"

#: Source of what we say of a place without having read it anywhere.
JUDGEMENT: Final = "our judgement, from its functions"

#: What there are facts about, or what is told to be unknown; a kind of community has no era.
ABOUT: Final = {
    "era": "when it opened, when it closed",
    "audience": "who is there, as far as sources say",
    "access": "how one comes by its data lawfully, and on which conditions",
}

#: Whether a platform can be used today, as far as sources say.
STATUSES: Final = ("open", "closed", UNKNOWN)

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
    "no-bought-sharing": "offer nothing for sharing or following",
    "no-fake-reviews": "make up no review and no person",
    "no-leading-away": "give no contact details that lead people elsewhere",
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
    "retention-cap": "keep what the interface gave at most so many days",
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
class Fact:
    """One thing that is known of a platform, or told to be unknown.

    Parameters
    ----------
    about
        A name of `ABOUT`.
    says
        The fact in our words; ``unknown`` where nothing was found.
    source, dated
        Where it was read, and the date it bears or that the source bears; ``unknown`` where there
        is none.
    """

    about: str
    says: str
    source: str
    dated: str

    @property
    def is_known(self) -> bool:
        """Whether it says more than that nothing was found."""
        return self.says != UNKNOWN


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of community, or a named platform.

    Parameters
    ----------
    id, name, kind
        A kind of community has itself as its kind.
    good_for
        What it serves best, in a clause; our judgement.
    forms
        How people take part there, by the group of `folkmoot.ladder` that each form serves.
    reactions
        Forms that take one tap and serve no group.
    aka, hosts
        Other names; names of its servers: a name under one of them is the same platform.
    region
        ``CN`` or ``world``; ``unknown`` of a kind.
    status
        One of `STATUSES`.
    read_by
        Our sources that read its exports.
    source, dated
        Of the forms.
    facts
        What else is known, by the names of `ABOUT`.
    rules
        What binds there: its own rules, those of its kind, and those that hold everywhere.
    """

    id: str
    name: str
    kind: str
    good_for: str
    forms: Mapping[str, tuple[str, ...]] = field(hash=False)
    reactions: tuple[str, ...] = ()
    aka: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    region: str = UNKNOWN
    status: str = "open"
    read_by: tuple[str, ...] = ()
    source: str = JUDGEMENT
    dated: str = "2026-11"
    facts: tuple[Fact, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def affords(self) -> tuple[str, ...]:
        """Groups of the ladder that can be practised there."""
        return tuple(self.forms)

    def about(self, subject: str) -> tuple[Fact, ...]:
        """Find the facts about one subject of `ABOUT`.

        Examples
        --------
        >>> [fact.dated for fact in platform("tencentweibo").about("era")]
        ['2020-09-06']
        >>> platform("pengyou").about("access")[0].is_known
        False
        """
        return tuple(fact for fact in self.facts if fact.about == subject)

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
    def is_kind(self) -> bool:
        """Whether it is a kind of community and no named platform."""
        return self.id == self.kind

    @property
    def own_rules(self) -> tuple[Rule, ...]:
        """Rules of its own and of its kind, without those that hold everywhere."""
        return tuple(rule for rule in self.rules if rule.applies_to != "everywhere")

    @property
    def is_bound(self) -> bool:
        """Whether any rule of its own is known; where none is, read its guidelines first."""
        return bool(self.own_rules)


def platform(name_or_kind: str, kind: str | None = None) -> Platform:
    """Find a platform by its name, by the address of a server, or by the kind of community.

    Parameters
    ----------
    name_or_kind
        Such as ``reddit``, ``Stack Exchange``, ``travel.stackexchange.com``, ``知乎`` or ``forum``.
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
    for each in (*platforms(), *kinds()):
        names = {name.casefold() for name in (each.id, each.name, *each.aka)}
        if wanted in names or _is_under(wanted, each.hosts):
            return each
    if kind is not None:
        return platform(kind)
    known = ", ".join(each.id for each in (*platforms(), *kinds()))
    raise FolkmootError("unknown-platform", "platform", f'"{name_or_kind}"', f"one of {known}")


def first_platform(*names: object) -> Platform | None:
    """Find the platform of the first of these names that is known; ``None`` where none is.

    Examples
    --------
    >>> first_platform(None, "example.org", "forum").id, first_platform("example.org")
    ('forum', None)
    """
    for name in names:
        if name:
            try:
                return platform(str(name))
            except FolkmootError:
                continue
    return None


def host_of(conversation: Mapping[str, Any]) -> str | None:
    """Host of a conversation's address; ``None`` where it has none.

    Examples
    --------
    >>> host_of({"url": "https://example.org/q/1"}), host_of({"url": None})
    ('example.org', None)
    """
    found = re.match(r"https?://([^/:?#]+)", str(conversation.get("url") or ""))
    return found[1] if found else None


def platform_of(conversation: Mapping[str, Any]) -> Platform | None:
    """Tell the platform of a conversation from its name, its address or its kind."""
    return first_platform(
        conversation.get("platform"), host_of(conversation), conversation.get("parent"),
        conversation.get("kind"),
    )  # fmt: skip


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


def platform_told(each: Platform) -> dict[str, Any]:
    """A platform as a plain mapping, for JSON: its parts, its facts and its rules.

    Examples
    --------
    >>> told = platform_told(platform("ghost"))
    >>> told["forms"]["creator"], told["read_by"]
    (['article', 'letter'], ['ghost', 'feed'])
    """
    told: dict[str, Any] = {name: getattr(each, name) for name in Platform.__dataclass_fields__}
    plain = {name: list(value) for name, value in told.items() if isinstance(value, tuple)}
    return {
        **told,
        **plain,
        "forms": {rung: list(forms) for rung, forms in each.forms.items()},
        "facts": [_parts(fact) for fact in each.facts],
        "rules": [_parts(rule) for rule in each.rules],
    }


def _parts(record: Fact | Rule) -> dict[str, str]:
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}


def _is_under(name: str, hosts: tuple[str, ...]) -> bool:
    return any(name == host or name.endswith(f".{host}") for host in hosts)


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
