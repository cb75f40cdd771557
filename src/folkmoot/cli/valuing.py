"""The command that asks what another way of spending the hours would have brought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from folkmoot.cli.options import as_json, open_current, project_option
from folkmoot.cli.output import print_json, print_rows
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.adjust.offpolicy import PolicyValue, Rounds
    from folkmoot.project import Project

__all__ = ["value"]


@click.command(short_help="What another sharing of the hours would have brought.")
@click.argument("log_path", metavar="[LOG]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--part",
    "parts",
    multiple=True,
    metavar="ARM=PART",
    help='Part of an arm, such as "answers in trains=0.7" (default: as last allocated).',
)
@click.option(
    "--of",
    "counted",
    default="conversions",
    type=click.Choice(["conversions", "clicks", "replies", "thanks"]),
    help="What is counted (conversions).",
)
@project_option
@as_json
def value(
    log_path: Path | None, parts: tuple[str, ...], counted: str, project_path: Path, is_json: bool
) -> None:
    """Estimate what an action would have brought had the hours been shared another way.

    Without LOG the actions are the links made in this project, with the part of all hours their
    arm had. A LOG has the columns arm, propensity, reward. An arm that was never tried cannot be
    judged.
    """
    from folkmoot.adjust.offpolicy import policy_value

    project = open_current(project_path)
    policy = _policy(parts) or _allocated(project)
    rounds = _linked(project, counted) if log_path is None else _logged(log_path)
    project.close()
    found = policy_value(rounds, policy)
    if is_json:
        print_json(found.as_dict())
        return
    _print(found, counted if log_path is None else "rewards")


def _policy(parts: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for text in parts:
        arm, equals, part = text.rpartition("=")
        try:
            found[arm.strip()] = float(part)
        except ValueError as error:
            raise click.BadParameter(f"{text!r} is not ARM=PART, such as guide=0.5") from error
        if not equals:
            raise click.BadParameter(f"{text!r} is not ARM=PART, such as guide=0.5")
    return found


def _allocated(project: Project) -> dict[str, float]:
    from folkmoot.state.outcomes import kept_allocation

    kept = kept_allocation(project.state)
    if kept is None:
        raise FolkmootError(
            "no-policy", "--part", "no allocation yet", "parts of the hours by arm",
            "run folkmoot allocate, or name parts: --part 'answers in trains=0.7'",
        )  # fmt: skip
    return {f"{each['strategy']} in {each['community']}": each["propensity"]
            for each in kept["shares"]}  # fmt: skip


def _linked(project: Project, counted: str) -> Rounds:
    """Actions are the links made, one a tag, and what came by their tags."""
    from folkmoot.adjust.offpolicy import Rounds
    from folkmoot.adjust.outcomes import believed_outcomes
    from folkmoot.cli.arms import made_links, told_outcomes

    links = {each.tag: each for each in made_links(project)}
    came = dict.fromkeys(links, 0.0)
    for each, name, number in believed_outcomes(told_outcomes(project)):
        if name == counted and each.tag in came:
            came[each.tag] += number
    return Rounds(
        [f"{each.strategy} in {each.community}" for each in links.values()],
        np.array([each.propensity for each in links.values()]),
        np.array(list(came.values())),
    )


def _logged(path: Path) -> Rounds:
    from folkmoot.adjust.offpolicy import Rounds
    from folkmoot.adjust.tables import Cells, read_records

    records = read_records(path, ("arm", "propensity", "reward"), ())
    cells = Cells(path.name)
    arms = [cells.text(record, "arm") for record in records]
    numbers = [
        [cells.number(record, column) for record in records] for column in ("propensity", "reward")
    ]
    cells.check()
    return Rounds(arms, *(np.array(column) for column in numbers))


def _print(found: PolicyValue, counted: str) -> None:
    best = found.estimates[1]
    click.echo(
        f"An action would have brought {best.value:.3g} {counted} ({best.low:.3g} to"
        f" {best.high:.3g}); what was done brought {found.done:.3g}."
    )
    print_rows(
        f"By {found.actions:,} actions", ["estimate", counted, "95 % interval"],
        [[each.method, f"{each.value:.4g}", f"{each.low:.4g} to {each.high:.4g}"]
         for each in found.estimates],
    )  # fmt: skip
    click.echo(
        f"Worth {found.effective_actions:,.0f} actions of that policy, and"
        f" {found.effective_conversions:,.1f} {counted}."
    )
    if found.is_thin:
        click.echo("That is too few to decide by: the interval holds, and is wide.")
    if found.unseen > 0:
        click.echo(
            f"{100 * found.unseen:.0f} % of the policy lies on arms never tried; nothing is"
            " known of it."
        )
