"""Traces and questionnaire together: who does nothing, reads only or posts, by segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from numpy.typing import NDArray

from folkmoot.estimate import Estimate, EstimateTable, Evidence, Reliability, Row
from folkmoot.measures._ladder_reading import read_ladder
from folkmoot.measures._masks import make_layout
from folkmoot.measures._segments import CROSS, JOINED
from folkmoot.measures._tally import BASES, DEFINITIONS
from folkmoot.survey.fusion import Fusion, LogNormal, Priors, Totals, fuse
from folkmoot.survey.responses import Responses
from folkmoot.view import View

__all__ = ["fused"]

_ABOUT: Final = tuple(
    pa.field(name, pa.string()) for name in ("segment_kind", "segment", "state", "measure")
)
_CLAIMED: Final = "claimed_share"
_BELIEFS: Final = "belief"


def fused(
    view: View,
    responses: Responses | None,
    by: Sequence[str],
    population: pa.Table,
    *,
    over_claim: LogNormal | None = None,
    communities: Sequence[str] | None = None,
    weights: NDArray[Any] | None = None,
    seed: int = 0,
) -> EstimateTable:
    """Answer who does nothing, reads only and posts, from what people say and what they did.

    The lake gives one number, the distinct people who posted in the last 30 days; the
    questionnaire gives the segments and everything that leaves no trace.

    Parameters
    ----------
    view
        The lake at a moment.
    responses
        The answers; ``None`` is refused, since traces alone cannot show who only reads.
    by
        Characteristics to cross.
    population
        People of every cell (people, not proportions).
    over_claim
        By how much the odds of claiming to take part, and to post, exceed the true odds; default
        as in `folkmoot.survey.fusion.Priors`. The wider, the wider the intervals.
    communities
        Communities that the lake covers, as the questionnaire names them. Without it taking part
        anywhere is meant, and the lake is a part of it: its count is a lower bound.
    weights
        One a respondent, in place of the design's.
    seed
        Of the draws.

    Returns
    -------
    EstimateTable
        By segment_kind, segment and state: ``share``, and ``claimed_share`` as the questionnaire
        alone has it. Rows of segment_kind ``belief`` say the whole population's shares at other
        beliefs about claims.

    Raises
    ------
    FolkmootError
        ``no-questionnaire``; as `folkmoot.survey.fusion.fuse`.
    """
    log = _log(view)
    believed = Priors() if over_claim is None else Priors(over_claim, over_claim)
    totals = [_totals(log, is_part=communities is None)] if log.posters else []
    found = fuse(
        responses, by, population, totals, priors=believed, communities=communities,
        weights=weights, silent=log.silent, seed=seed,
    )  # fmt: skip
    title = "What people say and what they did, together"
    return EstimateTable.build(
        "fused", f"{title} (simulated answers)" if found.is_simulated else title, _ABOUT,
        _rows(found), _evidence(found, log), view.as_of, [*_what_log(log), *found.sentences],
    )  # fmt: skip


@dataclass(frozen=True)
class _Log:
    """What the lake counts: people who posted in the last 30 days, members without any act."""

    posters: int
    silent: int | None
    evidence: Evidence


def _log(view: View) -> _Log:
    reading = read_ladder(view, make_layout(), (), None)
    point, posters = DEFINITIONS.index("point"), BASES.index("posters")
    counted = int(reading.tallies[0].base[0, point, posters])
    return _Log(counted, reading.silent.get(("all", "all")), reading.evidence["people"])


def _totals(log: _Log, *, is_part: bool) -> Totals:
    return Totals("posters", pa.table({"accounts": [log.posters]}), is_part=is_part)


def _what_log(log: _Log) -> list[str]:
    if not log.posters:
        return ["Nobody in the lake posted in the last 30 days, so only the answers speak."]
    return [f"In the lake {log.posters:,} people posted in the last 30 days."]


def _rows(found: Fusion) -> Iterator[Row]:
    """Rows of the whole at several beliefs, then the segments, each with its states together."""
    made = " (simulated answers)" if found.is_simulated else ""
    label = f"of {found.population}{made}"
    yield from _at_other_beliefs(found, label)
    kind = CROSS.join(found.by) or "all"
    segments: dict[str, list[dict[str, Any]]] = {}
    for row in found.rows():
        name = JOINED.join(row[column] for column in found.by) or "all"
        segments.setdefault(name, []).append(row)
    for segment, rows in segments.items():
        for row in rows:
            about = {"segment_kind": kind, "segment": segment, "state": row["state"]}
            for measure, estimate in _estimates(row, label).items():
                yield Row({**about, "measure": measure}, estimate, "fusion")


def _at_other_beliefs(found: Fusion, label: str) -> Iterator[Row]:
    for row in found.sensitivity.to_pylist():
        chosen = ", as chosen" if row["is_chosen"] else ""
        said = f"claims {row['claims_median']:g} x true odds, spread {row['claims_sigma']:g}"
        about = {
            "segment_kind": _BELIEFS, "segment": f"{said}{chosen}", "state": row["state"],
            "measure": "share",
        }  # fmt: skip
        made = Estimate(
            row["value"], row["low"], row["high"], 0, found.respondents, label, "share",
            "mrp-fusion",
        )  # fmt: skip
        yield Row(about, made, "fusion")


def _estimates(row: Mapping[str, Any], label: str) -> Mapping[str, Estimate]:
    answered = row["raw_n"] or 0
    cases = round((row["raw_value"] or 0.0) * answered)
    mark: Reliability = "normal" if row["raw_reliability"] == "normal" else "low base"
    return {
        "share": Estimate(
            row["value"], row["low"], row["high"], cases, answered, label, "share", "mrp-fusion",
            row["se"], row["level"], None, mark,
        ),
        _CLAIMED: Estimate(
            row["claimed"], None, None, cases, answered, label, "share", "mrp", None,
            row["level"], None, mark,
        ),
    }  # fmt: skip


def _evidence(found: Fusion, log: _Log) -> dict[str, Evidence]:
    factors = {
        row["factor"]: f"{row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f}); believed"
        f" {row['prior']:.2f} ({row['prior_low']:.2f} to {row['prior_high']:.2f})"
        for row in found.factors.to_pylist()
    }
    return {
        "fusion": Evidence(
            f"Which share of each {' x '.join(found.by) or 'all'} cell posts, reads only, or"
            " neither?",
            log.evidence.sql,
            {
                **log.evidence.parameters, "survey": found.name, "population": found.population,
                "posters in the lake": f"{log.posters:,}",
                **factors,
            },
            found.respondents,
        )
    }  # fmt: skip
