"""The group of commands about what rises: list it, decide about it, read the log."""

from __future__ import annotations

from typing import Any

import click

from folkmoot.cli.deciding import list_trends
from folkmoot.cli.group import LazyGroup

__all__ = ["TRENDS_COMMANDS", "trends"]

#: Verb -> (module, attribute, short help), in the order of the work.
TRENDS_COMMANDS = {
    "list": ("folkmoot.cli.deciding", "list_trends", "What is rising, and whether it fits."),
    "join": ("folkmoot.cli.deciding", "join", "Confirm that an event is joined."),
    "leave": ("folkmoot.cli.deciding", "leave", "Say that an event is left alone."),
    "outcome": ("folkmoot.cli.deciding", "outcome", "Say what came of it."),
    "log": ("folkmoot.cli.deciding", "log", "What was joined or left, and what came of it."),
}


@click.group(
    cls=LazyGroup,
    commands_table=TRENDS_COMMANDS,
    short_help="What is rising, and whether it fits.",
    invoke_without_command=True,
    params=list(list_trends.params),
)
@click.pass_context
def trends(context: click.Context, /, **options: Any) -> None:
    """What is rising against its own past, and whether joining it fits the product.

    Without a verb it is listed. Abstaining is the normal answer; a person confirms a joining with
    `folkmoot trends join`.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_trends, **options)
