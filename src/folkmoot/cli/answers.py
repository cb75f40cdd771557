"""Commands about answers to questionnaires: survey add, status, remove."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.options import as_json, open_current, project_option
from folkmoot.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from folkmoot.project import Project
    from folkmoot.survey.overview import Overview
    from folkmoot.survey.reading.adding import AddedSurvey
    from folkmoot.survey.store import SurveyRecord

__all__ = ["add", "remove", "status"]

_SPEEDERS: Final = "took less than a third of the median"


@click.command(short_help="Bring a file of answers into the project.")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--mapping",
    "mapping_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What the columns mean: survey.toml; our own questionnaire needs none.",
)
@click.option("--name", default="", help="Of the survey (default: as the mapping has it).")
@click.option("--suggest", is_flag=True, help="Print a first mapping of FILE, and stop.")
@click.option("--encoding", default="", help="With --suggest: how the text is written.")
@project_option
@as_json
def add(
    path: Path, mapping_path: Path | None, name: str, suggest: bool, encoding: str,
    project_path: Path, is_json: bool,
) -> None:  # fmt: skip
    """Bring the answers in PATH (CSV, TSV, XLSX, SPSS or Stata) into the project.

    Every record is accounted for: read = kept + set aside. Duplicates and speeders are flagged,
    never dropped. Adding the same again changes nothing.
    """
    if suggest:
        from folkmoot.survey.reading import suggest_mapping

        click.echo(suggest_mapping(path, name, encoding), nl=False)
        return
    if encoding:
        raise click.UsageError("--encoding goes with --suggest; a mapping has it under [file]")
    from folkmoot.survey.reading.adding import add_survey

    project = open_current(project_path)
    try:
        added = add_survey(project, path, mapping_path, name)
    finally:
        project.close()
    if is_json:
        print_json(_as_dict(project, added.record) | {"status": added.status})
        return
    _print_added(project, path, added)


def _as_dict(project: Project, record: SurveyRecord) -> dict[str, Any]:
    aside = record.set_aside
    return {
        "name": record.name,
        "population": record.population,
        "sample_kind": record.sample_kind,
        "is_simulated": record.is_simulated,
        "counts": dict(record.counts),
        "notes": dict(record.notes),
        "about": dict(record.about),
        "set_aside": str(project.folder("surveys") / record.name / aside) if aside else None,
    }


def _print_added(project: Project, path: Path, added: AddedSurvey) -> None:
    record, counts = added.record, added.record.counts
    if added.reading is None:
        click.echo(f"{path.name}: already there as {record.name}, {counts['kept']:,} respondents")
        return
    click.echo(
        f"{path.name} ({record.about['layout']}): read {counts['read']:,} records, "
        f"kept {counts['kept']:,}, set aside {counts['records_aside']:,}; {added.status} as "
        f"{record.name}{' (simulated)' if record.is_simulated else ''}"
    )
    click.echo(f"  Read as {record.about['layout']}, since {record.about['layout_reason']}")
    if aside := counts["answers_aside"]:
        what = "an answer" if aside == 1 else f"{aside:,} answers"
        click.echo(
            f"  Set aside {what} outside the scale: the respondent stays, the item is unknown"
        )
    if record.set_aside:
        folder = project.folder("surveys") / record.name
        click.echo(f"  Lines and reasons: {folder / record.set_aside}")
    for line in _flags(record):
        click.echo(f"  {line}")


def _flags(record: SurveyRecord) -> Iterator[str]:
    counts = record.counts
    if counts["duplicates"]:
        reasons = {
            key.partition(": ")[2]: count
            for key, count in record.notes.items()
            if key.startswith("duplicate: ")
        }
        why = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        yield f"Flagged {_counted(counts['duplicates'], 'duplicate')} ({why}); none dropped"
    median = record.notes.get("median_seconds")
    if counts["speeders"] and median:
        who = _counted(counts["speeders"], "speeder")
        yield f"Flagged {who}: {_SPEEDERS}, {median} s; none dropped"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


@click.command(short_help="Say what a survey holds, and what not.")
@click.argument("name", required=False)
@project_option
@as_json
def status(name: str | None, project_path: Path, is_json: bool) -> None:
    """List the surveys, or say of NAME who answered, what is missing and what cannot be told."""
    from folkmoot.survey.store import survey_names, survey_record

    project = open_current(project_path)
    if name is None:
        records = [survey_record(project, each) for each in survey_names(project)]
        if is_json:
            print_json([_as_dict(project, record) for record in records])
        elif records:
            print_rows("Surveys", ["name", "respondents", "population", "sample", ""],
                       [_row(record) for record in records])  # fmt: skip
        else:
            click.echo("No survey yet. folkmoot survey add FILE brings one in.")
        return
    _of_one(project, name, is_json=is_json)


def _row(record: SurveyRecord) -> list[str]:
    simulated = "simulated" if record.is_simulated else ""
    kept = f"{record.counts['kept']:,}"
    return [record.name, kept, record.population, record.sample_kind, simulated]


def _of_one(project: Project, name: str, *, is_json: bool) -> None:
    from folkmoot.survey.overview import overview
    from folkmoot.survey.store import load_survey, survey_record

    record = survey_record(project, name)
    found = overview(load_survey(project, name))
    if is_json:
        print_json(_as_dict(project, record) | asdict(found))
        return
    _print_overview(record, found)


def _print_overview(record: SurveyRecord, found: Overview) -> None:
    simulated = " (simulated)" if record.is_simulated else ""
    click.echo(
        f"{record.name}{simulated}: {found.respondents:,} respondents, {record.population}; "
        f"{record.sample_kind} sample; {record.about['file']}, added {record.added_at[:10]}"
    )
    for line in _flags(record):
        click.echo(f"  {line}")
    if forgotten := record.counts.get("forgotten"):
        click.echo(f"  {forgotten:,} forgotten at their wish")
    names = ["answered", "not_asked", "refused", "dont_know", "skipped"]
    print_rows(
        "Answers by item",
        ["item", *(each.replace("_", " ") for each in names)],
        [
            [item, *(f"{counts[each]:,}" for each in names)]
            for item, counts in found.silences.items()
        ],
    )
    for name, categories in found.segments.items():
        click.echo(f"{name}: {_said(categories)}")
    click.echo(f"Design: {', '.join(found.design) or 'none: as a simple random sample'}")
    click.echo("What cannot be estimated, or only in part:")
    for limit in found.limits:
        click.echo(f"  {limit.what}: {limit.why}")


def _said(categories: Mapping[str, int | None]) -> str:
    return ", ".join(
        f"{category or 'not known'} {'withheld' if count is None else f'{count:,}'}"
        for category, count in categories.items()
    )


@click.command(short_help="Remove a survey from the project.")
@click.argument("name")
@project_option
@as_json
def remove(name: str, project_path: Path, is_json: bool) -> None:
    """Remove the survey NAME: answers, mapping and what was set aside."""
    from folkmoot.survey.store import remove_survey

    project = open_current(project_path)
    with project.lock(wait_seconds=60):
        remove_survey(project, name)
    if is_json:
        print_json({"removed": name})
        return
    click.echo(f"Removed {name}. The file that it came from is not touched.")
