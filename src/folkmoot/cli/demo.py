"""The demonstration: the whole job on a bundled real community."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from folkmoot.cli.output import import_progress
from folkmoot.cli.work import draft_help, drafts_summary, make_and_keep_plan, work

if TYPE_CHECKING:
    from folkmoot.project import Project
    from folkmoot.report import ReportInput

__all__ = ["SITE", "demo", "make_demo_project"]

#: The community whose history is bundled.
SITE: Final = "travel.stackexchange.com"
_LABEL_WIDTH: Final = 9
#: The terminal shows the first sentence of what the report says below each answer.
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?]) (?=[A-Z0-9“])")


@click.command(short_help="Run everything on a bundled real community.")
@click.argument(
    "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("folkmoot-demo")
)
def demo(folder: Path) -> None:
    """Import a real community's history, measure, plan, draft help and write the report.

    The product of the brief is invented; the community is travel.stackexchange.com, 2011 to
    2017 (CC BY-SA). The project stays in FOLDER, so that you can look around in it.
    """
    from folkmoot.assist import write_drafts
    from folkmoot.report import gather, write_report

    project = make_demo_project(folder)
    project.close()
    with work(folder, None) as done:
        plan, _, change = make_and_keep_plan(done)
        drafted = draft_help(done)
        write_drafts(done.project.folder("drafts"), drafted.drafts)
        material = gather(
            done.project, done.view, done.analysis, plan, change, drafts_summary(drafted)
        )
        path = write_report(
            done.project.folder("reports") / f"{plan.as_of:%Y-%m-%d}.html", material
        )
    _print_summary(folder, material)
    click.echo(f"{'Report':{_LABEL_WIDTH}}{folder / path.relative_to(done.project.root)}")
    click.echo(f"{'Next':{_LABEL_WIDTH}}cd {folder}, then: folkmoot plan calendar, "
               "folkmoot conversations, folkmoot assist")  # fmt: skip


def make_demo_project(folder: Path) -> Project:
    """Make the demonstration's project in a folder, or open it, with its data imported."""
    from folkmoot.ingest import add
    from folkmoot.project import init_project, open_project

    data = files("folkmoot") / "demo_data"
    if (folder / "folkmoot.toml").exists():
        project = open_project(folder)
    else:
        project = init_project(folder)
        project.brief_path.write_bytes((data / "brief.toml").read_bytes())
    with as_file(data) as export, import_progress("Importing") as progress:
        add(project, export, "stackexchange", {"site": SITE}, progress)
    return project


def _print_summary(folder: Path, material: ReportInput) -> None:
    """Print the first page of the report: label, answer, and where it comes from."""
    import textwrap

    from folkmoot.report import summary_lines

    click.echo(f"{'Project':{_LABEL_WIDTH}}{folder}   {material.lake.words()}")
    for line in summary_lines(material):
        first = _SENTENCE_ENDS.split(line.detail, maxsplit=1)[0]
        text = f"{line.answer} {first}".strip()
        click.echo(
            textwrap.fill(
                text,
                width=110,
                initial_indent=f"{line.label:{_LABEL_WIDTH}}",
                subsequent_indent=" " * _LABEL_WIDTH,
            )
        )
