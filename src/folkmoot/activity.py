"""Canonical tables of a project's lake, in ActivityStreams 2.0 terms, as Arrow schemas.

Two forms of the same facts live here. A source maps its records to the *native* form: people,
objects and communities are named by the identifiers of the platform. Ingest turns native rows
into the *canonical* form: people become keyed pseudonyms, everything else a 64-bit hash, so no
handle ever reaches the lake.

Identifiers are 64-bit because grouping by a BIGINT is several times cheaper than by text. The
chance that any two of a hundred million activities collide is 3 in 10,000.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

__all__ = [
    "ACTIVITIES",
    "AGE_BANDS",
    "ANNOTATIONS",
    "ANONYMOUS",
    "CANONICAL",
    "COMMUNITIES",
    "DERIVED",
    "ENCODINGS",
    "FRAMES",
    "KINDS",
    "MEMBERS",
    "NATIVE",
    "NATIVE_ACTIVITIES",
    "NATIVE_COMMUNITIES",
    "NATIVE_MEMBERS",
    "NATIVE_OBSERVATIONS",
    "OBJECT_TYPES",
    "OBSERVATIONS",
    "VERBS",
    "age_band",
    "repeating",
]

_UTC: Final = pa.timestamp("us", tz="UTC")

#: ActivityStreams 2.0 activity types in use, plus ``Award`` and ``Rate`` (extensions).
VERBS: Final = (
    "Create", "Update", "Delete", "Undo", "Add", "Remove", "Announce", "Like", "Dislike",
    "Follow", "Join", "Leave", "Accept", "Flag", "Block", "Move", "View", "Read", "Listen",
    "Rate", "Award", "Offer",
)  # fmt: skip

#: ActivityStreams 2.0 object types in use; ``Question`` is a topic that asks, ``Answer`` a reply to
#: one, ``Comment`` a short reply (both extensions of Note), ``Poll``, ``Review``, ``Badge``,
#: ``Link`` (a relation between two posts) and ``Wiki`` (a page that many edit).
OBJECT_TYPES: Final = (
    "Article", "Video", "Audio", "Image", "Page", "Note", "Question", "Answer", "Comment",
    "Review", "Poll", "Wiki", "Group", "Person", "Badge", "Link", "Topic",
)  # fmt: skip

#: Kinds of community; `folkmoot.platforms` says what each affords.
KINDS: Final = (
    "qa", "forum", "blog", "microblog", "sns", "video", "picture", "chat", "shopping",
    "official_account", "mailing_list", "feed", "other",
)  # fmt: skip

#: How a row came to be in a sample: a whole community, a keyword search, one user's history, or
#: what somebody browsed. A keyword sample says nothing about a community's shares.
FRAMES: Final = ("community", "keyword", "user", "browsing")

#: ``actor_scheme`` of a row whose actor is not known (an anonymous vote).
ANONYMOUS: Final = "none"

#: Upper ages of the bands, after the ESOMAR questionnaire conventions; under 13 is never stored.
AGE_BANDS: Final = ("13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
_LOWER_AGES: Final = (13, 18, 25, 35, 45, 55, 65)


def age_band(age: int | None) -> str | None:
    """Band of a declared age in years; ``None`` for a missing, impossible or child's age.

    Examples
    --------
    >>> [age_band(a) for a in (12, 13, 34, 35, 65, 96, 131, None)]
    [None, '13-17', '25-34', '35-44', '65+', '65+', None, None]
    """
    if age is None or not _LOWER_AGES[0] <= age <= 120:
        return None
    index = sum(age >= lower for lower in _LOWER_AGES) - 1
    return AGE_BANDS[index]


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


#: What a source's ``map`` yields for things people did. ``row`` is the number of the record in its
#: file, counted from 1; ``native_id`` is unique within the platform (``post/12``); ``*_native``
#: columns hold identifiers of the same form.
NATIVE_ACTIVITIES: Final = pa.schema(
    [
        _required("row", pa.int64()),
        _required("platform", pa.string()),
        _required("native_id", pa.string()),
        _required("verb", pa.string()),
        pa.field("object_type", pa.string()),
        pa.field("object_native", pa.string()),
        pa.field("actor_native", pa.string()),
        _required("actor_scheme", pa.string()),
        _required("actor_type", pa.string()),
        pa.field("community_native", pa.string()),
        _required("kind", pa.string()),
        _required("published_at", _UTC),
        _required("time_precision", pa.string()),
        _required("time_source", pa.string()),
        pa.field("in_reply_to_native", pa.string()),
        pa.field("in_reply_to_actor_native", pa.string()),
        pa.field("root_native", pa.string()),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
        pa.field("lang_declared", pa.string()),
        pa.field("url", pa.string()),
        pa.field("tags", pa.list_(pa.string())),
        _required("sampling_frame", pa.string()),
    ]
)

#: What a source's ``map`` yields for people. Country is ISO 3166-1 alpha-2, from what the person
#: declared; gender is ``f``, ``m`` or ``x``.
NATIVE_MEMBERS: Final = pa.schema(
    [
        _required("row", pa.int64()),
        _required("platform", pa.string()),
        _required("actor_native", pa.string()),
        _required("actor_scheme", pa.string()),
        _required("actor_type", pa.string()),
        pa.field("community_native", pa.string()),
        pa.field("age_band", pa.string()),
        pa.field("gender", pa.string()),
        pa.field("country", pa.string()),
        pa.field("region", pa.string()),
        pa.field("joined_at", _UTC),
        pa.field("last_seen_at", _UTC),
        pa.field("followers_count", pa.int64()),
        pa.field("is_indexable", pa.bool_()),
    ]
)

#: What a source's ``map`` yields for communities and the rooms inside them (``parent_native``).
NATIVE_COMMUNITIES: Final = pa.schema(
    [
        _required("row", pa.int64()),
        _required("platform", pa.string()),
        _required("community_native", pa.string()),
        _required("kind", pa.string()),
        _required("name", pa.string()),
        pa.field("parent_native", pa.string()),
        pa.field("url", pa.string()),
        pa.field("language", pa.string()),
        pa.field("members_count", pa.int64()),
        pa.field("rules", pa.string()),
    ]
)

#: What a source's ``map`` yields for counters. ``observed_at`` is null when the export does not
#: say when it was made.
NATIVE_OBSERVATIONS: Final = pa.schema(
    [
        _required("row", pa.int64()),
        _required("platform", pa.string()),
        _required("object_native", pa.string()),
        _required("metric", pa.string()),
        _required("value", pa.float64()),
        _required("is_lower_bound", pa.bool_()),
        pa.field("observed_at", _UTC),
    ]
)

#: Native schemas by table name.
NATIVE: Final = {
    "activities": NATIVE_ACTIVITIES,
    "members": NATIVE_MEMBERS,
    "communities": NATIVE_COMMUNITIES,
    "observations": NATIVE_OBSERVATIONS,
}

_PROVENANCE: Final = [
    _required("source", pa.string()),
    _required("source_version", pa.string()),
    _required("imported_at", _UTC),
]

#: Things people did. Partitioned by ``month`` (``2017-08``, of ``published_at`` in UTC).
ACTIVITIES: Final = pa.schema(
    [
        _required("activity_id", pa.int64()),
        _required("verb", pa.string()),
        pa.field("object_type", pa.string()),
        pa.field("object_id", pa.int64()),
        pa.field("actor_id", pa.int64()),
        _required("actor_scheme", pa.string()),
        _required("actor_type", pa.string()),
        pa.field("community_id", pa.int64()),
        _required("platform", pa.string()),
        _required("kind", pa.string()),
        _required("published_at", _UTC),
        _required("time_precision", pa.string()),
        _required("time_source", pa.string()),
        pa.field("in_reply_to", pa.int64()),
        pa.field("in_reply_to_actor_id", pa.int64()),
        pa.field("root_id", pa.int64()),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
        pa.field("lang_declared", pa.string()),
        pa.field("url", pa.string()),
        pa.field("tags", pa.list_(pa.string())),
        _required("sampling_frame", pa.string()),
        *_PROVENANCE,
        _required("month", pa.string()),
    ]
)

#: People, one row a state; the newest ``imported_at`` of an ``actor_id`` is the present one.
MEMBERS: Final = pa.schema(
    [
        _required("actor_id", pa.int64()),
        _required("state_id", pa.int64()),
        _required("platform", pa.string()),
        _required("actor_scheme", pa.string()),
        _required("actor_type", pa.string()),
        pa.field("community_id", pa.int64()),
        pa.field("age_band", pa.string()),
        pa.field("gender", pa.string()),
        pa.field("country", pa.string()),
        pa.field("region", pa.string()),
        pa.field("joined_at", _UTC),
        pa.field("last_seen_at", _UTC),
        pa.field("followers_count", pa.int64()),
        pa.field("is_indexable", pa.bool_()),
        *_PROVENANCE,
    ]
)

#: Communities and rooms, one row a state, as for members.
COMMUNITIES: Final = pa.schema(
    [
        _required("community_id", pa.int64()),
        _required("state_id", pa.int64()),
        _required("platform", pa.string()),
        _required("kind", pa.string()),
        _required("name", pa.string()),
        pa.field("parent_id", pa.int64()),
        pa.field("url", pa.string()),
        pa.field("language", pa.string()),
        pa.field("members_count", pa.int64()),
        pa.field("rules", pa.string()),
        *_PROVENANCE,
    ]
)

#: Counters (likes, views, scores) of an object at a moment.
OBSERVATIONS: Final = pa.schema(
    [
        _required("observation_id", pa.int64()),
        _required("object_id", pa.int64()),
        _required("platform", pa.string()),
        _required("metric", pa.string()),
        _required("value", pa.float64()),
        _required("is_lower_bound", pa.bool_()),
        pa.field("observed_at", _UTC),
        *_PROVENANCE,
    ]
)

#: Columns whose values hardly ever repeat within a file.
_DISTINCT: Final = frozenset({
    "activity_id", "in_reply_to", "object_id", "observation_id", "ordinal", "published_at",
    "record_row", "score", "state_id", "text", "title", "url", "vector",
})  # fmt: skip

#: Canonical schemas by table name; the first column of each is its key, except that members and
#: communities are kept by state (``state_id``).
CANONICAL: Final = {
    "activities": ACTIVITIES,
    "members": MEMBERS,
    "communities": COMMUNITIES,
    "observations": OBSERVATIONS,
}

#: What annotators read off activities, one row a label (`folkmoot.annotators.base` says how the
#: columns are meant); every activity that was read has a row for each annotator and version.
ANNOTATIONS: Final = pa.schema(
    [
        _required("activity_id", pa.int64()),
        _required("annotator", pa.string()),
        _required("version", pa.string()),
        pa.field("label", pa.string()),
        pa.field("score", pa.float32()),
        pa.field("about", pa.string()),
        pa.field("why", pa.string()),
        _required("month", pa.string()),
    ]
)

#: Vectors of what is read of an activity, by encoder: 16-bit floats, little endian, side by side.
ENCODINGS: Final = pa.schema(
    [
        _required("activity_id", pa.int64()),
        _required("encoder", pa.string()),
        _required("vector", pa.binary()),
        _required("month", pa.string()),
    ]
)

#: Tables of the lake that are computed from the canonical ones and can be computed again. They
#: are partitioned by the month of their activity, and forgotten with it.
DERIVED: Final = {"annotations": ANNOTATIONS, "encodings": ENCODINGS}


def repeating(schema: pa.Schema) -> list[str]:
    """Columns worth a dictionary in Parquet: for texts and keys it is built and thrown away.

    Examples
    --------
    >>> "text" in repeating(ACTIVITIES), "verb" in repeating(ACTIVITIES)
    (False, True)
    """
    return [field.name for field in schema if field.name not in _DISTINCT]
