"""What a mapping may name: the fields of each native table, in the words of a mapping file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from folkmoot.activity import AGE_BANDS, OBJECT_TYPES, VERBS

__all__ = ["FIELDS", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One field: how its values are read, and the native column that they fill.

    ``form`` is one of ``id``, ``person``, ``text``, ``choice``, ``time``, ``count``, ``tags``,
    ``flag``, ``age``, ``gender``, ``country``. A ``required`` field needs a value in each record;
    one with ``default`` may be left out of the mapping all the same.
    """

    form: str
    native: str
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str | None = None

    @property
    def may_be_constant(self) -> bool:
        """Whether one value may stand for all records.

        A person must stand in the records, or their records could not be found again.
        """
        return self.form in {"id", "text", "choice"}


_ACTIVITIES: Final = {
    "id": Rule("id", "native_id", required=True),
    "verb": Rule("choice", "verb", required=True, choices=VERBS, default="Create"),
    "object_type": Rule("choice", "object_type", choices=OBJECT_TYPES),
    "object": Rule("id", "object_native"),
    "actor": Rule("person", "actor_native"),
    "community": Rule("id", "community_native"),
    "published_at": Rule("time", "published_at", required=True),
    "in_reply_to": Rule("id", "in_reply_to_native"),
    "in_reply_to_actor": Rule("person", "in_reply_to_actor_native"),
    "root": Rule("id", "root_native"),
    "title": Rule("text", "title"),
    "text": Rule("text", "text"),
    "lang": Rule("text", "lang_declared"),
    "url": Rule("text", "url"),
    "tags": Rule("tags", "tags"),
}
_MEMBERS: Final = {
    "actor": Rule("person", "actor_native", required=True),
    "community": Rule("id", "community_native"),
    "age": Rule("age", "age_band"),
    "age_band": Rule("choice", "age_band", choices=AGE_BANDS),
    "gender": Rule("gender", "gender"),
    "country": Rule("country", "country"),
    "region": Rule("text", "region"),
    "joined_at": Rule("time", "joined_at"),
    "last_seen_at": Rule("time", "last_seen_at"),
    "followers": Rule("count", "followers_count"),
    "indexable": Rule("flag", "is_indexable"),
}
_COMMUNITIES: Final = {
    "id": Rule("id", "community_native", required=True),
    "name": Rule("text", "name", required=True),
    "parent": Rule("id", "parent_native"),
    "url": Rule("text", "url"),
    "language": Rule("text", "language"),
    "members": Rule("count", "members_count"),
    "rules": Rule("text", "rules"),
}
_OBSERVATIONS: Final = {
    "object": Rule("id", "object_native", required=True),
    "metric": Rule("text", "metric", required=True),
    "value": Rule("count", "value", required=True),
    "observed_at": Rule("time", "observed_at"),
}

#: Fields by table.
FIELDS: Final = {
    "activities": _ACTIVITIES,
    "members": _MEMBERS,
    "communities": _COMMUNITIES,
    "observations": _OBSERVATIONS,
}
