"""Themes at the terminal: learned, listed, opened, carried forward, and answers to odd requests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from folkmoot.annotators._encoder import quick_encoder, sentence_encoder
from folkmoot.cli import main

Run = Callable[..., tuple[int, str, str]]
KINDS = {
    "Which prepaid SIM card works in {}?": 15,
    "How early should I be at the station of {} for a night train?": 14,
}
TOWNS = (
    "Paris", "Rome", "Lyon", "Oslo", "Bern", "Wien", "Prague", "Lisbon", "Porto", "Madrid",
    "Dublin", "Krakow", "Athens", "Zagreb", "Vilnius",
)  # fmt: skip


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Questions of two kinds, each by somebody else."""
    titles = [kind.format(town) for kind, count in KINDS.items() for town in TOWNS[:count]]
    rows = "".join(
        f'\n<row Id="{number}" PostTypeId="1" CreationDate="2016-02-{number % 28 + 1:02}'
        f'T00:00:00.000" Score="0" OwnerUserId="{number}" Title="{title}" />'
        for number, title in enumerate(titles, 1)
    )
    folder = tmp_path_factory.mktemp("dump")
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<posts>{rows}\n</posts>\n'
    (folder / "Posts.xml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, dump: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main([*arguments, "--project", str(tmp_path / "project")])
        captured = capsys.readouterr()
        return int(stopped.value.code or 0), captured.out, captured.err

    with pytest.raises(SystemExit):
        main(["init", str(tmp_path / "project")])
    site = "site=example.stackexchange.com"
    assert call("add", str(dump), "--source", "stackexchange", "-o", site)[0] == 0
    return call


def parsed(run: Run, *arguments: str) -> Any:
    code, out, err = run("themes", *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_themes_are_learned_listed_and_opened(run: Run) -> None:
    learned = parsed(run, "learn")
    assert learned["encoder"] == sentence_encoder().name
    assert learned["questions"] == 29
    assert {event["kind"] for event in learned["events"]} == {"minted"}
    listed = parsed(run, "list")
    assert listed["themes"] == learned["themes"]
    sizes = [theme["questions"] for theme in listed["themes"]]
    assert sizes == [15, 14]
    opened = parsed(run, "show", listed["themes"][0]["id"])
    assert opened["questions"] == 15
    assert all("SIM card" in asked["title"] for asked in opened["typical"])
    newest = [asked["published_at"] for asked in opened["newest"]]
    assert newest == sorted(newest, reverse=True)


def test_what_is_printed_begins_with_the_answer(run: Run) -> None:
    assert run("themes", "learn")[1].startswith("2 themes hold ")
    listed = run("themes", "list")[1]
    assert listed.startswith("2 themes hold ")
    assert "SIM card" in listed
    theme_id = parsed(run, "list")["themes"][1]["id"]
    opened = run("themes", "show", theme_id)[1]
    assert opened.startswith(f"{theme_id}  ")
    assert "14 questions by anybody" in opened
    assert "night train" in opened


def test_the_quick_encoder_is_remembered(run: Run) -> None:
    quick = parsed(run, "learn", "--encoder", "quick")
    assert quick["encoder"] == quick_encoder().name
    assert parsed(run, "learn") == quick
    assert parsed(run, "list")["encoder"] == quick_encoder().name
    code, _, err = run("themes", "learn", "--encoder", "exact")
    assert code != 0
    assert "folkmoot themes learn --anew" in err
    exact = parsed(run, "learn", "--encoder", "exact", "--anew")
    assert exact["encoder"] == sentence_encoder().name
    assert not {t["id"] for t in exact["themes"]} & {t["id"] for t in quick["themes"]}


def test_themes_that_were_not_learned_are_refused(run: Run) -> None:
    code, out, err = run("themes", "list")
    assert code != 0
    assert out == ""
    assert "run: folkmoot themes learn" in err


def test_themes_that_nobody_may_open_are_refused(run: Run) -> None:
    parsed(run, "learn")
    code, _, err = run("themes", "show", "theme-99")
    assert code != 0
    assert "folkmoot themes list names them" in err
