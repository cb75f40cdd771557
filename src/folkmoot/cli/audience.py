"""The command about the target: what sets it apart, its segments, its personas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.measure import Session, reading

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["audience"]


def _answered(table: EstimateTable, *about: str) -> tuple[EstimateTable, list[str], str]:
    """Say the first note before the table, where it is the answer."""
    return replace(table, notes=table.notes[1:]), list(about), table.notes[0]


@click.command(short_help="Who has the need, and what sets them apart.")
@click.option("--hypotheses", "is_hypotheses", is_flag=True, help="What the brief expected.")
@click.option("--segments", "is_segments", is_flag=True, help="Kinds of people among them.")
@click.option("--personas", "is_personas", is_flag=True, help="What is known of each, counted.")
@click.option("--look-alike", "is_look_alike", is_flag=True, help="A score of who resembles them.")
@reading
def audience(opened: Session, **views: Any) -> Any:
    """Who has the need: the target's characteristics against the rest of the community."""
    chosen = [name for name in _ASKED if views[name]]
    if len(chosen) > 1:
        names = " and ".join(f"--{name.removeprefix('is_').replace('_', '-')}" for name in chosen)
        raise click.UsageError(f"{names} answer different questions: ask for one of them.")
    return _ASKED[chosen[0]](opened) if chosen else _audience(opened)


def _audience(opened: Session) -> Any:
    from folkmoot.measures.audience import audience as measure

    return _answered(measure(opened.view, opened.brief), "characteristic", "label")


def _hypotheses(opened: Session) -> Any:
    from folkmoot.measures.audience import hypotheses

    table = hypotheses(opened.view, opened.brief)
    return _answered(table, "statement", "verdict")


def _segments(opened: Session) -> Any:
    from folkmoot.measures.segments import segments

    return _answered(segments(opened.view, opened.brief), "segment", "part", "label")


def _personas(opened: Session) -> Any:
    from folkmoot.measures.personas import personas

    return _answered(personas(opened.view, opened.brief), "persona", "characteristic", "label")


def _look_alike(opened: Session) -> Any:
    from folkmoot.measures.look_alike import look_alike

    return _answered(look_alike(opened.view, opened.brief), "part", "characteristic", "label")


_ASKED: Final[dict[str, Callable[[Session], Any]]] = {
    "is_hypotheses": _hypotheses,
    "is_segments": _segments,
    "is_personas": _personas,
    "is_look_alike": _look_alike,
}
