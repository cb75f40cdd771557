"""Commands that decide and hand over: plan, diff, assist, report, export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.calendar import calendar
from folkmoot.cli.options import as_json, as_of, open_current, project_option
from folkmoot.cli.output import print_json, print_rows, tell
from folkmoot.cli.work import (
    draft_help,
    drafts_summary,
    make_and_keep_plan,
    plan_path,
    work,
)

if TYPE_CHECKING:
    from folkmoot.assist import Drafted
    from folkmoot.plan import Plan
    from folkmoot.strategies import Strategy

__all__ = ["assist", "diff", "export", "plan", "report"]


_DRAFT = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(invoke_without_command=True, short_help="Make the plan from the evidence.")
@click.option("--new", "is_new", is_flag=True, help="Do not heed the plan before.")
@click.option("--strategy", "strategy_name", help="Another strategy than groundswell, installed.")
@click.option("--rules", "rules_path", type=click.Path(path_type=Path), help="Rules of your own.")
@click.option("--survey", "survey_name", help="Questionnaire that tells who reads and who is away.")
@click.option("--segment", help="Segment of it the product is for: age_band=55-64, or all.")
@project_option
@as_of
@as_json
@click.pass_context
def plan(
    context: click.Context,
    /,
    project_path: Path,
    as_of: datetime | None,
    is_json: bool,
    is_new: bool,
    **asked: Any,
) -> None:
    """Make the plan from the evidence, beside the last one, and keep it in plans/.

    Hours follow what came of actions (`folkmoot outcomes`), once it surely says so. `folkmoot plan
    diff A B` says what changed between two plans, `folkmoot plan calendar` who does what when.
    """
    if context.invoked_subcommand is not None:
        return
    chosen = _strategy(asked["strategy_name"], asked["rules_path"])
    with work(project_path, as_of, _segment(asked["survey_name"], asked["segment"])) as done:
        made, path, change = make_and_keep_plan(done, is_new=is_new, strategy=chosen)
    if is_json:
        click.echo(made.text(), nl=False)
        return
    _print_plan(made)
    if change is not None:
        click.echo("\nSince the last plan")
        for sentence in change.sentences():
            tell(f"  {sentence}", hang=2)
    click.echo(f"\nWritten to {path}")


def _segment(survey: str | None, segment: str | None) -> tuple[str | None, str] | None:
    """The questionnaire and its segment, where either is asked for."""
    return None if survey is None and segment is None else (survey, segment or "all")


def _strategy(name: str | None, rules_path: Path | None) -> Strategy | None:
    """The strategy asked for; ``None`` for ours with its own rules."""
    if rules_path is not None:
        from folkmoot.strategies.groundswell import Groundswell
        from folkmoot.strategies.rules import read_rules

        if name not in {None, "groundswell"}:
            raise click.UsageError("--rules are those of the groundswell strategy")
        return Groundswell(read_rules(rules_path))
    if name is None:
        return None
    from folkmoot.plugins import load

    made: Strategy = load("folkmoot.strategies", name)()
    return made


def _print_plan(made: Plan) -> None:
    click.echo(f"Plan for {made.product}, as of {made.as_of:%Y-%m-%d}")
    tell(f"Objective  {made.objective}: {made.objective_why}", hang=11)
    for place in made.places:
        tell(f"Where      {place.name}: {place.why}", hang=11)
    lines = _four_weeks(made)
    if lines:
        heads = ["weeks", "hours a week", "what", "where", "it works if"]
        print_rows("Four weeks", heads, lines)
    met = [
        f"{entry.says}: {entry.conversations}" for entry in made.left_alone if entry.conversations
    ]
    for title, sentences in (
        (
            "Left alone, of the open conversations",
            met or ["No open conversation: no rule of conduct took one out."],
        ),
        ("Hours, by what came of them", made.hours_why),
        ("What would change it", made.would_change),
        ("Not known", made.not_known),
    ):
        if not sentences:
            continue
        click.echo(title)
        for sentence in sentences:
            tell(f"  {sentence}", hang=2)


def _four_weeks(made: Plan) -> list[list[str]]:
    """Make a line an action; what is done alike in several places stands in one line."""
    places: dict[tuple[str, ...], list[str]] = {}
    for each in made.recommendations:
        if each.weeks:
            action = each.action.replace(f" in {each.community},", ",")
            line = (_weeks(each.weeks), f"{each.hours:g}", action, each.success)
            places.setdefault(line, []).append(each.community or "our own pages")
    return [
        [weeks, hours + (" each" if len(where) > 1 else ""), action, "; ".join(where), success]
        for (weeks, hours, action, success), where in places.items()
    ]


def _weeks(weeks: Sequence[int]) -> str:
    first, last = min(weeks), max(weeks)
    return f"{first}" if first == last else f"{first} to {last}"


@click.command(short_help="Say what changed between two plans, and why.")
@click.argument("before", default="previous")
@click.argument("after", default="last")
@project_option
@as_json
def diff(before: str, after: str, project_path: Path, is_json: bool) -> None:
    """Say what changed from plan BEFORE to plan AFTER, why, and what stays.

    A plan is named by its file, its day (2017-08-31), or `previous` and `last`.
    """
    from folkmoot.plan import diff_plans, read_plan

    project = open_current(project_path)
    change = diff_plans(read_plan(plan_path(project, before)), read_plan(plan_path(project, after)))
    project.close()
    if is_json:
        print_json(change.as_dict())
        return
    for sentence in change.sentences():
        tell(sentence)


plan.add_command(diff)
plan.add_command(calendar)


@click.command(short_help="Draft help for a person to approve.")
@click.option("--list", "is_list", is_flag=True, help="Only list; write no drafts.")
@click.option("--answered", type=_DRAFT, help="You posted this draft: write it down (with --by).")
@click.option("--by", "approved_by", metavar="NAME", help="Who approved and posted it.")
@click.option("--leave-alone", type=_DRAFT, help="Whom this draft would answer wants no contact.")
@project_option
@as_of
@as_json
def assist(
    project_path: Path,
    as_of: datetime | None,
    is_json: bool,
    is_list: bool,
    answered: Path | None,
    approved_by: str | None,
    leave_alone: Path | None,
) -> None:
    """Draft help for open conversations, for a person to make theirs and approve.

    Nothing is sent. Each draft says which remedy fits, ours or not, and why; a conversation in
    which we should not speak gets none, with the reason. Tell it what you posted, so that it
    keeps to the caps of the brief.
    """
    if answered is not None or leave_alone is not None:
        _record(project_path, answered, approved_by, leave_alone)
        return
    from folkmoot.assist import write_drafts

    with work(project_path, as_of) as done:
        drafted = draft_help(done)
        written = () if is_list else write_drafts(done.project.folder("drafts"), drafted.drafts)
    if is_json:
        print_json({**_drafted(drafted), "written": [str(path) for path in written]})
        return
    _print_drafts(drafted)
    for path in written:
        click.echo(f"Written  {path}")
    click.echo("Nothing was sent. A named person makes a draft theirs, and approves it.")


def _drafted(drafted: Drafted) -> dict[str, list[dict[str, object]]]:
    return {
        "drafts": [
            {
                "url": draft.conversation["url"],
                "first": draft.remedies[0].name,
                "is_rival_first": draft.is_rival_first,
                "is_ready": draft.is_ready,
                "remedies": [
                    {"name": remedy.name, "kind": remedy.kind, "why": remedy.why}
                    for remedy in draft.remedies
                ],
                "text": draft.text,
            }
            for draft in drafted.drafts
        ],
        "no_draft": [
            {"url": row["url"], "reasons": list(reasons)} for row, reasons in drafted.refused
        ],
    }


def _record(
    project_path: Path, answered: Path | None, approved_by: str | None, leave_alone: Path | None
) -> None:
    from folkmoot.cli.record import record_answer, record_wish

    if answered is not None and not (approved_by or "").strip():
        raise click.UsageError("--answered needs --by NAME: a named person approves each answer")
    project = open_current(project_path)
    if answered is not None:
        record_answer(project, answered, str(approved_by).strip())
        click.echo("Written down; it counts for the caps of the brief.")
    if leave_alone is not None:
        record_wish(project, leave_alone)
        click.echo("This person will be left alone.")
    project.close()


def _print_drafts(drafted: Drafted) -> None:
    print_rows(
        "Help worth giving",
        ["asked", "question", "best remedy", "why"],
        [
            [
                f"{draft.conversation['published_at']:%Y-%m-%d}",
                str(draft.conversation["title"]),
                draft.remedies[0].name,
                draft.remedies[0].why,
            ]
            for draft in drafted.drafts
        ],
    )
    if drafted.refused:
        print_rows(
            "Left alone",
            ["question", "because"],
            [[str(row["title"]), "; ".join(reasons)] for row, reasons in drafted.refused],
        )


@click.command(short_help="Write the report, one file.")
@click.option("--quotes", is_flag=True, help="Quote titles; for use inside your team only.")
@project_option
@as_of
@as_json
def report(project_path: Path, as_of: datetime | None, is_json: bool, quotes: bool) -> None:
    """Measure everything, make the plan, and write the report: one file that loads nothing."""
    from folkmoot.report import gather, write_report

    with work(project_path, as_of) as done:
        made, plan_file, change = make_and_keep_plan(done)
        material = gather(
            done.project, done.view, done.analysis, made, change,
            drafts_summary(draft_help(done)), as_of,
        )  # fmt: skip
        path = done.project.folder("reports") / f"{made.as_of:%Y-%m-%d}.html"
        write_report(path, material, quotes=quotes)
    if is_json:
        print_json({"report": str(path), "plan": str(plan_file)})
        return
    click.echo(f"Report  {path}\nPlan    {plan_file}")


@click.command(short_help="Write every table as CSV and JSON.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["csv", "json", "parquet"]),
    default=("csv", "json"),
    help="May be given more than once.",
)
@project_option
@as_of
@as_json
def export(
    folder: Path,
    formats: tuple[str, ...],
    project_path: Path,
    as_of: datetime | None,
    is_json: bool,
) -> None:
    """Write every table, with its evidence in the JSON, to FOLDER; nobody is named in them."""
    from folkmoot.report import export_tables, questionnaires

    with work(project_path, as_of) as done:
        tables = {**done.analysis.tables(), **questionnaires(done.project, as_of)}
        paths = export_tables(folder, tables, formats=formats)
    if is_json:
        print_json({"written": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(str(path))
