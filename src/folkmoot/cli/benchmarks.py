"""The group of commands about published figures: list, add, compare, set beside one's own."""

from __future__ import annotations

import click

from folkmoot.cli.group import LazyGroup

__all__ = ["BENCHMARK_COMMANDS", "benchmarks"]

#: Verb -> (module, attribute, short help), in the order of the work.
BENCHMARK_COMMANDS = {
    "list": ("folkmoot.cli.figures", "list_tables", "List the tables of published figures."),
    "show": ("folkmoot.cli.figures", "show", "Show the figures of a table."),
    "add": ("folkmoot.cli.figures", "add", "Add a published table of your own."),
    "compare": ("folkmoot.cli.figures", "compare_two", "Compare two figures, or say why not."),
    "beside": ("folkmoot.cli.figures", "beside_own", "Put figures beside your community's ladder."),
    "margins": ("folkmoot.cli.figures", "print_margins", "Print a table as margins for weights."),
}


@click.group(
    cls=LazyGroup,
    commands_table=BENCHMARK_COMMANDS,
    short_help="Published figures beside yours.",
    invoke_without_command=True,
)
@click.pass_context
def benchmarks(context: click.Context) -> None:
    """Published figures of the ladder, with their dates, and tables of your own.

    Without a verb the tables are listed.
    """
    if context.invoked_subcommand is None:
        from folkmoot.cli.figures import list_tables

        context.invoke(list_tables)
