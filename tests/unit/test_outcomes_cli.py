"""From a tagged link to the coming week's hours, at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import Run, parsed, runner

ARMS = """
hours = 8
[[arm]]
community = "travel forum"
strategy = "answers"
[[arm]]
community = "trains"
strategy = "answers"
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    runner(capsys)("init", tmp_path / "p")
    (tmp_path / "p" / "arms.toml").write_text(ARMS, encoding="utf-8")
    return runner(capsys, "--project", tmp_path / "p")


def arm(community: str = "travel forum") -> tuple[str, ...]:
    return ("--community", community, "--strategy", "answers", "--on", "2026-03-03")


def table(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "told.csv"
    path.write_text("date,community,strategy,hours,conversions\n" + "\n".join(lines), "utf-8")
    return path


def test_a_link_needs_a_propensity_and_takes_that_of_the_week(run: Run, tmp_path: Path) -> None:
    code, _, err = run("link", "https://example.org", *arm())
    assert code == 1
    assert "--propensity 0.1" in err
    file = table(tmp_path, "2026-02-24,travel forum,answers,2,3", "2026-02-25,trains,answers,2,0")
    assert parsed(run, "outcomes", "add", file)["added"] == 2
    shared = parsed(run, "allocate")
    assert shared["week_on"] == "2026-03-02"
    made = parsed(run, "link", "https://example.org", *arm())
    share = next(each for each in shared["shares"] if each["community"] == "travel forum")
    assert made["propensity"] == pytest.approx(share["propensity"])
    assert made["decided_by"] == "the allocation for the week of 2026-03-02"
    again = parsed(run, "link", "https://example.org", *arm(), "--propensity", "0.9")
    assert (made["is_new"], again["is_new"]) == (True, False)
    assert [each["propensity"] for each in parsed(run, "outcomes", "links")] == [
        pytest.approx(made["propensity"])
    ]


def test_visits_come_back_to_their_arm_and_move_the_hours(run: Run, tmp_path: Path) -> None:
    for place in ("travel forum", "trains"):
        parsed(run, "link", "https://example.org", *arm(place), "--propensity", "0.5")
    tags = [each["tag"] for each in parsed(run, "outcomes", "links")]
    lines = [f"2026-03-{day:02},{place},answers,2," for day in range(2, 9)
             for place in ("travel forum", "trains")]  # fmt: skip
    assert parsed(run, "outcomes", "add", table(tmp_path, *lines))["added"] == 14
    rows = [f"2026-03-{day:02},{tags[0]},5,{conversions}" for day, conversions in ((4, 2), (8, 3))]
    export = tmp_path / "matomo.csv"
    export.write_text("date,label,nb_visits,nb_conversions\n" + "\n".join(rows), "utf-8")
    assert parsed(run, "outcomes", "add", export)["added"] == 2
    assert parsed(run, "outcomes", "add", export)["already"] == 2
    export.write_text(export.read_text().replace(",5,2", ",6,2"), "utf-8")
    assert parsed(run, "outcomes", "add", export)["replaced"] == 1
    by_arm = {each["community"]: each for each in parsed(run, "outcomes", "list")}
    assert by_arm["trains"]["conversions"] == 5
    assert by_arm["trains"]["clicks"] == 11
    assert by_arm["travel forum"]["conversions"] is None
    shares = {each["community"]: each for each in parsed(run, "allocate")["shares"]}
    assert shares["trains"]["hours"] > shares["travel forum"]["hours"]
    code, out, err = run("allocate")
    assert code == 0, err
    assert out.startswith("Week of 2026-03-09: 8 hours over 2 arms, most to answers in trains")
    assert "At its cap" in out
    assert "A trial would teach most of" in out


def test_bad_input_is_named_and_survived(run: Run, tmp_path: Path) -> None:
    code, out, err = run("outcomes", "list")
    assert (code, err) == (0, "")
    assert out.startswith("No outcomes yet")
    assert run("allocate")[0] == 0, "no outcomes at all"
    file = table(tmp_path, "2026-02-24,planes,answers,2,3", "2026-03-24,trains,answers,0,0")
    run("outcomes", "add", file)
    code, out, err = run("allocate")
    assert code == 0, err
    assert "Left out, since they are not among the arms: answers in planes." in out
    for arguments, told in (
        (("allocate", "--hours", "-1"), "hours above 0"),
        (("allocate", "--money", "-1"), "money from 0 on"),
        (("outcomes", "add", tmp_path / "none.csv"), "a file that can be read"),
        (("link", "example.org", *arm(), "--propensity", "2"), "above 0 and at most 1"),
    ):
        code, _, err = run(*arguments)
        assert code == 1
        assert told in err


def test_arms_are_written_for_editing_and_closed_by_a_cap_of_0(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    assert run("allocate", "--write-arms", path)[0] == 0
    path.write_text(path.read_text().replace("cap = 5", "cap = 0"), "utf-8")
    code, _, err = run("allocate", "--arms", path)
    assert code == 1
    assert "raise a cap" in err
