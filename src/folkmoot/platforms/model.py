"""What is known of a platform: its parts, its facts, and the rules that bind there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = [
    "ABOUT", "EFFECTS", "JUDGEMENT", "STATUSES", "UNKNOWN", "Fact", "Platform", "Rule",
    "platform_told",
]  # fmt: skip

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
        >>> from folkmoot.platforms import platform
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
        >>> from folkmoot.platforms import platform
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


def platform_told(each: Platform) -> dict[str, Any]:
    """A platform as a plain mapping, for JSON: its parts, its facts and its rules.

    Examples
    --------
    >>> from folkmoot.platforms import platform
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
