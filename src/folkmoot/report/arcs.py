"""Places that share their people as a small picture: names below each other, an arc a pair."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from folkmoot.estimate import EstimateTable
from folkmoot.report.dots import Chart
from folkmoot.report.drawing import FONT, finished
from folkmoot.report.placing import ACCENT, INK, MUTED
from folkmoot.report.words import clip, with_interval

if TYPE_CHECKING:
    import altair as alt

__all__ = ["overlap_chart", "overlap_pairs"]

#: Pairs drawn; the exported table has them all.
_MOST: Final = 8
#: In pixels: a chart of 328 fits beside another, and on a phone of 360.
_LEFT: Final = 128
_PLOT: Final = 192
_STEP: Final = 26
_LETTERS: Final = 17
#: Points of an arc: at 24 its corners cannot be seen.
_POINTS: Final = 24
_WIDTHS: Final = (1.5, 7.0)
#: Pixels that an arc reaches out, more for each name that it passes, and at the most.
_REACH: Final = (12, 12, 66)

_Pair = tuple[str, str, float, float]


def overlap_pairs(table: EstimateTable) -> Sequence[Mapping[str, Mapping[str, Any]]]:
    """The pairs that are drawn, the surest first: their rows by measure."""
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows():
        if row["value"] is not None:
            found.setdefault((row["one"], row["other"]), {})[row["measure"]] = row
    whole = [rows for rows in found.values() if {"lift", "jaccard"} <= rows.keys()]
    return list(whole)[:_MOST]


def overlap_chart(table: EstimateTable) -> Chart | None:
    """Draw which places share people beyond chance; nothing where none do."""
    pairs = overlap_pairs(table)
    if not pairs:
        return None
    best = pairs[0]["lift"]
    sentence = (
        "An arc joins places that share more people than chance would have it. How many times as"
        " many stands at its lower end; its width is how large a part of them is in both."
        f" “{best['one']}” and “{best['other']}”: {with_interval(best)}."
    )
    drawn = tuple(
        (
            rows["lift"]["one"],
            rows["lift"]["other"],
            rows["lift"]["value"],
            rows["jaccard"]["value"],
        )
        for rows in pairs
    )
    return _draw(drawn, sentence)


@lru_cache(maxsize=16)
def _draw(pairs: tuple[_Pair, ...], sentence: str) -> Chart:
    from altair.utils.schemapi import debug_mode

    name, title = "overlap", "Places that share their people"
    with debug_mode(False):
        drawing = finished(_specified(pairs), f"{name}-small", "small", title, sentence)
    return Chart(name, title, sentence, (drawing,))


def _ordered(pairs: Sequence[_Pair]) -> list[str]:
    """Names with those that are tied next to each other, so that few arcs cross."""
    names: list[str] = []
    for start, _, _, _ in pairs:
        waiting = [start]
        while waiting:
            name = waiting.pop(0)
            if name not in names:
                names.append(name)
                waiting += [b if a == name else a for a, b, _, _ in pairs if name in (a, b)]
    return names


def _specified(pairs: Sequence[_Pair]) -> alt.LayerChart:
    import altair as alt

    names = _ordered(pairs)
    height = _STEP * len(names)
    heights = {name: _STEP * (place + 0.5) for place, name in enumerate(names)}
    most = max(share for _, _, _, share in pairs)
    layers = []
    said: dict[float, list[str]] = {}
    for one, other, lift, share in pairs:
        upper, lower = sorted((one, other), key=heights.__getitem__)
        top, bottom = heights[upper], heights[lower]
        reach = min(_REACH[0] + _REACH[1] * (bottom - top) / _STEP, _REACH[2])
        width = _WIDTHS[0] + (_WIDTHS[1] - _WIDTHS[0]) * share / most
        layers.append(_arc(top, bottom, reach, width, height))
        said.setdefault(bottom, []).append(f"×{lift:.1f} {upper}")
    # Beside the lower end of each arc, where no other arc ends.
    layers += [_word(_REACH[2] + 10, y, clip(", ".join(words), _LETTERS), MUTED, "left", height)
               for y, words in said.items()]  # fmt: skip
    dots = alt.Chart(alt.InlineData(values=[{"y": each} for each in heights.values()]))
    layers.append(dots.mark_point(filled=True, size=46, opacity=1, color=ACCENT).encode(
        x=alt.value(0), y=_y(height)))  # fmt: skip
    layers += [_word(-12, y, clip(name, _LETTERS), INK, "right", height)
               for name, y in heights.items()]  # fmt: skip
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(
            width=_PLOT, height=height, autosize=alt.AutoSizeParams(type="none"),
            padding={"left": _LEFT, "right": 328 - _LEFT - _PLOT, "top": 4, "bottom": 8},
        )
        .configure(aria=False, background="transparent", font=FONT)
        .configure_view(stroke=None)
    )  # fmt: skip
    return chart


def _arc(top: float, bottom: float, reach: float, width: float, height: int) -> alt.Chart:
    import altair as alt

    middle, half = (top + bottom) / 2, (bottom - top) / 2
    points = []
    for place in range(_POINTS + 1):
        angle = math.pi * (place / _POINTS - 0.5)
        points.append({"x": 4 + (reach - 4) * math.cos(angle), "y": middle + half * math.sin(angle),
                       "order": place})  # fmt: skip
    arc: alt.Chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_line(color=ACCENT, strokeWidth=round(width, 1), opacity=0.55, strokeCap="round")
        .encode(x=_x(), y=_y(height), order="order:Q")
    )
    return arc


def _word(
    x: float, y: float, text: str, colour: str, align: Literal["left", "right"], height: int
) -> alt.Chart:
    import altair as alt

    word: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{"y": y}]))
        .mark_text(align=align, baseline="middle", fontSize=12, font=FONT, color=colour, text=text,
                   dx=x)
        .encode(x=alt.value(0), y=_y(height))
    )  # fmt: skip
    return word


def _x() -> alt.X:
    import altair as alt

    scale = alt.Scale(domain=[0, _PLOT], range=[0, _PLOT], nice=False, zero=False)
    return alt.X("x:Q", scale=scale, axis=None)


def _y(height: int) -> alt.Y:
    import altair as alt

    scale = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    return alt.Y("y:Q", scale=scale, axis=None)
