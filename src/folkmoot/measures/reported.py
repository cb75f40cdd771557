"""How people say that they take part: the ladder by segment, from a questionnaire.

The questionnaire is the only way to those who read and those who do nothing, and the only one to
people who are in none of the communities that were read. Its numbers speak of a population
(online adults of a country), those of traces of a community: the two stand side by side and are
not to be subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from folkmoot.estimate import Estimate, EstimateTable, Evidence, Reliability, Row
from folkmoot.estimate.disclosure import MINIMUM_PEOPLE
from folkmoot.measures._ladder_rows import ABOUT
from folkmoot.measures._reported_words import asked_until, base_label, notes, sentence
from folkmoot.measures._segments import JOINED, canonical, parts
from folkmoot.survey.estimation import (
    Design,
    Estimates,
    LadderGroup,
    design_of,
    ladder_estimates,
)
from folkmoot.survey.membership import membership
from folkmoot.survey.responses import Responses

__all__ = ["reported"]

_ABOUT: Final = (*ABOUT, pa.field("q_value", pa.float64()), pa.field("effective_count", pa.int64()))


def reported(
    responses: Responses,
    by: Sequence[str] = ("age_band",),
    *,
    design: Design | None = None,
    held_to: str = "",
) -> EstimateTable:
    """Answer how large each group of the ladder is by people's own word, in all and by segment.

    Parameters
    ----------
    responses
        The answers.
    by
        Segments: columns of ``responses.segments``, and crossings of them (``age_band*country``).
    design
        How the sample was drawn, with weights that were mended by raking or post-stratification;
        left out: as the columns of ``responses.design`` say.
    held_to
        Whose margins its weights are held to, in words.

    Returns
    -------
    EstimateTable
        By segment_kind, segment and rung: ``share`` and, for segments, ``index`` against all,
        whose ``q_value`` is the share of false findings to expect among all segments of the table
        that differ as clearly from all others. ``effective_count`` is how many of a simple random
        sample would tell as much. The base is of those whose answer is known, not weighted.

    Raises
    ------
    ProblemGroup
        As `folkmoot.survey.estimation.design_of` and `folkmoot.survey.estimation.domains_of`.
    """
    drawn = design_of(responses) if design is None else design
    members = membership(responses)
    kinds = [kind for kind in canonical(by) if kind != "all"]
    found = ladder_estimates(
        members, drawn, crossings=[parts(kind) for kind in kinds], segments=responses.segments
    )
    groups = dict(zip(("all", *kinds), found.groups, strict=True))
    label = base_label(responses)
    rows = [row for kind, group in groups.items() for row in _rows(kind, group, label)]
    evidence = {kind: _evidence(responses, drawn, group) for kind, group in groups.items()}
    title = "How people say they take part"
    return EstimateTable.build(
        "reported", f"{title} (simulated)" if responses.is_simulated else title, _ABOUT, rows,
        evidence, asked_until(responses), notes(responses, members, drawn, held_to), sentence,
    )  # fmt: skip


def _rows(kind: str, group: LadderGroup, label: str) -> Iterator[Row]:
    """Rows of one kind of segment; a combination that nobody is in makes none."""
    measures = {"share": group.shares, **({} if kind == "all" else {"index": group.indexes})}
    for d, names in enumerate(group.domains.labels):
        if not group.domains.counts[d]:
            continue
        about: dict[str, object] = {
            "segment_kind": kind, "segment": JOINED.join(names) or "all",
            "definition": "questionnaire", "denominator": "asked",
        }  # fmt: skip
        for r, rung in enumerate(group.shares.names):
            mark: Reliability = group.reliability[d, r]
            for measure, found in measures.items():
                estimate = _estimate(found, (d, r), measure, label, mark)
                more = _beside(group, (d, r), measure, estimate)
                yield Row({**about, "rung": rung, "measure": measure, **more}, estimate, kind)


def _beside(
    group: LadderGroup, at: tuple[int, int], measure: str, estimate: Estimate
) -> Mapping[str, object]:
    """What stands beside a number: how clear a difference is, or how many tell it."""
    if not estimate.is_shown:
        return {}
    if measure == "index":
        return {"q_value": _number(group.comparison.q_value[at])}
    told = _number(group.shares.effective_count[at])
    return {"effective_count": None if told is None else round(told)}


def _estimate(
    found: Estimates, at: tuple[int, int], measure: str, label: str, mark: Reliability
) -> Estimate:
    shown = mark not in {"suppressed", "hidden"}
    value, low, high, se = (
        _number(part[at]) if shown else None
        for part in (found.value, found.low, found.high, found.se)
    )
    base = int(found.count[at])
    return Estimate(
        value, low, high, int(found.cases[at]), base, label,
        "index" if measure == "index" else "share", found.method, se, found.level, base, mark,
    )  # fmt: skip


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _evidence(responses: Responses, design: Design, group: LadderGroup) -> Evidence:
    told = {
        "questionnaire": responses.name,
        "population": responses.population,
        "simulated": "yes" if responses.is_simulated else "",
        "degrees of freedom of the design": f"{design.df:g}",
        "respondents whose segment is not known": _few(group.domains.unknown_count),
        **responses.about,
    }
    return Evidence(
        "How often a month did they say that they do each thing?",
        parameters={name: value for name, value in told.items() if value},
        rows=len(responses),
    )


def _few(people: int) -> str:
    """Say how many, but not how few: a small number gives away whom it leaves."""
    return f"under {MINIMUM_PEOPLE}" if 0 < people < MINIMUM_PEOPLE else f"{people:,}"
