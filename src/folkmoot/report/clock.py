"""When a community posts as a small picture: weekdays below each other, a dot three hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from folkmoot.estimate import EstimateTable
from folkmoot.report.dots import Chart
from folkmoot.report.drawing import FONT, finished
from folkmoot.report.placing import ACCENT, INK, MUTED
from folkmoot.report.words import with_interval

if TYPE_CHECKING:
    import altair as alt

__all__ = ["tempo_chart", "tempo_communities"]

#: In pixels: a chart of 328 fits beside another, and on a phone of 360.
_LEFT: Final = 44
_COLUMN: Final = 34
_ROW: Final = 24
#: Area of the largest dot, in square pixels.
_AREA: Final = 330

_Cell = tuple[str, int, float]


def tempo_communities(table: EstimateTable) -> list[str]:
    """Communities whose hours may be shown, the largest first."""
    shown = [row for row in table.rows(measure="cell_share") if row["value"] is not None]
    return list(dict.fromkeys(row["community"] for row in shown))


def tempo_chart(table: EstimateTable, community: str, number: int = 1) -> Chart:
    """Draw one community's week, one of `tempo_communities`."""
    rows = table.rows(community=community, measure="cell_share")
    cells = tuple((row["weekday"], row["from_hour"], row["value"] or 0.0) for row in rows)
    most = max(rows, key=lambda row: row["value"] or 0.0)
    zone = most["zone"] if most["known_by"] == "not known" else f"{most['zone']} time"
    start = most["from_hour"]
    sentence = (
        f"Larger dots, more posts, in the three hours from the one below; {zone}: {most['why']}."
        f" Most on {most['weekday']}s"
        f" from {start}:00 to {start + 3}:00: {with_interval(most)} of the week's"
        f" {most['base']:,} posts in a year."
    )
    return _draw(f"tempo-{number}", f"When “{community}” posts", sentence, cells)


@lru_cache(maxsize=16)
def _draw(name: str, title: str, sentence: str, cells: tuple[_Cell, ...]) -> Chart:
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        drawing = finished(_specified(cells), f"{name}-small", "small", title, sentence)
    return Chart(name, title, sentence, (drawing,))


def _specified(cells: Sequence[_Cell]) -> alt.LayerChart:
    import altair as alt

    days = list(dict.fromkeys(day for day, _, _ in cells))
    hours = list(dict.fromkeys(hour for _, hour, _ in cells))
    width, height = _COLUMN * len(hours), _ROW * len(days)
    most = max(share for _, _, share in cells) or 1.0
    dots = [
        {"x": _COLUMN * (hours.index(hour) + 0.5), "y": _ROW * (days.index(day) + 0.5),
         "size": max(_AREA * share / most, 3)}
        for day, hour, share in cells
    ]  # fmt: skip
    words: list[Mapping[str, Any]] = [
        {"x": -_LEFT + 4, "y": _ROW * (place + 0.5), "text": day[:3], "colour": INK}
        for place, day in enumerate(days)
    ]
    words += [
        {"x": _COLUMN * place + 10, "y": height + 12, "text": f"{hour:02}", "colour": MUTED}
        for place, hour in enumerate(hours)
    ]
    scale = alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False)
    points = (
        alt.Chart(alt.InlineData(values=dots))
        .mark_point(filled=True, opacity=1, color=ACCENT)
        .encode(x=alt.X("x:Q", scale=scale, axis=None), y=_y(height),
                size=alt.Size("size:Q", scale=None))
    )  # fmt: skip
    chart: alt.LayerChart = (
        alt.layer(points, *(_word(word, height) for word in words))
        .properties(
            width=width, height=height, autosize=alt.AutoSizeParams(type="none"),
            padding={"left": _LEFT, "right": 328 - _LEFT - width, "top": 4, "bottom": 24},
        )
        .configure(aria=False, background="transparent", font=FONT)
        .configure_view(stroke=None)
    )  # fmt: skip
    return chart


def _word(word: Mapping[str, Any], height: int) -> alt.Chart:
    import altair as alt

    mark: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{"y": word["y"]}]))
        .mark_text(align="left", baseline="middle", fontSize=11, font=FONT, color=word["colour"],
                   text=word["text"], dx=word["x"])
        .encode(x=alt.value(0), y=_y(height))
    )  # fmt: skip
    return mark


def _y(height: int) -> alt.Y:
    import altair as alt

    scale = alt.Scale(domain=[0, height + 24], range=[0, height + 24], nice=False, zero=False)
    return alt.Y("y:Q", scale=scale, axis=None)
