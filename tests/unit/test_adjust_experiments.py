"""Experiments by hand and at the command line: sizes, checks that block, winners after them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.commands import Run, runner

from folkmoot.adjust.experiments import (
    Arm,
    Experiment,
    Tallied,
    always_valid,
    check_log,
    experiment_text,
    judge,
    needed_sizes,
    read_experiment,
    read_log,
)
from folkmoot.errors import FolkmootError, ProblemGroup

START = date(2026, 3, 2)
HEADER = "date,arm,exposures,conversions\n"


def planned(**changes: object) -> Experiment:
    told = {
        "name": "answer-first", "arms": (Arm(name="plain"), Arm(name="guide")), "base": 0.1,
        "lift": 20, "starts_on": START, "ends_on": START + timedelta(days=27),
    }  # fmt: skip
    return Experiment.model_validate(told | changes)


def rows(conversions: tuple[int, int], exposures: int = 400, days: int = 28) -> list[str]:
    return [
        f"{START + timedelta(days=day)},{arm},{exposures},{count}"
        for day in range(days)
        for arm, count in zip(("plain", "guide"), conversions, strict=True)
    ]


def log(tmp_path: Path, lines: list[str], header: str = HEADER) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


def test_sizes_are_those_of_the_textbook() -> None:
    # By hand: (1.95996 + 0.84162)^2 x (.1 x .9 + .12 x .88) / .02^2 = 3,838.9 an arm.
    assert needed_sizes(planned()).once == {"plain": 3839, "guide": 3839}
    # Events: (2.80158)^2 x (2 + 2.2) / .2^2 = 824.1 an arm.
    assert needed_sizes(planned(kind="rate", base=2, lift=10)).once["plain"] == 825


def test_unequal_parts_and_more_arms_need_more() -> None:
    uneven = planned(arms=(Arm(name="a", part=80), Arm(name="b", part=20)))
    three = planned(arms=(Arm(name="a"), Arm(name="b"), Arm(name="c")))
    whole = sum(needed_sizes(planned()).once.values())
    assert sum(needed_sizes(uneven).once.values()) > 1.4 * whole
    assert needed_sizes(three).once["a"] > 3839


def test_a_sound_log_names_the_winner(tmp_path: Path) -> None:
    verdict = judge(planned(), read_log(log(tmp_path, rows((40, 52)))))
    assert [check.code for check in verdict.checks if not check.is_passed] == []
    assert verdict.winner == "guide"
    (contrast,) = verdict.contrasts
    assert contrast.interval is not None
    assert contrast.interval.low > 0
    assert contrast.peeked_on is not None
    assert contrast.sure_on is not None
    assert contrast.peeked_on <= contrast.sure_on


def test_no_difference_names_nobody(tmp_path: Path) -> None:
    assert judge(planned(), read_log(log(tmp_path, rows((40, 40))))).winner is None


def test_the_first_arm_may_win(tmp_path: Path) -> None:
    assert judge(planned(), read_log(log(tmp_path, rows((52, 40))))).winner == "plain"


def broken(change: Callable[[list[str]], None]) -> list[str]:
    lines = rows((40, 52))
    change(lines)
    return lines


def set_line(place: int, text: str) -> Callable[[list[str]], None]:
    def change(lines: list[str]) -> None:
        lines[place] = text

    return change


@pytest.mark.parametrize(
    ("change", "code", "lines"),
    [
        (set_line(3, f"{START + timedelta(days=1)},giude,400,52"), "unknown-arms", (5,)),
        (set_line(3, f"{START + timedelta(days=1)},guide,0,0"), "missing-arms", (4, 5)),
        (set_line(3, f"{START + timedelta(days=1)},plain,400,40"), "doubled-rows", (4, 5)),
        (set_line(3, f"{START + timedelta(days=1)},guide,400,401"), "impossible-counts", (5,)),
        (set_line(3, f"{START + timedelta(days=1)},guide,400,-1"), "impossible-counts", (5,)),
        (set_line(3, f"{START - timedelta(days=1)},guide,400,52"), "outside", (5,)),
        (set_line(3, f"{START + timedelta(days=1)},guide,100,20"), "ratio-by-period",
         tuple(range(2, 16))),
    ],
)  # fmt: skip
def test_a_failed_check_blocks_and_names_its_lines(
    change: Callable[[list[str]], None], code: str, lines: tuple[int, ...], tmp_path: Path
) -> None:
    verdict = judge(planned(), read_log(log(tmp_path, broken(change))))
    failed = {check.code: check.lines for check in verdict.checks if not check.is_passed}
    assert failed[code] == lines
    assert verdict.winner is None
    assert verdict.contrasts == ()


def test_a_ratio_that_only_periods_show(tmp_path: Path) -> None:
    """Too many of one arm in two weeks and too few in the others cancel over the whole."""
    lines = []
    for day in range(28):
        more, less = (440, 360) if day < 14 else (360, 440)
        lines += [f"{START + timedelta(days=day)},plain,{more},40",
                  f"{START + timedelta(days=day)},guide,{less},40"]  # fmt: skip
    checks = {c.code: c for c in check_log(planned(), read_log(log(tmp_path, lines)))}
    assert checks["ratio"].is_passed
    assert not checks["ratio-by-period"].is_passed


def test_units_in_two_arms_and_counted_twice(tmp_path: Path) -> None:
    lines = [f"{START},u{n},{('plain', 'guide')[n % 2]},{n % 5 == 0:d}" for n in range(200)]
    lines += [f"{START},u0,guide,0", f"{START},u1,guide,0"]
    checks = {
        check.code: check
        for check in check_log(
            planned(), read_log(log(tmp_path, lines, "date,unit,arm,conversions\n"))
        )
    }
    assert checks["two-arms"].lines == (2, 202)
    assert checks["doubled-rows"].lines == (3, 203)


def test_an_arm_that_never_came_is_missing(tmp_path: Path) -> None:
    lines = [line for line in rows((40, 52)) if ",plain," in line]
    checks = {c.code: c for c in check_log(planned(), read_log(log(tmp_path, lines)))}
    assert not checks["missing-arms"].is_passed
    assert "guide has no unit at all" in checks["missing-arms"].says


def test_too_few_cases_give_no_interval() -> None:
    assert always_valid(Tallied(1000, 19), Tallied(1000, 30), "share", 0.02) is None
    assert always_valid(Tallied(100, 90), Tallied(100, 60), "share", 0.02) is None
    assert always_valid(Tallied(100, 90), Tallied(100, 60), "rate", 0.02) is not None


def test_an_experiment_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(experiment_text(planned(lift=12.5)), encoding="utf-8")
    assert read_experiment(path) == planned(lift=12.5)


def test_all_faults_of_an_experiment_come_together(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    text = 'name = "Bad Name"\nbase = -1\nlift = 20\nstarts_on = "now"\nends_on = 2026-03-02\n'
    path.write_text(text + '[[arms]]\nname = "a"\n', encoding="utf-8")
    with pytest.raises(ProblemGroup) as caught:
        read_experiment(path)
    places = {problem.where for problem in caught.value.problems}
    assert places == {"name", "base", "starts_on", "arms"}


def test_all_faults_of_a_log_come_together(tmp_path: Path) -> None:
    path = log(tmp_path, ["2026-02-30,plain,4,1", "2026-03-02,,x,1", "2026-03-02,guide,4,1.5"])
    with pytest.raises(ProblemGroup) as caught:
        read_log(path)
    assert [problem.where for problem in caught.value.problems] == [
        "line 2, date", "line 3, arm", "line 3, exposures", "line 4, conversions"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"date,arm,exposures,conversions\n", b"date,arm,conversions\n2026-03-02,a,1\n",
     b"date,arm,exposures,exposures,conversions\n", b'date,arm,exposures,conversions\n"a,b\n',
     b"date,arm,exposures,conversions\n2026-03-02,a,1\n", b"\xff\xfe\x00", b"caf\xe9,b\n1,2\n",
     b"date,arm,exposures,conversions\n2026-03-02,a,1,99999999999999999999\n"],
)  # fmt: skip
def test_what_is_no_log_is_named(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(data)
    with pytest.raises(FolkmootError):
        read_log(path)


def test_plan_then_check_at_the_command_line(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "x.toml"
    code, printed, _ = run(
        "experiment", "plan", "--name", "answer-first", "--arm", "plain", "--arm", "guide:50",
        "--base", 0.1, "--lift", 20, "--starts-on", "2026-03-02", "--ends-on", "2026-03-29",
        "--out", out, "--json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(printed)["units"]["one_look"] == {"plain": 3839, "guide": 3839}
    code, printed, _ = run("experiment", "check", out, log(tmp_path, rows((40, 52))), "--json")
    assert (code, json.loads(printed)["winner"]) == (0, "guide")
    code, printed, _ = run("experiment", "check", out, log(tmp_path, rows((40, 52))))
    assert code == 0
    assert "guide is ahead of plain" in printed


def test_a_broken_log_exits_one_and_says_where(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "x.toml"
    out.write_text(experiment_text(planned()), encoding="utf-8")
    path = log(tmp_path, broken(set_line(3, f"{START + timedelta(days=1)},guide,400,401")))
    code, printed, _ = run("experiment", "check", out, path)
    assert code == 1
    assert "No winner is named: 1 of 7 checks failed (impossible-counts)" in printed
    assert "lines 5" in printed


def test_bad_plans_at_the_command_line(run: Run, tmp_path: Path) -> None:
    dates = ("--starts-on", "2026-03-29", "--ends-on", "2026-03-02")
    arms = ("--arm", "a", "--arm", "a:x", "--base", 0.9, "--lift", 20)
    code, _, err = run("experiment", "plan", "--name", "x", *arms, *dates)
    assert code == 1
    assert "arms[1].part" in err
    arms = ("--arm", "a", "--arm", "a", "--base", 0.9, "--lift", 20)
    code, _, err = run("experiment", "plan", "--name", "x", *arms, *dates)
    assert code == 1
    assert "3 problems" in err
    code, _, err = run("experiment", "check", tmp_path / "none.toml", tmp_path / "none.csv")
    assert code == 1
    assert "none.toml" in err


def test_units_are_assigned_with_the_projects_key(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "x.toml"
    out.write_text(experiment_text(planned()), encoding="utf-8")
    assert run("init", tmp_path / "p")[0] == 0
    asked = ("experiment", "assign", out, *range(40), "--project", tmp_path / "p", "--json")
    code, printed, _ = run(*asked)
    assert code == 0
    assert {each["arm"] for each in json.loads(printed)} == {"plain", "guide"}
    assert run(*asked)[1] == printed
