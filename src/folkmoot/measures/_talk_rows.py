"""One open conversation: the parts of its worth, what they are learnt by, and why in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from folkmoot.brief import Brief
from folkmoot.platforms import host_of, platform_of
from folkmoot.talks import LEAST_RELEVANCE, Known, Relation, logarithm

__all__ = ["ABOUT", "FOUND", "HALF_LIFE_DAYS", "Talk", "parts", "product", "why"]

#: Days after which a question is worth half: most people have gone on their journey, or bought,
#: a month or two after they asked.
HALF_LIFE_DAYS: Final = 60.0
#: Worth of an open question by how much help it has had: nobody answered; somebody did, without
#: a vote for it; somebody did, and others found it good.
_HELPED: Final = {"none": 1.0, "some": 0.6, "well": 0.25}
#: Worth by what is asked for. Who only praises wants little, and an offer is nobody in need.
_TYPE_WORTH: Final = {
    "recommendation": 1.0, "purchase": 1.0, "comparison": 1.0, "how-to": 0.9, "problem": 0.8,
    "other": 0.7, "praise": 0.3, "offer": 0.0,
}  # fmt: skip
#: An answer with as many points was found good by others than who asked.
_GOOD_POINTS: Final = 2
#: Where we may not answer now the post stays in the list, far down: it can be read.
_BARRED: Final = 0.1
#: Where one may answer only who turned to us first.
_ENGAGED_ONLY: Final = 0.3
_MOMENT: Final = pa.timestamp("us", tz="UTC")

#: Columns of what is known of an open conversation.
FOUND: Final = pa.schema(
    [
        ("object_id", pa.int64()),
        ("actor_id", pa.int64()),
        ("object_type", pa.string()),
        ("own_title", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("url", pa.string()),
        ("community", pa.string()),
        ("platform", pa.string()),
        ("kind", pa.string()),
        ("lang_declared", pa.string()),
        ("published_at", _MOMENT),
        ("answers_count", pa.int64()),
        ("best_points", pa.float64()),
        ("views", pa.float64()),
        ("is_indexable", pa.bool_()),
    ]
)

#: What a row of the table is about. ``features`` is JSON: what a decision about it is learnt from.
ABOUT: Final = (
    pa.field("rank", pa.int64()),
    pa.field("object_id", pa.int64()),
    pa.field("actor_id", pa.int64()),
    pa.field("title", pa.string()),
    pa.field("text", pa.string()),
    pa.field("url", pa.string()),
    pa.field("community", pa.string()),
    pa.field("platform", pa.string()),
    pa.field("kind", pa.string()),
    pa.field("lang_declared", pa.string()),
    pa.field("is_indexable", pa.bool_()),
    pa.field("need_id", pa.string()),
    pa.field("need", pa.string()),
    pa.field("need_type", pa.string()),
    pa.field("published_at", _MOMENT),
    pa.field("why", pa.list_(pa.string())),
    pa.field("is_explored", pa.bool_()),
    pa.field("is_kept", pa.bool_()),
    pa.field("features", pa.string()),
    pa.field("measure", pa.string()),
)


@dataclass(frozen=True, slots=True)
class Talk:
    """An open conversation with what was found of it.

    Parameters
    ----------
    row
        Its columns of `FOUND`.
    kinds
        What it asks for.
    relation
        The need it states; ``None`` for one that a search found and no need.
    fit
        How well it fits the search, 0 to 1; ``None`` where nothing was searched.
    """

    row: Mapping[str, Any]
    kinds: tuple[str, ...]
    relation: Relation | None
    fit: float | None

    def features(self, worth: Mapping[str, float]) -> dict[str, float]:
        """What a decision about it is learnt from: all that is shown, as numbers."""
        found = dict(logarithm(name, part) for name, part in worth.items())
        found |= {f"asks for {kind}": 1.0 for kind in self.kinds}
        if self.relation is not None:
            found[f"need {self.relation.need_id}"] = 1.0
        found[f"in {self.row['community']}"] = 1.0
        return found

    def about(
        self,
        rank: int,
        titles: Mapping[str, str],
        reasons: list[str],
        features: Mapping[str, float],
        *,
        is_explored: bool,
        is_kept: bool,
    ) -> dict[str, Any]:
        """Columns of the table's row, `ABOUT`."""
        need_id = None if self.relation is None else self.relation.need_id
        own = {field.name: self.row[field.name] for field in ABOUT if field.name in FOUND.names}
        return own | {
            "rank": rank,
            "need_id": need_id,
            "need": None if need_id is None else titles.get(need_id, need_id),
            "need_type": ", ".join(self.kinds),
            "why": reasons,
            "is_explored": is_explored,
            "is_kept": is_kept,
            "features": json.dumps(dict(features), sort_keys=True),
            "measure": "relevance",
        }


