"""Which published figures stand beside one's own shares, and which of them may be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkmoot.benchmarks.comparing import Comparison, compare
from folkmoot.benchmarks.figures import Figure, Method, Mode, Sample

__all__ = ["Basis", "beside"]


@dataclass(frozen=True, slots=True)
class Basis:
    """How one's own shares were had: what a published figure says of itself.

    Parameters
    ----------
    place
        Country or name of the place; ``everywhere`` for a community of the whole web.
    year
        Year of the data.
    method, mode, sample
        As in `Figure`.
    base
        Of whom the shares are, where it is not each row's own ``base_label``.
    questions
        Name of the questionnaire.
    """

    place: str
    year: int
    method: Method = "traces"
    mode: Mode = "unknown"
    sample: Sample = "community"
    base: str = ""
    questions: str = "folkmoot"


def beside(
    rows: Iterable[Mapping[str, Any]], basis: Basis, figures: Sequence[Figure]
) -> list[Comparison]:
    """Put the figures of the same rung and segment beside shares of the ladder.

    Parameters
    ----------
    rows
        Of a table of estimates: ``segment_kind``, ``segment``, ``rung``, ``value``, ``base``,
        ``base_label``, and ``effective_count`` where a design has one. All members stand beside
        whole populations, a country beside its own, an age band beside the same band.
    basis
        How the shares were had.
    figures
        Published ones and one's own.

    Returns
    -------
    list of Comparison
        One's own share less the published one; refused wherever the two say different things,
        as those of posts and of questionnaires do.
    """
    found = []
    for row in rows:
        if row["value"] is None or not row["rung"]:
            continue
        own = _own(row, basis)
        found += [
            compare(own, figure) for figure in figures
            if (figure.variable, figure.category) == ("rung", row["rung"])
            and _stands_beside(row["segment_kind"], row["segment"], figure, basis)
        ]  # fmt: skip
    return found


def _own(row: Mapping[str, Any], basis: Basis) -> Figure:
    is_country = row["segment_kind"] == "country"
    place = row["segment"] if is_country else basis.place
    segment = "all" if is_country or row["segment_kind"] == "all" else _segment(row)
    return Figure(
        f"own/{row['segment']}-{row['rung']}", "own", "rung", row["rung"], row["value"], place,
        basis.year, str(basis.year), segment, basis.base or row["base_label"], basis.method,
        basis.mode, basis.sample, basis.questions, row.get("effective_count") or row["base"],
        False, "this project",
    )  # fmt: skip


def _segment(row: Mapping[str, Any]) -> str:
    return f"age {row['segment']}" if row["segment_kind"] == "age_band" else str(row["segment"])


def _stands_beside(kind: str, segment: str, figure: Figure, basis: Basis) -> bool:
    if kind == "country":
        return figure.segment == "all" and figure.place == segment
    is_here = basis.place in ("everywhere", figure.place)
    if kind == "age_band":
        return is_here and figure.segment in (f"age {segment}", segment)
    return kind == "all" and is_here and figure.segment == "all"
