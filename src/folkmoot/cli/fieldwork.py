"""Commands before anybody is asked: how many people, and the questionnaire itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.options import as_json
from folkmoot.cli.output import print_json, print_rows
from folkmoot.errors import ProblemGroup

if TYPE_CHECKING:
    from folkmoot.survey.instrument import Instrument
    from folkmoot.survey.planner import SamplePlan, SegmentPlan

__all__ = ["design", "plan"]


@click.command(short_help="Write the questionnaire for a survey tool.")
@click.option("--format", "form", required=True, metavar="NAME",
              help="lss (LimeSurvey), qualtrics, xlsform (KoboToolbox, ODK), html (to be printed), "
              "codebook.")  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="The file to write.")  # fmt: skip
@click.option("--lang", default="en,zh", metavar="LIST", help="Languages, the main one first.")
@click.option("--communities", metavar="LIST", help="Names to ask about, by commas.")
@click.option("--countries", metavar="LIST", help="To choose from, as ISO 3166 codes: DE,CN.")
@click.option(
    "--brief",
    "brief_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take both lists, where they are not given, from this brief: its markets, and the "
    "communities of its hypotheses.",
)
@click.option("--asker", help="Who asks, as the consent names them.")
@click.option("--contact", help="Where a respondent can write.")
@click.option("--months", type=int, default=12, help="How long answers are kept.")
@click.option("--leave-out", metavar="LIST", help="Optional questions not to ask.")
def design(
    *,
    form: str,
    output: Path,
    lang: str,
    communities: str | None,
    countries: str | None,
    brief_path: Path | None,
    asker: str | None,
    contact: str | None,
    months: int,
    leave_out: str | None,
) -> None:
    """Write the questionnaire for a survey tool, in its own words and in several languages.

    Questions and answers have the same codes in every form, so that folkmoot reads them back by
    itself.
    """
    from folkmoot.survey.forms import write_form

    named = _named(brief_path, communities, countries)
    asked = _instrument(
        form, output, _list(lang), **named, asker=asker, contact=contact, months=months,
        leave_out=_list(leave_out or ""),
    )  # fmt: skip
    write_form(asked, form, output)
    languages = " and ".join(language.name for language in asked.languages)
    click.echo(f"Wrote {output}: version {asked.version}, {len(asked.questions)} questions"
               f" in {languages}, about {asked.minutes:.0f} minutes to answer.")  # fmt: skip
    if asker is None or contact is None:
        click.echo("Its consent still has words in brackets: give --asker and --contact.")


def _instrument(form: str, output: Path, languages: list[str], **choices: Any) -> Instrument:
    """Make the questionnaire; its faults come together with those of the form asked for."""
    from folkmoot.survey.forms import form_faults
    from folkmoot.survey.instrument import make_instrument

    problems = form_faults(form, languages, output)
    try:
        asked = make_instrument(languages, **choices)
    except ProblemGroup as error:
        raise ProblemGroup("the questionnaire", [*problems, *error.problems]) from error
    if problems:
        raise ProblemGroup("the questionnaire", problems)
    return asked


def _named(
    brief_path: Path | None, communities: str | None, countries: str | None
) -> dict[str, list[str]]:
    named = {"communities": _list(communities or ""), "countries": _list(countries or "")}
    if brief_path is not None:
        from folkmoot.brief import read_brief

        brief = read_brief(brief_path)
        places = [each.value for each in brief.hypotheses if each.characteristic == "community"]
        if communities is None:
            named["communities"] = list(dict.fromkeys(places))
        if countries is None:
            named["countries"] = list(dict.fromkeys(brief.product.markets))
    return named


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if text.strip() else []


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
