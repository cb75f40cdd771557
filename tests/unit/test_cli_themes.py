"""Themes at the terminal: learned, listed, opened, carried forward, and answers to odd requests."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import Run, parsed, runner

from folkmoot.annotators._encoder import quick_encoder, sentence_encoder

KINDS = {
    "Which prepaid SIM card works in {}?": 15,
    "How early should I be at the station of {} for a night train?": 14,
}
TOWNS = (
    "Paris", "Rome", "Lyon", "Oslo", "Bern", "Wien", "Prague", "Lisbon", "Porto", "Madrid",
    "Dublin", "Krakow", "Athens", "Zagreb", "Vilnius",
)  # fmt: skip


SITE = "site=example.stackexchange.com"


def dumped(folder: Path, first: int, asked: list[tuple[str, int]]) -> Path:
    """Questions by their titles and who asks them."""
    rows = "".join(
        f'\n<row Id="{number}" PostTypeId="1" CreationDate="2016-02-{number % 28 + 1:02}'
        f'T00:00:00.000" Score="0" OwnerUserId="{actor}" Title="{title}" />'
        for number, (title, actor) in enumerate(asked, first)
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<posts>{rows}\n</posts>\n'
    (folder / "Posts.xml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Questions of two kinds, each by somebody else."""
    titles = [kind.format(town) for kind, count in KINDS.items() for town in TOWNS[:count]]
    asked = [(title, number) for number, title in enumerate(titles, 1)]
    return dumped(tmp_path_factory.mktemp("dump"), 1, asked)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen questions of a third kind, by nine people."""
    asked = [(f"May I bring a kettle to {town}?", 101 + n % 9) for n, town in enumerate(TOWNS[:13])]
    return dumped(tmp_path_factory.mktemp("few"), 101, asked)


@pytest.fixture
def run(tmp_path: Path, dump: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    project = tmp_path / "project"
    runner(capsys)("init", project)
    run = runner(capsys, "--project", project)
    assert run("add", dump, "--source", "stackexchange", "-o", SITE)[0] == 0
    return run


def test_themes_are_learned_listed_and_opened(run: Run) -> None:
    learned = parsed(run, "themes", "learn")
    assert learned["encoder"] == sentence_encoder().name
    assert learned["questions"] == 29
    assert {event["kind"] for event in learned["events"]} == {"minted"}
    listed = parsed(run, "themes", "list")
    assert listed["themes"] == learned["themes"]
    sizes = [theme["questions"] for theme in listed["themes"]]
    assert sizes == [15, 14]
    opened = parsed(run, "themes", "show", listed["themes"][0]["id"])
    assert opened["questions"] == 15
    assert all("SIM card" in asked["title"] for asked in opened["typical"])
    newest = [asked["published_at"] for asked in opened["newest"]]
    assert newest == sorted(newest, reverse=True)


def test_what_is_printed_begins_with_the_answer(run: Run) -> None:
    assert run("themes", "learn")[1].startswith("2 themes hold ")
    listed = run("themes", "list")[1]
    assert listed.startswith("2 themes hold ")
    assert "SIM card" in listed
    theme_id = parsed(run, "themes", "list")["themes"][1]["id"]
    opened = run("themes", "show", theme_id)[1]
    assert opened.startswith(f"{theme_id}  ")
    assert "14 questions by anybody" in opened
    assert "night train" in opened


def test_the_quick_encoder_is_remembered(run: Run) -> None:
    quick = parsed(run, "themes", "learn", "--encoder", "quick")
    assert quick["encoder"] == quick_encoder().name
    assert parsed(run, "themes", "learn") == quick
    assert parsed(run, "themes", "list")["encoder"] == quick_encoder().name
    code, _, err = run("themes", "learn", "--encoder", "exact")
    assert code != 0
    assert "folkmoot themes learn --anew" in err
    exact = parsed(run, "themes", "learn", "--encoder", "exact", "--anew")
    assert exact["encoder"] == sentence_encoder().name
    assert not {t["id"] for t in exact["themes"]} & {t["id"] for t in quick["themes"]}


def test_without_themes_the_list_is_empty_and_says_what_to_do(run: Run) -> None:
    code, out, _ = run("themes", "list")
    assert code == 0
    assert out.endswith("Find them: folkmoot themes learn\n")
    listed = parsed(run, "themes", "list")
    assert (listed["theme_count"], listed["themes"]) == (0, [])


def test_without_themes_none_can_be_opened(run: Run) -> None:
    code, out, err = run("themes", "show", "theme-1")
    assert code != 0
    assert out == ""
    assert "run: folkmoot themes learn" in err


def test_a_theme_of_few_people_is_counted_and_not_opened(run: Run, few: Path) -> None:
    assert run("add", few, "--source", "stackexchange", "-o", SITE)[0] == 0
    learned = parsed(run, "themes", "learn")
    assert learned["withheld_count"] == 1
    assert [theme["questions"] for theme in learned["themes"]] == [15, 14]
    assert parsed(run, "themes", "list")["withheld_count"] == 1
    shown = {theme["id"] for theme in learned["themes"]}
    (hidden,) = {event["theme_id"] for event in learned["events"]} - shown
    code, out, err = run("themes", "show", hidden)
    assert code != 0
    assert out == ""
    assert "a theme of 10 people or more" in err
    assert "kettle" not in err


def test_themes_that_nobody_may_open_are_refused(run: Run) -> None:
    parsed(run, "themes", "learn")
    code, _, err = run("themes", "show", "theme-99")
    assert code != 0
    assert "folkmoot themes list names them" in err


def test_the_first_learning_says_that_it_compiles(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    code, out, err = run("themes", "learn")
    assert code == 0
    assert "compiled first, once on this machine" in err
    assert "compiled" not in out
    compiled = tmp_path / "cache" / "evoc_0" / "knn_graph.nbi"
    compiled.parent.mkdir(parents=True)
    compiled.touch()
    assert "compiled" not in run("themes", "learn")[2]
