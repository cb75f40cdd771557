"""Commands about published figures: list, show, add, compare, beside, margins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.options import as_json, as_of, project_option
from folkmoot.cli.output import print_json, print_rows
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.benchmarks import Comparison, Figure, Mode

__all__ = ["add", "beside_own", "compare_two", "list_tables", "print_margins", "show"]


def _folder(project_path: Path) -> Path | None:
    """The project's folder of tables; ``None`` where there is no project."""
    from folkmoot.project import open_project

    try:
        return open_project(project_path).folder("benchmarks")
    except FolkmootError as error:
        if error.problem.code != "no-project":
            raise
        return None


def _figures(project_path: Path) -> tuple[Figure, ...]:
    from folkmoot.benchmarks import own_tables, published

    folder = _folder(project_path)
    own = own_tables(folder) if folder is not None else ()
    return (*published(), *(figure for table in own for figure in table.figures))


@click.command(name="list", short_help="List the tables of published figures.")
@project_option
@as_json
def list_tables(project_path: Path, is_json: bool) -> None:
    """List the tables of published figures: Forrester's, and those of your own."""
    tables: dict[str, list[Figure]] = {}
    for figure in _figures(project_path):
        tables.setdefault(figure.table, []).append(figure)
    rows = [_summary(name, figures) for name, figures in tables.items()]
    if is_json:
        print_json(rows)
        return
    heads = ["table", "figures", "places", "dates", "base", "method", "source"]
    print_rows("Published figures", heads, [[str(row[head]) for head in heads] for row in rows])
    click.echo("Figures of different dates, samples or bases differ for reasons of method;"
               " compare says which may be compared.")  # fmt: skip


def _summary(name: str, figures: Sequence[Figure]) -> dict[str, Any]:
    years = sorted({figure.year for figure in figures})
    sources = list(dict.fromkeys(figure.source for figure in figures))
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    return {
        "table": name,
        "figures": len(figures),
        "places": len({figure.place for figure in figures}),
        "dates": f"{years[0]} to {years[-1]}" if len(years) > 1 else figures[0].dated,
        "base": _joined(figure.base for figure in figures),
        "method": _joined(figure.method for figure in figures),
        "source": f"{sources[0]}{more}",
    }


def _joined(values: Any) -> str:
    return ", ".join(dict.fromkeys(values))


@click.command(short_help="Show the figures of a table.")
@click.argument("table", default="forrester")
@click.option("--place", help="Only of this place, such as US.")
@click.option("--year", type=int, help="Only of this year.")
@click.option("--category", help="Only of this category, such as creator.")
@project_option
@as_json
def show(
    table: str,
    place: str | None,
    year: int | None,
    category: str | None,
    project_path: Path,
    is_json: bool,
) -> None:
    """Show the figures of TABLE, each with its identifier, date and source."""
    everything = _figures(project_path)
    names = list(dict.fromkeys(figure.table for figure in everything))
    if table not in names:
        raise FolkmootError("unknown-table", "TABLE", f'"{table}"', f"one of {', '.join(names)}")
    figures = [
        figure for figure in everything
        if figure.table == table and place in (None, figure.place)
        and year in (None, figure.year) and category in (None, figure.category)
    ]  # fmt: skip
    if is_json:
        print_json([_as_dict(figure) for figure in figures])
        return
    print_rows(
        f"Figures of {table}", ["id", "share", "of", "people", "source"],
        [[f.id, _share(f), _whom(f), f"{f.people:,}" if f.people else "", f.source]
         for f in figures],
    )  # fmt: skip


def _as_dict(figure: Figure) -> dict[str, Any]:
    from dataclasses import asdict

    return {("figure" if name == "id" else name): value for name, value in asdict(figure).items()}


def _share(figure: Figure) -> str:
    if figure.share is None:
        return "a score"
    return f"{'about ' if figure.is_approximate else ''}{100 * figure.share:.0f} %"


