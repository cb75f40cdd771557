"""Gathering what a report is made from: the case, the lake, the imports, the versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
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
    from folkmoot.survey.estimation import Design
    from folkmoot.survey.held import HeldTo
    from folkmoot.survey.responses import Responses
    from folkmoot.view import View

__all__ = ["gather", "lake_summary", "questionnaires", "read_terms"]

#: Segments of a questionnaire that the report tells, where it has them.
_SEGMENTS: Final = ("age_band", "country", "gender")
#: A single characteristic has no small segments worth a model.
_LEAST_CROSSED: Final = 2
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
        row["activities"], row["members"], row["first_at"] or nothing, row["last_at"] or nothing,
        view.note,
    )  # fmt: skip


def gather(
    project: Project,
    view: View,
    analysis: Analysis,
    plan: Plan | None = None,
    plan_diff: PlanDiff | None = None,
    drafts: DraftSummary | None = None,
    moment: datetime | None = None,
) -> ReportInput:
    """Put together what `folkmoot.report.write_report` needs.

    Answers to questionnaires that came after ``moment`` are left out, where one is given.
    """
    return ReportInput(
        brief=analysis.case.brief,
        as_of=view.as_of,
        tables={**analysis.tables(), **questionnaires(project, moment)},
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


def questionnaires(project: Project, moment: datetime | None = None) -> dict[str, EstimateTable]:
    """The ladder of each questionnaire that the project keeps, by what it knows of people.

    Each table is named after its questionnaire, and so are its files. One that is held to margins
    has its small segments by a model, and the model's checks, beside it.

    Parameters
    ----------
    project
        The project.
    moment
        Answers that came later are left out; ``None`` for all.
    """
    from folkmoot.measures.reported import reported
    from folkmoot.survey.held import read_held, weighed
    from folkmoot.survey.store import load_survey, survey_folder, survey_names

    found = {}
    for name in survey_names(project):
        responses = load_survey(project, name)
        if moment is not None:
            responses = responses.until(moment)
        if not len(responses):
            continue
        folder = survey_folder(project, name)
        design, _, words = weighed(folder, responses)
        known = [each for each in _SEGMENTS if each in responses.segments.column_names]
        told = reported(responses, known, design=design, held_to=words)
        found[f"reported_{name}"] = replace(told, name=f"reported_{name}")
        held = read_held(folder)
        if held is not None:
            found |= _modelled(name, responses, design, held)
    return found


def _modelled(
    name: str, responses: Responses, design: Design, held: HeldTo
) -> dict[str, EstimateTable]:
    """Small segments of a questionnaire that is held to margins, and the checks of their model."""
    from folkmoot.measures.modelled import modelled_and_checked, population_of
    from folkmoot.survey.smallarea import FEWEST_RESPONDENTS

    people = population_of(held.margins, held.words)
    by = [each for each in _SEGMENTS if each in people.column_names]
    if len(by) < _LEAST_CROSSED or len(responses) < FEWEST_RESPONDENTS:
        return {}
    cells, checks = modelled_and_checked(responses, by, people, weights=design.weights)
    return {
        f"modelled_{name}": replace(cells, name=f"modelled_{name}"),
        f"model_checks_{name}": replace(checks, name=f"model_checks_{name}"),
    }


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
