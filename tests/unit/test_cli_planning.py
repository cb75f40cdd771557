"""Strategies and calendars at the command line."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from tests.commands import Run, parsed, runner
from tests.strategy_cases import case

from folkmoot.plan import make_plan, write_plan


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    run = runner(capsys)
    run("init", tmp_path / "p")
    write_plan(make_plan(case()), tmp_path / "p" / "plans" / "2026-03-04.json")
    return run


def test_rules_and_tools_are_told_with_their_reasons(run: Run) -> None:
    code, out, err = run("strategies")
    assert code == 0, err
    told = parsed(run, "strategies")
    assert out.startswith(f"Version {told['version']}: {len(told['rule'])} rules, ")
    assert max(map(len, out.splitlines())) <= 110, "lines that a screen holds"
    whole = " ".join(out.split())
    for rule in told["rule"]:
        assert f"{rule['reason']} Source: {rule['source']}." in whole
    code, out, _ = run("strategies", "--tools")
    assert code == 0
    assert all(tool["id"] in out for tool in told["tool"])
    assert told["strategies"] == ["groundswell"]


def test_rules_of_ones_own_are_checked_whole(run: Run, tmp_path: Path) -> None:
    text = (files("folkmoot.strategies") / "rules.toml").read_text(encoding="utf-8")
    path = tmp_path / "rules.toml"
    path.write_text(text.replace('version = "2"', 'version = "2-ours"'), encoding="utf-8")
    assert parsed(run, "strategies", "--rules", path)["version"] == "2-ours"
    path.write_text(text.replace('who = "', 'wo = "'), encoding="utf-8")
    code, _, err = run("strategies", "--rules", path)
    assert code == 1
    assert "tool.0.who" in err
    assert "tool.0.wo" in err
    assert run("strategies", "--rules", tmp_path / "none.toml")[0] == 1
    assert run("plan", "--rules", path, "--strategy", "other", "--project", tmp_path / "p")[0] == 2
    code, _, err = run("plan", "--strategy", "other", "--project", tmp_path / "p")
    assert code == 1
    assert "groundswell" in err


def test_the_calendar_is_told_and_written(run: Run, tmp_path: Path) -> None:
    here = ("--project", tmp_path / "p")
    actions = parsed(run, "plan", "calendar", "2026-03-04", *here)
    assert actions[0]["starts_on"] == "2026-03-09"
    assert all(each["who"] and each["done"] and each["hours"] > 0 for each in actions)
    ics = tmp_path / "plan.ics"
    code, out, err = run("plan", "calendar", "2026-03-04", "--ics", ics, *here)
    assert code == 0, err
    assert out.startswith(f"{len(actions)} actions from 2026-03-09, ")
    assert "Week 4, 2026-03-30 to 2026-04-03" in out
    assert ics.read_text(encoding="utf-8").count("BEGIN:VEVENT") == len(actions)
    code, _, err = run("plan", "calendar", "1999-01-01", *here)
    assert code == 1
    assert "no such plan" in err
