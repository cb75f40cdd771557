"""The command that shares the coming week's hours and money among arms, from outcomes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.options import as_json, as_of, open_current, project_option
from folkmoot.cli.output import print_json, print_rows, tell, tell_notes

if TYPE_CHECKING:
    from folkmoot.adjust.allocation import Allocation, ArmsFile, Budget
    from folkmoot.adjust.outcomes import Weekly
    from folkmoot.project import Project

__all__ = ["allocate"]

#: Arms shown unless all are asked for: what a person can take in.
_SHOWN: Final = 15


@click.command(short_help="Share the coming week's hours, from outcomes.")
@click.option(
    "--arms",
    "arms_path",
    type=click.Path(path_type=Path),
    help="What hours may go to, with caps (default: arms.toml beside the brief).",
)
@click.option("--hours", type=float, help="Hours of the week (default: of the arms or the brief).")
@click.option("--money", type=float, help="Money of the week (default: of the arms, or no limit).")
@click.option(
    "--write-arms",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the arms known so far to FILE, to edit their caps; share nothing.",
)
@click.option("--all", "is_all", is_flag=True, help="Show every arm.")
@project_option
@as_of
@as_json
def allocate(
    project_path: Path,
    as_of: datetime | None,
    is_json: bool,
    is_all: bool,
    arms_path: Path | None,
    write_arms: Path | None,
    hours: float | None,
    money: float | None,
) -> None:
    """Share the coming week's hours and money among arms, from what came of them so far.

    Says of each arm why it gets what it gets, why it moved or did not, and whose trial would teach
    most. The decision is kept: links made in that week carry the part that their arm has.
    """
    from folkmoot.adjust.allocation import allocate as share_out
    from folkmoot.adjust.allocation import read_arms
    from folkmoot.cli.arms import known_arms, told_outcomes
    from folkmoot.state.outcomes import put_allocation

    project = open_current(project_path)
    held = known_arms(project) if arms_path is None else read_arms(arms_path)
    if write_arms is not None:
        _write(held, write_arms)
        return
    budget = _budget(project, held, hours, money)
    told, arms = told_outcomes(project), held.as_arms()
    until = _until(as_of, [each.day for each in told])
    weeks = _weekly(told, arms, until)
    week_on = until + timedelta(days=7 - until.weekday())
    made = share_out(arms, weeks.history, budget)
    put_allocation(project.state, week_on, made.as_dict())
    project.close()
    if is_json:
        print_json({"week_on": week_on, **_shown(made), "notes": weeks.notes()})
        return
    _print(made, week_on, budget.hours, weeks, None if is_all else _SHOWN)


def _write(held: ArmsFile, path: Path) -> None:
    from folkmoot.adjust.allocation import arms_text
    from folkmoot.durable import write_whole

    write_whole(path, arms_text(held).encode())
    click.echo(f"Written to {path}: {len(held.arm)} arms. Edit the caps; 0 closes an arm.")


def _budget(project: Project, held: ArmsFile, hours: float | None, money: float | None) -> Budget:
    from folkmoot.adjust.allocation import Budget

    if hours is None:
        hours = held.hours
    if hours is None:
        hours = project.brief().capacity.hours_per_week
    if money is None:
        money = held.money
    return Budget(hours, float("inf") if money is None else money)


def _until(as_of: datetime | None, days: list[date]) -> date:
    """The day of the asking, or the last day told, or today."""
    return as_of.date() if as_of is not None else max(days, default=datetime.now(UTC).date())


def _weekly(told: Any, arms: Any, until: date) -> Weekly:
    from folkmoot.adjust.outcomes import weekly

    return weekly(told, arms, until)


def _shown(made: Allocation) -> dict[str, Any]:
    told = made.as_dict()
    return {**told, "try_next": [_name(made, place) for place in made.try_next]}


def _name(made: Allocation, place: int) -> str:
    share = made.shares[place]
    return f"{share.strategy} in {share.community}"


def _print(made: Allocation, week_on: date, hours: float, weeks: Weekly, limit: int | None) -> None:
    order = sorted(range(len(made.shares)), key=lambda place: -made.shares[place].hours)
    tell(f"Week of {week_on}: {hours:g} hours over {_arms(len(order))}, {_most(made, order)}.")
    if made.unspent >= 0.05:
        click.echo(f"{made.unspent:.1f} hours stay free: caps, or money, forbid more.")
    print_rows(
        "Hours of the week",
        ["arm", "hours", "80 % of what may be", "conversions an hour", "95 % interval", "so far",
         "on their way", "part"],
        [_row(made, place) for place in order[:limit]],
    )  # fmt: skip
    click.echo("Why")
    for place in order[:limit]:
        tell(f"  {_name(made, place)}: {made.shares[place].reason}", hang=2)
    if limit is not None and len(order) > limit:
        click.echo(f"  {len(order) - limit:,} more: add --all, or --json.")
    _print_next(made)
    tell_notes(weeks.notes())


def _arms(count: int) -> str:
    return "1 arm" if count == 1 else f"{count} arms"


def _most(made: Allocation, order: list[int]) -> str:
    """Say which arm gets most; arms that get as much as it, to a tenth of an hour, are counted."""
    most = f"{made.shares[order[0]].hours:.1f} hours"
    alike = sum(f"{made.shares[place].hours:.1f} hours" == most for place in order)
    what = f"most to {_name(made, order[0])} ({most})"
    if alike > 1:
        what = f"{most} to each of {alike} alike"
    if not any(share.conversions or share.awaited for share in made.shares):
        what += "; nothing came of any so far, so that none is known to be better"
    return what


def _row(made: Allocation, place: int) -> list[str]:
    share = made.shares[place]
    return [
        _name(made, place),
        f"{share.hours:.1f}",
        f"{share.low:.1f} to {share.high:.1f}",
        f"{share.rate:.3f}",
        f"{share.rate_low:.3f} to {share.rate_high:.3f}",
        f"{share.conversions:,.0f}",
        f"{share.awaited:,.1f}",
        f"{100 * share.propensity:.0f} %",
    ]


def _print_next(made: Allocation) -> None:
    for name, chance in made.stopped.items():
        click.echo(f"Stopped for complaints: {name}, {100 * chance:.0f} % likely above the limit.")
    if made.try_next:
        tell("A trial would teach most of: "
                   + "; ".join(_name(made, place) for place in made.try_next) + ".")  # fmt: skip
    tell(f"{100 * made.floor:.0f} % of the hours went to all open arms alike, so that"
               " learning never ends.")  # fmt: skip
