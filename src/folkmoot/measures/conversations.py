"""Open conversations in which the product's makers could help, each with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

import pyarrow as pa

from folkmoot.annotators._grams import shown
from folkmoot.annotators.needtypes import need_types_of
from folkmoot.annotators.relevance import state_needs
from folkmoot.brief import Brief
from folkmoot.engines import Engine
from folkmoot.errors import FolkmootError
from folkmoot.estimate import EstimateTable
from folkmoot.ids import format_id
from folkmoot.measures._talk_listing import Kept, Listing
from folkmoot.measures._talk_rows import FOUND, Talk, parts
from folkmoot.talks import (
    CANDIDATES,
    LEAST_RELEVANCE,
    PERHAPS_RELEVANCE,
    Asked,
    Known,
    Relation,
    TalkIndex,
    found_for,
    openers,
    read_query,
    relate,
    relation_parts,
    rerank,
)
from folkmoot.view import View

__all__ = ["WINDOW_DAYS", "conversations", "memory_index", "talk_features"]

#: A question older than this is answered for those who find it by search, not for who asked.
WINDOW_DAYS: Final = 365
_CANDIDATES: Final = pa.schema([("object_id", pa.int64())])
#: What asks for nothing is only listed where the platform itself calls it a question.
_ASKING: Final = frozenset({"recommendation", "how-to", "problem", "comparison", "purchase"})

_indices: WeakKeyDictionary[Engine, tuple[datetime, TalkIndex]] = WeakKeyDictionary()


def conversations(
    view: View,
    brief: Brief,
    limit: int = 50,
    *,
    index: TalkIndex | None = None,
    known: Known | None = None,
    search: str = "",
    need: str | None = None,
    perhaps: bool = False,
    kept: Kept = "last",
) -> EstimateTable:
    """Answer where help is wanted now: open conversations that state a need of the brief.

    A conversation is open when no answer was accepted and nobody closed it, in the last
    `WINDOW_DAYS`. Its relevance is the product of parts between 0 and 1, all shown: how plainly it
    states the need (or fits a search), how fresh it is, how little help it has had, what it asks
    for, and whether place and person may be met. The weights are our judgement. From
    `folkmoot.talks.FEWEST_DECISIONS` decisions on, relevance is how likely it is kept, learnt from
    them; each fifth place stays the rule's. A person decides.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Whose needs.
    limit
        Rows at most, the most relevant first.
    index
        The project's index; without one, an index of the view is made in memory.
    known
        Contacts and decisions so far; dropped conversations are left out.
    search
        Words to look for instead of the needs: ``"a phrase"`` and ``-unwanted`` are understood.
    need
        Only this need: its id, or its number in the brief.
    perhaps
        Also those that only perhaps state a need: worth reading where the list is short, and to
        learn from.
    kept
        Where those stand that somebody kept, and nobody dropped since. A list is read to decide
        about what is new, so that they come last; whoever drafts answers wants them first.

    Returns
    -------
    EstimateTable
        By conversation: ``relevance`` (score, 0 to 1; a rule's value, so without an interval, or
        learnt, with one).

    Raises
    ------
    FolkmootError
        The brief has no such need, or the search holds no word.
    """
    known = known or Known()
    asked = _asked(search)
    wanted = None if need is None else _need(brief, need)
    index = index or memory_index(view)
    since = view.as_of - timedelta(days=WINDOW_DAYS)
    stated = _stated(view, brief, since)
    scores = (
        index.search(asked, since, view.as_of, CANDIDATES)
        if asked is not None
        else [*found_for(index, brief.needs, since, view.as_of).items(),
              *((object_id, 0.0) for object_id, _ in stated)]
    )  # fmt: skip
    question = f"Which conversations since {since:%Y-%m-%d} ask for this and are still open?"
    ids = pa.table([pa.array(sorted(dict(scores)), pa.int64())], schema=_CANDIDATES)
    view.engine.register("talk_candidates", ids)
    table, evidence = view.ask("conversations", FOUND, question, {"since": since})
    rows = _undropped(table.to_pylist(), known)
    posts = [{**row, "title": row["own_title"]} for row in rows]
    least = PERHAPS_RELEVANCE if perhaps else LEAST_RELEVANCE
    related = relate(posts, brief.needs, index, stated, least)
    talks = _talks(view, rows, related, wanted, (search, dict(scores)) if asked else None)
    return Listing(view, brief, known, evidence, WINDOW_DAYS, perhaps, kept).table(
        talks, limit, asked
    )


def talk_features(
    view: View,
    brief: Brief,
    object_id: int,
    *,
    index: TalkIndex | None = None,
    known: Known | None = None,
) -> dict[str, float]:
    """What a decision about one open conversation is learnt from, as `conversations` shows it.

    Raises
    ------
    FolkmootError
        It is answered, closed or deleted.
    """
    view.engine.register("talk_candidates", pa.table([[object_id]], schema=_CANDIDATES))
    since = datetime.fromtimestamp(0, UTC)
    table, _ = view.ask("conversations", FOUND, "Is it open?", {"since": since})
    if not table.num_rows:
        raise FolkmootError(
            "not-open", format_id(object_id), "answered, closed or deleted", "one that is open"
        )
    row = table.to_pylist()[0]
    post = {**row, "title": row["own_title"]}
    stated = _stated(view, brief, since)
    found = relation_parts([post], brief.needs, index or memory_index(view), stated)[0]
    best = max(found, key=lambda each: each.relevance, default=None)
    kinds = need_types_of(view, [object_id], [shown(row["own_title"], row["text"])])[0]
    talk = Talk(row, kinds, best, None)
    return talk.features(parts(talk, brief, known or Known(), view.as_of))


def memory_index(view: View) -> TalkIndex:
    """An index of a view's posts, in memory, made once for a view."""
    before = _indices.get(view.engine)
    if before is not None and before[0] == view.as_of:
        return before[1]
    index = TalkIndex()
    index.add([openers(view.engine, "activities")])
    _indices[view.engine] = (view.as_of, index)
    return index


