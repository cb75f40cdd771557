"""The group of commands about experiments: plan one, assign units, check a log for a winner."""

from __future__ import annotations

import click

from folkmoot.cli.group import LazyGroup

__all__ = ["EXPERIMENT_COMMANDS", "experiment"]

#: Verb -> (module, attribute, short help), in the order of the work.
EXPERIMENT_COMMANDS = {
    "plan": ("folkmoot.cli.experimenting", "plan", "Say how many units the arms need."),
    "assign": ("folkmoot.cli.experimenting", "assign_units", "Name the arm of each unit."),
    "check": ("folkmoot.cli.experimenting", "check", "Check a log, then name a winner or nobody."),
    "switchback": (
        "folkmoot.cli.switching",
        "switchback",
        "Plan blocks with help and without, in one community.",
    ),
    "switched": (
        "folkmoot.cli.switching",
        "switched",
        "Judge a switchback by what each day brought.",
    ),
    "holdout": (
        "folkmoot.cli.switching",
        "holdout",
        "Choose by chance which communities are left alone.",
    ),
    "held-out": (
        "folkmoot.cli.switching",
        "held_out",
        "Judge a holdout by counts before and after.",
    ),
}


@click.group(
    cls=LazyGroup,
    commands_table=EXPERIMENT_COMMANDS,
    short_help="Plan an experiment, and check it before a winner.",
)
def experiment() -> None:
    """Compare two ways of helping, without fooling oneself.

    An experiment is written down before it begins. Its log is checked before anybody is named the
    winner, and its intervals hold however often one looks.
    """
