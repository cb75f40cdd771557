"""Personas as tables of counted facts: what is known of the target, and of each kind in it.

Nobody is invented: no name, no face, no day in a life. A persona is what was counted of real
people, with how many they are and how sure it is; what was not counted is not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot.brief import Brief
from folkmoot.estimate import (
    EstimateTable,
    Row,
    amount,
    disclose,
    false_discovery,
    interval,
    share,
    withheld,
)
from folkmoot.measures._cells import Ints
from folkmoot.measures._counted import OFTEN
from folkmoot.measures._groups import BASES, Groups, label_of, read_groups, read_traits
from folkmoot.measures._kinds import Kinds, read_kinds
from folkmoot.measures._prepared import prepare
from folkmoot.measures._strata import Strata, chances, pooled_index
from folkmoot.view import View

__all__ = ["personas"]

_ABOUT: Final = (
    *(pa.field(name, pa.string())
      for name in ("persona", "characteristic", "category", "label", "measure")),
    pa.field("q_value", pa.float64()),
)  # fmt: skip

#: Of each characteristic so many categories are told, the commonest, and those that stand out.
_COMMONEST: Final = 3

#: Of those that stand out so many, the clearest; ``folkmoot audience`` has all. Of topics, of
#: which there are hundreds, no others are told.
_CLEAREST: Final = 6

#: A category of fewer people is not told: no difference could be told from chance.
_LEAST_PEOPLE: Final = 10

#: At most one in twenty so called is expected to be chance.
_CLEAR: Final = 0.05

_WHOLE: Final = "all with the need"


@dataclass(frozen=True, slots=True)
class _Fact:
    """One thing counted of a persona and of whom it is compared with."""

    persona: str
    characteristic: str
    category: str
    label: str
    strata: Strata


def personas(view: View, brief: Brief) -> EstimateTable:
    """Answer what is known of the target, and of each of its segments, as counted facts.

    Parameters
    ----------
    view
        The lake at a moment; relations ``stated_needs``, ``target`` and ``topics`` are made.
    brief
        Its needs choose the target.

    Returns
    -------
    EstimateTable
        By persona, characteristic and category: ``share`` of its people of whom that is known,
        and ``index`` against those it is compared with: other askers who ask as often for the
        whole target, the rest of the target for a segment, who ask as much else where it is told
        what that is. ``q_value`` is the share of false
        findings to expect among all facts that stand out as clearly; needs and behaviours, which
        made the segments, have none. Told are the three commonest categories of each
        characteristic, and all that stand out.
    """
    prepare(view, brief)
    groups, kinds = read_groups(view), read_kinds(view, brief)
    facts = _of_whole(groups)
    if kinds.classes.count > 1 and groups.since is not None:
        facts += list(_of_kinds(view, groups, kinds))
    facts = [fact for fact in facts if _tells(fact.strata)]
    qs = false_discovery(chances([fact.strata for fact in facts]))
    rows = [*_made(kinds), *_told(facts, qs)]
    evidence = {"acts": replace(kinds.evidence, rows=len(kinds.actors)), **groups.evidence}
    return EstimateTable.build(
        "personas", "What is known of people with the need", _ABOUT,
        sorted(rows, key=lambda row: _place(row, kinds)), evidence, view.as_of,
        _notes(kinds, groups), _say,
    )  # fmt: skip


def _tells(strata: Strata) -> bool:
    """Whether some share it, and not all."""
    shared = int(strata.cases.sum() + strata.other_cases.sum())
    return _LEAST_PEOPLE <= shared < int(strata.base.sum() + strata.other_base.sum())


def _of_whole(groups: Groups) -> list[_Fact]:
    return [
        _Fact(_WHOLE, each.characteristic, each.category, each.label, each.strata)
        for each in groups.traits
    ]


def _of_kinds(view: View, groups: Groups, kinds: Kinds) -> Iterator[_Fact]:
    """Count what is known of each person, kind by kind; under no category all who are known."""
    kind_of = dict(zip(kinds.actors.tolist(), kinds.classes.member.tolist(), strict=True))
    counts: dict[tuple[str, str], Ints] = {}
    for actor, stratum, name, category in read_traits(view, groups):
        empty = np.zeros((len(kinds.names), len(OFTEN) + 1), np.int64)
        counts.setdefault((name, category), empty)[kind_of[actor], stratum] += 1
    for (name, category), shown in counts.items():
        known = counts[name, ""]
        for kind, persona in enumerate(kinds.names) if category else ():
            mine, base = shown[kind], known[kind]
            strata = Strata(mine, base, shown.sum(axis=0) - mine, known.sum(axis=0) - base)
            yield _Fact(persona, name, category, label_of(name, category), strata)


def _made(kinds: Kinds) -> Iterator[Row]:
    """Sizes, needs and behaviours of each persona."""
    everybody = len(kinds.actors)
    named = [(_WHOLE, np.ones(everybody, bool))] if everybody else []
    if kinds.classes.count > 1:
        named += [(name, kinds.classes.member == k) for k, name in enumerate(kinds.names)]
    for persona, inside in named:
        size = int(inside.sum())
        about = {"persona": persona, "measure": "share", "q_value": None}
        whole = disclose(share(size, everybody, "people with the need"))
        if persona == _WHOLE:
            # All of all is so by definition, so that nothing is estimated.
            whole = replace(whole, low=None, high=None, se=None, method="definition")
        yield Row({**about, "characteristic": "size", "category": "", "label": "of all"}, whole,
                  "acts")  # fmt: skip
        for at, feature in enumerate(kinds.features):
            part = "need" if feature.part == "need" else "takes part"
            told = share(int(kinds.has[inside, at].sum()), size, persona)
            yield Row({**about, "characteristic": part, "category": feature.category,
                       "label": feature.label}, disclose(told), "acts")  # fmt: skip


def _told(facts: Sequence[_Fact], qs: Iterable[float]) -> Iterator[Row]:
    by_part: dict[tuple[str, str], list[tuple[_Fact, float]]] = {}
    for fact, chance in zip(facts, qs, strict=True):
        by_part.setdefault((fact.persona, fact.characteristic), []).append((fact, chance))
    for (_, name), found in by_part.items():
        common = sorted(found, key=lambda each: -each[0].strata.cases.sum())[:_COMMONEST]
        clear = sorted((each for each in found if each[1] < _CLEAR), key=lambda each: each[1])
        told = [*clear[:_CLEAREST], *([] if name == "topic" else common)]
        for fact, chance in found:
            if (fact, chance) in told:
                yield from _rows_of(fact, chance)


def _rows_of(fact: _Fact, chance: float) -> Iterator[Row]:
    strata = fact.strata
    label = f"{fact.persona} {BASES[fact.characteristic]}".strip()
    about = {
        "persona": fact.persona, "characteristic": fact.characteristic,
        "category": fact.category, "label": fact.label, "q_value": chance,
    }  # fmt: skip
    made = [
        ("share", share(int(strata.cases.sum()), int(strata.base.sum()), label)),
        ("index", pooled_index(strata, label)),
    ]
    for measure, estimate in made:
        yield Row({**about, "measure": measure}, disclose(estimate), "people")


def _place(row: Row, kinds: Kinds) -> tuple[int, int, str]:
    persona, part = row.about["persona"], row.about["characteristic"]
    order = ["size", "need", "takes part", *BASES]
    whose = 0 if persona == _WHOLE else 1 + kinds.names.index(persona)
    return whose, order.index(part), ""


def _notes(kinds: Kinds, groups: Groups) -> list[str]:
    people = len(kinds.actors)
    if not people:
        return ["Nobody in this data states a need of the brief, so there is nobody to describe."]
    count = kinds.classes.count
    told = (
        "no segments hold, so they are described together" if count == 1
        else f"they are described together, and as {count} segments"
    )  # fmt: skip
    return [
        f"{people:,} people state a need of the brief; {told}.",
        "Every line is counted: no person is invented, and what was not counted is not said.",
        (
            "Indexes compare the whole target with other askers who ask as often, and a segment"
            " with the rest of the target (100 = as common); what else they ask about, with those"
            " who ask as much else."
        ),
        *groups.left_out_notes,
    ]


def _say(row: Mapping[str, Any]) -> str:
    """Say one fact."""
    what = f"{row['characteristic'].replace('_', ' ')} {row['label']}"
    if row["value"] is None:
        return f"{row['persona']}, {what}: {withheld(row)}."
    bounds = f"({interval(row)}; n {row['base']:,})"
    low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
    if row["measure"] == "index":
        sure = "This sets them apart" if row["q_value"] < _CLEAR else "This could be chance"
        return f"{row['persona']}, {what}: index {row['value']:.0f} {bounds}. {sure}.{low}"
    return f"{row['persona']}, {what}: {amount(row).removesuffix(' %')} of 100 {bounds}.{low}"
