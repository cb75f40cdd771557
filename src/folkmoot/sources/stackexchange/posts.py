"""Posts: questions, answers, wikis; the last edit by somebody else; and their counters."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import ANONYMOUS, NATIVE_ACTIVITIES, NATIVE_OBSERVATIONS
from folkmoot.sources._columns import Columns
from folkmoot.sources._html import plain_text

__all__ = ["POST_TYPES", "actor_columns", "map_posts", "prefixed", "shared_columns", "tag_lists"]

#: Object type by ``PostTypeId``. Tag wikis and the site's own pages are wikis; a nomination for
#: moderator and a discussion are topics, since they open a talk; articles and announcements are
#: articles.
POST_TYPES: Final = {
    "1": "Question",
    "2": "Answer",
    "3": "Wiki",
    "4": "Wiki",
    "5": "Wiki",
    "6": "Topic",
    "7": "Wiki",
    "8": "Wiki",
    "9": "Article",
    "10": "Article",
    "14": "Article",
    "15": "Topic",
}
_COUNTERS: Final = {
    "Score": "score",
    "ViewCount": "views",
    "AnswerCount": "answers",
    "CommentCount": "comments",
    "FavoriteCount": "favourites",
}
#: The user that the site itself acts as.
_COMMUNITY_USER: Final = "-1"


def map_posts(columns: Columns, site: str) -> dict[str, list[pa.Table]]:
    """Native rows of ``Posts``.

    A post gives ``Create`` of its object; a last edit by somebody else gives ``Update`` of a
    ``Wiki`` by the editor. A dump holds only the last edit of a post, so earlier editors are not
    seen, and an author's own edits are left out.
    """
    number = columns.identifier("Id", required=True)
    kinds = columns.coded("PostTypeId", POST_TYPES, code="unknown-post-type")
    posted = columns.time("CreationDate", required=True)
    owner = columns.identifier("OwnerUserId")
    parent = columns.identifier("ParentId")
    is_answer = pc.fill_null(pc.equal(kinds, "Answer"), False)
    orphan = pc.and_(is_answer, pc.is_null(parent)).to_numpy(zero_copy_only=False)
    columns.refuse(orphan, "ParentId", "missing-value", "the question that this answers")
    edits = _Edits(columns, owner)
    counters = {metric: columns.whole(name) for name, metric in _COUNTERS.items()}
    accepted = columns.identifier("AcceptedAnswerId")
    closed = columns.time("ClosedDate")
    post = prefixed("post/", number)
    question = pc.if_else(is_answer, prefixed("post/", parent), pa.scalar(None, pa.string()))
    created = columns.table(
        NATIVE_ACTIVITIES,
        {
            **shared_columns(site),
            **actor_columns(owner),
            "native_id": post,
            "verb": "Create",
            "object_type": kinds,
            "object_native": post,
            "published_at": posted,
            "in_reply_to_native": question,
            "root_native": pc.coalesce(question, post),
            "title": columns.text("Title"),
            "text": plain_text(columns.text("Body")),
            "url": _urls(site, kinds, number),
            "tags": tag_lists(columns.text("Tags")),
        },
    )
    tables = [_observed(columns, site, post, metric, values) for metric, values in counters.items()]
    ones = pa.repeat(1, len(columns))
    tables.append(_observed(columns, site, post, "accepted_answer", ones, pc.is_valid(accepted)))
    tables.append(_observed(columns, site, post, "closed", ones, pc.is_valid(closed), closed))
    return {"activities": [created, edits.table(site, post)], "observations": tables}


class _Edits:
    """The last edit of each post, where somebody else made it."""

    def __init__(self, columns: Columns, owner: pa.Array) -> None:
        self._columns = columns
        self._owner = owner
        self._editor = columns.identifier("LastEditorUserId")
        self._written = columns.text("LastEditDate")
        self._edited = columns.time("LastEditDate")

    def table(self, site: str, post: pa.Array) -> pa.Table:
        """One ``Update`` each."""
        other = pc.fill_null(pc.not_equal(self._editor, self._owner), True)
        known = pc.and_(pc.is_valid(self._editor), pc.is_valid(self._edited))
        identifier = pc.binary_join_element_wise(post, "edit", self._written, "/")
        return self._columns.table(
            NATIVE_ACTIVITIES,
            {
                **shared_columns(site),
                **actor_columns(self._editor),
                "native_id": identifier,
                "verb": "Update",
                "object_type": "Wiki",
                "object_native": post,
                "published_at": self._edited,
                "in_reply_to_native": post,
                "in_reply_to_actor_native": self._owner,
            },
            where=pc.and_(known, other),
        )


def prefixed(prefix: str, numbers: pa.Array) -> pa.Array:
    """Native identifiers such as ``post/12``; null stays null."""
    return pc.binary_join_element_wise(prefix, numbers, "")


def shared_columns(site: str) -> dict[str, str]:
    """What all activities of a site have in common."""
    return {
        "platform": site,
        "community_native": site,
        "kind": "qa",
        "time_precision": "second",
        "time_source": "server",
        "sampling_frame": "community",
    }


def actor_columns(user: pa.Array) -> dict[str, pa.Array]:
    """Who did it: a person, the site itself (user -1), or nobody known (a deleted user)."""
    by_site = pc.fill_null(pc.equal(user, _COMMUNITY_USER), False)
    return {
        "actor_native": user,
        "actor_scheme": pc.if_else(pc.is_valid(user), "id", ANONYMOUS),
        "actor_type": pc.if_else(by_site, "Service", "Person"),
    }


def tag_lists(column: pa.Array) -> pa.Array:
    """Tags as lists, from ``<a><b>`` or, in later dumps, ``|a|b|``.

    Examples
    --------
    >>> tag_lists(pa.array(["<visas><air-travel>", "|visas|", None])).to_pylist()
    [['visas', 'air-travel'], ['visas'], None]
    """
    joined = pc.replace_substring(column, "><", "|")
    return pc.split_pattern(pc.utf8_trim(joined, "<>|"), "|")


def _urls(site: str, kinds: pa.Array, number: pa.Array) -> pa.Array:
    is_answer, is_question = pc.equal(kinds, "Answer"), pc.equal(kinds, "Question")
    path = pc.if_else(is_answer, "a", pc.if_else(is_question, "q", "posts"))
    # Pages other than questions and answers have no address by number but their history.
    end = pc.if_else(pc.or_(is_answer, is_question), "", "/revisions")
    address = pc.binary_join_element_wise(f"https://{site}", path, number, "/")
    return pc.binary_join_element_wise(address, end, "")


def _observed(
    columns: Columns,
    site: str,
    post: pa.Array,
    metric: str,
    values: pa.Array,
    where: pa.Array | None = None,
    observed_at: pa.Array | None = None,
) -> pa.Table:
    given = {
        "platform": site,
        "object_native": post,
        "metric": metric,
        "value": values,
        "is_lower_bound": False,
        "observed_at": observed_at,
    }
    return columns.table(
        NATIVE_OBSERVATIONS, given, where=pc.is_valid(values) if where is None else where
    )
