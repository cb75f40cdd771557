"""Sensitivity in a sentence each: the ranges, the order of segments, taps, software."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations
from typing import Final

from folkmoot.estimate import Estimate, Row, difference
from folkmoot.measures._segments import CROSS, UNDECLARED

__all__ = ["notes_on"]

_VARIED: Final = {
    "window": "windows of 7 to 90 days",
    "habit": "1 to 3 of 3 months",
    "as_of": "moments up to 30 days earlier",
}
#: A range is said of the rungs that one in a hundred or more stand on: the rest moves by nothing.
_WORTH_SAYING: Final = 0.01


def notes_on(rows: Sequence[Row], kinds: Sequence[str], suspects: int) -> list[str]:
    """Say what a reader needs of the table, in its order."""
    whole = [row for row in rows if row.about["segment_kind"] == "all"]
    return [
        *_ranges([row for row in whole if row.about["measure"] == "share"]),
        *(_order(kind, rows) for kind in kinds),
        *_taps(whole),
        *_software(whole, suspects),
    ]


def _ranges(rows: Iterable[Row]) -> list[str]:
    by_rung: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        if row.about["varied"] in _VARIED and row.estimate.value is not None:
            found = by_rung.setdefault(row.about["rung"], {})
            found.setdefault(row.about["varied"], []).append(row)
    return [
        _range(rung, found) for rung, found in by_rung.items()
        if rung != "participant"
        and max(_values(chain.from_iterable(found.values()))) >= _WORTH_SAYING
    ]  # fmt: skip


def _range(rung: str, found: Mapping[str, Sequence[Row]]) -> str:
    said = []
    for varied, rows in found.items():
        # The definitions differ by nature; where the moment is varied, nothing else is.
        of = "point" if varied == "window" else "habit"
        values = _values(row for row in rows if row.about["definition"] == of)
        said.append(f"from {_percent(min(values))} to {_percent(max(values))} over"
                    f" {_VARIED[varied]}")  # fmt: skip
    return f"The share of {rung}s runs {', '.join(said)}."


def _order(kind: str, rows: Sequence[Row]) -> str:
    """Say whether the order of segments on the most common rung holds in every setting.

    Who declared nothing is no segment to choose between.
    """
    asked = [
        row for row in rows
        if row.about["segment_kind"] == kind and row.about["varied"] in _VARIED
        and row.about["rung"] != "participant" and row.estimate.value is not None
        and UNDECLARED not in row.about["segment"]
    ]  # fmt: skip
    name = kind.replace(CROSS, " × ").replace("_", " ")
    if len({row.about["segment"] for row in asked}) < 2:
        return f"By {name}, fewer than two segments can be compared."
    sums: dict[str, float] = {}
    for row in asked:
        if row.about["is_usual"]:
            rung = row.about["rung"]
            sums[rung] = sums.get(rung, 0.0) + (row.estimate.value or 0.0)
    rung = max(sums, key=lambda each: sums[each])
    turned, clear = _turned([row for row in asked if row.about["rung"] == rung])
    if not turned:
        return f"By {name}, the order of segments by share of {rung}s does not change."
    pairs = "; ".join(f"{one} and {other}" for one, other in sorted(clear or turned))
    if clear:
        return f"By {name}, the order by share of {rung}s changes clearly: {pairs}."
    many = "1 pair of segments changes" if len(turned) == 1 else f"{len(turned)} pairs change"
    return (
        f"By {name}, {many} places by share of {rung}s in some setting; each of these differences"
        " could be chance."
    )


def _turned(rows: Sequence[Row]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Pairs of segments whose order differs from the usual one; those that differ clearly."""
    asked: dict[tuple[str, str, str], dict[str, Estimate]] = {}
    usual: dict[str, dict[str, Estimate]] = {}
    for row in rows:
        about = row.about
        key = (about["definition"], about["varied"], about["setting"])
        asked.setdefault(key, {})[about["segment"]] = row.estimate
        if about["is_usual"]:
            usual.setdefault(about["definition"], {})[about["segment"]] = row.estimate
    turned, clear = set(), set()
    for (definition, _, _), shares in asked.items():
        first = usual.get(definition, {})
        for pair in combinations(sorted(set(shares) & set(first)), 2):
            before, after = (_gap(side[pair[0]], side[pair[1]]) for side in (first, shares))
            if (before.value or 0) * (after.value or 0) < 0:
                turned.add(pair)
                if _is_clear(before) and _is_clear(after):
                    clear.add(pair)
    return turned, clear


def _gap(one: Estimate, other: Estimate) -> Estimate:
    return difference(one.cases, one.base, other.cases, other.base, "")


def _is_clear(gap: Estimate) -> bool:
    return gap.low is not None and gap.high is not None and gap.low * gap.high > 0


def _taps(rows: Sequence[Row]) -> list[str]:
    found = [
        row for row in rows
        if row.about["varied"] == "reactions" and row.about["definition"] == "point"
        and row.estimate.value is not None
    ]  # fmt: skip
    pairs: dict[str, list[Row]] = {}
    for row in found:
        pairs.setdefault(row.about["rung"], []).append(row)
    said = [
        f"{rung}s from {_percent(apart.estimate.value or 0)} to"
        f" {_percent(counted.estimate.value or 0)}"
        for rung, (apart, counted) in pairs.items()
    ]
    return (
        [f"Were reactions of one tap counted, it would move {' and '.join(said)}."] if said else []
    )


def _software(rows: Sequence[Row], suspects: int) -> list[str]:
    if not suspects:
        return ["No account posts as only software could; accounts declared as such are left out."]
    by_key: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        about = row.about
        if about["varied"] == "software" and about["measure"] == "share":
            key = (about["rung"], about["definition"])
            by_key.setdefault(key, []).extend(_values([row]))
    pairs = [values for values in by_key.values() if len(values) == 2]
    most = max((abs(counted - left_out) for counted, left_out in pairs), default=0.0)
    accounts = "1 account posts" if suspects == 1 else f"{suspects:,} accounts post"
    so = f"{accounts} as only software could, and {'is' if suspects == 1 else 'are'} counted"
    return [f"{so}; left out, no share would move by more than {100 * most:.1f} points."]


def _values(rows: Iterable[Row]) -> list[float]:
    return [row.estimate.value for row in rows if row.estimate.value is not None]


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %" if 0 < value < 0.095 else f"{100 * value:.0f} %"
