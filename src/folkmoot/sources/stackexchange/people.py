"""Users, the badges they received, and the rooms of the site (its tags)."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import (
    NATIVE_ACTIVITIES,
    NATIVE_COMMUNITIES,
    NATIVE_MEMBERS,
    NATIVE_OBSERVATIONS,
    age_band,
)
from folkmoot.sources._columns import Columns, by_distinct
from folkmoot.sources.stackexchange.posts import actor_columns, prefixed, shared_columns

__all__ = ["map_badges", "map_tags", "map_users"]


def map_users(columns: Columns, site: str) -> dict[str, list[pa.Table]]:
    """Native rows of ``Users``.

    Of what a person declared, the age band and the country are kept. Reputation and other
    counters are not: a counter's object is named by a plain hash, from which the person could be
    found again.
    """
    from folkmoot.places import country_of

    number = columns.identifier("Id", required=True)
    joined = columns.time("CreationDate")
    seen = columns.time("LastAccessDate")
    age = columns.whole("Age")
    members = columns.table(
        NATIVE_MEMBERS,
        {
            "platform": site,
            "community_native": site,
            **actor_columns(number),
            "age_band": by_distinct(age, age_band),
            "country": by_distinct(columns.text("Location"), country_of),
            "joined_at": joined,
            "last_seen_at": seen,
        },
    )
    return {"members": [members]}


def map_badges(columns: Columns, site: str) -> dict[str, list[pa.Table]]:
    """Native rows of ``Badges``: ``Award`` of a badge, with its receiver as the actor."""
    receiver = columns.identifier("UserId", required=True)
    name = columns.text("Name", required=True)
    awarded = columns.time("Date", required=True)
    if columns.has("Id"):
        badge = prefixed("badge/", columns.identifier("Id", required=True))
    else:
        # The first dumps did not number them.
        badge = pc.binary_join_element_wise("badge", receiver, name, columns.text("Date"), "/")
    given = {
        **shared_columns(site),
        **actor_columns(receiver),
        "native_id": badge,
        "verb": "Award",
        "object_type": "Badge",
        "object_native": badge,
        "published_at": awarded,
        "title": name,
    }
    return {"activities": [columns.table(NATIVE_ACTIVITIES, given)]}


def map_tags(columns: Columns, site: str) -> dict[str, list[pa.Table]]:
    """Native rows of ``Tags``: each is a room of the site, with its count of posts."""
    name = columns.text("TagName", required=True)
    posts = columns.whole("Count")
    room = prefixed(f"{site}/tag/", name)
    rooms = columns.table(
        NATIVE_COMMUNITIES,
        {
            "platform": site,
            "community_native": room,
            "kind": "qa",
            "name": name,
            "parent_native": site,
            "url": prefixed(f"https://{site}/questions/tagged/", name),
        },
    )
    counted = columns.table(
        NATIVE_OBSERVATIONS,
        {
            "platform": site,
            "object_native": room,
            "metric": "posts",
            "value": posts,
            "is_lower_bound": False,
        },
        where=pc.is_valid(posts),
    )
    return {"communities": [rooms], "observations": [counted]}
