"""A group of commands whose modules are imported only when they run."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """Like `click.Group`, with commands named by module and attribute.

    Parameters
    ----------
    commands_table
        Verb -> (module, attribute, short help), in the order they are listed.
    headings
        Verb -> heading above it, for the first verb of each part of a long list.
    """

    def __init__(
        self,
        *args: Any,
        commands_table: Mapping[str, tuple[str, str, str]],
        headings: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table = commands_table
        self.headings = headings or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the verbs in the order of the work."""
        del ctx
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; ``None`` for an unknown verb."""
        del ctx
        found = self.table.get(cmd_name)
        if found is None:
            return None
        command = getattr(import_module(found[0]), found[1])
        if not isinstance(command, click.Command):
            raise TypeError(f"{found[0]}.{found[1]} is not a command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a misspelt verb is answered with the nearest ones."""
        from difflib import get_close_matches

        name = args[0] if args else ""
        if name and name not in self.table and not name.startswith("-"):
            near = get_close_matches(name, self.table, n=2)
            meant = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"No such command {name!r}.{meant}", ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing any."""
        del ctx
        parts: dict[str, list[tuple[str, str]]] = {}
        heading = "Commands"
        for name, (_, _, told) in self.table.items():
            heading = self.headings.get(name, heading)
            parts.setdefault(heading, []).append((name, told))
        width = max(map(len, self.table))
        for heading, rows in parts.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), told) for name, told in rows])
