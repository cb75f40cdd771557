"""How far the ladder depends on how it is asked: windows, habits, the moment, taps, software.

Every answer comes from one pass over the lake, which keeps for each person and rung the days on
which something was done, as bits. The usual answer stands within each group of settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from folkmoot.errors import ProblemGroup
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Evidence,
    Reliability,
    Row,
    amount,
    count,
    disclose,
    interval,
    share,
    withheld,
)
from folkmoot.measures._cells import Ints
from folkmoot.measures._disclosing import marked, reliability
from folkmoot.measures._masks import rung_context
from folkmoot.measures._segments import (
    atoms,
    canonical,
    faults,
    parts,
    who,
    years_before,
)
from folkmoot.measures._sensitivity_words import notes_on
from folkmoot.measures._settings import ACTIVE_DAYS, BACK, Setting, Stretches, settings
from folkmoot.measures._suspects import RULES, find_suspects
from folkmoot.view import View

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = ["sensitivity"]

_COUNTED: Final = pa.schema(
    [
        pa.field("kind", pa.string()),
        pa.field("segment", pa.string()),
        pa.field("field", pa.int64()),
        pa.field("mask", pa.int64()),
        pa.field("is_suspect", pa.bool_()),
        pa.field("people", pa.int64()),
    ]
)
_ABOUT: Final = (
    *(pa.field(name, pa.string()) for name in (
        "segment_kind", "segment", "rung", "definition", "varied", "setting", "measure",
    )),
    pa.field("is_usual", pa.bool_()),
)  # fmt: skip


def sensitivity(view: View, by: Sequence[str] = ("age_band",)) -> EstimateTable:
    """Answer how each rung's share moves when the question is asked in another way.

    Parameters
    ----------
    view
        The lake at a moment.
    by
        Segments whose order is watched: what members declared, or crossings of it, as in
        `folkmoot.measures.participation`. Who declared what stays that of the moment.

    Returns
    -------
    EstimateTable
        By segment_kind, segment, rung, definition, ``varied`` and ``setting``, the ``share`` of
        members active in 90 days. Varied are the ``window`` of a point (7 to 90 days), the
        ``habit`` (1 to 3 of 3 months), the moment (``as_of``: up to 30 days earlier), whether
        ``reactions`` of one tap count as saving and taking part, and whether accounts that post
        like ``software`` are left out. Rung ``participant`` is on any rung that posts show.
        ``is_usual`` marks what the ladder shows. ``suspected`` counts the accounts by rule.
        Notes say the ranges, and whether the order of the segments holds.

    Raises
    ------
    FolkmootError
        When a segment is not known, or is a place.
    """
    problems = faults(by, with_places=False)
    if problems:
        raise ProblemGroup("sensitivity", problems)
    kinds = canonical(by)
    found, suspected = find_suspects(view)
    counted, evidence = _ask(view, kinds)
    layout = Stretches()
    answers = [_Answers.read(counted, kind, layout) for kind in ("all", *kinds)]
    rows = [row for each in answers for row in each.rows()]
    rows += _suspected(found, answers[0])
    whole = replace(evidence, rows=int(answers[0].base(0).sum()))
    return EstimateTable.build(
        "sensitivity", "How far the ladder depends on how it is asked", _ABOUT, rows,
        {"days": whole, "suspects": suspected}, view.as_of, notes_on(rows, kinds, len(found)),
        _sentence,
    )  # fmt: skip


def _ask(view: View, kinds: Sequence[str]) -> tuple[pa.Table, Evidence]:
    layout, declared = Stretches(), atoms(kinds)
    bound: dict[str, Value] = {**layout.parameters(view.as_of), "as_of": view.as_of}
    if "tenure" in declared:
        bound |= years_before(view.as_of)
    return view.ask(
        "sensitivity", _COUNTED, "Who did what on which of the last days, by segment?", bound,
        layout=layout, declared=declared, segments=[parts(kind) for kind in kinds],
        **rung_context(),
    )  # fmt: skip


@dataclass(frozen=True)
class _Answers:
    """Counts of one kind of segment: people by segment, field and mask of days."""

    kind: str
    layout: Stretches
    segments: tuple[str, ...]
    codes: Ints
    fields: Ints
    masks: Ints
    is_suspect: NDArray[np.bool_]
    people: Ints

    @classmethod
    def read(cls, counted: pa.Table, kind: str, layout: Stretches) -> _Answers:
        rows = counted.filter(pc.equal(counted["kind"], kind)).sort_by("segment")
        coded = rows["segment"].combine_chunks().dictionary_encode()
        return cls(
            kind, layout, tuple(coded.dictionary.to_pylist()), coded.indices.to_numpy(),
            rows["field"].to_numpy(), rows["mask"].to_numpy(),
            rows["is_suspect"].to_numpy(zero_copy_only=False), rows["people"].to_numpy(),
        )  # fmt: skip

    def base(self, back: int, *, without_suspects: bool = False) -> Ints:
        """Active people by segment."""
        return self._sum(self.layout.is_active(back, self.fields, self.masks), without_suspects)

    def cases(self, setting: Setting) -> Ints:
        """Active people by segment who did it in this setting."""
        did = self.layout.did(setting, self.fields, self.masks)
        return self._sum(did, setting.without_suspects)

    def rows(self) -> Iterator[Row]:
        """Shares by setting, of the segments whose usual share may be shown."""
        bases: dict[tuple[int, bool], tuple[Ints, list[Reliability]]] = {}
        for back, without in product(BACK, (False, True)):
            people = self.base(back, without_suspects=without)
            bases[back, without] = people, reliability(self.kind, self.segments, people)
        usual = bases[0, False][1]
        listed = [i for i, mark in enumerate(usual) if mark in ("normal", "low base")]
        for setting in settings(
            has_reactions=bool((self.fields == self.layout.reactor).any()),
            # In a segment the difference would tell of the one or two accounts alone.
            has_suspects=self.kind == "all" and bool(self.is_suspect.any()),
        ):
            people, marks = bases[setting.back, setting.without_suspects]
            cases = self.cases(setting)
            for i in listed:
                told = share(int(cases[i]), int(people[i]), _label(setting))
                about = _about(self.kind, self.segments[i], setting)
                yield Row(about, marked(told, marks[i]), "days")

    def _sum(self, chosen: NDArray[np.bool_], without_suspects: bool) -> Ints:
        if without_suspects:
            chosen = chosen & ~self.is_suspect
        weights = np.where(chosen, self.people, 0)
        sums = np.bincount(self.codes, weights=weights, minlength=len(self.segments))
        return sums.astype(np.int64)


def _label(setting: Setting) -> str:
    back = f", {setting.back} days earlier" if setting.back else ""
    without = " who do not post like software" if setting.without_suspects else ""
    return f"members active in {ACTIVE_DAYS} days{back}{without}"


def _about(kind: str, segment: str, setting: Setting) -> dict[str, Any]:
    return {
        "segment_kind": kind, "segment": segment,
        "rung": setting.rung.removesuffix(" or reactor"), "definition": setting.definition,
        "varied": setting.varied, "setting": setting.text, "measure": "share",
        "is_usual": setting.is_usual,
    }  # fmt: skip


def _suspected(found: pa.Table, whole: _Answers) -> list[Row]:
    """Count the accounts that post like software, by rule; one account may break several."""
    base = int(whole.base(0).sum())
    rules = found["rules"].to_numpy()
    rows = []
    for bit, text in RULES.items():
        about = {
            "segment_kind": "all", "segment": "all", "varied": "software", "setting": text,
            "measure": "suspected",
        }  # fmt: skip
        number: Estimate = count(int(((rules & bit) != 0).sum()), base, "members active in 90 days")
        rows.append(Row(about, disclose(number), "suspects"))
    return rows


def _sentence(row: Mapping[str, Any]) -> str:
    if row["measure"] == "suspected":
        return f"Suspected software, {row['setting']}: {amount(row)} accounts."
    name = "All members" if row["segment_kind"] == "all" else who(
        row["segment_kind"], row["segment"]
    )  # fmt: skip
    how = (
        f"{row['rung']}s ({row['definition']}; {row['varied'].replace('_', ' ')}: {row['setting']})"
    )
    if row["value"] is None:
        return f"{name}, {how}: {withheld(row)}."
    usual = ", as on the ladder" if row["is_usual"] else ""
    return f"{name}, {how}: {amount(row)} ({interval(row)}; {row['base']:,} people){usual}."
