"""Which native rows logs of IRC give."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.chat_samples import IRC_DAY, write_irc
from tests.sources_samples import Read

from folkmoot.errors import ProblemGroup
from folkmoot.sources import source
from folkmoot.sources.irc.lines import Line, read_line

IRC = source("irc")
OPTIONS = {"platform": "irc.example", "zone": "UTC"}


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2019, 3, day, hour, minute, tzinfo=UTC)


def test_a_log_gives_what_was_said_who_came_and_who_left(tmp_path: Path) -> None:
    read = Read(IRC, write_irc(tmp_path), OPTIONS)
    assert read.rows(
        "activities", "row", "verb", "object_type", "actor_native", "actor_type", "published_at",
        "time_precision", "time_source", "text",
    ) == [
        (1, "Update", "Person", "ann", "Person", at(1, 0, 0), "day", "local", None),
        (2, "Create", "Note", "ann_", "Person", at(1, 23, 58), "minute", "local",
         "does anybody know a quiet grinder?"),
        (3, "Join", "Group", "bob", "Person", at(1, 23, 58), "minute", "relative", None),
        (4, "Create", "Note", "bob", "Person", at(1, 23, 59), "minute", "local",
         "ann_: the hand mills are"),
        (5, "Create", "Note", "bob", "Person", at(1, 23, 59), "minute", "local",
         "ann_: the hand mills are"),
        (6, "Create", "Note", "ann_", "Person", at(2, 0, 1), "minute", "local", "thanks bob"),
        (7, "Create", "Note", "bob", "Person", at(2, 0, 1), "minute", "relative", "waves"),
        (8, "Update", "Group", None, "Person", at(2, 0, 1), "minute", "relative", None),
        (9, "Create", "Note", "helper", "Application", at(2, 0, 2), "minute", "local", "seen bob"),
        (11, "Leave", "Group", "bob", "Person", at(2, 0, 2), "minute", "relative", None),
    ]  # fmt: skip
    assert [(one.row, one.code) for one in read.faults] == [(10, "not-a-line")]
    assert read.read_count == read.count == 11
    assert read.rows("communities", "community_native", "name", "kind", "platform") == [
        ("channel/tea", "#tea", "chat", "irc.example")
    ]


def test_links_beside_a_log_say_who_answers_whom(tmp_path: Path) -> None:
    read = Read(IRC, write_irc(tmp_path), OPTIONS)
    named = dict(read.rows("activities", "row", "native_id"))
    answers = read.rows("activities", "row", "in_reply_to_native", "in_reply_to_actor_native")
    assert [one for one in answers if one[1]] == [(5, named[2], "ann_"), (6, named[5], "bob")]


def test_lines_that_are_alike_are_told_apart_and_keep_their_names(tmp_path: Path) -> None:
    path = write_irc(tmp_path) / "2019-03-02.ascii.txt"
    before = Read(IRC, path, OPTIONS).rows("activities", "native_id")
    path.write_text("[23:57] <dee> earlier\n" + IRC_DAY, "utf-8")
    after = Read(IRC, path, OPTIONS).rows("activities", "native_id")
    assert len(set(before)) == len(before)
    # The first line had no clock before it, and now has one.
    assert set(before) - set(after) == {before[0]}


def test_a_clock_of_twelve_hours_tells_only_the_day(tmp_path: Path) -> None:
    path = tmp_path / "tea-2005-08-08.log"
    path.write_text("[12:59] <ann> lunch\n[01:00] <bob> yes\n", "utf-8")
    day = datetime(2005, 8, 8, tzinfo=UTC)
    assert Read(IRC, path, OPTIONS).rows("activities", "published_at", "time_precision") == [
        (day, "day"), (day, "day")
    ]  # fmt: skip


def test_the_address_of_who_comes_never_reaches_a_page(tmp_path: Path) -> None:
    read = Read(IRC, write_irc(tmp_path), OPTIONS)
    assert "203.0.113.7" in IRC_DAY
    assert not [page for page in read.pages if "203.0.113.7" in str(page.records.to_pylist())]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("12:30 < ann> hi", Line("say", "ann", "hi", clock="12:30")),
        ("12:30 -!- bob [~b@host] has joined #tea", Line("join", "bob", clock="12:30")),
        ("12:30 -!- bob [~b@host] has quit [gone]", Line("leave", "bob", clock="12:30")),
        ("12:30  * ann waves", Line("do", "ann", "waves", clock="12:30")),
        ("[12:30:01] *** Joins: bob (b@host)", Line("join", "bob", clock="12:30:01")),
        ("[12:30:01] *** Quits: bob (b@host) (gone)", Line("leave", "bob", clock="12:30:01")),
        ("[12:30] * bob (b@host) has joined #tea", Line("join", "bob", clock="12:30")),
        ("[12:30] * ann has joined in the fun", Line("do", "ann", "has joined in the fun",
                                                     clock="12:30")),
        ("2015-01-05 12:30:01\tann\thi: all", Line("say", "ann", "hi: all", day="2015-01-05",
                                                   clock="12:30:01")),
        ("2015-01-05 12:30:01\t-->\tbob (~b@host) has joined #tea",
         Line("join", "bob", day="2015-01-05", clock="12:30:01")),
        ("Jan 05 12:30:01 <ann> hi", Line("say", "ann", "hi", clock="12:30:01")),
        ("tea 2015-01-05 [12:30:01] *ann \twaves", Line("do", "ann", "waves", room="tea",
                                                       day="2015-01-05", clock="12:30:01")),
        ("--- Day changed Tue Jan 06 2015", Line("log", day="2015-01-06")),
        ("--- Log opened Mon Jan 05 10:00:00 2015", Line("log", day="2015-01-05")),
        ("12:30 -!- mode/#tea [+o bob] by ann", Line("set", clock="12:30")),
        ("--- Day changed Tue Feb 30 2015", Line("log")),
    ],
)  # fmt: skip
def test_lines_of_the_common_programs(text: str, line: Line) -> None:
    assert read_line(text) == line


def test_programs_can_be_named(tmp_path: Path) -> None:
    read = Read(IRC, write_irc(tmp_path), {**OPTIONS, "bots": "bob, helper"})
    kinds = set(read.rows("activities", "actor_native", "actor_type"))
    assert {one for one in kinds if one[1] == "Application"} == {
        ("bob", "Application"), ("helper", "Application")
    }  # fmt: skip


def test_what_no_log_says_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ProblemGroup) as caught:
        IRC.settle(write_irc(tmp_path), {"day": "5 May", "rooms": "tea"})
    assert [(one.code, one.where) for one in caught.value.problems] == [
        ("unknown-option", "rooms"),
        ("missing-option", "platform"),
        ("missing-option", "zone"),
        ("impossible-date", "day"),
    ]


def test_a_log_without_a_day_is_set_aside_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "tea.log"
    path.write_text("[12:59] <ann> lunch\n", "utf-8")
    assert [one.column for one in Read(IRC, path, OPTIONS).faults] == ["day"]
    assert Read(IRC, path, {**OPTIONS, "day": "2015-01-05"}).faults == []


def test_logs_lie_in_folders_of_their_channels(tmp_path: Path) -> None:
    for room in ("tea", "#milk"):
        folder = tmp_path / "logs" / room
        folder.mkdir(parents=True)
        (folder / "2015-01-05_03.log").write_text("[12:59] <ann> hello\n", "utf-8")
    read = Read(IRC, tmp_path / "logs", OPTIONS)
    assert read.rows("communities", "name") == [("#milk",), ("#tea",)]
