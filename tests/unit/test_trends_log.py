"""The log of trends: names that last, decisions of persons, and what the commands print."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from folkmoot.cli import main
from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.ingest import add
from folkmoot.project import init_project, open_project
from folkmoot.state import State
from folkmoot.state.rising import (
    ToldEvent,
    TrendDecision,
    decide_trend,
    keep_events,
    told_event,
    told_events,
    trend_decisions,
)

NOW = datetime(2024, 12, 20, 12, tzinfo=UTC)
EVENT = ToldEvent(
    "00000000000000a1", "posts", "day", ("comet", "harbour"), (), NOW - timedelta(days=1), NOW,
    12.0, "people", "join", "", "people ask about it",
)  # fmt: skip
DECISION = TrendDecision(EVENT.event_id, "join", "it fits", "Ann", "join", 12.0, NOW)
LIST = "date,hour,rank,title,hot,ads\n" + "".join(
    f"2024-12-20,{hour},{rank},{title},{1000 - rank},{paid}\n"
    for hour in (10, 11)
    for rank, title, paid in (
        (1, "Earthquake at the coast", False),
        (2, "Is there a quiet grinder", False),
        (3, "Quiet grinder week", True),
    )
)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(f"sqlite:///{tmp_path / 'state.db'}")


def test_an_event_keeps_the_name_under_which_it_was_told_first(state: State) -> None:
    keep_events(state, [EVENT])
    later = replace(
        EVENT, event_id="00000000000000b2", terms=("harbour", "light"), first_seen_at=NOW,
        last_seen_at=NOW + timedelta(days=3), size=30.0,
    )  # fmt: skip
    (kept,) = keep_events(state, [later])
    assert kept == replace(later, event_id=EVENT.event_id, first_seen_at=EVENT.first_seen_at)
    assert told_events(state) == [kept]


@pytest.mark.parametrize(
    "other",
    [
        replace(EVENT, event_id="b" * 16, terms=("kettle",)),
        replace(EVENT, event_id="b" * 16, last_seen_at=NOW + timedelta(days=60)),
        replace(EVENT, event_id="b" * 16, kind="hot list"),
    ],
)
def test_other_words_a_long_time_or_a_list_make_another_event(
    state: State, other: ToldEvent
) -> None:
    keep_events(state, [EVENT])
    assert keep_events(state, [other]) == [other]
    assert {event.event_id for event in told_events(state)} == {EVENT.event_id, "b" * 16}


def test_two_events_told_at_once_do_not_become_one(state: State) -> None:
    keep_events(state, [EVENT])
    twins = [replace(EVENT, event_id=name * 16) for name in "cd"]
    assert [event.event_id for event in keep_events(state, twins)] == [EVENT.event_id, "d" * 16]


def test_an_event_is_found_by_the_beginning_of_its_name(state: State) -> None:
    keep_events(state, [EVENT, replace(EVENT, event_id="00000000000000a2", terms=("tea",))])
    assert told_event(state, "00000000000000A1") == EVENT
    for name, code in (("0000", "several-events"), ("ff", "unknown-event"), ("", "unknown-event")):
        with pytest.raises(FolkmootError) as caught:
            told_event(state, name)
        assert caught.value.problem.code == code


def test_the_log_keeps_every_line_and_refuses_silence(state: State) -> None:
    keep_events(state, [EVENT])
    came = replace(DECISION, decision="outcome", because="four answers, two thanks",
                   decided_at=NOW + timedelta(days=2))  # fmt: skip
    decide_trend(state, came)
    decide_trend(state, DECISION)
    assert trend_decisions(state) == [DECISION, came]
    with pytest.raises(ProblemGroup) as caught:
        decide_trend(state, replace(DECISION, because=" ", by_name="", decision="maybe"))
    assert [problem.code for problem in caught.value.problems] == [
        "nothing-said", "nothing-said", "unknown-decision",
    ]  # fmt: skip
    assert len(trend_decisions(state)) == 2


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose lake holds two hours of a hot list; the brief is the template's."""
    from folkmoot.brief import template_text

    root = tmp_path_factory.mktemp("listed") / "project"
    made = init_project(root)
    made.brief_path.write_text(template_text(), encoding="utf-8")
    path = root.parent / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    add(made, path, "hotlist", {"platform": "weibo"})
    made.close()
    return root


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def test_the_commands_tell_decide_and_remember(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--project", str(project)]
    assert run("trends", *options, "--hours-to-act", "0.5") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == (
        "“Is there a quiet grinder” may be joined, if a person confirms. The others are left "
        "alone: 1 paid for, 1 tragedy, harm or politics."
    )
    assert "Place 2 on the hot list" in out
    opened = open_project(project)
    events = {event.terms[0]: event for event in told_events(opened.state)}
    opened.close()
    joined, ruled_out = events["Is there a quiet grinder"], events["Earthquake at the coast"]
    said = ["--because", "it fits", "--by", "Ann", *options]
    assert run("trends", "join", joined.event_id, *said) == 0
    assert run("trends", "join", ruled_out.event_id, *said) == 1
    assert "--despite-veto" in capsys.readouterr().err
    assert run("trends", "leave", ruled_out.event_id[:6], *said) == 0
    assert run("trends", "outcome", joined.event_id, "--because", "2 thanks", *said[2:]) == 0
    capsys.readouterr()
    assert run("trends", "log", *options) == 0
    log = capsys.readouterr().out
    assert log.splitlines()[0].startswith("3 events were told: 1 joined, 1 decided against")
    assert "2 thanks" in log
    assert run("trends", "log", "--json", *options) == 0
    lines = json.loads(capsys.readouterr().out)
    assert [line["decision"] for line in lines] == ["join", "leave", "outcome"]
    assert lines[0]["event"]["terms"] == ["Is there a quiet grinder"]


def test_a_list_of_ones_own_in_the_project_rules_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = project / "veto.txt"
    own.write_text("grinder\n", encoding="utf-8")
    assert run("trends", "--project", str(project), "--hours-to-act", "0.5") == 0
    own.unlink()
    assert capsys.readouterr().out.startswith("Nothing to join: 3 looked at")
