"""The picture of a position: things with their ellipses, and what draws them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, pi, radians, sin
from typing import TYPE_CHECKING, Any, Final

from folkmoot.estimate import EstimateTable
from folkmoot.report.dots import Chart
from folkmoot.report.drawing import FONT, finished
from folkmoot.report.placing import ACCENT, INK, LINE, MUTED

if TYPE_CHECKING:
    import altair as alt

    from folkmoot.measures.position import Place

__all__ = ["position_chart"]

#: Kind of drawing, its plot in pixels, and letters of a label before it is cut.
_LAYOUTS: Final = (("wide", 736, 400, 60), ("narrow", 304, 290, 26))
_PADDING: Final = 12
_CORNERS: Final = 60
_LETTER: Final = 6.4
_BOLD: Final = 7.4
_IDEOGRAPH: Final = 12.4
_LINE: Final = 15
#: Share of the plot left free around everything.
_MARGIN: Final = 0.12


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: _Box) -> float:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0) * max(down, 0)


def position_chart(table: EstimateTable) -> Chart | None:
    """Draw the picture; nothing where the table has none."""
    from folkmoot.measures.position import apart, places

    found = tuple(places(table))
    return _draw(found, f"{apart(table)} {_HOW}") if found else None


_HOW: Final = (
    "A thing stands towards what is said of it more often than of the others; near the middle"
    " stands what is said of all alike. Where ellipses overlap much, the order could be chance:"
    " each holds its thing's true place 95 times in 100."
)


@lru_cache(maxsize=8)
def _draw(found: tuple[Place, ...], sentence: str) -> Chart:
    from altair.utils.schemapi import debug_mode

    title = "How people tell them apart"
    with debug_mode(False):
        drawings = tuple(
            finished(_specified(found, width, height, letters), f"position-{kind}", kind,
                     title, sentence)
            for kind, width, height, letters in _LAYOUTS
        )  # fmt: skip
    return Chart("position", title, sentence, drawings)


def _specified(found: Sequence[Place], width: int, height: int, letters: int) -> alt.LayerChart:
    import altair as alt

    scale, middle = _fitted(found, width, height)

    def pixel(x: float, y: float) -> tuple[float, float]:
        return width / 2 + (x - middle[0]) * scale, height / 2 - (y - middle[1]) * scale

    points = [(place, *pixel(place.x, place.y)) for place in found]
    outlines = [
        {"thing": place.id, "corner": corner, "x": x, "y": y, "colour": _colour(place)}
        for place in found
        if place.kind != "aspect"
        for corner, (x, y) in enumerate(pixel(*at) for at in _outline(place))
    ]
    origin = pixel(0, 0)
    axes = [{"x": 0, "x2": width, "y": origin[1], "y2": origin[1]},
            {"x": origin[0], "x2": origin[0], "y": 0, "y2": height}]  # fmt: skip
    dots = [{"x": x, "y": y, "colour": _colour(place), "size": 28 if place.kind == "aspect" else 80}
            for place, x, y in points]  # fmt: skip
    texts = _labels(points, width, height, letters)
    chart: alt.LayerChart = (
        alt.layer(
            _of(axes).mark_rule(color=LINE, strokeWidth=1).encode(
                x=_at("x", width), x2="x2:Q", y=_at("y", height), y2="y2:Q"),
            _of(outlines).mark_line(strokeWidth=1.4, fillOpacity=0.07).encode(
                x=_at("x", width), y=_at("y", height), detail="thing:N", order="corner:Q",
                stroke=alt.Color("colour:N", scale=None), fill=alt.Color("colour:N", scale=None)),
            _of(dots).mark_point(filled=True, opacity=1).encode(
                x=_at("x", width), y=_at("y", height), color=alt.Color("colour:N", scale=None),
                size=alt.Size("size:Q", scale=None)),
            *(_word(text, width, height) for text in texts),
        )
        .properties(width=width, height=height, padding=_PADDING,
                    autosize=alt.AutoSizeParams(type="none"))
        .configure(aria=False, background="transparent", font=FONT)
        .configure_view(stroke=None)
    )  # fmt: skip
    return chart


def _fitted(found: Sequence[Place], width: int, height: int) -> tuple[float, tuple[float, float]]:
    """Pixels a unit, the same both ways so that distances are true, and what stands in the middle.

    Half an ellipse may leave the picture rather than press all else together.
    """
    xs = [place.x + side * min(place.long, 0.5) for place in found for side in (-1, 1)]
    ys = [place.y + side * min(place.long, 0.5) for place in found for side in (-1, 1)]
    across, down = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    scale = (1 - 2 * _MARGIN) * min(width / across, height / down)
    return scale, ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)


def _outline(place: Place) -> list[tuple[float, float]]:
    turn = radians(place.turned)
    corners = []
    for corner in range(_CORNERS + 1):
        angle = 2 * pi * corner / _CORNERS
        along, beside = place.long * cos(angle), place.short * sin(angle)
        corners.append((
            place.x + along * cos(turn) - beside * sin(turn),
            place.y + along * sin(turn) + beside * cos(turn),
        ))  # fmt: skip
    return corners


def _colour(place: Place) -> str:
    return {"aspect": MUTED, "product": ACCENT}.get(place.kind, INK)


def _labels(
    points: Sequence[tuple[Place, float, float]], width: int, height: int, letters: int
) -> list[dict[str, Any]]:
    """Each name beside its point, on the side where it covers the least; things choose first."""
    taken = [_Box(x - 5, y - 5, x + 5, y + 5) for _, x, y in points]
    texts = []
    for place, x, y in sorted(points, key=lambda point: point[0].kind == "aspect"):
        name = place.name if len(place.name) <= letters else place.name[: letters - 1] + "…"
        letter_width = _LETTER if place.kind == "aspect" else _BOLD
        wide = sum(_IDEOGRAPH if ord(letter) > 0x2E7F else letter_width for letter in name)
        half = wide / 2
        sides = [
            (x + 9, y), (x - 9 - wide, y), (x - half, y - _LINE), (x - half, y + _LINE),
            (x + 7, y - 12), (x + 7, y + 12), (x - 7 - wide, y - 12), (x - 7 - wide, y + 12),
        ]  # fmt: skip
        boxes = [_Box(left, line - 8, left + wide, line + 8) for left, line in sides]
        best = min(boxes, key=lambda box: _cost(box, taken, width, height))
        taken.append(best)
        texts.append({
            "x": best.left, "y": (best.top + best.bottom) / 2, "text": name,
            "colour": _colour(place), "weight": "normal" if place.kind == "aspect" else "bold",
        })  # fmt: skip
    return texts


def _cost(box: _Box, taken: Sequence[_Box], width: int, height: int) -> float:
    outside = max(-box.left, 0) + max(box.right - width, 0)
    outside += max(-box.top, 0) + max(box.bottom - height, 0)
    return sum(box.overlap(other) for other in taken) + 100 * ceil(outside)


def _of(values: list[dict[str, Any]]) -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.InlineData(values=values))


def _at(field: str, pixels: int) -> Any:
    import altair as alt

    scale = alt.Scale(domain=[0, pixels], range=[0, pixels], nice=False, zero=False)
    kind = alt.X if field == "x" else alt.Y
    return kind(f"{field}:Q", scale=scale, axis=None)


def _word(text: Mapping[str, Any], width: int, height: int) -> alt.Chart:
    mark = _of([{"x": text["x"], "y": text["y"]}]).mark_text(
        align="left", baseline="middle", fontSize=12, font=FONT, color=text["colour"],
        text=text["text"], fontWeight=text["weight"],
    )  # fmt: skip
    placed: alt.Chart = mark.encode(x=_at("x", width), y=_at("y", height))
    return placed
