"""Published figures in the report, each with its date: for orientation, never as a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from folkmoot.benchmarks import Figure, published
from folkmoot.ladder import RUNGS
from folkmoot.report.blocks import Cell, Head, Table, web_address

__all__ = ["own_figures", "published_ladders"]

#: Rungs that a published ladder must tell to be worth a line.
_WHOLE_LADDER: Final = 6
_WHOLE_COUNTRIES: Final = ("national", "region")


def published_ladders() -> Table:
    """Lay out the newest published ladder of each country; figures that mislead are left out."""
    ladders: dict[tuple[str, str], dict[str, Figure]] = {}
    for figure in sorted(published(), key=lambda figure: -figure.year):
        if (
            figure.variable == "rung" and figure.segment == "all"
            and figure.sample in _WHOLE_COUNTRIES and figure.questions == "technographics to 2010"
        ):  # fmt: skip
            key = (figure.place_name, str(figure.year))
            ladders.setdefault(key, {}).setdefault(figure.category, figure)
    rows: dict[str, tuple[Cell, ...]] = {}
    for (place, year), rungs in ladders.items():
        if len(rungs) >= _WHOLE_LADDER and place not in rows:
            address, _, read_at = next(iter(rungs.values())).source.partition(" ")
            name = Cell(f"{place}, {year}", read_at.strip("()"), web_address(address))
            rows[place] = (name, *(_share(rungs.get(rung.name)) for rung in RUNGS))
    heads = (
        Head("Online adults"),
        *(Head(f"{r.name.capitalize()}s", is_number=True) for r in RUNGS),
    )
    return Table(
        "Published ladders of whole countries, for orientation only", heads, tuple(rows.values()),
        "Shares of a country's online adults who said so in a questionnaire, published without "
        "intervals. The numbers above are shares of the active members of one community, read off "
        "posts: the two are not to be compared.", is_folded=True,
    )  # fmt: skip


def own_figures(figures: Sequence[Figure]) -> Table | None:
    """Lay out the figures of the ladder from tables of one's own; ``None`` where there is none."""
    rungs = [figure for figure in figures if figure.variable == "rung"]
    if not rungs:
        return None
    ladders: dict[tuple[str, ...], dict[str, Figure]] = {}
    for figure in rungs:
        key = (figure.table, figure.place, figure.dated, figure.segment)
        ladders.setdefault(key, {})[figure.category] = figure
    seen = {figure.category for figure in rungs}
    told = [rung for rung in RUNGS if rung.name in seen]
    rows = []
    for found in ladders.values():
        first = next(iter(found.values()))
        segment = "" if first.segment == "all" else f" ({first.segment})"
        name = Cell(f"{first.base}{segment}, {first.place_name}, {first.dated}", first.source)
        rows.append((name, *(_share(found.get(rung.name)) for rung in told)))
    heads = (
        Head("Of whom, where and when"),
        *(Head(f"{rung.name.capitalize()}s", is_number=True) for rung in told),
    )
    return Table(
        "From published tables that were added to this project", heads, tuple(rows),
        "As published. What was said in a questionnaire is not compared with what is seen in "
        "posts.", is_folded=True,
    )  # fmt: skip


def _share(figure: Figure | None) -> Cell:
    if figure is None or figure.share is None:
        return Cell("not told", is_number=True, is_withheld=True)
    about = "about " if figure.is_approximate else ""
    return Cell(f"{about}{100 * figure.share:.0f} %", is_number=True)
