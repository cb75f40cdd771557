"""The group of commands about what came of our actions: add, list, value, links."""

from __future__ import annotations

import click

from folkmoot.cli.group import LazyGroup

__all__ = ["OUTCOME_COMMANDS", "outcomes"]

#: Verb -> (module, attribute, short help), in the order of the work.
OUTCOME_COMMANDS = {
    "add": ("folkmoot.cli.tracking", "add", "Bring in what came of actions, by day and arm."),
    "list": ("folkmoot.cli.tracking", "show", "Say what came of each arm so far."),
    "value": (
        "folkmoot.cli.valuing",
        "value",
        "What another sharing of the hours would have brought.",
    ),
    "links": ("folkmoot.cli.tracking", "links", "List the links made, with their arms."),
}


@click.group(
    cls=LazyGroup,
    commands_table=OUTCOME_COMMANDS,
    short_help="What came of our actions, arm by arm.",
)
def outcomes() -> None:
    """Keep what came of actions, so that hours can go where they bring most.

    An arm is a strategy in a community, such as answers in a travel forum. `folkmoot link` makes
    addresses whose tag names the arm; an export of Matomo or Plausible is led back by them.
    """
