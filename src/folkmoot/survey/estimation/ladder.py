"""The participation ladder of any segments, from a questionnaire: shares, indexes, tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.errors import FolkmootError
from folkmoot.survey.estimation._ladder_tables import crossings_reliability
from folkmoot.survey.estimation.answers import Answers
from folkmoot.survey.estimation.comparing import Comparison, against_rest, q_values
from folkmoot.survey.estimation.design import Design, design_of
from folkmoot.survey.estimation.domains import Domains, domains_of
from folkmoot.survey.estimation.estimates import Estimates, indexes, shares
from folkmoot.survey.membership import Membership, membership
from folkmoot.survey.responses import Responses

__all__ = ["LadderEstimates", "LadderGroup", "ladder_estimates"]

_LEVEL: Final = 0.95

_WITHHELD: Final = ("suppressed", "hidden")


@dataclass(frozen=True, eq=False)
class LadderGroup:
    """One crossing of segments; arrays have the shape (domains, rungs).

    Parameters
    ----------
    domains
        The segments.
    shares, indexes
        Share of each rung, and its index against everybody whose answers are known.
    comparison
        Each segment against all others; its q-values are over all groups of the ladder.
    reliability
        ``normal``, ``low base``, ``hidden`` or ``suppressed``, by the base of each share.
    """

    domains: Domains
    shares: Estimates
    indexes: Estimates
    comparison: Comparison
    reliability: NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class LadderEstimates:
    """The ladder of everybody, of each segment and of their crossings.

    Parameters
    ----------
    rungs
        Names of the groups of the ladder.
    by
        Segment columns that were asked for.
    groups
        Everybody first, then the crossings in the order asked for; each column alone and then the
        crossings of two and more where nothing was asked for.
    """

    rungs: tuple[str, ...]
    by: tuple[str, ...]
    groups: tuple[LadderGroup, ...]

    def rows(self) -> list[dict[str, Any]]:
        """A mapping a segment and rung, withheld numbers as ``None``.

        Keys: the columns of ``by`` (``None``: all), ``rung``; ``share``, ``share_low``,
        ``share_high``, ``share_se``; ``index`` likewise; ``difference`` from all others with its
        ends, ``p_value``, ``q_value``; ``cases``, ``base``, ``unknown``, ``effective_base``,
        ``design_effect``, ``df``; ``interval`` (the share's) and ``reliability``.
        """
        return [row for group in self.groups for row in self._of(group)]

    def _of(self, group: LadderGroup) -> list[dict[str, Any]]:
        found = []
        for number, labels in enumerate(group.domains.labels):
            about = dict.fromkeys(self.by) | dict(zip(group.domains.columns, labels, strict=True))
            for place, rung in enumerate(self.rungs):
                found.append(about | {"rung": rung} | _numbers(group, number, place))
        return found


def ladder_estimates(
    said: Responses | Membership,
    design: Design | None = None,
    by: Sequence[str] = (),
    *,
    crossings: Sequence[Sequence[str]] | None = None,
    segments: Any = None,
    level: float = _LEVEL,
) -> LadderEstimates:
    """Estimate the ladder of everybody, of each segment and of all crossings of the segments.

    Ask for all that will be shown side by side in one call: what is withheld of one crossing
    depends on the others, and the more is tested, the less is found.

    Parameters
    ----------
    said
        Answers, or who belongs to which group.
    design
        How the sample was drawn, weighed or not; left out, that of the answers' own columns.
    by
        Segment columns.
    crossings
        Columns of each group after everybody; left out, each column and all crossings of them.
    segments
        Where they stand; left out, the answers' own.
    level
        Confidence level of all intervals.

    Raises
    ------
    FolkmootError
        ``no-design`` where there is none; ``no-segment-column`` and what else
        `folkmoot.survey.estimation.domains.domains_of` refuses.

    Examples
    --------
    >>> from folkmoot.survey.estimation.design import make_design
    >>> yes_no = np.repeat([[1.0], [0.0], [1.0], [0.0]], [40, 60, 60, 840], axis=0)
    >>> ages = {"age": ["18-24"] * 100 + ["25+"] * 900}
    >>> who = Membership(("critic",), yes_no, yes_no, {"critic": ("comment",)})
    >>> found = ladder_estimates(who, make_design(np.ones(1000)), ["age"], segments=ages)
    >>> [(row["age"], row["share"], round(row["index"])) for row in found.rows()]
    [(None, 0.1, 100), ('18-24', 0.4, 400), ('25+', 0.06666666666666667, 67)]
    """
    if isinstance(said, Responses):
        design = design or design_of(said)
        segments = said.segments if segments is None else segments
        said = membership(said)
    if design is None:
        raise FolkmootError("no-design", "ladder", "membership alone", "the sample's design too")
    if crossings is None:
        crossings = [c for size in range(1, len(by) + 1) for c in combinations(by, size)]
    columns = tuple(dict.fromkeys([*by, *(name for crossing in crossings for name in crossing)]))
    source = {} if segments is None else segments
    alone = {name: domains_of(source, [name]) for name in columns}
    groups = [
        _group(said, design, domains_of(source, crossing, rows=len(design)), level)
        for crossing in dict.fromkeys([(), *map(tuple, crossings)])
    ]
    groups = _with_reliability(said, design, _with_q_values(groups), alone)
    return LadderEstimates(said.rungs, columns, tuple(groups))


def _group(said: Membership, design: Design, domains: Domains, level: float) -> LadderGroup:
    asked = Answers.of(said.belongs, design, domains, names=said.rungs)
    share = shares(asked, level=level)
    unsaid = np.full(share.value.shape, "", dtype="<U10")
    compared = against_rest(asked, level=level)
    return LadderGroup(domains, share, indexes(asked, level=level), compared, unsaid)


def _with_q_values(groups: list[LadderGroup]) -> list[LadderGroup]:
    found = q_values([group.comparison.p_value for group in groups])
    return [
        replace(group, comparison=replace(group.comparison, q_value=q))
        for group, q in zip(groups, found, strict=True)
    ]


def _with_reliability(
    said: Membership, design: Design, groups: list[LadderGroup], alone: dict[str, Domains]
) -> list[LadderGroup]:
    crossings = [group.domains.columns for group in groups]
    words = [group.reliability.copy() for group in groups]
    judged: dict[bytes, dict[tuple[str, ...], NDArray[np.str_]]] = {}
    for rung in range(len(said.rungs)):
        known = ~np.isnan(said.belongs[:, rung]) & (design.weights > 0)
        # Where nobody left anything open all rungs have the same bases.
        key = known.tobytes()
        if key not in judged:
            judged[key] = crossings_reliability(alone, crossings, known)
        for own, crossing in zip(words, crossings, strict=True):
            own[:, rung] = judged[key][crossing]
    return [replace(group, reliability=own) for group, own in zip(groups, words, strict=True)]


def _numbers(group: LadderGroup, number: int, place: int) -> dict[str, Any]:
    at = (number, place)
    share, index, gap = group.shares, group.indexes, group.comparison
    word = str(group.reliability[at])
    numbers = {
        "share": share.value, "share_low": share.low, "share_high": share.high,
        "share_se": share.se, "index": index.value, "index_low": index.low,
        "index_high": index.high, "index_se": index.se, "difference": gap.difference,
        "difference_low": gap.low, "difference_high": gap.high, "p_value": gap.p_value,
        "q_value": gap.q_value, "effective_base": share.effective_count,
        "design_effect": share.design_effect, "df": share.df,
    }  # fmt: skip
    is_shown = word not in _WITHHELD
    told: dict[str, Any] = {
        name: float(array[at]) if is_shown and not np.isnan(array[at]) else None
        for name, array in numbers.items()
    }
    counts = {"cases": share.cases, "base": share.count, "unknown": share.unknown}
    for name, whole in counts.items():
        # Of a suppressed segment nothing is told; of a hidden one its size.
        is_told = is_shown or (word == "hidden" and name == "base")
        told[name] = int(whole[at]) if is_told else None
    told["interval"] = "korn-graubard" if share.is_exact[at] else "logit"
    return told | {"reliability": word}
