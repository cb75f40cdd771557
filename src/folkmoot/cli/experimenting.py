"""Commands about experiments: plan, assign, check."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.options import as_json, project_option
from folkmoot.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from folkmoot.adjust.experiments import Contrast, Experiment

__all__ = ["assign_units", "check", "plan"]

_FILE = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(short_help="Say how many units the arms need.")
@click.option("--name", required=True, help="Lower-case letters, digits and hyphens.")
@click.option("--arm", "arms", multiple=True, required=True, metavar="NAME[:PART]",
              help="Two or more; the first is what the others are held against.")  # fmt: skip
@click.option("--kind", type=click.Choice(["share", "rate"]), default="share",
              help="share: one answer a unit; rate: any number of events.")  # fmt: skip
@click.option("--base", type=float, required=True, help="Share (0 to 1) or rate without a change.")
@click.option("--lift", type=float, required=True, help="Smallest change worth knowing, percent.")
@click.option("--level", type=float, default=0.05, help="Chance of a false alarm (0.05).")
@click.option("--power", type=float, default=0.8, help="Chance to find the change (0.8).")
@click.option("--starts-on", type=_DAY, required=True, help="First day.")
@click.option("--ends-on", type=_DAY, required=True, help="Last day.")
@click.option("--out", type=_FILE, help="Write the experiment down, for assign and check.")
@as_json
def plan(
    arms: tuple[str, ...],
    starts_on: datetime,
    ends_on: datetime,
    out: Path | None,
    is_json: bool,
    **told: Any,
) -> None:
    """Say how many units each arm needs: for one look at the end, and for looks at any time."""
    from folkmoot.adjust.experiments import experiment_text, make_experiment, needed_sizes
    from folkmoot.durable import write_whole

    dates = {"starts_on": starts_on.date(), "ends_on": ends_on.date()}
    planned = make_experiment("the experiment", told | dates | {"arms": _arms(arms)})
    sizes = needed_sizes(planned)
    if out is not None:
        write_whole(out, experiment_text(planned).encode())
    if is_json:
        units = {"one_look": sizes.once, "any_time": sizes.any_time}
        print_json({"experiment": planned.model_dump(), "units": units, "effect": planned.effect})
        return
    days = (planned.ends_on - planned.starts_on).days + 1
    print_rows(
        f"Units to find a {planned.kind} of {planned.base:g} raised by {planned.lift:g} %",
        ["arm", "one look at the end", "looks at any time", "of these a day"],
        [
            [name, f"{sizes.once[name]:,}", f"{units:,}", f"{units / days:,.1f}"]
            for name, units in sizes.any_time.items()
        ],
    )
    click.echo("With looks at any time most changes of this size are found much earlier.")
    if out is not None:
        click.echo(f"Written to {out}. Next: folkmoot experiment check {out} LOG.csv")


def _arms(texts: tuple[str, ...]) -> list[dict[str, object]]:
    """Arms by ``NAME`` or ``NAME:PART``; a part that is no number is left for the plan to judge."""
    found: list[dict[str, object]] = []
    for text in texts:
        name, colon, part = text.partition(":")
        arm: dict[str, object] = {"name": name}
        if colon:
            try:
                arm["part"] = float(part)
            except ValueError:
                arm["part"] = part
        found.append(arm)
    return found


@click.command(short_help="Name the arm of each unit.")
@click.argument("planned_path", metavar="EXPERIMENT", type=_FILE)
@click.argument("units", nargs=-1, required=True)
@project_option
@as_json
def assign_units(
    planned_path: Path, units: tuple[str, ...], project_path: Path, is_json: bool
) -> None:
    """Name the arm of each of the UNITS, by a hash with the project's key: always the same."""
    from folkmoot.adjust.experiments import assign, read_experiment
    from folkmoot.ids import derive_key
    from folkmoot.project import open_project

    planned = read_experiment(planned_path)
    key = derive_key(open_project(project_path).keys.person, "experiments")
    found = {unit: assign(planned, unit, key) for unit in units}
    if is_json:
        print_json([{"unit": unit, "arm": arm} for unit, arm in found.items()])
        return
    for unit, arm in found.items():
        click.echo(f"{unit}\t{arm}")


@click.command(short_help="Check a log, then name a winner or nobody.")
@click.argument("planned_path", metavar="EXPERIMENT", type=_FILE)
@click.argument("log_path", metavar="LOG", type=_FILE)
@as_json
def check(planned_path: Path, log_path: Path, is_json: bool) -> None:
    """Check the LOG of an EXPERIMENT, and name a winner only if it is whole; exits 1 if not.

    A log has the columns date, arm, exposures, conversions; or date, unit, arm, conversions.
    """
    from folkmoot.adjust.experiments import judge, read_experiment, read_log

    planned = read_experiment(planned_path)
    verdict = judge(planned, read_log(log_path))
    if is_json:
        print_json(verdict.as_dict())
    else:
        for each in verdict.checks:
            click.echo(f"{'ok   ' if each.is_passed else 'WRONG'}  {each.code}: {each.says}")
            if each.lines:
                more = f" and {len(each.lines) - 20:,} more" if len(each.lines) > 20 else ""
                click.echo(f"       lines {', '.join(map(str, each.lines[:20]))}{more}")
        if verdict.contrasts:
            _print_contrasts(planned, verdict.contrasts)
        click.echo(verdict.says)
    if verdict.is_blocked:
        raise click.exceptions.Exit(1)


def _print_contrasts(planned: Experiment, contrasts: tuple[Contrast, ...]) -> None:
    first = contrasts[0].first
    rows = [[planned.arms[0].name, f"{first.exposures:,}", f"{first.mean:.4g}", "", ""]]
    for each in contrasts:
        gap = each.interval
        said = "too few yet" if gap is None else f"{gap.low:+.4g} to {gap.high:+.4g}"
        value = f"{each.other.mean - each.first.mean:+.4g}"
        rows.append([each.arm, f"{each.other.exposures:,}", f"{each.other.mean:.4g}", value, said])
    heads = ["arm", "units", planned.kind, "difference", "always-valid interval"]
    print_rows(f"{planned.name}: held against {planned.arms[0].name}", heads, rows)
