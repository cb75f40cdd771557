"""Dot charts as SVG: specified with Altair, drawn by vl-convert, offline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from folkmoot.report.dots import Chart, Line, Scale
from folkmoot.report.placing import (
    INK,
    LINE,
    MUTED,
    NARROW,
    Layout,
    place_legend,
    place_marks,
    place_texts,
    wide,
)

if TYPE_CHECKING:
    import altair as alt

__all__ = ["FONT", "draw", "finished", "specify"]

#: The reader's own font where the page has none, with one for Chinese that matches.
FONT: Final = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif"

_SVG: Final = "http://www.w3.org/2000/svg"
_FRAMES: Final = ("background", "foreground")
_SILENT: Final = frozenset(
    ("class", "role", "aria-hidden", "aria-roledescription", "pointer-events", "font-family")
)

_PLACES: Final = frozenset(("d", "transform", "x2", "y2"))

_TICKS: Final = {
    "share": "format(100 * datum.value, '.0f') + ' %'",
    "ratio": "'×' + datum.value",
    "index": "datum.value",
}


# A page that is made anew asks for the same charts.
@lru_cache(maxsize=64)
def draw(
    name: str,
    title: str,
    sentence: str,
    lines: tuple[Line, ...],
    scale: Scale,
    series: tuple[str, ...] = (),
    *,
    is_small: bool = False,
) -> Chart:
    """Draw lines of dots with intervals.

    Parameters
    ----------
    name, title, sentence
        As in `Chart`.
    lines
        At least one, from top to bottom.
    scale
        The horizontal axis.
    series
        Names for the legend, at most two; none for a chart of one series.
    is_small
        Draw it narrow only, to stand beside others on a wide page too.
    """
    from altair.utils.schemapi import debug_mode

    # Altair checks every part against its schema, which takes longer than drawing; the parts are
    # the same whatever the numbers, and the tests check them.
    layouts = {"small": NARROW} if is_small else {"wide": wide(lines), "narrow": NARROW}
    with debug_mode(False):
        drawn = {
            kind: finished(specify(lines, scale, series, layout), f"{name}-{kind}", kind,
                           title, sentence)
            for kind, layout in layouts.items()
        }  # fmt: skip
    return Chart(name, title, sentence, tuple(drawn.values()))


def specify(
    lines: Sequence[Line], scale: Scale, series: Sequence[str], layout: Layout
) -> alt.LayerChart:
    """Return the specification of a chart in one layout."""
    import altair as alt

    height = layout.height(lines)
    padding = {
        "left": layout.left,
        "right": layout.numbers + layout.remark,
        "top": 4 + layout.legend_height(series),
        "bottom": 22,
    }
    legend = place_legend(series, layout)
    words = [text | {"x": text["x"] + 12, "colour": INK} for text in legend]
    chart: alt.LayerChart = (
        alt.layer(
            _axis(scale, height),
            *_dots(place_marks(lines, scale, layout), scale, height),
            *(_sign(each) for each in legend),
            _texts([*place_texts(lines, layout), *words], height),
        )
        .properties(
            width=layout.plot,
            height=height,
            autosize=alt.AutoSizeParams(type="none"),
            padding=padding,
        )
        .configure(aria=False, background="transparent", font=FONT)
        .configure_view(stroke=None)
    )
    return chart


def _of(values: list[dict[str, Any]]) -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.InlineData(values=values))


def _y(height: int) -> alt.Y:
    """Stand at a height given in pixels."""
    import altair as alt

    scale = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    return alt.Y("y:Q", scale=scale, axis=None)


def _x(field: str, scale: Scale) -> alt.X:
    import altair as alt

    axis = alt.Axis(
        values=list(scale.ticks), labelExpr=_TICKS[scale.unit], title=None, domain=False,
        ticks=False, grid=True, gridColor=LINE, labelColor=MUTED, labelFontSize=11,
        labelOverlap=False, labelBound=False, labelFlush=False, labelPadding=6, labelFont=FONT,
    )  # fmt: skip
    across = alt.Scale(
        type="log" if scale.is_log else "linear",
        domain=[scale.low, scale.high], nice=False, zero=False,
    )  # fmt: skip
    return alt.X(f"{field}:Q", scale=across, axis=axis)


def _axis(scale: Scale, height: int) -> alt.Chart:
    """Draw the axis, and the dashed line of reference where there is one."""
    import altair as alt

    at = [] if scale.reference is None else [{"x": scale.reference}]
    rule = _of(at).mark_rule(color=MUTED, strokeDash=[3, 3])
    axis: alt.Chart = rule.encode(x=_x("x", scale), y=alt.value(0), y2=alt.value(height))
    return axis


def _dots(marks: list[dict[str, Any]], scale: Scale, height: int) -> list[alt.Chart]:
    import altair as alt

    base = _of(marks).encode(y=_y(height), color=alt.Color("colour:N", scale=None))
    shape = alt.Shape("shape:N", scale=None)
    return [
        base.mark_rule(strokeWidth=2).encode(x=_x("low", scale), x2="high:Q"),
        base.mark_point(filled=True, size=64, opacity=1).encode(x=_x("value", scale), shape=shape),
    ]


def _sign(legend: dict[str, Any]) -> alt.Chart:
    import altair as alt

    point = _of([{}]).mark_point(
        filled=True, size=64, opacity=1, shape=legend["shape"], color=legend["colour"]
    )
    sign: alt.Chart = point.encode(x=alt.value(legend["x"]), y=alt.value(legend["y"]))
    return sign


def _texts(texts: list[dict[str, Any]], height: int) -> alt.Chart:
    """Write all texts, each at its place, in its colour, to its side."""
    import altair as alt

    def each(field: str) -> Any:
        return alt.expr(f"datum.{field}")

    words: alt.Chart = (
        _of(texts)
        .mark_text(baseline="middle", fontSize=12, font=FONT, align=each("align"), dx=each("x"))
        .encode(
            x=alt.value(0), y=_y(height), text="text:N", color=alt.Color("colour:N", scale=None)
        )
    )
    return words


def _svg(chart: alt.LayerChart) -> str:
    import vl_convert

    # No address may be read: the data is in the specification.
    return str(vl_convert.vegalite_to_svg(chart.to_dict(validate=False), allowed_base_urls=[]))


def finished(chart: alt.LayerChart, name: str, kind: str, title: str, sentence: str) -> str:
    """Draw a specification as one picture with a name and a description, of what is seen alone.

    The parts that Vega marks as pictures of their own would be read out one by one.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(_svg(chart))  # noqa: S314 - drawn here, a moment ago
    _strip(root)
    size = {key: root.attrib[key] for key in ("width", "height", "viewBox")}
    root.attrib.clear()
    root.attrib |= {
        "class": f"chart {kind}", "role": "img", "font-family": FONT,
        "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc", **size,
    }  # fmt: skip
    for position, (tag, text) in enumerate((("title", title), ("desc", sentence))):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(position, element)
    return ET.tostring(root, encoding="unicode")


def _strip(element: ET.Element) -> None:
    """Leave out frames that are not drawn, attributes that say nothing here, idle digits."""
    for child in list(element):
        if child.get("class") in _FRAMES or child.get("display") == "none":
            element.remove(child)
            continue
        for key in _SILENT & set(child.attrib):
            del child.attrib[key]
        for key in _PLACES & set(child.attrib):
            child.set(key, re.sub(r"\d+\.\d{3,}", _rounded, child.attrib[key]))
        _strip(child)


def _rounded(number: re.Match[str]) -> str:
    """Round to a hundredth of a pixel: more cannot be seen."""
    return f"{float(number.group()):.2f}"
