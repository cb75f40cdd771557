"""Commands about the project and its data: init, add, status, sources, forget, doctor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.options import as_json, open_current, project_option
from folkmoot.cli.output import import_progress, print_json, print_rows, tell

if TYPE_CHECKING:
    from folkmoot.ingest import ImportResult

__all__ = ["add", "doctor", "forget", "init", "sources", "status"]


@click.command(short_help="Make a project folder with a brief to fill in.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
def init(folder: Path) -> None:
    """Make a project in FOLDER (default: here), with a brief to fill in."""
    from folkmoot.brief import template_text
    from folkmoot.project import init_project

    project = init_project(folder)
    if not project.brief_path.exists():
        project.brief_path.write_text(template_text(), encoding="utf-8")
    click.echo(f"Made a project in {project.root}")
    click.echo("Next: fill in brief.toml, then folkmoot add FILE")


def _parse_options(pairs: tuple[str, ...]) -> dict[str, str]:
    options = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE", param_hint="--option")
        options[name] = value
    return options


@click.command(short_help="Bring an export into the project's lake.")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--source", "source_name", help="Kind of export (default: what it looks like).")
@click.option(
    "--option", "-o", "pairs", multiple=True, metavar="NAME=VALUE", help="For the source."
)
@click.option("--replay", "is_replay", is_flag=True,
              help="Map all raw archives again, as after an update of folkmoot.")  # fmt: skip
@click.option("--suggest", is_flag=True, help="Print a first mapping for a table, and stop.")
@project_option
@as_json
def add(
    path: Path | None,
    source_name: str | None,
    pairs: tuple[str, ...],
    suggest: bool,
    is_replay: bool,
    project_path: Path,
    is_json: bool,
) -> None:
    """Bring the export PATH, a file or a folder, into the lake.

    Importing the same file again adds nothing. Every record is accounted for: read = kept +
    already there + set aside.
    """
    if (path is None) != is_replay:
        raise click.UsageError("name an export, or give --replay and no export")
    if path is None:
        results = _replay(project_path)
    elif suggest:
        from folkmoot.sources.table import suggest as suggest_mapping

        click.echo(suggest_mapping(path, _parse_options(pairs)), nl=False)
        return
    else:
        results = _add(project_path, path, source_name, _parse_options(pairs))
    if is_json:
        print_json([_as_dict(result) for result in results])
    else:
        for result in results:
            _print_result(result)
    read, refused = (sum(result.total(name) for result in results) for name in ("read", "refused"))
    if read and read == refused:
        raise click.exceptions.Exit(1)


def _add(
    project_path: Path, path: Path, source_name: str | None, options: dict[str, str]
) -> list[ImportResult]:
    from folkmoot.ingest import add as add_export

    project = open_current(project_path)
    with import_progress(path.name) as progress:
        # To standard error, so that what is printed stays a table or JSON.
        return add_export(
            project, path, source_name, options, progress,
            tell=lambda choice: click.echo(str(choice), err=True),
        )  # fmt: skip


def _replay(project_path: Path) -> list[ImportResult]:
    from folkmoot.ingest import replay
    from folkmoot.ingest.layout import archives
    from folkmoot.sources import source

    project = open_current(project_path)
    held = {record.import_id: record.source for record in project.state.import_records("done")}
    with import_progress("raw archives") as progress:
        return [
            replay(project, import_id, source(held[import_id]), progress)
            for import_id, _ in archives(project)
        ]


def _as_dict(result: ImportResult) -> dict[str, Any]:
    return {
        "path": str(result.path),
        "import": result.import_id,
        "source": result.source,
        "counts": [
            {
                "kind": count.kind,
                "read": count.read_count,
                "kept": count.kept_count,
                "already_there": count.already_count,
                "set_aside": count.refused_count,
            }
            for count in result.counts
        ],
        "faults": [str(group) for group in result.faults],
        "quarantine": result.quarantine_path and str(result.quarantine_path),
    }


def _print_result(result: ImportResult) -> None:
    where = f" ({result.quarantine_path})" if result.quarantine_path else ""
    click.echo(
        f"{result.path.name} ({result.source}): read {result.total('read'):,} records, "
        f"kept {result.total('kept'):,}, already there {result.total('already'):,}, "
        f"set aside {result.total('refused'):,}{where}"
    )
    for group in result.faults:
        tell(f"  {group}", hang=2)
    if not result.total("read"):
        click.echo(f"  No record of {result.source} is in it. Is it another kind of export?")
    elif result.total("read") == result.total("refused"):
        click.echo(f"  Nothing of it was kept. folkmoot sources {result.source} lists the options.")


@click.command(short_help="List the kinds of export that can be read.")
@click.argument("name", required=False)
@as_json
def sources(name: str | None, is_json: bool) -> None:
    """List the kinds of export that can be read, and what each can tell of every rung.

    With a NAME: how to get such an export, its options, and why it can tell what it tells.
    """
    from folkmoot.sources import source, source_names
    from folkmoot.sources.telling import described

    found = [described(one, source(one)) for one in ([name] if name else source_names())]
    if is_json:
        print_json(found[0] if name else found)
    elif name:
        _print_source(found[0])
    else:
        _print_sources(found)


def _print_source(told: Mapping[str, Any]) -> None:
    from folkmoot.sources.telling import FRAMES_SAID, RIGHTS_SAID

    click.echo(f"{told['name']}: {told['reads']}")
    if not told["rungs"]:
        return
    click.echo(f"How to get it: {told['export']}")
    click.echo(f"Whose sample it is: {FRAMES_SAID[told['frame']]}")
    for option, meaning in sorted(told["options"].items()):
        click.echo(f"--option {option}=...: {meaning}")
    click.echo(f"Deleted posts: {told['deletes']}")
    click.echo(f"Edited posts: {told['edits']}")
    for right, words in (("may_train", "train a model"), ("may_redistribute", "be passed on")):
        click.echo(f"May {words}: {RIGHTS_SAID[told[right]]}")
    print_rows(
        "What it can tell of a rung",
        ["rung", "tells", "why"],
        [[rung, tells["answer"], tells["reason"]] for rung, tells in told["rungs"].items()],
    )


def _print_sources(found: Sequence[Mapping[str, Any]]) -> None:
    columns = ["name", "version", "reads"]
    print_rows("Sources", columns, [[one[column] for column in columns] for one in found])
    rungs = list(dict.fromkeys(rung for one in found for rung in one["rungs"]))
    told = [
        [one["name"], *(one["rungs"].get(rung, {}).get("answer", "?") for rung in rungs)]
        for one in found
        if one["rungs"]
    ]
    print_rows(
        "What each can tell of a rung (folkmoot sources NAME says why)", ["name", *rungs], told
    )


_COUNTS: Final = ("read_count", "kept_count", "already_count", "refused_count")


@click.command(short_help="Say what the project holds.")
@project_option
@as_json
def status(project_path: Path, is_json: bool) -> None:
    """Say what the project holds, and how every record read was accounted for."""
    from folkmoot.report import lake_summary
    from folkmoot.survey.store import survey_names, survey_record

    project = open_current(project_path)
    lake = lake_summary(project.view())
    counts, plans = project.state.counts(), project.state.plans()
    surveys = {name: survey_record(project, name).counts for name in survey_names(project)}
    project.close()
    if is_json:
        print_json(
            {
                "project": str(project.root),
                "lake": asdict(lake),
                "imports": [asdict(count) for count in counts],
                "plans": [plan["path"] for plan in plans],
                "surveys": surveys,
            }
        )
        return
    click.echo(f"Project  {project.root}   {lake.words()}")
    if lake.note:
        tell(lake.note)
    print_rows(
        "Records by kind, over all imports",
        ["kind", "read", "kept", "already there", "set aside"],
        [[count.kind, *(f"{getattr(count, name):,}" for name in _COUNTS)] for count in counts],
    )
    for name, survey in surveys.items():
        click.echo(f"Survey   {name}, {survey['kept']:,} respondents")
    click.echo(f"Plans    {len(plans)}" + (f", the newest {plans[-1]['path']}" if plans else ""))


@click.command(short_help="Remove a person from everything.")
@click.option("--platform", required=True, help="As the import named it: travel.stackexchange.com")
@click.option("--person", required=True, help="The person's number or handle there.")
@click.option(
    "--name", "names", multiple=True, help="A name they go by, to blank in others' texts."
)
@project_option
@as_json
def forget(
    platform: str, person: str, names: tuple[str, ...], project_path: Path, is_json: bool
) -> None:
    """Remove a person from the lake and its log, the raw archive, the state and the reports.

    A later import does not bring them back.
    """
    from folkmoot.ingest import forget as forget_person

    project = open_current(project_path)
    result = forget_person(project, platform, person, names)
    if is_json:
        print_json(asdict(result))
        return
    if not result.is_anything:
        click.echo("Nothing of this person was found; a later import will not bring them in.")
        return
    click.echo(
        f"Forgotten: {result.raw_records:,} raw records, {result.activities:,} activities, "
        f"{result.members:,} member rows, {result.observations:,} counters, "
        f"{result.state_rows:,} state rows, {result.survey_records:,} survey records, "
        f"{result.annotations:,} annotations, "
        f"{len(result.files_redacted):,} files redacted. "
        "A later import will not bring them back."
    )
    if result.searches:
        click.echo(f"Saved searches that named them are removed: {', '.join(result.searches)}.")


@click.command(short_help="Check that a project is whole.")
@project_option
@as_json
def doctor(project_path: Path, is_json: bool) -> None:
    """Check that a project is whole; exits 1 when something is wrong."""
    from folkmoot.doctor import examine

    project = open_current(project_path)
    findings = examine(project)
    if is_json:
        print_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            mark = "ok   " if finding.is_ok else "WRONG"
            found = finding.found.replace("\n", "\n       ")
            click.echo(f"{mark}  {finding.what}: {found}")
            # Faults of a document have each its own hint already.
            if not finding.is_ok and finding.hint not in finding.found:
                click.echo(f"       {finding.hint}")
    if not all(finding.is_ok for finding in findings):
        raise click.exceptions.Exit(1)
