"""The command ``participation``: the ladder by segment, and how unequally people take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.asked import by_questionnaire, joined
from folkmoot.cli.measure import Session, reading

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["participation", "segments"]

#: What is counted, so that the report's shares of the other definition do not surprise.
_COUNTED: Final = {
    "habit": "Counted is who did it in two of the last three months; --definition point counts"
    " who did it once, as the report's first page does.",
    "point": "Counted is who did it once, lately.",
}


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
    type=click.Choice(["traces", "survey", "both"]),
    default="traces",
    help="What people did, what they say that they do, or both joined.",
)
@click.option("--survey", "survey_name", metavar="NAME", help="Where there are several.")
@click.option(
    "--small-segments",
    "is_modelled",
    is_flag=True,
    help="Every cell of one crossing by a model, beside what was answered: for few answers a cell.",
)
@click.option(
    "--over-claim",
    metavar="TIMES,SPREAD",
    help="With both: by how much the odds of claiming exceed the true odds (1.25,0.25).",
)
@click.option(
    "--communities",
    metavar="LIST",
    help="With both: communities that the lake covers, as the questionnaire names them.",
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
    over_claim: str | None,
    communities: str | None,
) -> Any:
    """How people take part: the ladder of the target and of any segment, with intervals.

    Traces cannot show who only reads: those shares are refused, with the reason, and asked for
    with --source survey.
    """
    is_asked = source != "traces" or is_modelled
    if is_inequality + is_sensitivity + is_asked > 1:
        raise click.UsageError(
            "--inequality, --sensitivity and a questionnaire are tables of their own: ask for one."
        )
    if source != "both" and (over_claim is not None or communities is not None):
        raise click.UsageError("--over-claim and --communities go with --source both.")
    if source == "both":
        return joined(opened, segments(by), survey_name, over_claim, communities)
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
    about = ["segment_kind", "segment", *more, "rung"]
    narrowed = table.where(**chosen)
    return (narrowed, about) if more else (narrowed, about, _most(narrowed, definition))


def _most(table: EstimateTable, definition: str) -> str:
    """Say the rung on which most of the target stand, and what standing there means."""
    from folkmoot.estimate import amount, interval
    from folkmoot.ladder import rung

    rows = table.rows(measure="share", segment_kind="group")
    who = "those with the need" if rows else "all members"
    rows = rows or table.rows(measure="share", segment_kind="all")
    shown = [row for row in rows if row["value"]]
    if not shown:
        return f"Too few of {who} were seen to say how they take part. {_COUNTED[definition]}"
    most = max(shown, key=lambda row: float(row["value"]))
    low = ", low base" if most["reliability"] == "low base" else ""
    base = f"{most['base']:,} {most['base_label']}{low}"
    return (
        f"{amount(most)} ({interval(most)}; {base}) of {who} are {most['rung']}s: they "
        f"{rung(most['rung']).meaning}. {_COUNTED[definition]}"
    )


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
