"""Commands before anybody is asked: how many people, and the questionnaire itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from folkmoot.cli.options import as_json
from folkmoot.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from folkmoot.survey.planner import SamplePlan, SegmentPlan

__all__ = ["plan"]


@click.command(short_help="Say how many people must answer.")
@click.option(
    "--segments",
    required=True,
    metavar="LIST",
    help="Name and count, or sizes in percent: country:3,age:50/30/20.",
)
@click.option("--share", type=float, default=0.25, help="Share assumed, 0 to 1.")
@click.option("--index", "index_", type=float, default=120.0, help="Index to be found, above 100.")
@click.option(
    "--against",
    type=click.Choice(["base", "rest"]),
    default="base",
    help="What the share and the index are of: everybody asked, or the others alone.",
)
@click.option("--respondents", type=int, help="People who answer (default: as many as needed).")
@click.option("--power", type=float, default=0.8, help="Chance asked for to find the index.")
@click.option("--level", type=float, default=0.05, help="Chance of a false alarm.")
@click.option("--deff", type=float, default=1.0, help="Design effect of weighting and clusters.")
@click.option("--crossed", "is_crossed", is_flag=True, help="Plan the crossing of all as well.")
@as_json
def plan(
    *,
    segments: str,
    share: float,
    index_: float,
    against: str,
    respondents: int | None,
    power: float,
    level: float,
    deff: float,
    is_crossed: bool,
    is_json: bool,
) -> None:
    """Say how many people must answer, and what can be seen in each segment.

    Nothing is read: the share is an assumption, so try a lower and a higher one.
    """
    from folkmoot.survey.planner import plan_sample
    from folkmoot.survey.power import Comparison

    planned = plan_sample(
        segments,
        Comparison(share, index_, "rest" if against == "rest" else "base", level),
        respondents=respondents,
        power=power,
        design_effect=deff,
        is_crossed=is_crossed,
    )
    if is_json:
        print_json(planned.as_dict())
        return
    _print(planned)


def _print(planned: SamplePlan) -> None:
    comparison = planned.comparison
    whom = "everybody asked" if comparison.against == "base" else "the others"
    print_rows(
        f"{planned.respondents:,} people answer; {comparison.share:.0%} of {whom} do it,"
        f" index {comparison.index:g} in the segment",
        ["segments", "smallest", "effective", "margin", "chance to find", "among all",
         "least index found", "people needed", "among all"],
        [_cells(row) for row in planned.rows],
    )  # fmt: skip
    for sentence in planned.sentences():
        click.echo(sentence)


def _cells(row: SegmentPlan) -> list[str]:
    least = "" if row.detectable_index is None else f"{row.detectable_index:.0f}"
    return [
        f"{row.segments} ({row.count})", f"{row.size:,}", f"{row.effective_size:,.0f}",
        f"+-{100 * row.margin:.1f} points", f"{row.power:.0%}", f"{row.power_among:.0%}", least,
        f"{row.needed:,}", f"{row.needed_among:,}",
    ]  # fmt: skip
