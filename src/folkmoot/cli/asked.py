"""Participation from a questionnaire, for the commands: its ladder, small segments, both joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from folkmoot.cli.measure import LADDER, Session
from folkmoot.cli.options import one_survey
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from folkmoot.estimate import EstimateTable
    from folkmoot.survey import Responses
    from folkmoot.survey.estimation import Design

__all__ = ["AskedSurvey", "asked_survey", "by_questionnaire", "joined"]


@dataclass(frozen=True)
class AskedSurvey:
    """A kept survey with its weights, up to the moment asked for.

    ``words`` say whose margins the weights are held to.
    """

    folder: Path
    responses: Responses
    design: Design
    words: str


def asked_survey(opened: Session, name: str | None) -> AskedSurvey:
    """Load a kept survey, the only one where none is named, with its weights."""
    from folkmoot.survey.held import weighed
    from folkmoot.survey.store import load_survey, survey_folder

    chosen = one_survey(opened.project, name)
    folder = survey_folder(opened.project, chosen)
    responses = load_survey(opened.project, chosen)
    if opened.moment is not None:
        responses = responses.until(opened.moment)
        if not len(responses):
            raise FolkmootError(
                "no-answers", f"survey {chosen}", f"nobody until {opened.moment:%Y-%m-%d}",
                "a day on which somebody had answered", "leave --as-of out for all answers",
            )  # fmt: skip
    design, _, words = weighed(folder, responses)
    return AskedSurvey(folder, responses, design, words)


def by_questionnaire(
    opened: Session, by: tuple[str, ...], name: str | None, is_modelled: bool
) -> tuple[EstimateTable, list[str]]:
    """The ladder by people's own word, with what a row is about; of cells by a model, if asked."""
    asked = asked_survey(opened, name)
    if not is_modelled:
        from folkmoot.measures.reported import reported as measure

        table = measure(asked.responses, by, design=asked.design, held_to=asked.words)
        return table, LADDER
    from folkmoot.measures.modelled import modelled

    columns = _one_crossing(by)
    table = modelled(asked.responses, columns, _people(asked.folder), weights=asked.design.weights)
    return table, ["segment", "rung"]


def joined(
    opened: Session,
    by: tuple[str, ...],
    name: str | None,
    over_claim: str | None,
    communities: str | None,
) -> tuple[EstimateTable, list[str]]:
    """Traces and questionnaire joined; without a questionnaire it is refused, with the reason."""
    import pyarrow as pa

    from folkmoot.measures.fused import fused
    from folkmoot.survey.fusion import LogNormal
    from folkmoot.survey.store import survey_names

    about = ["segment_kind", "segment", "state"]
    believed = None if over_claim is None else LogNormal(*_two_numbers(over_claim))
    if name is None and not survey_names(opened.project):
        return fused(opened.view, None, (), pa.table({})), about
    asked = asked_survey(opened, name)
    table = fused(
        opened.view, asked.responses, _one_crossing(by), _people(asked.folder),
        over_claim=believed, weights=asked.design.weights,
        communities=communities.split(",") if communities else None,
    )  # fmt: skip
    return table, about


def _one_crossing(by: tuple[str, ...]) -> list[str]:
    if len(by) == 1:
        return by[0].split("*")
    raise FolkmootError(
        "one-crossing", "--by", ", ".join(by) or "nothing", "one crossing of characteristics",
        "such as: --by 'country*age*gender'",
    )  # fmt: skip


def _people(folder: Path) -> pa.Table:
    from folkmoot.measures.modelled import population_of
    from folkmoot.survey.held import read_held

    held = read_held(folder)
    return population_of(held.margins if held else {}, held.words if held else "")


def _two_numbers(text: str) -> tuple[float, float]:
    try:
        median, sigma = map(float, text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not two numbers such as 1.25,0.25") from error
    return median, sigma
