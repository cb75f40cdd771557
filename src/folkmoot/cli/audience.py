"""The command about the target: what sets it apart, its segments, its personas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.measure import Session, reading

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["audience"]


def _answered(table: EstimateTable, *about: str) -> tuple[EstimateTable, list[str], str]:
    """Say the first note before the table, where it is the answer."""
    return table, list(about), table.notes[0]


@click.command(short_help="Who has the need, and what sets them apart.")
@click.option("--hypotheses", "is_hypotheses", is_flag=True, help="What the brief expected.")
@click.option("--segments", "is_segments", is_flag=True, help="Kinds of people among them.")
@click.option("--personas", "is_personas", is_flag=True, help="What is known of each, counted.")
@click.option("--needs", "is_needs", is_flag=True, help="Which needs each group has more.")
@click.option("--look-alike", "is_look_alike", is_flag=True, help="A score of who resembles them.")
@click.option("--said", "is_said", is_flag=True, help="Where they say they are, beside traces.")
@click.option("--survey", "survey", help="The questionnaire for --said (default: the only one).")
@click.option("--respondents", metavar="COLUMN=VALUE", help="For --said: who of them has the need.")
@click.option("--place", "places", multiple=True, metavar="ANSWER=COMMUNITY",
              help="For --said: the community that an answer means.")  # fmt: skip
@reading
def audience(opened: Session, **views: Any) -> Any:
    """Who has the need: the target's characteristics against the rest of the community."""
    chosen = [name for name in (*_ASKED, "is_said") if views[name]]
    if len(chosen) > 1:
        names = " and ".join(f"--{name.removeprefix('is_').replace('_', '-')}" for name in chosen)
        raise click.UsageError(f"{names} answer different questions: ask for one of them.")
    said = {name: views.pop(name) for name in ("survey", "respondents", "places")}
    if views["is_said"]:
        return _said(opened, **said)
    if any(said.values()):
        raise click.UsageError("--survey, --respondents and --place belong to --said.")
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


def _needs(opened: Session) -> Any:
    from folkmoot.measures.who_needs import segment_needs

    table = segment_needs(opened.view, opened.brief, opened.themes)
    return _answered(table, "characteristic", "label", "need")


def _look_alike(opened: Session) -> Any:
    from folkmoot.measures.look_alike import look_alike

    return _answered(look_alike(opened.view, opened.brief), "part", "characteristic", "label")


def _said(
    opened: Session, survey: str | None, respondents: str | None, places: tuple[str, ...]
) -> Any:
    from folkmoot.cli.asked import asked_survey
    from folkmoot.measures.cross_check import cross_check

    asked = asked_survey(opened, survey)
    table = cross_check(
        opened.view, opened.brief, asked.responses, design=asked.design,
        respondents=None if respondents is None else _pair(respondents),
        places=dict(map(_pair, places)),
    )  # fmt: skip
    return _answered(table, "place", "verdict", "reason")


def _pair(text: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not (left and equals and right):
        raise click.BadParameter(f"{text!r} is not two words with = between them")
    return left, right


_ASKED: Final[dict[str, Callable[[Session], Any]]] = {
    "is_hypotheses": _hypotheses,
    "is_segments": _segments,
    "is_personas": _personas,
    "is_needs": _needs,
    "is_look_alike": _look_alike,
}
