"""Kinds of people within the target: what each asks for and does, and what sets the kind apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from folkmoot import ladder
from folkmoot.brief import Brief
from folkmoot.estimate import Evidence
from folkmoot.measures._cells import Ints
from folkmoot.measures._compare import Pair, p_values
from folkmoot.measures._latent import Classes, find_classes
from folkmoot.measures._masks import rung_context
from folkmoot.view import View

__all__ = ["AROUND_DAYS", "Feature", "Kinds", "read_kinds"]

#: How far around their first statement it is seen how people take part: a year either side.
AROUND_DAYS: Final = 365

#: What fewer people of the target than this do, or fewer leave, tells no kinds apart.
_LEAST: Final = 10

#: A kind is named by what sets it apart at least so clearly, two things at most.
_CLEAR: Final = 0.01
_NAMED: Final = 2

_ACTS: Final = pa.schema(
    [
        pa.field("actor_id", pa.int64()),
        pa.field("part", pa.string()),
        pa.field("category", pa.string()),
        pa.field("field", pa.int32()),
        pa.field("times", pa.int64()),
    ]
)

#: Behaviours by rung, beside asking: what one of the kind does, and what one does not.
_DOES: Final = {
    "asks": ("ask about other things", "ask nothing else"),
    "creator": ("publish", "publish nothing"),
    "conversationalist": ("post short updates", "post no updates"),
    "critic": ("answer or comment", "hardly answer"),
    "collector": ("save, tag or vote", "hardly save or vote"),
    "joiner": ("follow and join", "hardly follow or join"),
}
_BITS: Final = {rung.bit: rung.name for rung in ladder.RUNGS if rung.bit is not None}


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing by which kinds are told: a need stated, or a behaviour seen."""

    part: str
    category: str
    label: str


@dataclass(frozen=True)
class Kinds:
    """The target, person by person, and the kinds found among them.

    Parameters
    ----------
    actors
        Who they are, ascending; every array has one place a person.
    features
        Needs and behaviours.
    has
        By person and feature.
    classes
        The kinds.
    names
        What each kind is called: by what sets it apart.
    """

    actors: Ints
    features: tuple[Feature, ...]
    has: Ints
    classes: Classes
    names: tuple[str, ...]
    evidence: Evidence

    def pair(self, kind: int, feature: int) -> Pair:
        """How many of a kind, and of all other kinds, show a feature."""
        return _pair(self.classes.member == kind, self.has[:, feature])


def _pair(inside: Any, has: Ints) -> Pair:
    mine, others = has[inside], has[~inside]
    return Pair(int(mine.sum()), len(mine), int(others.sum()), len(others))


def read_kinds(view: View, brief: Brief) -> Kinds:
    """Find the kinds among the target; relations ``stated_needs`` and ``target`` are read."""
    table, evidence = view.ask(
        "segment_acts", _ACTS,
        "How often did people with a need state each need, and how else did they take part?",
        {}, days=AROUND_DAYS, **rung_context(),
    )  # fmt: skip
    rows = table.to_pylist()
    actors = np.unique(table["actor_id"].to_numpy())
    needs = [Feature("need", need.id, need.title) for need in brief.needs]
    acts = [Feature("rung" if name != "asks" else "asks", name, says)
            for name, (says, _) in _DOES.items()]  # fmt: skip
    stated = _counts(rows, actors, needs)
    did = np.minimum(_counts(rows, actors, acts), 1)
    told = _varied(np.minimum(stated, 1))
    shown = _varied(did)
    classes = find_classes(stated[:, told], did[:, shown] > 0)
    features = (*(needs[i] for i in told), *(acts[i] for i in shown))
    has = np.concatenate([np.minimum(stated[:, told], 1), did[:, shown]], axis=1)
    names = _names(classes, features, has)
    return Kinds(actors, features, has, classes, names, evidence)


def _counts(rows: Sequence[Mapping[str, Any]], actors: Ints, features: Sequence[Feature]) -> Ints:
    column = {feature.category: at for at, feature in enumerate(features)}
    counts = np.zeros((len(actors), len(features)), np.int64)
    for row in rows:
        name = row["category"] or _BITS.get(row["field"], row["part"])
        if name in column:
            counts[np.searchsorted(actors, row["actor_id"]), column[name]] = row["times"]
    return counts


def _varied(has: Ints) -> list[int]:
    people = has.sum(axis=0)
    return [at for at, n in enumerate(people) if _LEAST <= n <= len(has) - _LEAST]


def _names(classes: Classes, features: Sequence[Feature], has: Ints) -> tuple[str, ...]:
    if classes.count == 1:
        return ("all",)
    names: list[str] = []
    for kind in range(classes.count):
        inside = classes.member == kind
        pairs = [_pair(inside, has[:, at]) for at in range(len(features))]
        chances = p_values(pairs)
        order = sorted(range(len(features)), key=lambda at: (chances[at], -_gap(pairs[at])))
        said = [_apart(features[at], pairs[at]) for at in order if chances[at] < _CLEAR]
        told = list(dict.fromkeys(part for part in said if part))[:_NAMED]
        name = " and ".join(told) or f"kind {kind + 1}"
        names.append(name if name not in names else f"{name} ({kind + 1})")
    return tuple(f"those who {name}" for name in names)


def _gap(pair: Pair) -> float:
    return abs(pair.cases / pair.base - pair.other_cases / pair.other_base)


def _apart(feature: Feature, pair: Pair) -> str:
    """Say what a kind does more, or hardly does; nothing where most still do it, or do not."""
    more = pair.cases * pair.other_base > pair.other_cases * pair.base
    does, does_not = (
        _DOES[feature.category] if feature.part != "need"
        else (f"ask for {feature.label}", "")
    )  # fmt: skip
    if more:
        return does
    return does_not if pair.cases * 2 < pair.base else ""