def _whom(figure: Figure) -> str:
    segment = "" if figure.segment == "all" else f" ({figure.segment})"
    return f"{figure.base}{segment} in {figure.place_name}, {figure.dated}"


@click.command(short_help="Add a published table of your own.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", help="What the table is called (default: the name of the file).")
@click.option("--source", required=True, help="Where it was read: title, publisher, address.")
@click.option("--date", "dated", required=True, metavar="DATE",
              help="When people were asked: 2024, 2024-12 or 2024Q4.")  # fmt: skip
@click.option("--base", required=True, help="Of whom the shares are, such as: online adults.")
@click.option("--population", required=True, help="The country, such as CN, or another place.")
@click.option("--method", default="questionnaire", help="questionnaire, traces or register.")
@click.option("--mode", default="unknown", help="online, phone, in person, post, mixed.")
@click.option("--sample", default="national", help="national, region, metro, business, community.")
@click.option("--licence", default="", help="Under which it may be passed on.")
@click.option("--questions", default="", help="Name of the questionnaire, where tables share one.")
@click.option("--people", type=int, default=0, help="How many were asked, where it is published.")
@project_option
def add(file: Path, name: str | None, project_path: Path, **said: Any) -> None:
    """Add FILE, a CSV of published figures, to the project, with where it comes from.

    Columns: variable, category, and share (0 to 1) or percent; where they apply place, year,
    segment, people. Variable rung and a group of the ladder make a benchmark; any other variable
    whose shares sum to 1 can be a margin for weights.
    """
    from folkmoot.benchmarks import About, add_table
    from folkmoot.project import open_project

    project = open_project(project_path)
    about = About(name=name or file.stem.casefold().replace("_", "-"), **said)
    with project.lock():
        table = add_table(project.folder("benchmarks"), file, about)
    click.echo(f"Added {len(table.figures)} figures as {about.name}: benchmarks/{about.name}.csv")


@click.command(name="compare", short_help="Compare two figures, or say why not.")
@click.argument("one")
@click.argument("other")
@project_option
@as_json
def compare_two(one: str, other: str, project_path: Path, is_json: bool) -> None:
    """Compare two figures by their identifiers, such as forrester/us-2009-all-creator.

    A comparison that would tell the method rather than the people is refused, with the reasons.
    """
    from folkmoot.benchmarks import compare

    by_id = {figure.id: figure for figure in _figures(project_path)}
    problems = [name for name in (one, other) if name not in by_id]
    if problems:
        raise FolkmootError(
            "unknown-figure", "ONE OTHER", ", ".join(f'"{name}"' for name in problems),
            "identifiers as `folkmoot benchmarks show` prints them", _nearest(problems[0], by_id),
        )  # fmt: skip
    found = compare(by_id[one], by_id[other])
    if is_json:
        print_json(_compared(found))
        return
    click.echo(f"One    {found.one.words()}")
    click.echo(f"Other  {found.other.words()}")
    for line in _lines(found):
        click.echo(line)


def _nearest(name: str, by_id: dict[str, Figure]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, by_id, n=3)
    return f"did you mean {' or '.join(near)}?" if near else ""


def _lines(found: Comparison) -> list[str]:
    if found.is_refused:
        return ["Refused:", *(f"  {reason}" for reason in found.refusals)]
    return [f"Difference  {_gap(found)}", *(f"  {caution}" for caution in found.cautions)]


def _compared(found: Comparison) -> dict[str, Any]:
    return {
        "one": _as_dict(found.one),
        "other": _as_dict(found.other),
        "is_refused": found.is_refused,
        "refusals": list(found.refusals),
        "cautions": list(found.cautions),
        "difference": found.estimate.as_dict(),
    }


@click.command(name="beside", short_help="Put figures beside your community's ladder.")
@click.option("--by", "by", default="age,country", metavar="LIST",
              help="Segments, as in participation.")  # fmt: skip
@click.option("--source", type=click.Choice(["traces", "survey"]), default="traces",
              help="Your ladder: what people did, or what they say that they do.")  # fmt: skip
