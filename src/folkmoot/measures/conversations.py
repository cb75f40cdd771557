"""Open conversations in which the product's makers could help, each with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from weakref import WeakKeyDictionary

import pyarrow as pa

from folkmoot.annotators._grams import shown
from folkmoot.annotators.needtypes import need_types_of
from folkmoot.annotators.relevance import state_needs
from folkmoot.brief import Brief
from folkmoot.engines import Engine
from folkmoot.errors import FolkmootError
from folkmoot.estimate import Estimate, EstimateTable, Evidence, Row
from folkmoot.ids import format_id
from folkmoot.measures._talk_rows import ABOUT, FOUND, Talk, parts, product, why
from folkmoot.talks import (
    CANDIDATES,
    FEWEST_DECISIONS,
    LEAST_RELEVANCE,
    PERHAPS_RELEVANCE,
    Asked,
    Known,
    Learnt,
    Relation,
    TalkIndex,
    arrange,
    found_for,
    learn,
    openers,
    read_query,
    relate,
    relation_parts,
    rerank,
)
from folkmoot.view import View

__all__ = ["WINDOW_DAYS", "Kept", "conversations", "memory_index", "talk_features"]

#: A question older than this is answered for those who find it by search, not for who asked.
WINDOW_DAYS: Final = 365
_CANDIDATES: Final = pa.schema([("object_id", pa.int64())])
#: What asks for nothing is only listed where the platform itself calls it a question.
_ASKING: Final = frozenset({"recommendation", "how-to", "problem", "comparison", "purchase"})

#: Where those stand that somebody kept: below the others, above them, or alone.
Kept = Literal["last", "first", "alone"]

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
    return _Listing(view, brief, known, evidence, perhaps, kept).table(talks, limit, asked)


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


@dataclass(frozen=True)
class _Listing:
    """Makes the table of a list of conversations."""

    view: View
    brief: Brief
    known: Known
    asked: Evidence
    perhaps: bool
    kept: Kept

    def table(self, talks: Sequence[Talk], limit: int, searched: Asked | None) -> EstimateTable:
        as_of = self.view.as_of
        worth = [parts(talk, self.brief, self.known, as_of) for talk in talks]
        open_ = sorted(
            (each for each in zip(talks, worth, strict=True) if product(each[1]) > 0),
            key=lambda each: (-each[0].row["published_at"].timestamp(), each[0].row["object_id"]),
        )
        learnt = learn(self.known.decided)
        features = [talk.features(part) for talk, part in open_]
        likely = None if learnt is None else [learnt.probability(each) for each in features]
        is_kept = [talk.row["object_id"] in self.known.last_decided for talk, _ in open_]
        order = self._order(
            [product(part) for _, part in open_],
            None if likely is None else [each[0] for each in likely],
            is_kept,
        )[:limit]
        evidence: dict[str, Evidence] = {}
        made = []
        for rank, (place, is_explored) in enumerate(order, 1):
            (talk, part), key = open_[place], f"question {rank}"
            evidence[key] = _evidence(self.asked, part, talk)
            estimate = _estimate(part, learnt, None if likely is None else likely[place])
            made.append(Row(self._about(rank, talk, features[place], is_explored), estimate, key))
        notes = self._notes(len(open_), len(made), learnt, searched)
        if sum(is_kept) and self.kept == "last":
            notes.append(f"{sum(is_kept):,} that you kept stand below all others; alone: --kept.")
        return EstimateTable.build(
            "conversations", "Open questions worth an answer", ABOUT, made, evidence, as_of,
            notes, _sentence,
        )  # fmt: skip

    def _order(
        self, rule: Sequence[float], learnt: Sequence[float] | None, is_kept: Sequence[bool]
    ) -> list[tuple[int, bool]]:
        """Places in ``rule``, and whether the rule alone put each there, for learning's sake."""
        value = rule if learnt is None else learnt
        new = [place for place, kept in enumerate(is_kept) if not kept]
        kept = sorted(set(range(len(rule))).difference(new), key=lambda place: -value[place])
        told = [(place, False) for place in kept]
        if self.kept == "alone":
            return told
        others = [
            (new[place], is_explored)
            for place, is_explored in arrange(
                [rule[place] for place in new],
                None if learnt is None else [learnt[place] for place in new],
            )
        ]
        return told + others if self.kept == "first" else others + told

    def _about(
        self, rank: int, talk: Talk, features: Mapping[str, float], is_explored: bool
    ) -> dict[str, Any]:
        titles = {need.id: need.title for need in self.brief.needs}
        is_kept = talk.row["object_id"] in self.known.last_decided
        reasons = why(talk, self.brief, self.known, self.view.as_of)
        if is_kept:
            reasons = ["you kept it", *reasons]
        if is_explored:
            reasons.append("shown to learn from, whatever was learnt so far")
        return talk.about(rank, titles, reasons, features, is_explored=is_explored, is_kept=is_kept)

    def _notes(
        self, found: int, made: int, learnt: Learnt | None, searched: Asked | None
    ) -> list[str]:
        one = found == 1
        what = f"fit{'s' if one else ''} the search"
        if searched is None:
            how = "perhaps " if self.perhaps else ""
            what = f"{how}state{'s' if one else ''} a need"
        questions = f"{found:,} question{'' if one else 's'} of the last {WINDOW_DAYS} days"
        listed = f"{made:,} {'is' if made == 1 else 'are'} listed"
        notes = [f"{questions} {what} and {'is' if one else 'are'} open; {listed}."]
        if searched is not None and searched.left_out:
            notes.append(f"{searched.left_out:,} more words of the search are not heeded.")
        decided = len({each.object_id for each in self.known.decided})
        if learnt is not None:
            floor = (
                "" if self.kept == "alone" else
                "; each fifth place is the rule's, so that what was learnt can be found wrong"
            )  # fmt: skip
            notes.append(
                f"The order is learnt from {decided:,} decisions{floor}. A person decides."
            )
        elif decided:
            notes.append(
                f"The order follows a rule of our judgement: of {decided:,} decisions"
                f" nothing is learnt yet ({FEWEST_DECISIONS} are needed, kept and dropped)."
            )
        else:
            notes.append(
                "The order follows a rule of our judgement; whether to answer is a person's choice."
            )
        return [
            *notes,
            "Answers and votes are those of the export, also where an earlier day is looked at.",
        ]


def _estimate(
    part: Mapping[str, float], learnt: Learnt | None, likely: tuple[float, float, float] | None
) -> Estimate:
    if learnt is None or likely is None:
        return Estimate(
            product(part), None, None, 1, 1, "open question", "score", "product-of-parts"
        )
    return Estimate(
        *likely, learnt.decisions, learnt.decisions, "decisions learnt from", "score",
        "logistic-of-decisions",
    )  # fmt: skip


def _evidence(asked: Evidence, part: Mapping[str, float], talk: Talk) -> Evidence:
    row = talk.row
    features = {name: f"{value:.2f}" for name, value in part.items()}
    features |= {
        "answers": str(row["answers_count"]),
        "views": "not known" if row["views"] is None else f"{row['views']:.0f}",
    }
    if talk.relation is not None:
        features["phrase met"] = talk.relation.matched
        features |= {f"need, {name}": f"{value:.2f}" for name, value in talk.relation.parts.items()}
    samples = (row["url"],) if row["url"] else ()
    return Evidence(asked.question, asked.sql, {**asked.parameters, **features}, 1, samples)


def _sentence(row: Mapping[str, Any]) -> str:
    return f"{row['rank']}. {row['title']} ({row['url']}): {'; '.join(row['why'])}."
