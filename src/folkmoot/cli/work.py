"""One run of the main job, for the commands that plan, help and report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from folkmoot.cli.accounts import accounts_named
from folkmoot.cli.deciding import project_veto
from folkmoot.cli.measure import session
from folkmoot.cli.output import steps
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.assist.conduct import History
    from folkmoot.assist.drafts import Drafted
    from folkmoot.brief import Brief
    from folkmoot.cli.measure import Session
    from folkmoot.plan import Analysis, Plan, PlanDiff
    from folkmoot.project import Project
    from folkmoot.report import DraftSummary
    from folkmoot.strategies import Case, Strategy
    from folkmoot.talks import Known
    from folkmoot.view import View

__all__ = [
    "Work",
    "draft_help",
    "drafts_summary",
    "history",
    "known_of",
    "last_plan",
    "listed",
    "make_and_keep_plan",
    "plan_path",
    "work",
]


@dataclass(frozen=True, slots=True)
class Work:
    """A project with everything measured."""

    project: Project
    view: View
    brief: Brief
    analysis: Analysis


@contextmanager
def work(
    project_path: Path, moment: datetime | None, asked: tuple[str | None, str] | None = None
) -> Iterator[Work]:
    """Open a project, measure everything a plan rests on, and close it all again.

    ``asked`` names a questionnaire and the segment of it that the product is for.
    """
    from folkmoot.plan import STEPS, analyse
    from folkmoot.talks import Known, open_index

    with session(project_path, moment, is_prepared=False) as opened:
        view, brief = opened.view, opened.brief
        # Whom not to meet is the gate's to say, and the plan counts them: none sinks in the list.
        known = Known(decided=known_of(opened.project, brief).decided)
        index, veto = open_index(opened.project), project_veto(opened.project)
        with steps(STEPS) as step:
            analysis = analyse(
                view,
                brief,
                step,
                index=index,
                known=known,
                themes=opened.themes,
                veto=veto,
                project=opened.project,
            )
        if asked is not None:
            analysis = replace(analysis, case=_asked_case(opened, analysis.case, *asked))
        yield Work(opened.project, opened.view, opened.brief, analysis)


def _asked_case(opened: Session, case: Case, survey: str | None, segment: str) -> Case:
    """The case with a questionnaire beside it, and the segment in it that the product is for."""
    from folkmoot.cli.asked import by_questionnaire

    kind, equals, name = segment.partition("=")
    if not equals and kind != "all":
        raise FolkmootError(
            "no-segment", "--segment", segment, "a characteristic and its value, or all",
            "such as: --segment age_band=55-64",
        )  # fmt: skip
    by = () if kind == "all" else (kind,)
    table, _ = by_questionnaire(opened, by, survey, is_modelled=False)
    return replace(case, asked=table, segment=(kind, name or "all"))


def history(project: Project, brief: Brief) -> History:
    """Whom we have helped, and whom to leave alone: by their wish, and by the brief's list.

    Who is left alone is left alone under every account that the person joined.
    """
    from folkmoot.assist.conduct import Contact, History
    from folkmoot.state import People

    contacts = tuple(
        Contact(
            row["actor_id"],
            row["object_id"],
            row["community"],
            row["contacted_at"],
            bool(row["is_promotion"]),
        )
        for row in project.state.contacts()
    )
    people = People(project.state)
    alone = project.state.left_alone() | listed(project, brief)
    joined = people.joined()
    mains = {joined.get(account, account) for account in alone}
    alone |= mains | {account for account, main in joined.items() if main in mains}
    return History(contacts, alone, joined, people.allowed("contact"))


def known_of(project: Project, brief: Brief) -> Known:
    """Contacts and decisions of a project, and whom to leave alone, for its conversations."""
    from folkmoot.state import decisions
    from folkmoot.talks import Known

    past = history(project, brief)
    last: dict[int, datetime] = {}
    for each in past.contacts:
        if each.actor_id is not None:
            person = past.joined.get(each.actor_id, each.actor_id)
            last[person] = max(each.contacted_at, last.get(person, each.contacted_at))
    last |= {account: last[main] for account, main in past.joined.items() if main in last}
    answered = frozenset(each.object_id for each in past.contacts)
    return Known(last, answered, past.left_alone, decisions(project.state))


def listed(project: Project, brief: Brief) -> frozenset[int]:
    """Pseudonyms of the brief's list: lines of ``platform person``, or a pseudonym."""
    name = brief.conduct.do_not_contact
    if name is None:
        return frozenset()
    path = project.brief_path.parent / name
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FolkmootError(
            "no-list", f"conduct.do_not_contact ({name})", str(error), "a readable text file",
            "put the file beside brief.toml, one person a line: travel.stackexchange.com 1234",
        ) from error  # fmt: skip
    found: set[int] = set()
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if text:
            found |= accounts_named(project, f"{name}, line {number}", text)
    return frozenset(found)