@click.option("--survey", "survey_name", metavar="NAME", help="Where there are several.")
@click.option("--base", default="online adults", help="Of whom your survey's shares are.")
@click.option("--place", default="everywhere", metavar="CODE", help="Where they were asked: DE.")
@click.option("--mode", type=click.Choice(["online", "phone", "in person", "post", "mixed"]),
              default="online", help="How your survey was asked.")  # fmt: skip
@project_option
@as_of
@as_json
def beside_own(
    *, by: str, source: str, survey_name: str | None, base: str, place: str, mode: Mode,
    project_path: Path, as_of: datetime | None, is_json: bool,
) -> None:  # fmt: skip
    """Put published figures beside the ladder of your community, or of your survey.

    Shares seen in posts and shares said in questionnaires are two things: beside a ladder of
    traces the figures stand with the reasons why they are not compared.
    """
    from folkmoot.benchmarks import Basis, beside
    from folkmoot.cli.asked import by_questionnaire
    from folkmoot.cli.measure import session
    from folkmoot.cli.participation import segments
    from folkmoot.measures.participation import participation

    with session(project_path, as_of, is_prepared=False) as opened:
        if source == "survey":
            table, _ = by_questionnaire(opened, segments(by), survey_name, False)
            rows = table.rows(measure="share")
        else:
            table = participation(opened.view, by=segments(by))
            rows = table.rows(definition="point", denominator="active", measure="share")
    basis = Basis(place, table.as_of.year)
    if source == "survey":
        # Simulated answers have a base of their own, so nothing is compared with them.
        whom = "simulated respondents" if "simulated" in table.title else base
        basis = Basis(place, table.as_of.year, "questionnaire", mode, "national", whom)
    found = beside(rows, basis, _figures(project_path))
    if is_json:
        print_json([_compared(each) for each in found])
        return
    _show_beside(table.title, _newest(found))


def _show_beside(title: str, found: Sequence[Comparison]) -> None:
    print_rows(
        f"{title}, beside published figures", ["who", "rung", "here", "published", "of", "gap"],
        [[_who(each.one), f"{each.one.category}s", _share(each.one), _share(each.other),
          _whom(each.other), _gap(each)] for each in found],
    )  # fmt: skip
    for name, texts in (
        ("Not compared", (reason for each in found for reason in each.refusals)),
        ("Bear in mind", (caution for each in found for caution in each.cautions)),
    ):
        for text in dict.fromkeys(texts):
            click.echo(f"{name}: {text}.")


def _gap(found: Comparison) -> str:
    from folkmoot.estimate import amount, interval

    if found.is_refused:
        return ""
    row = found.estimate.as_dict()
    bounds = interval(row)
    return f"{amount(row)} ({bounds})" if bounds else amount(row)


def _who(figure: Figure) -> str:
    if figure.place != "everywhere":
        return f"from {figure.place_name}"
    return "all members" if figure.segment == "all" else figure.segment


def _newest(found: Sequence[Comparison]) -> list[Comparison]:
    """Keep the newest figure of each place beside each share."""
    kept: dict[tuple[str, ...], Comparison] = {}
    for each in sorted(found, key=lambda each: -each.other.year):
        kept.setdefault((each.one.id, each.other.table, each.other.place), each)
    places = {id(each) for each in kept.values()}
    return [each for each in found if id(each) in places]


@click.command(name="margins", short_help="Print a table as margins for weights.")
@click.argument("table")
@click.option("--variable", "variables", multiple=True, help="Only this one; may be repeated.")
@click.option("--place", help="Only of this place.")
@project_option
def print_margins(
    table: str, variables: tuple[str, ...], place: str | None, project_path: Path
) -> None:
    """Print TABLE as margins for weighting, in JSON: {variable: {category: share}}."""
    from folkmoot.benchmarks import margins

    figures = [figure for figure in _figures(project_path) if figure.table == table]
    print_json(margins(figures, variables or None, place))