def parts(talk: Talk, brief: Brief, known: Known, as_of: datetime) -> dict[str, float]:
    """Parts of a conversation's worth, each 0 to 1, in the order of docs/methods.md."""
    row, found = talk.row, dict[str, float]()
    if talk.fit is not None:
        found["fits the search"] = talk.fit
    else:
        found["states the need"] = talk.relation.relevance if talk.relation is not None else 0.0
    age_days = (as_of - row["published_at"]) / timedelta(days=1)
    return found | {
        "fresh": 0.5 ** (age_days / HALF_LIFE_DAYS),
        "not helped yet": _HELPED[_helped(row)],
        "asks for help": max(_TYPE_WORTH[kind] for kind in talk.kinds),
        "community permits": _permitted(row, brief)[0],
        "person may be met": _met(row, brief, known, as_of)[0],
    }


def product(worth: Mapping[str, float]) -> float:
    """The parts multiplied: the rule's value."""
    value = 1.0
    for part in worth.values():
        value *= part
    return value


def why(talk: Talk, brief: Brief, known: Known, as_of: datetime) -> list[str]:
    """Reasons in words, the telling ones first."""
    row = talk.row
    days = (as_of - row["published_at"]).days
    helped = {
        "none": "nobody has answered",
        "some": f"{_counted(row['answers_count'])}, none accepted or found good",
        "well": f"{_counted(row['answers_count'])}, one found good, none accepted",
    }[_helped(row)]
    asked = "asked today" if days == 0 else f"asked {days} day{'s' if days > 1 else ''} ago"
    found = [] if talk.relation is None else [_stated(talk.relation)]
    found += [asked, helped]
    if row["views"]:
        found.append(f"{row['views']:,.0f} views so far")
    wanted = [kind for kind in talk.kinds if kind != "other"]
    if wanted:
        found.append(f"asks for: {', '.join(wanted)}")
    barred = (_permitted(row, brief)[1], _met(row, brief, known, as_of)[1])
    return found + [reason for reason in barred if reason]


def _stated(relation: Relation) -> str:
    like = relation.matched.removeprefix("like: ")
    said = "says" if relation.matched == like else "is like"
    perhaps = "" if relation.is_stated or relation.relevance >= LEAST_RELEVANCE else "perhaps "
    return f"{perhaps}{said} “{like}”"


def _helped(row: Mapping[str, Any]) -> str:
    if row["answers_count"] == 0:
        return "none"
    return "well" if (row["best_points"] or 0) >= _GOOD_POINTS else "some"


def _counted(answers: int) -> str:
    return "1 answer" if answers == 1 else f"{answers} answers"


def _permitted(row: Mapping[str, Any], brief: Brief) -> tuple[float, str]:
    """Whether the place lets us answer, and why not; the gate asks more before any draft."""
    if brief.conduct.bars(row["community"], host_of(row)):
        return _BARRED, f"the brief stays out of {row['community']}"
    place = platform_of(row)
    if place is not None and place.rule("reply-when-engaged") is not None:
        return _ENGAGED_ONLY, "here one answers only who turned to us first"
    return 1.0, ""


def _met(row: Mapping[str, Any], brief: Brief, known: Known, as_of: datetime) -> tuple[float, str]:
    """Whether the person may be met again, and why not."""
    actor_id = row["actor_id"]
    if actor_id in known.left_alone:
        return _BARRED, "this person is to be left alone"
    if row["object_id"] in known.answered:
        return _BARRED, "we have answered here"
    last = known.contacted.get(actor_id)
    if last is not None:
        days = (as_of - last).days
        if days < brief.conduct.cool_down_days:
            return _BARRED, f"we helped this person {max(days, 0)} days ago"
        return 1.0, f"we helped this person before, on {last:%Y-%m-%d}"
    return 1.0, ""
