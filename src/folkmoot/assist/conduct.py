"""The gate: whether we may speak in a conversation at all, checked before any draft is written.

A refusal is a normal answer. Every check has the rule it stands for and where that comes from;
the facts of platforms are those of `folkmoot.platforms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from folkmoot.brief import Brief
from folkmoot.platforms import Platform, Rule, host_of, platform_of
from folkmoot.text import has_ideographs

__all__ = [
    "CHECKS",
    "Check",
    "Contact",
    "History",
    "Verdict",
    "gate",
    "language_of",
]

#: Each check, with whom it protects, in the order in which they are made.
CHECKS: Final = {
    "left-alone": "People who asked to be left alone",
    "person-unknown": "People of whom it is not known whether they asked to be left alone",
    "contact-cap": "People whom we have contacted as often as the brief allows",
    "cool-down": "People whom we contacted a short while ago",
    "already-helped": "Conversations in which we have answered",
    "community": "Communities that do not want us",
    "engaged": "People who did not turn to us first, where that is asked for",
    "complaint": "People who complain where nobody may reach out to complaints: we listen only",
    "review": "Requests for reviews and testimonials: we write none",
    "answered": "Questions that are closed or answered well",
    "not-indexable": "People who do not want to be found",
    "disclosure": "Conversations in a language in which the brief has no disclosure",
}

#: Need types that are complaints, and those that are or ask for reviews.
_COMPLAINTS: Final = frozenset({"complaint", "problem"})
_REVIEWS: Final = frozenset({"praise", "review", "reviews"})


@dataclass(frozen=True, slots=True)
class Contact:
    """Help that was given before: whom (pseudonym), where, when, and whether it named us."""

    actor_id: int | None
    object_id: int
    community: str
    contacted_at: datetime
    is_promotion: bool


@dataclass(frozen=True, slots=True)
class History:
    """What happened before, as the project's state holds it.

    Parameters
    ----------
    contacts
        Every contact so far.
    left_alone
        Pseudonyms of people who must not be contacted: those who asked, and the brief's list.
    joined
        Accounts that a person joined with another one, each with the main account: caps and
        cool-downs count for the person.
    welcomed
        Accounts that allowed us to come back to them: as good as having turned to us first.
    """

    contacts: tuple[Contact, ...] = ()
    left_alone: frozenset[int] = frozenset()
    joined: Mapping[int, int] = field(default_factory=dict)
    welcomed: frozenset[int] = frozenset()

    def person(self, actor_id: int | None) -> int | None:
        """The main account of whoever has this one.

        Examples
        --------
        >>> history = History(joined={12: 11})
        >>> history.person(12), history.person(11), history.person(None)
        (11, 11, None)
        """
        return None if actor_id is None else self.joined.get(actor_id, actor_id)


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the gate and its answer."""

    id: str
    passed: bool
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether we may speak, and what a draft must then contain.

    Parameters
    ----------
    checks
        Every check, passed or not.
    required
        Lines that must stand in the text as they are: the disclosure.
    link_label
        Label that the text needs as soon as a link stands in it; empty where none is asked for.
    may_name_product
        Whether the place's share of posts that name the product allows one more.
    promotion
        How that share stands, in words.
    language
        Language of the conversation, in which a draft is written.
    place_rules
        Rules of the platform and of its kind, for the person who posts.
    """

    checks: tuple[Check, ...]
    required: tuple[str, ...]
    may_name_product: bool
    promotion: str
    language: str
    link_label: str = ""
    place_rules: tuple[Rule, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether a draft may be written."""
        return all(check.passed for check in self.checks)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why not, one sentence a failed check."""
        return tuple(check.says for check in self.checks if not check.passed)


def gate(
    conversation: Mapping[str, Any],
    brief: Brief,
    history: History,
    place: Platform | None = None,
    *,
    now: datetime,
) -> Verdict:
    """Decide whether we may speak in a conversation; no draft is written without this.

    Parameters
    ----------
    conversation
        A row of ``conversations``. Of what it may say besides, ``parent``, ``lang_declared``,
        ``is_closed``, ``is_accepted``, ``is_indexable`` and ``has_engaged`` are heeded.
    brief
        Its conduct limits.
    history
        Contacts so far, and people to leave alone.
    place
        The platform with its rules; told from the conversation where it is not given. Where it
        is not known either, complaints are left alone as where that is forbidden.
    now
        The moment of asking (UTC), for the cool-down.

    Returns
    -------
    Verdict
        With every check, so that a reader sees what was asked and not only what failed.

    Examples
    --------
    >>> from folkmoot.assist.conduct import CHECKS
    >>> len(CHECKS)  # every verdict has these checks, in this order
    12
    """
    place = place or platform_of(conversation)
    language = language_of(conversation)
    line = brief.conduct.disclosure.get(language)
    made = (
        *_person(conversation, brief, history, now, place),
        *_place(conversation, brief),
        *_post(conversation, place, is_welcome=conversation.get("actor_id") in history.welcomed),
        Check(
            "disclosure",
            line is not None,
            f"the brief has no disclosure in {language}",
            _source(place, "disclose", "16 CFR 255"),
        ),
    )
    may_name, promotion = _promotion(conversation, brief, history, place)
    label = place.rule("ad-label-with-link") if place is not None else None
    in_china = language == "zh" or "CN" in brief.product.markets
    return Verdict(
        made,
        (line,) if line is not None else (),
        may_name,
        promotion,
        language,
        label.value if label is not None and in_china else "",
        place.own_rules if place is not None else (),
    )


def _source(place: Platform | None, effect: str, otherwise: str) -> str:
    rule = place.rule(effect) if place is not None else None
    return otherwise if rule is None else rule.source


def _person(
    conversation: Mapping[str, Any],
    brief: Brief,
    history: History,
    now: datetime,
    place: Platform | None,
) -> Iterator[Check]:
    actor_id = conversation.get("actor_id")
    rule = place.rule("contact-cap") if place is not None else None
    cap = min(brief.conduct.contacts_per_person, int(rule.value) if rule else 10**6)
    days = brief.conduct.cool_down_days
    person = history.person(actor_id)
    met = [each for each in history.contacts
           if person is not None and history.person(each.actor_id) == person]  # fmt: skip
    last = max((each.contacted_at for each in met), default=None)
    own = "the brief's conduct"
    yield Check(
        "left-alone", actor_id not in history.left_alone, "this person is to be left alone",
        "the person's own wish",
    )  # fmt: skip
    yield Check(
        "person-unknown", actor_id is not None,
        "who asks is not known, so the list of people to leave alone cannot be checked",
        "our judgement: in doubt, leave alone",
    )  # fmt: skip
    yield Check("contact-cap", len(met) < cap, f"contacted {len(met)} of at most {cap} times",
                _source(place, "contact-cap", own))  # fmt: skip
    yield Check("cool-down", last is None or now - last >= timedelta(days=days),
                f"contacted less than {days} days ago", own)  # fmt: skip
    answered = any(each.object_id == conversation["object_id"] for each in history.contacts)
    yield Check("already-helped", not answered, "we have answered in this conversation",
                "our judgement: one answer helps, two press")  # fmt: skip


def _place(conversation: Mapping[str, Any], brief: Brief) -> Iterator[Check]:
    """The place: neither it nor the community that it is a room of is one to stay out of."""
    inside = brief.conduct.bars(
        conversation["community"], conversation.get("parent"), host_of(conversation)
    )
    yield Check("community", not inside, f"the brief stays out of {conversation['community']}",
                "the brief's conduct")  # fmt: skip


def _post(
    conversation: Mapping[str, Any], place: Platform | None, *, is_welcome: bool
) -> Iterator[Check]:
    """The post: nobody pressed who complains, who is answered, or who does not want to be met."""
    asked = set(re.findall(r"[\w-]+", str(conversation.get("need_type") or "").casefold()))
    engaged = place is None or place.rule("reply-when-engaged") is None
    engaged = engaged or is_welcome or conversation.get("has_engaged") is True
    yield Check("engaged", engaged,
                "this person did not turn to us first",
                _source(place, "reply-when-engaged", "no rule of this place"))  # fmt: skip
    forbidden = place is None or place.rule("no-outreach-to-complaints") is not None
    yield Check("complaint", not (forbidden and asked & _COMPLAINTS),
                "a complaint: it goes to listening, not to an answer",
                _source(place, "no-outreach-to-complaints", "our judgement"))  # fmt: skip
    yield Check("review", not asked & _REVIEWS,
                "it is, or asks for, a review: we write none",
                _source(place, "no-fake-reviews", "16 CFR 465"))  # fmt: skip
    settled = any(conversation.get(key) is True for key in ("is_closed", "is_accepted"))
    yield Check("answered", not settled, "it is closed or answered well",
                "our judgement: an answer that nobody needs is an advertisement")  # fmt: skip
    must_agree = place is not None and place.rule("honour-indexing") is not None
    flag = conversation.get("is_indexable")
    yield Check("not-indexable", flag is True or (flag is None and not must_agree),
                "this person did not agree to be found",
                _source(place, "honour-indexing", "the person's own flag"))  # fmt: skip


def _promotion(
    conversation: Mapping[str, Any], brief: Brief, history: History, place: Platform | None
) -> tuple[bool, str]:
    """Whether one more post that names the product keeps within the share of all our posts."""
    community = conversation["community"]
    posts = [each for each in history.contacts if each.community == community]
    named = sum(each.is_promotion for each in posts)
    rule = place.rule("self-promotion-cap") if place is not None else None
    most = min(brief.conduct.self_promotion_share_max, float(rule.value) if rule else 1.0)
    # A share as 0.1 is a little more than a tenth in binary, or a little less.
    allowed = named + 1 <= most * (len(posts) + 1) + 1e-9
    told = (
        f"{named} of our {len(posts)} posts in {community} name the product; at most"
        f" {100 * most:g} % may, the next one included"
    )
    if not allowed and most > 0:
        missing = ceil((named + 1) / most - 1e-9) - 1 - len(posts)
        told += f": after {missing} more without it, one may"
    return allowed, told


def language_of(conversation: Mapping[str, Any]) -> str:
    """Language to answer in: the declared one, else Chinese for Chinese script, else English.

    Examples
    --------
    >>> language_of({"title": "去日本怎么上网"}), language_of({"title": "SIM in Japan"})
    ('zh', 'en')
    """
    declared = str(conversation.get("lang_declared") or "").split("-")[0].casefold()
    if declared:
        return declared
    return "zh" if has_ideographs(str(conversation.get("title") or "")) else "en"
