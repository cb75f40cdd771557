"""How people take part: the ladder by segment, read off what they did.

Two definitions stand side by side. *Point*: did it in the last 30 days (7 for what the ladder
asks for weekly). *Habit*: did it in at least ``k`` of the last ``m`` months of 30 days. Three
bases are named: members known, members active lately, and those who posted. Groups overlap, so
shares never add to 100. Traces show neither reading nor doing nothing: those shares are refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa

from folkmoot import ladder
from folkmoot.errors import Problem, ProblemGroup
from folkmoot.estimate import EstimateTable
from folkmoot.measures._ladder_reading import Reading, read_ladder
from folkmoot.measures._ladder_rows import ABOUT, cell_table, refused_rows, silent_rows
from folkmoot.measures._ladder_words import Words
from folkmoot.measures._masks import make_layout
from folkmoot.measures._segments import DECLARED, PLACES, canonical, faults, is_crossing, is_placed
from folkmoot.view import View

__all__ = ["SEGMENTS", "participation"]

#: What ``by`` may name. A ``room`` is a topic inside a community. What members declared may be
#: crossed, with each other and with communities: ``age_band*country``.
SEGMENTS: Final = (*DECLARED, *PLACES)

_FRAMES: Final = pa.schema([("sampling_frame", pa.string()), ("acts", pa.int64())])
_FRAMES_SAID: Final = {
    "keyword": "were found by a search for words",
    "browsing": "are what somebody happened to see",
    "user": "come from one person's own export",
}


def participation(
    view: View,
    by: Sequence[str] = ("age_band",),
    group: str | None = None,
    point_days: int = 30,
    habit_months: int = ladder.HABIT.m,
    habit_k: int = ladder.HABIT.k,
    active_days: int = 90,
) -> EstimateTable:
    """Answer how large each rung of the ladder is, in all and in each segment.

    Parameters
    ----------
    view
        The lake at a moment.
    by
        Segments, of `SEGMENTS`: what members declared (``age_band``, ``country``, ``gender``),
        years since they joined (``tenure``), where they acted (``community``, ``room``), and
        crossings (``age_band*country``, ``age_band*community``; rooms are not crossed).
    group
        A relation with a column ``actor_id`` (``target``), to stand beside all members.
    point_days
        Window in days of *did it lately*; longer finds more people. What the ladder asks for
        weekly keeps its window of a week.
    habit_months, habit_k
        A habit shows in at least ``habit_k`` of the last ``habit_months`` months of 30 days.
    active_days
        Window in days that makes a member an active one.

    Returns
    -------
    EstimateTable
        By segment_kind, segment, definition (``habit``, ``point``), denominator (``known``,
        ``active``, ``posters``) and rung: ``share``, and ``index`` against all members. Row
        ``reactor`` counts reactions of one tap, which are on no rung. ``silent_members`` counts
        known members of whom there is no act. Spectators and inactive have rows without a value,
        with measure ``refused``; ``seen_reading`` counts those whose reading left a trace.

    Raises
    ------
    FolkmootError
        When a segment or a group is not known, or the windows are impossible.
    """
    _check(by, group)
    layout = make_layout(point_days, habit_months, habit_k, active_days)
    reading = read_ladder(view, layout, canonical(by), group)
    words = Words(layout, view.as_of, reading.silent.get(("all", "all")), reading.places)
    whole = reading.tallies[0]
    cells, notes = [], [*_frames(view), *_notes(reading)]
    rows = refused_rows(whole, words, "people")
    for each in reading.tallies:
        table, unlisted = cell_table(each, whole, words, reading.evidence_id(each.kind))
        cells.append(table)
        if is_placed(each.kind) and unlisted:
            few = "too few active" if is_crossing(each.kind) else "under 10 active"
            notes.append(f"{unlisted:,} of the {each.kind} segments, each with {few} people, are"
                         " not listed.")  # fmt: skip
        elif not is_placed(each.kind) and reading.silent:
            silent = {name: n for (kind, name), n in reading.silent.items() if kind == each.kind}
            rows += silent_rows(silent, each, words, "silent")
    table = EstimateTable.build(
        "participation", "How people take part", ABOUT, rows, reading.evidence, view.as_of, notes,
        words.sentence,
    )  # fmt: skip
    return replace(table, data=pa.concat_tables([*cells, table.data]))


def _check(by: Sequence[str], group: str | None) -> None:
    problems = faults(by)
    if group is not None and not re.fullmatch(r"[a-z_][a-z0-9_]*", group):
        problems.append(
            Problem("no-relation", "group", f'"{group}"', "the name of a relation such as target")
        )
    if problems:
        raise ProblemGroup("participation", problems)


def _frames(view: View) -> list[str]:
    """Say which acts are no sample of a community, and so bend every share they stand in."""
    rows = view.query("sampling_frames", _FRAMES).to_pylist()
    found = {row["sampling_frame"]: row["acts"] for row in rows}
    odd = [f"{found[frame]:,} {said}" for frame, said in _FRAMES_SAID.items() if found.get(frame)]
    if not odd:
        return []
    why = "no sample of a community, so shares in which they stand also tell how they were found"
    return [f"Of {sum(found.values()):,} acts {', '.join(odd)}: {why}."]


def _notes(reading: Reading) -> list[str]:
    notes = [
        "Groups overlap: one person may be on several rungs, and shares do not add to 100.",
        "Posts show neither who only reads nor who does nothing: both are refused here, not zero.",
        "Intervals treat those seen as a draw from all who could have come in a like period.",
    ]
    if not reading.silent:
        notes.append(
            "No list of members came with the data, so nothing is said of all members known."
        )
    if any(is_placed(each.kind) for each in reading.tallies):
        notes.append("Of a place, only those active there are counted, not all its members.")
    return notes
