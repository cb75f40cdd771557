"""Segments of the target that differ in what they ask for or in how they take part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from folkmoot.brief import Brief
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Row,
    amount,
    disclose,
    interval,
    share,
    withheld,
)
from folkmoot.measures._compare import index_against
from folkmoot.measures._kinds import AROUND_DAYS, Feature, Kinds, read_kinds
from folkmoot.measures._latent import LEAST_PEOPLE, STABLE
from folkmoot.view import View

__all__ = ["segments"]

_ABOUT: Final = tuple(
    pa.field(name, pa.string()) for name in ("segment", "part", "category", "label", "measure")
)
_TARGET: Final = "people with the need"


def segments(view: View, brief: Brief) -> EstimateTable:
    """Answer which kinds of people there are among the target; that there are none is an answer.

    They are told apart by the needs they state and by what else they do around that time, with
    latent classes (see `folkmoot.measures._latent`). A number of segments is kept only where
    each is found again when people are drawn anew.

    Parameters
    ----------
    view
        The lake at a moment; relations ``stated_needs`` and ``target`` are made.
    brief
        Its needs choose the target.

    Returns
    -------
    EstimateTable
        By segment: its ``share`` of the target and its ``stability`` (mean Jaccard similarity
        in resamples, 0 to 1); by need and behaviour: ``share`` of the segment, ``base_share`` of
        the other segments, and the ``index`` of one against the other. No rows where there are
        no segments. The first note is the answer in a sentence.
    """
    from folkmoot.annotators.relevance import state_needs, target_members

    state_needs(view, brief)
    target_members(view)
    kinds = read_kinds(view, brief)
    evidence = {"acts": replace(kinds.evidence, rows=len(kinds.actors))}
    found = range(kinds.classes.count) if kinds.classes.count > 1 else ()
    rows = [row for kind in found for row in _rows(kinds, kind)]
    return EstimateTable.build(
        "segments", "Kinds of people with the need", _ABOUT, rows, evidence, view.as_of,
        _notes(kinds), _say,
    )  # fmt: skip


def _rows(kinds: Kinds, kind: int) -> Iterator[Row]:
    name = kinds.names[kind]
    size = int((kinds.classes.member == kind).sum())
    whole = share(size, len(kinds.actors), _TARGET)
    about = {"segment": name, "part": "size", "category": "", "label": "of all with the need"}
    yield Row({**about, "measure": "share"}, disclose(whole), "acts")
    stable = Estimate(
        kinds.classes.stability[kind], None, None, size, size, "people of the segment", "score",
        "jaccard-resampled", people=size,
    )  # fmt: skip
    yield Row({**about, "measure": "stability"}, disclose(stable), "acts")
    for at, feature in enumerate(kinds.features):
        for measure, estimate in _measured(kinds, kind, at):
            yield Row({"segment": name, **_about(feature), "measure": measure}, estimate, "acts")


def _about(feature: Feature) -> dict[str, str]:
    part = "need" if feature.part == "need" else "takes part"
    return {"part": part, "category": feature.category, "label": feature.label}


def _measured(kinds: Kinds, kind: int, feature: int) -> Iterator[tuple[str, Estimate]]:
    pair = kinds.pair(kind, feature)
    mine, others = "people of the segment", "people of the other segments"
    yield "share", disclose(share(pair.cases, pair.base, mine))
    yield "base_share", disclose(share(pair.other_cases, pair.other_base, others))
    index = index_against(pair, mine)
    yield "index", disclose(replace(index, people=min(pair.base, pair.other_base)))


def _notes(kinds: Kinds) -> list[str]:
    people = len(kinds.actors)
    if not people:
        return ["Nobody in this data states a need of the brief, so there are no segments."]
    if kinds.classes.count == 1:
        return [_none(kinds)]
    told = "; ".join(
        f"{(kinds.classes.member == kind).mean():.0%} are {name}".replace("%", " %")
        for kind, name in enumerate(kinds.names)
    )
    return [
        f"{kinds.classes.count} kinds among {people:,} people with the need: {told}.",
        (
            f"What they did is read within {AROUND_DAYS} days of their first statement, before and"
            " after it, outside the threads in which they state the need."
        ),
        (
            "Each kind is found again when people are drawn anew (stability, 1 = always the same"
            f" people; {STABLE} is the least that is kept)."
        ),
        (
            "The kinds were made from these needs and behaviours, so their shares differ by"
            " construction; what else sets them apart is told by --personas."
        ),
    ]


def _none(kinds: Kinds) -> str:
    people = len(kinds.actors)
    if people < 2 * LEAST_PEOPLE:
        return f"No segments: {people:,} people with the need are too few to be split."
    why = "; ".join(_gathered(kinds.classes.tried))
    return (
        f"No segments: the {people:,} people with the need do not fall into kinds that hold when"
        f" people are drawn anew ({why})."
    )


def _gathered(tried: Sequence[str]) -> list[str]:
    """Say once what is so of several numbers of kinds."""
    same = " fit no better than one"
    counts = sorted(each.removesuffix(same) for each in tried if each.endswith(same))
    others = [each for each in tried if not each.endswith(same)]
    *first, last = counts or [""]
    alike = f"{', '.join(first)} and {last}" if first else last
    return [*([f"{alike}{same}"] if counts else []), *others]


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    who = row["segment"]
    if row["value"] is None:
        return f"{who}, {row['label']}: {withheld(row)}."
    low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
    if row["measure"] == "stability":
        return f"{who} are found again with a similarity of {row['value']:.2f} of 1.{low}"
    bounds = f"({interval(row)}; {row['base']:,} people).{low}"
    if row["part"] == "size":
        return f"{amount(row).removesuffix(' %')} of 100 {row['base_label']} are {who} {bounds}"
    if row["measure"] == "index":
        return f"Of {who}: {row['label']}, index {row['value']:.0f} {bounds}"
    whom = who if row["measure"] == "share" else "the other segments"
    return f"{amount(row).removesuffix(' %')} of 100 of {whom}: {row['label']} {bounds}"
