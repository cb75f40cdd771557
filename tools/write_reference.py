"""Write docs/reference.md, the commands and settings, from the code that answers to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click
from pydantic import BaseModel

from folkmoot.cli import cli
from folkmoot.cli.group import LazyGroup
from folkmoot.config import Settings

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "reference.md"

_HEAD: Final = """\
# Reference: commands, settings, exit codes

Made from the code by `tools/write_reference.py`; do not edit it by hand. `folkmoot COMMAND --help`
says the same in the terminal.

## Commands
"""

_SETTINGS: Final = """\
## Settings

A project's `folkmoot.toml` holds them by section; an environment variable overrides the file. An
unknown setting is an error, so that a misspelt one is noticed.

| setting | variable | default | what it does |
|---|---|---|---|
"""

_CODES: Final = """\
## Exit codes

| code | when |
|---|---|
| 0 | done |
| 1 | something in your input, brief or project needs mending; what and where is printed |
| 2 | the command line itself is not understood |
| 130 | stopped by you |

No mistake of a user's ends in a traceback: one that does is a bug.
"""


def reference() -> str:
    """The text of the page."""
    context = click.Context(cli, info_name="folkmoot")
    commands = ["\n".join(_described(inner)) for inner in _inside(context)]
    return "\n".join([_HEAD, *commands, _SETTINGS + "".join(_settings()), _CODES])


def _inside(context: click.Context) -> Iterator[click.Context]:
    """Each command of a group; after a group that holds commands of its own, those."""
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            raise LookupError(name)
        inner = click.Context(command, context, name)
        yield inner
        if isinstance(command, LazyGroup):
            yield from _inside(inner)


def _described(context: click.Context) -> Iterator[str]:
    """Heading, usage, text and options of a command; of a group, the names inside it."""
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"### {context.command_path}\n\n`{usage}`\n"
    yield f"{_paragraphs(command.help or '')}\n"
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        yield "| option | what it does | default |\n|---|---|---|"
        yield "\n".join(_option(each, context) for each in options) + "\n"
    if isinstance(command, click.Group):
        names = [f"`{context.command_path} {name}`" for name in command.list_commands(context)]
        where = "each below" if isinstance(command, LazyGroup) else "as the command of that name"
        yield f"Inside it: {', '.join(names)}, {where}.\n"


def _paragraphs(text: str) -> str:
    """Each paragraph on one line, as it was meant."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _option(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    if record is None:
        raise LookupError(option.name)
    names, text = record
    if isinstance(option.envvar, str):
        text += f" Variable: `{option.envvar}`."
    return _row([f"`{names}`", " ".join(text.split()), _default(option, context)])


def _default(option: click.Option, context: click.Context) -> str:
    """The value that holds where none is given; flags and what has none stay empty."""
    value = option.get_default(context)
    if isinstance(value, Path) or option.is_flag:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(f"`{each}`" for each in value)
    return f"`{value}`" if isinstance(value, str | int | float) else ""


def _settings() -> Iterator[str]:
    for section, field in Settings.model_fields.items():
        held: BaseModel = field.get_default()
        for name, declared in type(held).model_fields.items():
            default = declared.get_default()
            shown = str(default).lower() if isinstance(default, bool) else str(default)
            yield _row([
                f"`{section}.{name}`",
                f"`FOLKMOOT_{section}_{name}`".upper(),
                f"`{shown}`" if shown else "",
                declared.description or "",
            ]) + "\n"  # fmt: skip


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8", newline="\n")
