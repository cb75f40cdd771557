"""Where everything of a dot chart stands, in pixels.

Nothing is laid out by measured text, so the same numbers give the same drawing on any machine,
whichever fonts it has. Widths of text are estimated for a wide font and cut to their room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from folkmoot.report.dots import Line, Mark, Scale
from folkmoot.report.words import clip, width

__all__ = ["ACCENT", "INK", "LINE", "MUTED", "NARROW", "Layout", "place_legend", "place_marks",
           "place_texts", "wide"]  # fmt: skip

#: The four colours of the light theme. A style sheet maps them to the reader's theme.
ACCENT: Final = "#0b5c7a"
INK: Final = "#1c1c1a"
MUTED: Final = "#5c5c58"
LINE: Final = "#d9d9d4"

#: By order of the series: told apart without colour too.
_SHAPES: Final = ("circle", "diamond")
_COLOURS: Final = (ACCENT, MUTED)

_CELL: Final = 7  # pixels of a Latin letter at 12 pixels, of a wide font
_LEGEND_STEP: Final = 18
_LEGEND_CELLS: Final = 44


@dataclass(frozen=True, slots=True)
class Layout:
    """Widths in pixels (left of the plot, the plot, the numbers, the remark), heights in a line.

    A line is ``head`` (its label, where that stands above) + ``step`` a mark + ``gap`` high.
    """

    name: Literal["wide", "narrow"]
    left: int
    plot: int
    numbers: int
    remark: int
    head: int
    step: int
    gap: int

    def line_height(self, line: Line) -> int:
        """Height of a line."""
        return self.head + self.step * len(line.marks) + self.gap

    def height(self, lines: Sequence[Line]) -> int:
        """Height of some lines."""
        return sum(map(self.line_height, lines))

    def legend_height(self, series: Sequence[str]) -> int:
        """Height of the legend: side by side on a wide chart, stacked on a narrow one."""
        rows = len(series) if self.name == "narrow" else min(len(series), 1)
        return _LEGEND_STEP * rows


#: For a phone of 360 pixels with margins of 16: labels stand above their dots.
NARROW: Final = Layout("narrow", 14, 158, 156, 0, head=19, step=16, gap=9)


def wide(lines: Sequence[Line]) -> Layout:
    """Give labels and remarks the room they need, and the plot what remains of 760 pixels."""
    left = 24 + _CELL * max(min(width(line.label), 28) for line in lines)
    remark = 170 if any(line.remark for line in lines) else 0
    return Layout("wide", left, 760 - 150 - left - remark, 150, remark, 0, step=17, gap=13)


def place_marks(lines: Sequence[Line], scale: Scale, layout: Layout) -> list[dict[str, Any]]:
    """Place the dots that may be shown, their ends cut to the scale."""
    return [
        {"y": y, "colour": _COLOURS[mark.series], "shape": _SHAPES[mark.series]}
        | _ends(mark, scale)
        for y, mark in _heights(lines, layout)
        if mark.value is not None
    ]


def place_texts(lines: Sequence[Line], layout: Layout) -> list[dict[str, Any]]:
    """Place labels, numbers and remarks beside the dots (narrow: labels above them)."""
    is_wide = layout.name == "wide"
    texts = []
    for position, line in enumerate(lines):
        top = layout.height(lines[:position])
        y = top + layout.line_height(line) / 2 if is_wide else top + 15
        room = layout.left - 12 if is_wide else 320 - _CELL * width(line.remark)
        texts.append(_text(-layout.left, y, clip(line.label, room / _CELL)))
        if line.remark and is_wide:
            texts.append(_text(layout.plot + layout.numbers + 4, y, line.remark))
        elif line.remark:
            texts.append(_text(layout.plot + layout.numbers - 4, y, line.remark, align="right"))
    for y, mark in _heights(lines, layout):
        colour = INK if mark.series == 0 else MUTED
        texts.append(_text(layout.plot + 14, y, mark.text, colour))
    return texts


def place_legend(series: Sequence[str], layout: Layout) -> list[dict[str, Any]]:
    """Place the legend above the plot; ``x`` and ``y`` are those of the sign before each name."""
    found = []
    x, y = 6 - layout.left, 6 - layout.legend_height(series)
    for order, name in enumerate(series):
        text = clip(name, _LEGEND_CELLS)
        found.append(_text(x, y, text) | {"shape": _SHAPES[order], "colour": _COLOURS[order]})
        if layout.name == "narrow":
            y += _LEGEND_STEP
        else:
            x += 40 + _CELL * width(text)
    return found


def _heights(lines: Sequence[Line], layout: Layout) -> list[tuple[float, Mark]]:
    """Every mark with its height in the plot."""
    found = []
    for position, line in enumerate(lines):
        top = layout.height(lines[:position]) + layout.head + layout.gap / 2
        found += [
            (top + (order + 0.5) * layout.step, mark) for order, mark in enumerate(line.marks)
        ]
    return found


def _ends(mark: Mark, scale: Scale) -> dict[str, Any]:
    """Cut value and interval to the scale; a value beyond it becomes a triangle at the end."""
    if mark.value is None:
        return {}
    low = mark.value if mark.low is None else mark.low
    high = mark.value if mark.high is None else mark.high
    cut = {"value": mark.value, "low": low, "high": high}
    ends: dict[str, Any] = {k: min(max(v, scale.low), scale.high) for k, v in cut.items()}
    if mark.value > scale.high:
        ends["shape"] = "triangle-right"
    if mark.value < scale.low:
        ends["shape"] = "triangle-left"
    return ends


def _text(
    x: float, y: float, text: str, colour: str = INK, align: Literal["left", "right"] = "left"
) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "colour": colour, "align": align}
