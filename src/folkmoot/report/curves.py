"""The Lorenz curve as a small chart: which share of the posts the least active made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from folkmoot.estimate import EstimateTable
from folkmoot.report.dots import Chart
from folkmoot.report.drawing import FONT, finished
from folkmoot.report.placing import ACCENT, INK, LINE, MUTED
from folkmoot.report.words import with_interval

if TYPE_CHECKING:
    import altair as alt

__all__ = ["curve_charts"]

#: In pixels: a chart of 328 fits beside another, and on a phone of 360.
_PLOT: Final = (242, 190)
_PADDING: Final = {"left": 62, "right": 24, "top": 8, "bottom": 42}
_TITLES: Final = {
    "known": "Posts of all members known", "active": "Posts of the members active",
}  # fmt: skip
_TICKS: Final = [0, 0.25, 0.5, 0.75, 1]

_Point = tuple[float, float, float, float]


def curve_charts(table: EstimateTable) -> tuple[Chart, ...]:
    """Draw the curve of all members active and of all members known, where they may be shown."""
    drawn = []
    for denominator in ("active", "known"):
        rows = table.rows(segment_kind="all", denominator=denominator)
        points = _points([row for row in rows if row["measure"] == "lorenz"])
        tops = [row for row in rows if row["measure"] == "top_share" and row["value"] is not None]
        if points and tops:
            said = tuple(f"top {100 * row['people_share']:.0f} %: {_made(row)}"
                         for row in tops)  # fmt: skip
            drawn.append(_draw(denominator, points, said, _sentence(_telling(tops), rows)))
    return tuple(drawn)


def _points(rows: Sequence[Mapping[str, Any]]) -> tuple[_Point, ...]:
    """Share of people, of posts, and the ends of its interval; points withheld are left out."""
    shown = [row for row in rows if row["value"] is not None]
    if not shown:
        return ()
    inner = tuple((row["people_share"], row["value"], row["low"], row["high"]) for row in shown)
    return ((0.0, 0.0, 0.0, 0.0), *inner, (1.0, 1.0, 1.0, 1.0))


def _telling(tops: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Take the largest top that did not make everything; that it did says only who posts."""
    return next((row for row in reversed(tops) if row["value"] < 1), tops[-1])


def _made(row: Mapping[str, Any]) -> str:
    return {0: "none", 1: "all"}.get(row["value"]) or with_interval(row)


def _sentence(top: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    who = f"{top['base']:,} {top['base_label']}"
    half = next(row for row in rows if row["people_share"] == 0.5)
    return (
        f"Of {who}, the most active {100 * top['people_share']:.0f} % made {_made(top)} of"
        f" the posts, and the least active half {_made(half)}. The dashed line is what equal"
        " shares would give."
    )


@lru_cache(maxsize=16)
def _draw(
    denominator: str, points: tuple[_Point, ...], said: tuple[str, ...], sentence: str
) -> Chart:
    from altair.utils.schemapi import debug_mode

    name, title = f"lorenz-{denominator}", _TITLES[denominator]
    with debug_mode(False):
        drawing = finished(_specified(points, said), f"{name}-small", "small", title, sentence)
    return Chart(name, title, sentence, (drawing,))


def _specified(points: Sequence[_Point], said: Sequence[str]) -> alt.LayerChart:
    import altair as alt

    names = ("people", "posts", "low", "high")
    curve = alt.Chart(alt.InlineData(values=[dict(zip(names, p, strict=True)) for p in points]))
    equal = alt.Chart(alt.InlineData(values=[{"people": 0, "posts": 0}, {"people": 1, "posts": 1}]))
    x, y = (
        _axis("people", "share of the people, least active first"),
        _axis("posts", "of the posts"),
    )
    words = [{"x": 8, "y": 12 + 18 * row, "text": text} for row, text in enumerate(said)]
    chart: alt.LayerChart = (
        alt.layer(
            equal.mark_line(color=MUTED, strokeDash=[3, 3], strokeWidth=1).encode(x=x, y=y),
            curve.mark_area(color=ACCENT, opacity=0.18).encode(
                x=x, y=alt.Y("low:Q", scale=_scale()), y2="high:Q"
            ),
            curve.mark_line(color=ACCENT, strokeWidth=2).encode(x=x, y=y),
            curve.mark_point(color=ACCENT, filled=True, size=22, opacity=1).encode(x=x, y=y),
            *(_word(word) for word in words),
        )
        .properties(
            width=_PLOT[0], height=_PLOT[1], padding=_PADDING,
            autosize=alt.AutoSizeParams(type="none"),
        )
        .configure(aria=False, background="transparent", font=FONT)
        .configure_view(stroke=None)
    )  # fmt: skip
    return chart


def _scale() -> alt.Scale:
    import altair as alt

    return alt.Scale(domain=[0, 1], nice=False)


def _axis(field: str, title: str) -> Any:
    import altair as alt

    axis = alt.Axis(
        values=_TICKS, labelExpr="format(100 * datum.value, '.0f') + ' %'", title=title,
        domain=False, ticks=False, grid=True, gridColor=LINE, labelColor=MUTED, labelFontSize=11,
        labelFlush=False, labelPadding=6, labelFont=FONT, titleColor=MUTED, titleFont=FONT,
        titleFontSize=11, titleFontWeight="normal", titlePadding=6,
    )  # fmt: skip
    kind = alt.X if field == "people" else alt.Y
    return kind(f"{field}:Q", scale=_scale(), axis=axis)


def _word(word: Mapping[str, Any]) -> alt.Chart:
    import altair as alt

    mark: alt.Chart = alt.Chart(alt.InlineData(values=[{}])).mark_text(
        align="left", baseline="middle", fontSize=12, font=FONT, color=INK, text=word["text"]
    )
    placed: alt.Chart = mark.encode(x=alt.value(word["x"]), y=alt.value(word["y"]))
    return placed
