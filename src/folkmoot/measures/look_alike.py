"""Who resembles the target: a readable score, judged on people who came later.

Each asker is looked at around one question: the one that first stated the need, or for the others
one drawn evenly. That thread is left out, and what else they did within half a year either side,
what they declared and when they asked is what the score reads. It is learnt from the earlier
people and judged on the later, none of whom it has seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.brief import Brief
from folkmoot.estimate import Estimate, EstimateTable, Evidence, Row, disclose, interval, withheld
from folkmoot.estimate.intervals import z_value
from folkmoot.measures._cells import LEVEL, Floats
from folkmoot.measures._judging import (
    auc,
    auc_difference,
    calibration_slope,
    lift,
    observed_to_expected,
)
from folkmoot.measures._known import AROUND_DAYS, Feature, Known, read_known
from folkmoot.measures._prepared import prepare
from folkmoot.measures._scoring import Score, fit_score
from folkmoot.measures._sensitive import left_out_note
from folkmoot.view import View

__all__ = ["look_alike"]

#: The earlier three fifths of the target are learnt from, the later judged on.
_LEARNT: Final = 0.6

#: With fewer of the target on either side nothing could be learnt, or judged.
_LEAST_LEARNT: Final = 30
_LEAST_JUDGED: Final = 20

#: The score promises as many as there were in the last year that it learnt from.
_LATELY_DAYS: Final = 365

_ABOUT: Final = tuple(
    pa.field(name, pa.string())
    for name in ("part", "characteristic", "category", "label", "measure")
)
_Mask = NDArray[np.bool_]
_JUDGED: Final = "askers who came later"


@dataclass(frozen=True)
class _Judged:
    """Everybody later: who has the need, and what each score says."""

    has: _Mask
    logits: Floats
    baseline: Floats


def look_alike(view: View, brief: Brief) -> EstimateTable:
    """Answer by what the target can be told from other askers, and how well.

    Parameters
    ----------
    view
        The lake at a moment; relations ``stated_needs``, ``target`` and ``topics`` are made.
    brief
        Its needs choose the target.

    Returns
    -------
    EstimateTable
        Part ``judged``, of askers who came later: ``auc`` of the score and of the baseline (how
        much people do, and how near the question), ``auc_difference``, ``lift`` among the 5 in
        100 with the highest scores (100 = as in all), ``observed_to_expected`` and
        ``calibration_slope`` (both 1 when the score keeps its promise). Part ``reads``: by
        feature the ``odds_ratio`` with which it counts, surest first. No rows where too few of
        the target are known to learn or to judge. The first note is the answer in a sentence.
    """
    stated = sorted(prepare(view, brief)["first_stated_at"].to_pylist())
    nothing = Evidence("Who stated a need of the brief?", rows=len(stated))
    judged_from = len(stated) - round(_LEARNT * len(stated))
    if judged_from < _LEAST_JUDGED or len(stated) - judged_from < _LEAST_LEARNT:
        return _table(view, [], {"target": nothing}, [_too_few(len(stated))])
    cut = stated[round(_LEARNT * len(stated)) - 1]
    known = read_known(view, stated[0], cut)
    evidence = {"known": replace(known.evidence, rows=len(known.is_target))}
    others = [int((~known.is_target & side).sum()) for side in (known.is_late, ~known.is_late)]
    if min(others) < _LEAST_JUDGED:
        return _table(view, [], evidence, [_nobody_else(min(others))])
    early = ~known.is_late
    lately = _lately(known)[early]
    score = fit_score(known.known[early], known.is_target[early], lately)
    usual = fit_score(known.baseline[early], known.is_target[early], lately)
    late = known.known[known.is_late], known.baseline[known.is_late]
    judged = _Judged(known.is_target[known.is_late], score.logits(late[0]), usual.logits(late[1]))
    told = list(_judge(judged))
    rows = [*told, *_reads(known, score)]
    return _table(view, rows, evidence, _notes(known, score, cut, told))


def _lately(known: Known) -> _Mask:
    """Who came in the last year before the cut, or in as long as holds enough of the target."""
    early = ~known.is_late
    days = np.sort(known.days_before[early & known.is_target])
    enough = days[min(_LEAST_LEARNT, len(days)) - 1]
    found: _Mask = early & (known.days_before <= max(_LATELY_DAYS, enough))
    return found


def _table(
    view: View, rows: list[Row], evidence: Mapping[str, Evidence], notes: list[str]
) -> EstimateTable:
    return EstimateTable.build(
        "look_alike", "How those with the need can be told from other askers", _ABOUT, rows,
        evidence, view.as_of, notes, _say,
    )  # fmt: skip


def _too_few(people: int) -> str:
    if not people:
        return "Nobody in this data states a need of the brief, so nobody can be resembled."
    return (
        f"No look-alike: {people:,} people with the need are too few to learn from"
        f" {_LEAST_LEARNT} and to judge on {_LEAST_JUDGED} others."
    )


def _nobody_else(people: int) -> str:
    return (
        f"No look-alike: {people:,} askers without the need, before or after the cut, are too few"
        " to tell those with it from."
    )


def _judge(judged: _Judged) -> Iterator[Row]:
    has, chances = judged.has, 1 / (1 + np.exp(-judged.logits))
    made = (
        ("score", "auc", auc(judged.logits, has, _JUDGED)),
        ("baseline", "auc", auc(judged.baseline, has, _JUDGED)),
        ("score", "auc_difference",
         auc_difference(judged.logits, judged.baseline, has, _JUDGED)),
        ("score", "lift", lift(judged.logits, has, "the 5 in 100 with the highest scores")),
        ("baseline", "lift", lift(judged.baseline, has, "the 5 in 100 with the highest scores")),
        ("score", "observed_to_expected", observed_to_expected(chances, has, _JUDGED)),
        ("score", "calibration_slope", calibration_slope(judged.logits, has, _JUDGED)),
    )  # fmt: skip
    labels = {"score": "the score", "baseline": "how much and how lately people do anything"}
    for which, measure, estimate in made:
        about = {"part": "judged", "characteristic": which, "category": "",
                 "label": labels[which], "measure": measure}  # fmt: skip
        yield Row(about, disclose(estimate), "known")


def _reads(known: Known, score: Score) -> Iterator[Row]:
    """What the score reads, surest first; calibration stretches the weights as it does scores."""
    if not score.tells:
        return
    learnt = int((~known.is_late).sum())
    activity = Feature("activity", "", "how much else they do, for 2.7 times as much", learnt)
    features = (*known.features, activity)
    surest = np.argsort(-np.abs(score.weights) / score.se, kind="stable")
    for at in surest:
        feature, weight = features[at], score.slope * float(score.weights[at])
        reach = z_value(LEVEL) * score.slope * float(score.se[at])
        estimate = Estimate(
            float(np.exp(weight)), float(np.exp(weight - reach)), float(np.exp(weight + reach)),
            feature.people, learnt, "askers who came earlier", "ratio", "ridge-logistic", None,
            LEVEL, feature.people,
        )  # fmt: skip
        about = {
            "part": "reads", "characteristic": feature.characteristic,
            "category": feature.category, "label": feature.label, "measure": "odds_ratio",
        }  # fmt: skip
        yield Row(about, disclose(estimate), "known")


def _notes(known: Known, score: Score, cut: datetime, told: list[Row]) -> list[str]:
    late = known.is_late
    mine, others = int(known.is_target[late].sum()), int((~known.is_target[late]).sum())
    learnt = int(known.is_target[~late].sum())
    notes = [
        _answer(score, {(r.about["measure"], r.about["characteristic"]): r.estimate for r in told}),
        (
            f"Learnt from {int((~late).sum()):,} askers up to {cut:%Y-%m-%d}, {learnt:,} with the"
            f" need; judged on {mine:,} with the need and {others:,} without who came later."
        ),
        (
            f"Each is looked at within {AROUND_DAYS} days of one question, without its thread: that"
            " which first stated the need, of the others one drawn evenly."
        ),
        (
            "Odds ratios are pulled towards 1, the more the fewer people there are: they rank what"
            " the score reads, and do not measure it; `folkmoot audience` does."
        ),
    ]
    return [*notes, left_out_note(known.left_out)] if known.left_out else notes


def _answer(score: Score, told: Mapping[tuple[str, str], Estimate]) -> str:
    mine, usual = told["auc", "score"], told["auc", "baseline"]
    gap = told["auc_difference", "score"]
    if mine.value is None or usual.value is None or gap.low is None or gap.high is None:
        return "Too few came later to show how well the score does."
    said = (
        f"AUC {mine.value:.2f} ({mine.low:.2f} to {mine.high:.2f}; 0.5 is chance, 1 certain) on"
        f" people who came later, beside {usual.value:.2f} ({usual.low:.2f} to {usual.high:.2f})"
        " by how much people do"
    )
    if not score.tells:
        return f"Nothing that is known tells them from other askers: {said}."
    if gap.low > 0:
        return f"They can be told from others, better than by activity alone: {said}."
    if mine.low is not None and mine.low > 0.5:
        return f"They can be told from others, but not surely better than by activity: {said}."
    return f"They cannot be told from other askers beyond chance: {said}."


#: What a feature says of a person.
_WHO: Final = {
    "age_band": "is aged {}", "gender": "is among the {}", "country": "is from {}",
    "tenure": "has been a member for {}", "hour": "asks from {}", "language": "writes in {}",
    "topic": 'asks about "{}"', "community": 'takes part in "{}"',
    "activity": "does 2.7 times as much besides",
}  # fmt: skip


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    if row["measure"] == "lift" and row["value"] is not None:
        return (
            f"Among the 5 in 100 ranked highest by {row['label']} the need is met"
            f" {row['value'] / 100:.1f} times as often as among all (index {interval(row)};"
            f" {row['base']:,} people)."
        )
    who = _WHO.get(row["characteristic"], "{}").format(row["label"])
    if row["value"] is None:
        return f"{row['measure'].replace('_', ' ')} of {row['label']}: {withheld(row)}."
    bounds = f"({interval(row)}; {row['base']:,} {row['base_label']})"
    if row["part"] == "reads":
        more = "more" if row["value"] > 1 else "less"
        return (
            f"Whoever {who} is {more} like them: the odds are {row['value']:.2f} times as high"
            f" ({interval(row)}; {row['cases']:,} people)."
        )
    return f"{_MEASURES[row['measure']].format(row['label'])}: {row['value']:.2f} {bounds}."


_MEASURES: Final = {
    "auc": "Chance that {} puts one with the need above one without",
    "auc_difference": "How much higher that is for {} than by activity",
    "observed_to_expected": "Those with the need, for each one promised by {}",
    "calibration_slope": "How much of the spread of {} is real (1 = all)",
}
