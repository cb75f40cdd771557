"""Relationships: notes, consents, joins and partings, what is due, and forgetting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.measure_lakes import AS_OF, ago, question, reply, view_of

from folkmoot.assist.relations import due, relations, said_of
from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.measures.levels import account_platforms, standings
from folkmoot.state import OUTCOMES, PURPOSES, People, State

ADA, ADA_ELSEWHERE, BEN, CEM = 11, 12, 13, 14
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(f"sqlite:///{tmp_path / 'state.db'}")


@pytest.fixture
def people(state: State) -> People:
    return People(state)


def helped(state: State, actor_id: int, at: datetime) -> None:
    state.add_contact(
        {"actor_id": actor_id, "object_id": 1, "community": "trains", "contacted_at": at,
         "approved_by": "Ada", "is_promotion": 0}
    )  # fmt: skip


def opt_in(people: People, *accounts: int) -> None:
    for account in accounts:
        people.consent(account, "join", is_given=True, words="wrote so in the thread")


def codes(error: FolkmootError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_a_join_needs_the_opt_in_of_both_accounts(people: People) -> None:
    with pytest.raises(ProblemGroup) as raised:
        people.join(ADA_ELSEWHERE, ADA)
    assert codes(raised.value) == ["no-opt-in", "no-opt-in"]
    opt_in(people, ADA)
    with pytest.raises(ProblemGroup) as raised:
        people.join(ADA_ELSEWHERE, ADA)
    assert codes(raised.value) == ["no-opt-in"]
    opt_in(people, ADA_ELSEWHERE)
    people.join(ADA_ELSEWHERE, ADA)
    assert people.accounts(ADA_ELSEWHERE) == (ADA, ADA_ELSEWHERE)


def test_joins_that_would_make_a_chain_or_a_circle_are_refused(people: People) -> None:
    opt_in(people, ADA, ADA_ELSEWHERE, BEN, CEM)
    people.join(ADA_ELSEWHERE, ADA)
    people.join(CEM, BEN)
    for account, main, wanted in (
        (ADA, ADA, ["self-join"]),
        (ADA, ADA_ELSEWHERE, ["circle"]),
        (ADA_ELSEWHERE, ADA, ["joined"]),
        (BEN, ADA_ELSEWHERE, ["chain", "chain"]),
        (BEN, ADA, ["chain"]),
        (ADA_ELSEWHERE, BEN, ["joined-elsewhere"]),
    ):
        with pytest.raises(ProblemGroup) as raised:
            people.join(account, main)
        assert codes(raised.value) == wanted, (account, main)
    assert people.joined() == {ADA_ELSEWHERE: ADA, CEM: BEN}


def test_parting_loses_nothing(state: State, people: People) -> None:
    for account, words in ((ADA, "first"), (ADA_ELSEWHERE, "second")):
        people.note(account, words, "Ada", "thanked")
        helped(state, account, NOW)
    opt_in(people, ADA, ADA_ELSEWHERE)
    before = relations(state, people)
    people.join(ADA_ELSEWHERE, ADA)
    (joined,) = relations(state, people)
    assert [note.words for note in joined.notes] == ["first", "second"]
    assert len(joined.helped) == 2
    people.part(ADA_ELSEWHERE)
    assert relations(state, people) == before
    with pytest.raises(FolkmootError, match="stands under no other account"):
        people.part(ADA_ELSEWHERE)


def test_who_takes_back_the_opt_in_is_parted(people: People) -> None:
    opt_in(people, ADA, ADA_ELSEWHERE, BEN)
    people.join(ADA_ELSEWHERE, ADA)
    people.join(BEN, ADA)
    people.consent(ADA, "join", is_given=False, words="wrote that they changed their mind")
    assert people.joined() == {}
    assert people.allowed("join") == {ADA_ELSEWHERE, BEN}


def test_a_wish_to_be_left_alone_holds_for_every_account(state: State, people: People) -> None:
    opt_in(people, ADA, ADA_ELSEWHERE)
    people.join(ADA_ELSEWHERE, ADA)
    people.stop(ADA_ELSEWHERE, "asked so")
    assert state.left_alone() == {ADA, ADA_ELSEWHERE}
    people.part(ADA_ELSEWHERE)
    assert state.left_alone() == {ADA, ADA_ELSEWHERE}, "the wish stays with both"


def test_taking_back_contact_is_a_wish_to_be_left_alone(state: State, people: People) -> None:
    people.consent(BEN, "contact", is_given=True, words="asked for news")
    assert people.allowed("contact") == {BEN}
    people.consent(BEN, "contact", is_given=False, words="no more, please")
    assert people.allowed("contact") == frozenset()
    assert state.left_alone() == {BEN}


@pytest.mark.parametrize(
    ("purpose", "words", "code"),
    [("email", "said so", "unknown-purpose"), ("contact", "  ", "no-words")],
)
def test_consents_that_say_nothing_are_refused(
    people: People, purpose: str, words: str, code: str
) -> None:
    with pytest.raises(FolkmootError) as raised:
        people.consent(BEN, purpose, is_given=True, words=words)
    assert codes(raised.value) == [code]


def test_an_outcome_that_is_none_is_refused(people: People) -> None:
    with pytest.raises(FolkmootError, match="one of solved"):
        people.note(BEN, "", "Ada", "delighted")


def test_what_is_due_is_told_and_not_of_those_left_alone(state: State, people: People) -> None:
    helped(state, ADA, NOW - timedelta(days=20))
    helped(state, BEN, NOW - timedelta(days=3))
    helped(state, CEM, NOW - timedelta(days=30))
    people.note(CEM, "ask how it went", "Ada", due_at=NOW + timedelta(days=2))
    people.stop(CEM, "asked so")
    assert [(each.relation.main_id, each.why) for each in due(relations(state, people), NOW)] == [
        (ADA, "see what came of our help in trains")
    ]
    people.note(BEN, "ask how it went", "Ada", due_at=NOW + timedelta(days=2))
    waiting = due(relations(state, people), NOW, within_days=7)
    assert [each.relation.main_id for each in waiting] == [ADA, BEN]
    assert people.done([BEN]) == 1
    people.note(ADA, "", "Ada", "solved")
    assert due(relations(state, people), NOW, within_days=7) == []
    assert said_of(relations(state, people)) == (
        "3 people were helped: 2 not known yet, 1 solved. 1 is to be left alone."
    )


def test_forgetting_removes_everything_noted(state: State, people: People, tmp_path: Path) -> None:
    opt_in(people, ADA, ADA_ELSEWHERE)
    people.join(ADA_ELSEWHERE, ADA)
    people.note(ADA, "lives near the harbour", "Ada")
    assert state.erase_person(ADA) == 3
    assert people.joined() == {}
    assert people.notes() == []
    assert {each.actor_id for each in people.consents()} == {ADA_ELSEWHERE}
    state.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("state.db*"))
    assert b"harbour" not in stored


def test_accounts_of_one_person_stand_together() -> None:
    days = [reply(1, ADA, BEN, 7 * week) for week in range(0, 100, 2)]
    days += [
        reply(1, ADA_ELSEWHERE, BEN, 7 * week, platform="b.example") for week in range(1, 99, 2)
    ]
    days += [question(5, CEM, "Hello", 400)]
    view = view_of(activities=days)
    apart = standings(view, {account: account for account in (ADA, ADA_ELSEWHERE, CEM)})
    assert [apart[a].presence for a in (ADA, ADA_ELSEWHERE, CEM)] == ["monthly", "monthly", "gone"]
    assert apart[CEM].contribution == "never"
    together = standings(view, {ADA: ADA, ADA_ELSEWHERE: ADA})
    assert together[ADA].presence == together[ADA].contribution == "weekly"
    assert together[ADA].presence_rate == pytest.approx(30 / 7, rel=0.1)
    assert account_platforms(view, [ADA, ADA_ELSEWHERE, 99]) == {
        ADA: ("example.org",), ADA_ELSEWHERE: ("b.example",),
    }  # fmt: skip
    assert standings(view, {}) == {}
    assert view.as_of == AS_OF > ago(1)


def test_the_commands_name_what_the_state_keeps() -> None:
    from folkmoot.cli import noting

    assert tuple(OUTCOMES) == noting.OUTCOMES
    assert tuple(PURPOSES) == noting.PURPOSES
