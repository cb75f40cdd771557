"""Two products on the same real community get two plans, each for stated reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkmoot.assist import History, draft_all
from folkmoot.brief import Brief
from folkmoot.cli.demo import make_demo_project
from folkmoot.errors import FolkmootError
from folkmoot.measures._prepared import prepare
from folkmoot.measures.communities import communities
from folkmoot.measures.conversations import conversations
from folkmoot.measures.needs import needs
from folkmoot.measures.participation import participation
from folkmoot.plan import Plan, diff_plans, make_plan
from folkmoot.project import Project
from folkmoot.strategies import Case
from folkmoot.strategies.groundswell import Groundswell
from folkmoot.testing import check_strategy

#: A service for people with visa questions, on the community of the demonstration.
VISA = Brief.model_validate(
    {
        "product": {
            "name": "Stampwise",
            "summary": "Checks whether a trip needs a visa, and lists the papers. Invented.",
            "url": "https://stampwise.example",
            "price": {"amount": 9.0, "currency": "EUR", "per": "trip"},
            "markets": ["GB", "DE", "IN"],
            "languages": ["en"],
        },
        "needs": [
            {"id": "schengen", "title": "a Schengen visa",
             "phrases": ["Schengen visa", "Schengen short stay visa"]},
            {"id": "transit", "title": "whether a transit needs a visa",
             "phrases": ["transit visa", "visa for a layover", "need a visa for transit"]},
            {"id": "uk", "title": "a UK visa", "phrases": ["UK visa", "UK visitor visa"]},
        ],
        "alternatives": [{"id": "embassy", "name": "asking the embassy", "kind": "do-nothing"}],
        "capacity": {"hours_per_week": 5.0},
        "conduct": {"disclosure": {"en": "I work for the maker of Stampwise."}},
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_demo_project(tmp_path_factory.mktemp("two") / "demo")


def measured(project: Project, brief: Brief) -> Case:
    view = project.view()
    try:
        prepare(view, brief)
        return Case(
            brief,
            view.as_of,
            participation=participation(view, by=(), group="target"),
            communities=communities(view, brief),
            needs=needs(view, brief),
            conversations=conversations(view, brief),
        )
    finally:
        view.engine.close()


@pytest.fixture(scope="module")
def esim(project: Project) -> Case:
    return measured(project, project.brief())


@pytest.fixture(scope="module")
def visa(project: Project) -> Case:
    return measured(project, VISA)


def places(plan: Plan) -> set[str]:
    return {place.name for place in plan.places}


def test_the_plans_differ_in_places_work_and_reasons(esim: Case, visa: Case) -> None:
    first, second = make_plan(esim), make_plan(visa)
    assert places(first) & places(second) == set()
    assert first.objective_why != second.objective_why
    assert {a.what for a in first.actions} & {a.what for a in second.actions} == set()
    for plan in (first, second):
        assert plan.places
        assert all(each.evidence for each in plan.recommendations)
        assert plan.hours_planned <= plan.hours_per_week
        assert set(plan.readings()) >= {ref for a in plan.actions for ref in a.evidence}


def test_the_contract_holds_on_real_cases(esim: Case, visa: Case) -> None:
    assert check_strategy(Groundswell(), [esim, visa]) >= 4


def test_the_same_case_keeps_its_plan(esim: Case) -> None:
    first = make_plan(esim)
    again = make_plan(esim, first)
    assert diff_plans(first, again).is_empty
    assert again.choices_since == first.choices_since


def test_plans_of_the_two_are_not_compared(esim: Case, visa: Case) -> None:
    with pytest.raises(FolkmootError, match="compare two plans of one product"):
        diff_plans(make_plan(esim), make_plan(visa))


def test_a_plan_names_no_person_and_no_conversation(esim: Case) -> None:
    text = make_plan(esim).text()
    assert esim.conversations is not None
    for row in esim.conversations.rows():
        assert str(row["actor_id"]) not in text
        assert row["url"] not in text
        assert row["title"] not in text


def test_real_questions_get_drafts_with_a_rival_first_where_it_fits_better(
    esim: Case, tmp_path: Path
) -> None:
    assert esim.conversations is not None
    rows = esim.conversations.rows()
    done = draft_all(rows, esim.brief, History(), now=esim.as_of)
    assert len(done.drafts) + len(done.refused) == len(rows)
    assert 0 < done.rival_first < len(done.drafts)
    line = esim.brief.conduct.disclosure["en"]
    for draft in done.drafts:
        assert draft.text.startswith(line)
        assert esim.brief.product.name not in draft.text.removeprefix(line)
