"""Links whose tag names the arm, so that a visit can be led back to the help it came from.

The five ``utm_`` parameters are what Matomo, Plausible, Google Analytics and most others read.
The arm stands in ``utm_campaign``, since that alone is in every program's reports by campaign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import parse_qsl, quote, unquote_plus, urlsplit, urlunsplit

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.ids import hash64

__all__ = ["Link", "known_link", "make_link"]

_LONGEST_URL: Final = 2000
_LONGEST_SLUG: Final = 48
_APART: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Link:
    """An address with its tag.

    Parameters
    ----------
    tag
        Value of ``utm_campaign``: strategy, community and day of the action.
    url
        The address with the tag in it.
    propensity
        Part of all hours that the arm had when the link was made; above 0 and at most 1.
    decided_by
        Who said so: an allocation or a plan by its day, or a person.
    """

    tag: str
    url: str
    community: str
    strategy: str
    acted_on: date
    propensity: float
    decided_by: str


def make_link(
    url: str,
    community: str,
    strategy: str,
    acted_on: date,
    propensity: float,
    decided_by: str,
    others: Iterable[Link] = (),
) -> Link:
    """Tag an address with its arm and the day of the action.

    Parameters
    ----------
    url
        Of a page of one's own; a query and a fragment stay as they are.
    others
        Links made so far: two arms whose names look alike in a tag get different ones.

    Raises
    ------
    ProblemGroup
        With all that is wrong with the address and the arm.

    Examples
    --------
    >>> made = make_link(
    ...     "https://example.org/guide?page=2#top",
    ...     "Travel forum",
    ...     "answers",
    ...     date(2026, 3, 2),
    ...     0.4,
    ...     "you",
    ... )
    >>> made.tag
    'answers_travel-forum_20260302'
    >>> made.url[:60]
    'https://example.org/guide?page=2&utm_source=travel-forum&utm'
    """
    url, community, strategy = url.strip(), community.strip(), strategy.strip()
    problems = [*_url_faults(url), *_arm_faults(community, strategy, propensity)]
    if problems:
        raise ProblemGroup("the link", problems)
    tag = f"{_slug(strategy)}_{_slug(community)}_{acted_on:%Y%m%d}"
    if any(each.tag == tag and _arm(each) != (community, strategy) for each in others):
        tag = f"{tag}-{hash64(community, strategy) & 0xFFFF:04x}"
    tags = {"utm_source": _slug(community), "utm_medium": "community", "utm_campaign": tag}
    parts = urlsplit(url)
    added = "&".join(f"{name}={quote(value, safe='')}" for name, value in tags.items())
    query = f"{parts.query}&{added}" if parts.query else added
    tagged = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, parts.fragment))
    return Link(tag, tagged, community, strategy, acted_on, propensity, decided_by)


def known_link(label: str, links: Iterable[Link]) -> Link | None:
    """Find the link that a campaign's name in an export is of, whatever its capitals and escapes.

    Examples
    --------
    >>> link = make_link("https://example.org", "B", "a", date(2026, 3, 2), 1, "you")
    >>> known_link("A_B_20260302", [link]) == link, known_link("newsletter", [link])
    (True, None)
    """
    wanted = {label.strip().casefold(), unquote_plus(label).strip().casefold()}
    return next((link for link in links if link.tag.casefold() in wanted), None)


def _arm(link: Link) -> tuple[str, str]:
    return link.community, link.strategy


def _slug(name: str) -> str:
    return _APART.sub("-", name.casefold()).strip("-")[:_LONGEST_SLUG].strip("-")


def _url_faults(url: str) -> list[Problem]:
    expected = "the address of a page of yours, such as https://example.org/guide"
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        return [Problem("not-a-url", "the address", str(error)[:80], expected)]
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s\x00-\x1f]", url):
        return [Problem("not-a-url", "the address", f'"{url[:80]}"', expected)]
    if len(url) > _LONGEST_URL:
        got = f"{len(url):,} characters"
        return [Problem("too-long", "the address", got, f"at most {_LONGEST_URL:,}")]
    tagged = sorted({name for name, _ in parse_qsl(parts.query) if name.startswith("utm_")})
    if tagged:
        return [Problem("tagged-already", "the address", ", ".join(tagged), "none of these",
                        "two tags on one visit cannot be told apart")]  # fmt: skip
    return []


def _arm_faults(community: str, strategy: str, propensity: float) -> list[Problem]:
    found = [
        Problem("missing", where, f'"{name}"', "a name with a letter or a digit")
        for where, name in (("community", community), ("strategy", strategy))
        if not _slug(name)
    ]
    if not 0 < propensity <= 1:
        found.append(
            Problem(
                "no-propensity",
                "propensity",
                f"{propensity:g}",
                "above 0 and at most 1: part of all hours that this arm has",
            )
        )
    return found
