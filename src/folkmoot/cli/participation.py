"""The command ``participation``: the ladder by segment, and how unequally people take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.measure import LADDER, Session, reading
from folkmoot.cli.options import one_survey
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from pathlib import Path

    from folkmoot.estimate import EstimateTable
    from folkmoot.survey import Responses
    from folkmoot.survey.estimation import Design

__all__ = ["by_questionnaire", "participation", "segments"]


@click.command(short_help="How people take part, by segment.")
@click.option(
    "--by",
    "by",
    default="age_band",
    metavar="LIST",
    help="Segments, by commas: age, country, gender, tenure, community, room; crossed: "
    "'age*country'.",
)
@click.option(
    "--definition",
    type=click.Choice(["habit", "point", "both"]),
    default="habit",
    help="Did it in two of the last three months, or lately.",
)
@click.option(
    "--denominator",
    type=click.Choice(["active", "known", "posters", "all"]),
    default="active",
    help="Of whom the share is taken.",
)
@click.option(
    "--inequality",
    "is_inequality",
    is_flag=True,
    help="Instead: how few make most of the posts, in all and by community.",
)
@click.option(
    "--sensitivity",
    "is_sensitivity",
    is_flag=True,
    help="Instead: how far shares depend on windows, the day, taps and suspected software.",
)
@click.option(
    "--source",
    type=click.Choice(["traces", "survey"]),
    default="traces",
    help="What people did, or what they say that they do.",
)
@click.option("--survey", "survey_name", metavar="NAME", help="Where there are several.")
@click.option(
    "--small-segments",
    "is_modelled",
    is_flag=True,
    help="Every cell of one crossing by a model, beside what was answered: for few answers a cell.",
)
@reading
def participation(
    opened: Session,
    *,
    by: str,
    definition: str,
    denominator: str,
    is_inequality: bool,
    is_sensitivity: bool,
    source: str,
    survey_name: str | None,
    is_modelled: bool,
) -> Any:
    """How people take part: the ladder of the target and of any segment, with intervals.

    Traces cannot show who only reads: those shares are refused, with the reason, and asked for
    with --source survey.
    """
    is_asked = source == "survey" or is_modelled
    if is_inequality + is_sensitivity + is_asked > 1:
        raise click.UsageError(
            "--inequality, --sensitivity and a questionnaire are tables of their own: ask for one."
        )
    if is_asked:
        return by_questionnaire(opened, segments(by), survey_name, is_modelled)
    if is_inequality:
        return _inequality(opened, denominator)
    if is_sensitivity:
        return _sensitivity(opened, segments(by))
    from folkmoot.measures.participation import participation as measure

    table = measure(opened.view, by=segments(by), group="target")
    narrow = {"definition": definition, "denominator": denominator}
    chosen = {name: value for name, value in narrow.items() if value not in {"both", "all"}}
    more = [name for name in narrow if name not in chosen]
    return table.where(**chosen), ["segment_kind", "segment", *more, "rung"]


def by_questionnaire(
    opened: Session, by: tuple[str, ...], name: str | None, is_modelled: bool
) -> tuple[EstimateTable, list[str]]:
    """The ladder by people's own word, with what a row is about; of cells by a model, if asked."""
    from folkmoot.measures.reported import reported as measure
    from folkmoot.survey.held import weighed
    from folkmoot.survey.store import load_survey, survey_folder

    chosen = one_survey(opened.project, name)
    folder = survey_folder(opened.project, chosen)
    responses = load_survey(opened.project, chosen)
    if opened.moment is not None:
        responses = responses.until(opened.moment)
    design, _, words = weighed(folder, responses)
    if not is_modelled:
        return measure(responses, by, design=design, held_to=words), LADDER
    return _modelled(folder, responses, by, design), ["segment", "rung"]


def _modelled(
    folder: Path, responses: Responses, by: tuple[str, ...], design: Design
) -> EstimateTable:
    from folkmoot.measures.modelled import modelled as measure
    from folkmoot.measures.modelled import population_of
    from folkmoot.survey.held import read_held

    if len(by) != 1:
        raise FolkmootError(
            "one-crossing", "--by", ", ".join(by) or "nothing", "one crossing of characteristics",
            "such as: --by 'country*age*gender'",
        )  # fmt: skip
    held = read_held(folder)
    people = population_of(held.margins if held else {}, held.words if held else "")
    return measure(responses, by[0].split("*"), people, weights=design.weights)


def segments(by: str) -> tuple[str, ...]:
    """Read the list of segments; ``age`` is short for ``age_band``, in a crossing too."""
    kinds = [kind.split("*") for kind in by.split(",") if kind.strip()]
    long = {"age": "age_band"}
    return tuple(
        "*".join(long.get(name.strip(), name.strip()) for name in names) for names in kinds
    )


def _inequality(opened: Session, denominator: str) -> Any:
    from folkmoot.measures.inequality import inequality as measure

    table = measure(opened.view)
    chosen = {} if denominator == "all" else {"denominator": denominator}
    return table.where(**chosen), ["segment_kind", "segment", "denominator", "people_share"]


def _sensitivity(opened: Session, by: tuple[str, ...]) -> Any:
    from folkmoot.measures.sensitivity import sensitivity as measure

    return measure(opened.view, by), ["segment_kind", "segment", "rung", "varied", "setting"]
