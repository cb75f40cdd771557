"""Commands that make tagged links, and bring in and list what came of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.options import as_json, open_current, project_option
from folkmoot.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from folkmoot.adjust.outcomes import Found, Outcome

__all__ = ["add", "link", "links", "show"]

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(short_help="Tag an address with its arm.")
@click.argument("url")
@click.option("--community", required=True, help="Where it is posted, as the plan names it.")
@click.option("--strategy", required=True, help="In which way we help, such as answers.")
@click.option("--on", "on_day", type=_DAY, help="Day of the action (default: today).")
@click.option(
    "--propensity",
    type=float,
    help="Part of all hours this arm has, 0 to 1 (default: as allocated or planned).",
)
@project_option
@as_json
def link(
    url: str,
    community: str,
    strategy: str,
    on_day: datetime | None,
    propensity: float | None,
    project_path: Path,
    is_json: bool,
) -> None:
    """Tag URL so that whoever follows it can be led back to the help it came from.

    The tag names strategy, community and day. It is kept with the part of all hours that the arm
    has, by which later estimates must weigh.
    """
    from folkmoot.adjust.outcomes import make_link
    from folkmoot.cli.arms import made_links, propensity_of
    from folkmoot.state.outcomes import add_link

    project = open_current(project_path)
    day = (on_day or datetime.now(UTC)).date()
    part, by = (propensity, "a person") if propensity is not None else propensity_of(
        project, community, strategy, day
    )  # fmt: skip
    made = make_link(url, community, strategy, day, part, by, made_links(project))
    is_new = add_link(project.state, _row(made))
    project.close()
    if is_json:
        print_json({**_row(made), "is_new": is_new})
        return
    click.echo(made.url)
    click.echo(
        f"Tag {made.tag}: {made.strategy} in {made.community}, {100 * part:.0f} % of all"
        f" hours as {by} has it.{'' if is_new else ' Made before; kept as it was.'}"
    )


def _row(made: object) -> dict[str, Any]:
    from dataclasses import asdict, is_dataclass

    assert is_dataclass(made) and not isinstance(made, type)  # noqa: S101, PT018 - a link
    return asdict(made)


@click.command(short_help="Bring in what came of actions, by day and arm.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--goal", help="Matomo: number of the goal that is a conversion.")
@project_option
@as_json
def add(path: Path, goal: str | None, project_path: Path, is_json: bool) -> None:
    """Bring in FILE: a table of your own, or an export of Matomo or Plausible.

    A table has the columns date, community, strategy (or tag), and any of hours, spent, replies,
    thanks, clicks, conversions, complaints, acted_on. Bringing a file in again changes nothing; a
    corrected one replaces what it tells anew.
    """
    from folkmoot.adjust.outcomes import read_outcomes
    from folkmoot.cli.arms import made_links
    from folkmoot.state.outcomes import add_outcomes

    project = open_current(project_path)
    today = datetime.now(UTC).date()
    found = read_outcomes(path, made_links(project), today=today, goal=goal)
    counts = add_outcomes(project.state, [each.as_row() for each in found.outcomes])
    project.state.log("outcomes", f"{path.name}: {counts}")
    project.close()
    if is_json:
        print_json({"kind": found.kind, **counts, "other_campaigns": dict(found.others)})
        return
    _print_added(path.name, found, counts)


def _print_added(name: str, found: Found, counts: dict[str, int]) -> None:
    kind = {"table": "a table of outcomes"}.get(found.kind, f"an export of {found.kind.title()}")
    click.echo(f"{name}, {kind}: {counts['added']:,} lines new, {counts['replaced']:,} replaced,"
               f" {counts['already']:,} known already.")  # fmt: skip
    if found.others:
        several = sorted(found.others, key=lambda each: (-found.others[each], each))
        named = ", ".join(several[:5]) + (" and more" if len(several) > 5 else "")
        visits = sum(found.others.values())
        click.echo(f"Left out, {visits:,.0f} visits of campaigns that no link of this project"
                   f" carries: {named}.")  # fmt: skip
    if not found.outcomes:
        click.echo("Nothing in it is of an arm: are its tags those of `folkmoot outcomes links`?")


@click.command(short_help="Say what came of each arm so far.")
@click.option("--lines", "is_lines", is_flag=True, help="Every line as it was told.")
@project_option
@as_json
def show(project_path: Path, is_json: bool, is_lines: bool) -> None:
    """Say what came of each arm so far; where two origins tell the same, one counts."""
    from folkmoot.adjust.outcomes import MEASURES
    from folkmoot.cli.arms import told_outcomes

    project = open_current(project_path)
    told = told_outcomes(project)
    project.close()
    rows = [each.as_row() for each in told] if is_lines else _by_arm(told)
    if is_json:
        print_json(rows)
        return
    if not told:
        click.echo("No outcomes yet. Bring some in: folkmoot outcomes add FILE")
        return
    by_arm, days = _by_arm(told), [each.day for each in told]
    converted, hours = (sum(row[name] or 0 for row in by_arm) for name in ("conversions", "hours"))
    click.echo(f"{converted:,.0f} conversions from {hours:,.1f} hours, {min(days)} to {max(days)}.")
    about = ["day", "origin", "community", "strategy", "tag"] if is_lines else [
        "community", "strategy"
    ]  # fmt: skip
    print_rows("Lines as told" if is_lines else "By arm", [*about, *MEASURES], [
        [*(str(row[name]) for name in about), *(_number(row[name]) for name in MEASURES)]
        for row in rows
    ])  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}"


def _by_arm(told: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Sums by arm, each number of a day once."""
    from folkmoot.adjust.outcomes import MEASURES, believed_outcomes

    names: dict[tuple[str, str], tuple[str, str]] = {}
    sums: dict[tuple[str, str], dict[str, float | None]] = defaultdict(
        lambda: dict.fromkeys(MEASURES)
    )
    for each, name, number in believed_outcomes(told):
        arm = names.setdefault(each.arm, (each.community, each.strategy))
        sums[arm][name] = (sums[arm][name] or 0.0) + number
    return [
        {"community": community, "strategy": strategy, **sums[community, strategy]}
        for community, strategy in sorted(sums)
    ]


@click.command(short_help="List the links made, with their arms.")
@project_option
@as_json
def links(project_path: Path, is_json: bool) -> None:
    """List the links made so far: tag, arm, day, and the part of all hours the arm had."""
    from folkmoot.cli.arms import made_links

    project = open_current(project_path)
    made = made_links(project)
    project.close()
    if is_json:
        print_json([_row(each) for each in made])
        return
    click.echo(f"{len(made):,} links." if made else "No link yet: folkmoot link URL makes one.")
    if made:
        columns = ["tag", "community", "strategy", "on", "part of hours", "as decided by"]
        print_rows("Links", columns, [
            [each.tag, each.community, each.strategy, str(each.acted_on),
             f"{100 * each.propensity:.0f} %", each.decided_by]
            for each in made
        ])  # fmt: skip
        click.echo("Their addresses: --json.")
