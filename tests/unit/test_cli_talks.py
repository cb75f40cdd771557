"""Conversations at the terminal: lists, decisions, saved searches, and answers to odd requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.commands import Run, parsed, runner

from folkmoot.cli import main
from folkmoot.talks import FEWEST_DECISIONS

SITE = "example.stackexchange.com"
GRINDERS = [f"Which quiet grinder should I buy for room {number}?" for number in range(12)]
TITLES = [*GRINDERS, "How to descale a kettle without vinegar?", "一款静音磨豆机推荐？"]


def write_posts(folder: Path, titles: dict[int, str]) -> Path:
    folder.mkdir()
    rows = "".join(
        f'\n<row Id="{number}" PostTypeId="1" CreationDate="2016-02-{number % 28 + 1:02}'
        f'T00:00:00.000" Score="0" OwnerUserId="{number}" Title="{title}" />'
        for number, title in titles.items()
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<posts>{rows}\n</posts>\n'
    (folder / "Posts.xml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    project = tmp_path / "project"
    runner(capsys)("init", project)
    run = runner(capsys, "--project", project)
    add(run, write_posts(tmp_path / "first", dict(enumerate(TITLES, 1))))
    return run


def add(run: Run, folder: Path) -> None:
    assert run("add", str(folder), "--source", "stackexchange", "-o", f"site={SITE}")[0] == 0


def titles(table: Any) -> list[str]:
    return [row["title"] for row in table["rows"]]


def test_the_first_line_is_the_answer(run: Run) -> None:
    code, out, _ = run("conversations", "--limit", "3")
    assert code == 0
    assert out.splitlines()[0] == (
        "12 questions of the last 365 days state a need and are open; 3 are listed."
        " (As of 2016-02-15.)"
    )
    assert "nobody has answered" in out


def test_a_search_finds_what_no_need_is_stated_in(run: Run) -> None:
    table = parsed(run, "conversations", "--search", "descale kettle")
    assert titles(table)[0] == TITLES[12]
    assert table["rows"][0]["need_id"] is None
    assert titles(parsed(run, "conversations", "--search", "静音磨豆机"))[0] == TITLES[13]
    assert titles(parsed(run, "conversations", "--search", "teapot")) == []


@pytest.mark.parametrize(
    "words", ['"quiet grinder', "title:(a* && ^", 'AND OR NOT "" grinder', "x" * 10_000, "[a TO"]
)
def test_operators_and_quotes_are_no_fault(run: Run, words: str) -> None:
    assert run("conversations", "--search", words)[0] == 0


def test_a_search_without_a_word_and_a_need_that_is_none_are_told(run: Run) -> None:
    code, _, err = run("conversations", "--search", "?!")
    assert (code, "a word to look for" in err) == (1, True)
    code, _, err = run("conversations", "--need", "9")
    assert (code, "2 quiet-mornings" in err) == (1, True)


def test_a_need_that_nobody_states_is_an_empty_list_that_says_so(run: Run) -> None:
    table = parsed(run, "conversations", "--need", "quiet-mornings", "--as-of", "2016-02-01")
    assert titles(table) == []
    assert table["notes"][0].startswith("0 questions")


def test_decisions_are_written_down_and_learnt_from(run: Run) -> None:
    shown = parsed(run, "conversations")["rows"]
    dropped, kept = shown[0], shown[1:]
    code, out, _ = run("conversations", "drop", dropped["object_id"][:8])
    assert code == 0
    assert "9 more until the order is learnt" in out
    assert dropped["title"] not in titles(parsed(run, "conversations"))
    code, _, err = run("conversations", "keep", *(row["object_id"] for row in kept))
    assert code == 0, err
    again = parsed(run, "conversations")
    assert again["rows"][0]["method"] == "logistic-of-decisions"
    assert again["rows"][0]["low"] < again["rows"][0]["value"] < again["rows"][0]["high"]
    assert again["rows"][0]["why"][0] == "you kept it"
    assert not any(row["is_explored"] for row in again["rows"]), "all are decided about"
    assert titles(parsed(run, "conversations", "--kept")) == titles(again)
    told = parsed(run, "conversations", "learnt")
    assert len(told["decisions"]) == len(shown) >= FEWEST_DECISIONS
    assert told["decisions"][1]["features"] == json.loads(kept[0]["features"])
    assert "moved by" in run("conversations", "learnt")[1]


def test_a_conversation_is_named_by_address_or_not_at_all(run: Run) -> None:
    code, out, _ = run("conversations", "keep", f"https://{SITE}/q/13")
    assert (code, "Kept  How to descale" in out) == (0, True)
    for name in ("ffff", "abc", "https://example.org/none", "../../etc"):
        code, _, err = run("conversations", "keep", name)
        assert (code, "folkmoot conversations" in err) == (1, True)


def test_what_is_new_in_a_saved_search_is_new_once(run: Run, tmp_path: Path) -> None:
    assert "no search is saved" in run("searches", "new")[1]
    code, out, _ = run("searches", "save", "mine", "--search", "grinder")
    assert (code, out.splitlines()[0]) == (0, "Saved mine; it finds 12 open conversations now.")
    assert run("searches", "save", "mine", "--need", "1")[0] == 1
    assert "mine" in run("searches", "list")[1]
    assert "0 conversations new in 1 saved search" in run("searches", "new")[1]
    add(run, write_posts(tmp_path / "second", {50: "Is a hand grinder quiet enough?"}))
    found = parsed(run, "searches", "new")
    assert [row["title"] for row in found[0]["new"]] == ["Is a hand grinder quiet enough?"]
    assert parsed(run, "searches", "new")[0]["new"] == []
    assert len(parsed(run, "searches", "new", "--since", "yesterday")[0]["new"]) == 13
    assert run("searches", "new", "--since", "soon")[0] == 2
    assert len(parsed(run, "searches", "run", "mine")["rows"]) == 13
    assert parsed(run, "searches", "remove", "mine") == {"removed": "mine"}
    assert run("searches", "run", "mine")[0] == 1


def test_a_community_of_one_is_listed_like_any(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "one"
    export = write_posts(tmp_path / "export", {1: GRINDERS[0]})
    for arguments in (
        ["init", str(project)],
        ["add", str(export), "--source", "stackexchange", "-o", f"site={SITE}", "--project",
         str(project)],
        ["conversations", "--project", str(project)],
    ):  # fmt: skip
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 0
    assert (
        "1 question of the last 365 days states a need and is open; 1 is listed."
        in capsys.readouterr().out
    )


def test_a_title_is_text_and_no_command_to_the_terminal(run: Run, tmp_path: Path) -> None:
    command = "\x1b]52;c;ZXZpbA==\x07\u202e\x9b31m"
    (tmp_path / "third").mkdir()
    rows = "Id,PostTypeId,CreationDate,OwnerUserId,Title\n60,1,2016-02-20T00:00:00,60,{}\n"
    title = f"Which quiet grinder{command} is good?"
    (tmp_path / "third" / "Posts.csv").write_text(rows.format(title), encoding="utf-8")
    add(run, tmp_path / "third")
    for arguments in (("conversations",), ("conversations", "--long"), ("conversations", "--json")):
        code, out, err = run(*arguments)
        assert (code, "grinder" in out) == (0, True), err
        assert not set(command) & set(out) & {"\x1b", "\x07", "\u202e", "\x9b"}
    table = parsed(run, "conversations", "--limit", "1")
    assert titles(table) == [title]
    named = table["rows"][0]["object_id"][:8]
    assert "\x1b" not in run("conversations", "keep", named)[1]
