"""Switchbacks, holdouts and other policies at the command line, and their bad input."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.commands import Run, parsed, runner

from folkmoot.adjust.experiments import (
    hold_out,
    judge_switchback,
    make_switchback,
    read_days,
    read_holdout,
    read_switchback,
    switchback_text,
)
from folkmoot.errors import FolkmootError, ProblemGroup

START = date(2026, 3, 2)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    run = runner(capsys)
    run("init", tmp_path / "p")
    return run


def planned(**changes: object) -> dict[str, object]:
    return {"name": "x", "starts_on": START, "pairs": 6} | changes


def test_each_pair_has_either_kind_and_a_file_brings_the_plan_back(tmp_path: Path) -> None:
    made = make_switchback("x", planned(seed="a"))
    for pair in range(6):
        assert {block.kind for block in made.blocks() if block.pair == pair} == {"on", "off"}
    path = tmp_path / "s.toml"
    path.write_text(switchback_text(made), encoding="utf-8")
    assert read_switchback(path) == made
    orders = {tuple(each.kind for each in make_switchback("x", planned(seed=str(n))).blocks())
              for n in range(20)}  # fmt: skip
    assert len(orders) > 10, "coins differ by seed"


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"pairs": 5}, "pairs"), ({"washout_days": 7}, "washout_days"), ({"extra": 1}, "extra"),
     ({"block_days": 1}, "block_days"), ({"name": "A b"}, "name")],
)  # fmt: skip
def test_a_switchback_that_cannot_be_is_told(changes: dict[str, object], where: str) -> None:
    with pytest.raises(ProblemGroup) as raised:
        make_switchback("x", planned(**changes))
    assert [each.where for each in raised.value.problems] == [where]


def test_days_told_twice_outside_or_missing_are_named(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("date,count\n2026-03-02,1\n2026-03-02,-1\nsoon,x\n", encoding="utf-8")
    with pytest.raises(ProblemGroup) as raised:
        read_days(path)
    assert [each.code for each in raised.value.problems] == [
        "doubled-row", "negative", "not-a-day", "not-a-number",
    ]  # fmt: skip
    made = make_switchback("x", planned(pairs=7))
    days = {START + timedelta(days=n): 1.0 for n in range(7 * 14)}
    with pytest.raises(ProblemGroup, match="outside"):
        judge_switchback(made, days | {date(2027, 1, 1): 1.0})
    gap = {day: count for day, count in days.items() if not 14 <= (day - START).days < 21}
    found = judge_switchback(made, gap)
    assert found.pairs_left_out == (2,)
    assert (found.effect.value, found.chance) == (0, 1)
    with pytest.raises(ProblemGroup, match="at least 6"):
        judge_switchback(made, {day: 1.0 for day in days if (day - START).days > 30})


def test_a_switchback_goes_from_plan_to_verdict(run: Run, tmp_path: Path) -> None:
    path, here = tmp_path / "s.toml", ("--project", tmp_path / "p")
    plan = ("experiment", "switchback", "--name", "x", "--starts-on", START, *here)
    told = parsed(run, *plan, "--out", path)
    assert parsed(run, *plan) == told, "the same coins whenever it is asked"
    rows = ["date,count"]
    for block in told["blocks"]:
        start = date.fromisoformat(block["starts_on"])
        number = 12 if block["kind"] == "on" else 5
        rows += [f"{start + timedelta(days=n)},{number + n % 3}" for n in range(7)]
    (tmp_path / "d.csv").write_text("\n".join(rows), encoding="utf-8")
    code, out, err = run("experiment", "switched", path, tmp_path / "d.csv")
    assert code == 0, err
    assert out.startswith("Help brings more: 7 (7 to 7) a day (chance 0.008)")


def test_a_holdout_goes_from_list_to_verdict(run: Run, tmp_path: Path) -> None:
    units = tmp_path / "u.csv"
    units.write_text("community,before\n" + "\n".join(f"c{n},{10 * n}" for n in range(10)), "utf-8")
    groups = parsed(run, "experiment", "holdout", units, "--name", "s", "--project", tmp_path / "p")
    assert sum(each["group"] == "holdout" for each in groups) == 5
    lines = [
        f"{each['community']},{each['group']},{each['before']},"
        f"{each['before'] + 3 + 5 * (each['group'] == 'help')}" for each in groups
    ]  # fmt: skip
    counts = tmp_path / "c.csv"
    counts.write_text("community,group,before,after\n" + "\n".join(lines), encoding="utf-8")
    code, out, err = run("experiment", "held-out", counts)
    assert code == 0, err
    assert out.startswith("Help brings more: 5 (5 to 5) a community.")


def test_a_holdout_that_cannot_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="switch back and forth"):
        hold_out({"a": 1.0}, "x")
    path = tmp_path / "c.csv"
    path.write_text("community,group,before,after\na,both,1,-2\na,help,x,1\n", encoding="utf-8")
    with pytest.raises(ProblemGroup) as raised:
        read_holdout(path)
    assert [each.code for each in raised.value.problems] == [
        "unknown-group", "negative", "not-a-number", "doubled-row",
    ]  # fmt: skip


def test_another_policy_is_judged_from_a_log(run: Run, tmp_path: Path) -> None:
    here = ("--project", tmp_path / "p")
    log = tmp_path / "log.csv"
    rows = [f"{'ab'[n % 2]},0.5,{1 - n % 2}" for n in range(200)]
    log.write_text("arm,propensity,reward\n" + "\n".join(rows), encoding="utf-8")
    code, out, err = run("outcomes", "value", log, "--part", "a=3", "--part", "b=1", *here)
    assert code == 0, err
    assert out.startswith("An action would have brought 0.75 rewards")
    for arguments, told in (
        (("--part", "c=1"), "arms never tried: c"),
        (("--part", "a=-1"), "parts of 0 or more"),
        ((), "no allocation yet"),
    ):
        code, _, err = run("outcomes", "value", log, *arguments, *here)
        assert code == 1
        assert told in err
    log.write_text("arm,propensity,reward\na,0,1\nb,2,-1\n", encoding="utf-8")
    code, _, err = run("outcomes", "value", log, "--part", "a=1", *here)
    assert (code, err.count("got:")) == (1, 3)
    assert run("outcomes", "value", log, "--part", "a", *here)[0] == 2


def test_links_are_the_actions_of_a_project(run: Run, tmp_path: Path) -> None:
    here = ("--project", tmp_path / "p")
    for day in range(1, 21):
        for place, part in (("trains", 0.8), ("boats", 0.2)):
            if place == "trains" or day % 4 == 0:
                arm = ("--community", place, "--strategy", "answers", "--propensity", part)
                on_day = ("--on", f"2026-03-{day:02}")
                parsed(run, "link", "https://example.org", *arm, *on_day, *here)
    tags = [each["tag"] for each in parsed(run, "outcomes", "links", *here)]
    rows = [f"2026-04-01,{tag},1" for tag in tags if "boats" in tag]
    table = tmp_path / "t.csv"
    table.write_text("date,tag,conversions\n" + "\n".join(rows), encoding="utf-8")
    parsed(run, "outcomes", "add", table, *here)
    found = parsed(run, "outcomes", "value", "--part", "answers in boats=1", *here)
    assert found["actions"] == 25
    assert [each["value"] for each in found["estimates"]] == [
        pytest.approx(1.0), pytest.approx(1.0), pytest.approx(1.0, abs=0.3),
    ]  # fmt: skip
