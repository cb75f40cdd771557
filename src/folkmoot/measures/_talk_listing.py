"""The list of conversations as a table: its order, its reasons in words, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from folkmoot.brief import Brief
from folkmoot.estimate import Estimate, EstimateTable, Evidence, Row
from folkmoot.measures._talk_rows import ABOUT, Talk, parts, product, why
from folkmoot.talks import FEWEST_DECISIONS, Asked, Known, Learnt, arrange, learn
from folkmoot.view import View

__all__ = ["Kept", "Listing"]

#: Where those stand that somebody kept: below the others, above them, or alone.
Kept = Literal["last", "first", "alone"]


@dataclass(frozen=True)
class Listing:
    """Makes the table of a list of conversations, of the last ``window_days``."""

    view: View
    brief: Brief
    known: Known
    asked: Evidence
    window_days: int
    perhaps: bool
    kept: Kept

    def table(self, talks: Sequence[Talk], limit: int, searched: Asked | None) -> EstimateTable:
        """The open ones in their order, each with its reasons; so many at the most."""
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
        found = sum(is_kept) if self.kept == "alone" else len(open_)
        notes = self._notes(found, len(made), learnt, searched)
        if sum(is_kept) and self.kept == "last":
            stand = "stands" if sum(is_kept) == 1 else "stand"
            notes.append(f"{sum(is_kept):,} that you kept {stand} below all others; alone: --kept.")
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
        kept = " that you kept" if self.kept == "alone" else ""
        questions = (
            f"{found:,} question{'' if one else 's'}{kept} of the last {self.window_days} days"
        )
        listed = f"{made:,} {'is' if made == 1 else 'are'} listed"
        notes = [f"{questions} {what} and {'is' if one else 'are'} open; {listed}."]
        if searched is not None and searched.left_out:
            notes.append(f"{searched.left_out:,} more words of the search are not heeded.")
        return [
            *notes, self._order_note(learnt),
            "Answers and votes are those of the export, also where an earlier day is looked at.",
        ]  # fmt: skip

    def _order_note(self, learnt: Learnt | None) -> str:
        decided = len(self.known.last_decided)
        if learnt is not None:
            floor = "; each fifth place is the rule's, so that what was learnt can be found wrong"
            return (
                f"The order is learnt from {decided:,} decisions"
                f"{floor if self.kept != 'alone' else ''}. A person decides."
            )
        if decided:
            return (
                f"The order follows a rule of our judgement: of {decided:,}"
                f" decision{'' if decided == 1 else 's'}"
                f" nothing is learnt yet ({FEWEST_DECISIONS} are needed, kept and dropped)."
            )
        return "The order follows a rule of our judgement; whether to answer is a person's choice."


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
