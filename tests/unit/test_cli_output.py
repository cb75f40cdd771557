"""How prose and tables are fitted to a screen."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from folkmoot.cli.output import print_rows, tell

LINE = "48 % (36 to 61; 62 members active in the last 90 days, low base) of those with the need"


@contextmanager
def screen(monkeypatch: pytest.MonkeyPatch, width: int) -> Iterator[None]:
    """A terminal of some width."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    with monkeypatch.context() as patch:
        patch.setattr(sys.stdout, "isatty", lambda: True)
        yield


def test_prose_is_whole_for_programs_and_broken_between_words_on_a_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(LINE)
    assert capsys.readouterr().out == f"{LINE}\n"
    with screen(monkeypatch, 40):
        tell(f"  {LINE}", hang=2)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(line.strip() for line in lines) == LINE
    assert all(line.startswith("    ") for line in lines[1:])


def test_an_address_is_never_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "https://travel.example/questions/12345/a-title-that-is-longer-than-a-line"
    with screen(monkeypatch, 40):
        tell(f"Read {address} first, then this.")
    assert address in capsys.readouterr().out.splitlines()


def test_a_chinese_sign_takes_two_cells(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with screen(monkeypatch, 20):
        tell("在家现磨咖啡 手冲咖啡 磨豆")
    assert capsys.readouterr().out.splitlines() == ["在家现磨咖啡", "手冲咖啡 磨豆"]


def test_intervals_go_below_their_numbers_where_a_table_is_too_wide(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = ["who", "share", "index"]
    rows = [["all members", "17 % (16 to 18)", ""],
            ["those with the need", "48 % (36 to 61), low base", "283 (219 to 365)"]]  # fmt: skip
    print_rows("Shares", heads, rows)
    assert "48 % (36 to 61), low base" in capsys.readouterr().out
    with screen(monkeypatch, 58):
        print_rows("Shares", heads, rows)
    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert ["those with the need", "48 %, low base", "283"] in cells
    assert ["(36 to 61)", "(219 to 365)"] in cells


def test_no_letter_of_a_cell_is_lost_on_a_narrow_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "travel.stackexchange.com"
    with screen(monkeypatch, 30):
        print_rows("Places", ["place", "people", "why"], [[name, "1,234", "早上磨豆不吵醒家人"]])
    out = capsys.readouterr().out
    assert "…" not in out
    assert set(name) <= set(out)
