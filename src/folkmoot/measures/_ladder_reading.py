"""What the lake says about the ladder: counts by segment and place, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from folkmoot.estimate import Evidence
from folkmoot.measures._masks import Layout
from folkmoot.measures._places import names_of, samples
from folkmoot.measures._segments import atoms, is_crossing, is_placed, parts, years_before
from folkmoot.measures._tally import COUNTED, Tally, tally
from folkmoot.view import View

__all__ = ["Reading", "read_ladder"]

_SILENT: Final = pa.schema(
    [
        pa.field("kind", pa.string()),
        pa.field("segment", pa.string()),
        pa.field("people", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Reading:
    """Counts and their evidence.

    Parameters
    ----------
    tallies
        By kind of segment; the first is of all people.
    silent
        Known members of whom there is no act, by kind and segment; empty where no list of
        members is known.
    places
        Names of places by their number.
    """

    tallies: list[Tally]
    silent: Mapping[tuple[str, str], int]
    places: Mapping[int, str]
    evidence: Mapping[str, Evidence]

    def evidence_id(self, kind: str) -> str:
        """Name the evidence of a kind of segment."""
        return "rooms" if kind == "room" else "people"


def read_ladder(view: View, layout: Layout, by: tuple[str, ...], group: str | None) -> Reading:
    """Count who did what, in all, by segment and by place."""
    segments = [kind for kind in by if not is_placed(kind)]
    crossed = [kind for kind in by if is_placed(kind) and is_crossing(kind)]
    declared = atoms([*segments, *crossed])
    years = years_before(view.as_of) if "tenure" in declared else {}
    about_members = {
        "declared": declared, "segments": [parts(kind) for kind in segments], "group": group,
    }  # fmt: skip
    counted, people = view.ask(
        "participation", COUNTED, "Who did what in the last months, by segment?",
        {**layout.parameters(view.as_of), "as_of": view.as_of, **years},
        places="community" in by or bool(crossed),
        crossed=[parts(kind)[:-1] for kind in crossed], **about_members, **layout.context(),
    )  # fmt: skip
    kinds = ["all", *segments, *(["group"] if group else [])]
    kinds += [kind for kind in by if kind == "community" or kind in crossed]
    tallies = [tally(counted, kind, layout) for kind in kinds]
    evidence = {"people": _rests_on(people, tallies[0], _newest(view))}
    silent: dict[tuple[str, str], int] = {}
    if tallies[0].base[0, 0, 0]:
        table, evidence["silent"] = view.ask(
            "participation_silent", _SILENT, "Which known members never took part?",
            {"as_of": view.as_of, **years}, **about_members, **layout.context(),
        )  # fmt: skip
        silent = {(row["kind"], row["segment"]): row["people"] for row in table.to_pylist()}
    if "room" in by:
        found, evidence["rooms"] = _read_rooms(view, layout)
        tallies.append(found)
    names = names_of(view)[0] if any(map(is_placed, by)) else {}
    return Reading(tallies, silent, names, evidence)


def _read_rooms(view: View, layout: Layout) -> tuple[Tally, Evidence]:
    from folkmoot.annotators.topics import assign_topics

    assign_topics(view)
    counted, evidence = view.ask(
        "participation_rooms", COUNTED, "Who did what in each room in the last months?",
        layout.parameters(view.as_of), **layout.context(),
    )  # fmt: skip
    return tally(counted, "room", layout), evidence


def _rests_on(evidence: Evidence, whole: Tally, urls: tuple[str, ...]) -> Evidence:
    return replace(evidence, rows=int(whole.base.max()), samples=urls)


def _newest(view: View) -> tuple[str, ...]:
    return samples(view, "recent_urls", month=f"{view.as_of:%Y-%m}")
