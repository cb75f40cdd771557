"""The command ``survey weight``: hold a survey to what its population is known to look like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.options import as_json, one_survey, open_current, project_option
from folkmoot.cli.output import print_json, print_rows
from folkmoot.errors import FolkmootError, Problem, ProblemGroup

if TYPE_CHECKING:
    from folkmoot.project import Project
    from folkmoot.survey.estimation import Weighting

__all__ = ["weight"]

#: Weights beyond these multiples of the mean cost more precision than the bias that they take
#: away is worth; a fifth and five are the bounds of practice (Potter 1990; Pew uses the 5th and
#: 95th percentile, which lies close to them).
_BOUNDS: Final = "0.2,5"

#: Surveys of adults ask from 18 on.
_ADULT: Final = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")


@click.command(short_help="Hold a survey to its population.")
@click.argument("name", required=False)
@project_option
@as_json
@click.option("--margins", "margins_path", metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False),
              help="CSV: variable, category, and share or count.")  # fmt: skip
@click.option("--population", "countries", metavar="LIST",
              help="Instead: all who live in these countries (United Nations): DE,FR.")  # fmt: skip
@click.option("--benchmark", metavar="NAME",
              help="Instead: a published table that was added to the project.")  # fmt: skip
@click.option("--year", type=click.IntRange(2010, 2020), default=2020, help="Of --population.")
@click.option("--by", default="country,age_band*gender", metavar="LIST",
              help="Margins of --population: columns, and crossings of them.")  # fmt: skip
@click.option("--bounds", default=_BOUNDS, metavar="LOW,HIGH",
              help="Least and largest weight over the mean; none for no bounds.")  # fmt: skip
@click.option("--none", "is_none", is_flag=True, help="Let the margins go again.")
def weight(
    *, name: str | None, project_path: Path, is_json: bool, margins_path: Path | None,
    countries: str | None, benchmark: str | None, year: int, by: str, bounds: str,
    is_none: bool,
) -> None:  # fmt: skip
    """Hold a survey to margins of its population by raking, and say what that did and cost.

    Weights mend the margins that are named, nothing else. They are made anew whenever the
    survey is read.
    """
    from folkmoot.survey.held import HeldTo, hold, let_go
    from folkmoot.survey.store import load_survey, survey_folder

    low_high = _bounds(bounds)
    project = open_current(project_path)
    try:
        chosen = one_survey(project, name)
        folder = survey_folder(project, chosen)
        if is_none:
            gone = let_go(folder)
            click.echo("The margins are gone." if gone else f"{chosen} was held to nothing.")
            return
        margins, words = (
            _margins(margins_path, countries, year, by) if benchmark is None
            else _published(project, benchmark, margins_path, countries)
        )  # fmt: skip
        held = HeldTo(margins, low_high, words)
        with project.lock():
            made = hold(folder, load_survey(project, chosen), held)
    finally:
        project.close()
    if is_json:
        print_json(_told(chosen, words, made))
    else:
        _show(chosen, words, made)


def _bounds(text: str) -> tuple[float, float] | None:
    if text == "none":
        return None
    try:
        low, high = map(float, text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not two numbers such as {_BOUNDS}") from error
    return low, high


def _margins(
    path: Path | None, countries: str | None, year: int, by: str
) -> tuple[dict[Any, dict[Any, float]], str]:
    from folkmoot.survey.estimation import margins_of, read_margins
    from folkmoot.survey.population import population, population_words

    if (path is None) == (countries is None):
        got = "neither" if path is None else "both"
        where, expected = "--margins, --population, --benchmark", "one of the three"
        problem = Problem("no-margins", where, got, expected)
        raise ProblemGroup("survey weight", [problem])
    if path is not None:
        return read_margins(path), f"the population of {path.name}"
    people = population([code.strip() for code in str(countries).split(",")], year, bands=_ADULT)
    kinds = [tuple(part.strip() for part in kind.split("*")) for kind in by.split(",")]
    odd = sorted({name for kind in kinds for name in kind} - set(people.column_names))
    if odd:
        expected = ", ".join(name for name in people.column_names if name != "people")
        raise FolkmootError("unknown-column", "--by", ", ".join(odd), expected)
    return margins_of(people, *kinds), population_words(people)


def _published(
    project: Project, name: str, path: Path | None, countries: str | None
) -> tuple[dict[Any, dict[Any, float]], str]:
    """Margins of a published table, and whose they are."""
    from folkmoot.benchmarks import margins, own_tables

    if path is not None or countries is not None:
        where, expected = "--margins, --population, --benchmark", "one of the three"
        raise FolkmootError("no-margins", where, "several", expected)
    tables = {table.about.name: table for table in own_tables(project.folder("benchmarks"))}
    if name not in tables:
        known = ", ".join(tables) or "none in this project"
        raise FolkmootError(
            "unknown-table", "--benchmark", f'"{name}"', known, "run: folkmoot benchmarks add FILE"
        )
    about = tables[name].about
    words = f"{about.base} in {about.population}, {about.dated} ({about.source})"
    return dict(margins(tables[name].figures)), words


def _told(name: str, words: str, made: Weighting) -> dict[str, Any]:
    return {
        "survey": name, "margins": words, "rounds": made.rounds,
        "largest_gap": made.largest_gap, "design_effect_before": made.effect_before,
        "design_effect_after": made.effect_after, "effective_before": made.kish_before,
        "effective_after": made.kish_after, "weights_over_mean": list(made.ratio_range),
        "at_a_bound": made.trimmed_count, "balance": made.balance.to_pylist(),
    }  # fmt: skip


def _show(name: str, words: str, made: Weighting) -> None:
    print_rows(
        f"{name}, held to: {words}",
        ["variable", "category", "respondents", "before", "after", "target"],
        [
            [row["variable"], row["category"], f"{row['respondents']:,}"]
            + [f"{100 * row[side]:.1f} %" for side in ("before", "after", "target")]
            for row in made.balance.to_pylist()
        ],
    )
    low, high = made.ratio_range
    click.echo(
        f"Converged in {made.rounds} rounds; the margin farthest off misses by"
        f" {100 * made.largest_gap:.2g} %."
    )
    click.echo(
        f"Weights run from {low:.2f} to {high:.2f} times the mean; {made.trimmed_count:,} stand at"
        " a bound."
    )
    click.echo(
        f"What weights cost: {made.kish_before:,.0f} effective respondents before,"
        f" {made.kish_after:,.0f} after (design effect {made.effect_after:.2f})."
    )
    click.echo("Weights mend these margins alone: not the cells inside, and not who refused.")
