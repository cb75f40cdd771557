"""Gathering what a report is made from: the case, the lake, the imports, the versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from folkmoot.benchmarks import own_tables
from folkmoot.report.model import DraftSummary, ImportCount, LakeSummary, ReportInput

if TYPE_CHECKING:
    from folkmoot.benchmarks import Figure
    from folkmoot.estimate import EstimateTable
    from folkmoot.plan import Analysis, Plan, PlanDiff
    from folkmoot.project import Project
    from folkmoot.view import View

__all__ = ["gather", "lake_summary", "read_terms"]

#: Segments of a questionnaire that the report tells, where it has them.
_SEGMENTS: Final = ("age_band", "country", "gender")
_MOMENT: Final = pa.timestamp("us", tz="UTC")
_SUMMARY: Final = pa.schema(
    [
        ("activities", pa.int64()),
        ("members", pa.int64()),
        ("first_at", _MOMENT),
        ("last_at", _MOMENT),
    ]
)


def lake_summary(view: View) -> LakeSummary:
    """Count activities and members, and find the first and last activity."""
    row = view.query("lake_summary", _SUMMARY).to_pylist()[0]
    nothing = datetime(1970, 1, 1, tzinfo=UTC)
    return LakeSummary(
        row["activities"], row["members"], row["first_at"] or nothing, row["last_at"] or nothing
    )


def gather(
    project: Project,
    view: View,
    analysis: Analysis,
    plan: Plan | None = None,
    plan_diff: PlanDiff | None = None,
    drafts: DraftSummary | None = None,
) -> ReportInput:
    """Put together what `folkmoot.report.write_report` needs."""
    return ReportInput(
        brief=analysis.case.brief,
        as_of=view.as_of,
        tables={**analysis.tables(), **_reported(project)},
        lake=lake_summary(view),
        plan=plan,
        plan_diff=plan_diff,
        imports=_imports(project),
        drafts=drafts,
        benchmarks=_benchmarks(project),
        versions=_versions(view),
    )


def _benchmarks(project: Project) -> tuple[Figure, ...]:
    tables = own_tables(project.folder("benchmarks"))
    return tuple(figure for table in tables for figure in table.figures)


def _reported(project: Project) -> dict[str, EstimateTable]:
    """The ladder of each questionnaire that the project keeps, by what it knows of people."""
    from folkmoot.measures.reported import reported
    from folkmoot.survey.held import weighed
    from folkmoot.survey.store import load_survey, survey_folder, survey_names

    found = {}
    for name in survey_names(project):
        responses = load_survey(project, name)
        design, _, words = weighed(survey_folder(project, name), responses)
        known = [each for each in _SEGMENTS if each in responses.segments.column_names]
        found[f"reported_{name}"] = reported(responses, known, design=design, held_to=words)
    return found


def _imports(project: Project) -> tuple[ImportCount, ...]:
    found = []
    for record in project.state.import_records("done"):
        terms = _terms(Path(record.path).parent)
        found += [
            ImportCount(
                record.source, count.kind, count.read_count, count.kept_count,
                count.already_count, count.refused_count, **terms,
            )
            for count in project.state.counts(record.import_id)
        ]  # fmt: skip
    return tuple(found)


def _terms(folder: Path) -> dict[str, str]:
    """Licence and attribution of an export, from ``SOURCE.md`` beside it, where there is one."""
    path = folder / "SOURCE.md"
    if not path.is_file():
        return {}
    said = read_terms(path.read_text(encoding="utf-8"))
    return {
        "licence": said.get("licence", ""),
        "attribution": said.get("authors", said.get("origin", "")),
    }


def read_terms(text: str) -> dict[str, str]:
    r"""Read the named items of a list in Markdown, each as plain text on one line.

    Examples
    --------
    >>> read_terms("- **Licence**: [CC BY 4.0](https://example.org/by). This\n  slice too.\n\nText")
    {'licence': 'CC BY 4.0 (https://example.org/by). This slice too.'}
    """
    found: dict[str, str] = {}
    for item in re.findall(r"^- (.+(?:\n  .+)*)", text, re.MULTILINE):
        plain = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r"\1 (\2)", item)
        name, colon, value = re.sub(r"\*\*|`|\n ", "", plain).partition(":")
        if colon:
            found[name.strip().lower()] = " ".join(value.split())
    return found


def _versions(view: View) -> Mapping[str, str]:
    tables = {f"lake {name}": str(number) for name, number in view.versions.items()}
    return {"folkmoot": version("folkmoot"), **tables}