def plan_path(project: Project, name: str) -> Path:
    """File of a plan, named by its path, its day, or ``last`` and ``previous``."""
    if Path(name).is_file():
        return Path(name)
    kept = [project.root / str(row["path"]) for row in project.state.plans()]
    if name in {"last", "previous"} and len(kept) >= (wanted := 1 if name == "last" else 2):
        return kept[-wanted]
    inside = project.folder("plans") / f"{name}.json"
    if inside.is_file():
        return inside
    days = ", ".join(path.stem for path in kept) or "none yet"
    if name == "previous" and len(kept) == 1:
        raise FolkmootError(
            "one-plan", name, f"one plan alone, of {days}", "two plans to compare",
            "make another: folkmoot plan --as-of DAY, or when new data has come",
        )  # fmt: skip
    raise FolkmootError(
        "no-plan", name, "no such plan", f"a file, or one of: {days}", "make one: folkmoot plan"
    )


def last_plan(project: Project, before: datetime) -> Plan | None:
    """The newest plan that saw less than this moment."""
    from folkmoot.plan import read_plan

    kept = [row for row in project.state.plans() if row["as_of"] < before]
    return read_plan(project.root / str(kept[-1]["path"])) if kept else None


def make_and_keep_plan(
    work: Work, *, is_new: bool = False, strategy: Strategy | None = None
) -> tuple[Plan, Path, PlanDiff | None]:
    """Make the plan, write it under its day, and compare it with the one before.

    With ``is_new`` the plan before is not heeded, so nothing is kept only because it stood.
    """
    from folkmoot.cli.arms import told_outcomes, written_arms
    from folkmoot.plan import diff_plans, make_plan, write_plan

    project = work.project
    previous = None if is_new else last_plan(project, work.view.as_of)
    plan = make_plan(
        work.analysis.case,
        previous,
        strategy=strategy,
        history=history(project, work.brief),
        lake=work.view.versions,
        outcomes=told_outcomes(project),
        arms=written_arms(project),
    )
    path = project.folder("plans") / f"{plan.as_of:%Y-%m-%d}.json"
    path.parent.mkdir(exist_ok=True)
    write_plan(plan, path)
    project.state.add_plan(
        {
            "plan_id": path.stem,
            "as_of": plan.as_of,
            "made_at": datetime.now(UTC),
            "path": str(path.relative_to(project.root)),
            "digest": sha256(path.read_bytes()).hexdigest(),
        }
    )
    return plan, path, None if previous is None else diff_plans(previous, plan)


def draft_help(work: Work) -> Drafted:
    """Draft help for the open conversations, those that the gate lets through."""
    from folkmoot.assist import draft_all

    case = work.analysis.case
    rows = case.conversations.rows() if case.conversations is not None else []
    return draft_all(rows, work.brief, history(work.project, work.brief), now=work.view.as_of)


def drafts_summary(drafted: Drafted) -> DraftSummary:
    """Count drafts, and those in which something else than our product fits better."""
    from folkmoot.report import DraftSummary

    return DraftSummary(len(drafted.drafts), drafted.rival_first)
