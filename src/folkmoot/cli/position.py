"""The command ``position``: what people connect with the product and with its alternatives."""

from __future__ import annotations

from typing import Any

import click

from folkmoot.cli.measure import Session, reading

__all__ = ["position"]


@click.command(short_help="What people connect with the product and its rivals.")
@reading
def position(opened: Session) -> Any:
    """What people connect with the product and with each alternative, and the picture of it.

    The picture itself is in the report; --json has its points.
    """
    from folkmoot.measures.position import position as measure

    return measure(opened.view, opened.brief), ["thing", "aspect"]
