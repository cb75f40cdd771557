"""Comments, votes, and links between posts."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import NATIVE_ACTIVITIES, NATIVE_OBSERVATIONS
from folkmoot.sources._columns import Columns
from folkmoot.sources.stackexchange.posts import actor_columns, prefixed, shared_columns

__all__ = ["LINK_TYPES", "VOTE_TYPES", "map_comments", "map_links", "map_votes"]

#: Verb by ``VoteTypeId``: accepted by the asker (1), up (2), down (3), favourite (5), bounty set
#: and paid (8, 9). All votes by which a site is kept in order are ``Flag``, those to reopen, to
#: undelete and to approve included: ``Delete``, ``Undo`` or ``Update`` would change the post that
#: they name, and it stands in the dump as it stands.
VOTE_TYPES: Final = {
    "1": "Accept",
    "2": "Like",
    "3": "Dislike",
    "4": "Flag",
    "5": "Add",
    "6": "Flag",
    "7": "Flag",
    "8": "Offer",
    "9": "Offer",
    "10": "Flag",
    "11": "Flag",
    "12": "Flag",
    "13": "Flag",
    "14": "Flag",
    "15": "Flag",
    "16": "Flag",
}

#: What a link says of the post that it leaves from, kept as its one tag.
LINK_TYPES: Final = {"1": "linked", "3": "duplicate"}


def map_comments(columns: Columns, site: str) -> dict[str, list[pa.Table]]:
    """Native rows of ``Comments``: ``Create`` of a comment in reply to its post.

    Scores above 0 become observations; the dump writes 0 for a comment that nobody voted on.
    """
    number = columns.identifier("Id", required=True)
    post = prefixed("post/", columns.identifier("PostId", required=True))
    posted = columns.time("CreationDate", required=True)
    user = columns.identifier("UserId")
    score = columns.whole("Score")
    comment = prefixed("comment/", number)
    created = columns.table(
        NATIVE_ACTIVITIES,
        {
            **shared_columns(site),
            **actor_columns(user),
            "native_id": comment,
            "verb": "Create",
            "object_type": "Comment",
            "object_native": comment,
            "published_at": posted,
            "in_reply_to_native": post,
            "text": columns.text("Text"),
            "url": prefixed(f"https://{site}/posts/comments/", number),
        },
    )
    counted = columns.table(
        NATIVE_OBSERVATIONS,
        {
            "platform": site,
            "object_native": comment,
            "metric": "score",
            "value": score,
            "is_lower_bound": False,
        },
        where=pc.greater(score, 0),
    )
    return {"activities": [created], "observations": [counted]}


def map_votes(columns: Columns, site: str) -> dict[str, list[pa.Table]]:
    """Native rows of ``Votes``; the dump names the voter for favourites and bounties alone.

    Dates are cut to the day in the dump, so that voters cannot be told by the minute.
    """
    number = columns.identifier("Id", required=True)
    post = prefixed("post/", columns.identifier("PostId", required=True))
    verb = columns.coded("VoteTypeId", VOTE_TYPES, code="unknown-vote-type")
    voted = columns.time("CreationDate", required=True)
    user = columns.identifier("UserId")
    given = {
        **shared_columns(site),
        **actor_columns(user),
        "native_id": prefixed("vote/", number),
        "verb": verb,
        "object_native": post,
        "published_at": voted,
        "time_precision": "day",
    }
    return {"activities": [columns.table(NATIVE_ACTIVITIES, given)]}


def map_links(columns: Columns, site: str) -> dict[str, list[pa.Table]]:
    """Native rows of ``PostLinks``: ``Create`` of a link between posts; nobody is named."""
    number = columns.identifier("Id", required=True)
    post = prefixed("post/", columns.identifier("PostId", required=True))
    other = prefixed("post/", columns.identifier("RelatedPostId", required=True))
    linked = columns.time("CreationDate", required=True)
    given = {
        **shared_columns(site),
        **actor_columns(pa.nulls(len(columns), pa.string())),
        "native_id": prefixed("link/", number),
        "verb": "Create",
        "object_type": "Link",
        "object_native": post,
        "published_at": linked,
        "in_reply_to_native": other,
        "tags": _link_tags(columns.text("LinkTypeId")),
    }
    return {"activities": [columns.table(NATIVE_ACTIVITIES, given)]}


def _link_tags(codes: pa.Array) -> pa.Array:
    index = pc.index_in(codes, value_set=pa.array(list(LINK_TYPES)))
    return pa.array([[name] for name in LINK_TYPES.values()]).take(index)