def _asked(search: str) -> Asked | None:
    asked = read_query(search) if search else None
    if asked is not None and asked.is_empty:
        raise FolkmootError(
            "no-words", "--search", repr(search[:60]), "a word to look for",
            'such as: --search "quiet grinder" or --search 磨豆机',
        )  # fmt: skip
    return asked


def _need(brief: Brief, name: str) -> str:
    """The need of an id, or of a number counted from 1."""
    ids = [each.id for each in brief.needs]
    if name in ids:
        return name
    if name.isdecimal() and 1 <= int(name) <= len(ids):
        return ids[int(name) - 1]
    told = ", ".join(f"{number} {each}" for number, each in enumerate(ids, 1))
    raise FolkmootError("no-need", "--need", name, told, "needs are told in brief.toml")


def _stated(view: View, brief: Brief, since: datetime) -> dict[tuple[int, str], tuple[float, str]]:
    """Statements in titles of the span: score and phrase by post and need."""
    return {
        (row["object_id"], row["need_id"]): (row["score"], row["matched"])
        for row in state_needs(view, brief).to_pylist()
        if row["published_at"] >= since
    }


def _undropped(rows: Sequence[Mapping[str, Any]], known: Known) -> list[Mapping[str, Any]]:
    return [row for row in rows if known.last_decided.get(row["object_id"], True)]


def _talks(
    view: View,
    rows: Sequence[Mapping[str, Any]],
    related: Sequence[Sequence[Relation]],
    wanted: str | None,
    searched: tuple[str, Mapping[int, float]] | None,
) -> list[Talk]:
    """Rows that state a need (the one wanted), or that a search found, with what they ask for."""
    fits: list[float | None] = [None] * len(rows)
    if searched is not None:
        texts = [shown(row["own_title"], row["text"]) for row in rows]
        fits = list(rerank(searched[0], texts, [searched[1][row["object_id"]] for row in rows]))
    chosen = []
    for row, found, fit in zip(rows, related, fits, strict=True):
        fitting = [each for each in found if wanted in {None, each.need_id}]
        if fitting or (searched is not None and wanted is None):
            chosen.append((row, fitting[0] if fitting else None, fit))
    kinds = need_types_of(
        view, [row["object_id"] for row, _, _ in chosen],
        [shown(row["own_title"], row["text"]) for row, _, _ in chosen],
    )  # fmt: skip
    return [
        Talk(row, kind, relation, fit)
        for (row, relation, fit), kind in zip(chosen, kinds, strict=True)
        if row["object_type"] == "Question" or _ASKING.intersection(kind)
    ]
