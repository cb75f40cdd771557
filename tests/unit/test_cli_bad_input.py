"""Bad input at the command line: exit 1, a clear word, and a lake unchanged or complete."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.commands import Run, runner
from tests.unit import test_sources_ghost as ghost

from folkmoot.cli import main

SITE = "example.stackexchange.com"
HEADER = "Id,PostTypeId,ParentId,CreationDate,OwnerUserId,Title\n"
GOOD = "{0},1,,2017-01-01T00:00:0{0},7,Question {0}\n"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a project that holds two questions."""
    project = tmp_path / "project"
    assert runner(capsys)("init", project)[0] == 0
    first = tmp_path / "first" / "Posts.csv"
    first.parent.mkdir()
    first.write_text(HEADER + GOOD.format(1) + GOOD.format(2), encoding="utf-8")
    run = runner(capsys, "--project", project)
    assert run("add", first, "-o", f"site={SITE}")[0] == 0
    return run


def add(run: Run, path: Path) -> tuple[int, dict[str, int], str]:
    code, out, err = run(
        "add", str(path), "--source", "stackexchange", "-o", f"site={SITE}", "--json"
    )
    if code:
        return code, {}, err
    counts = json.loads(out)[0]["counts"][0]
    counts.pop("kind")
    assert counts["read"] == counts["kept"] + counts["already_there"] + counts["set_aside"]
    return code, counts, out


def activities(run: Run) -> int:
    code, out, _ = run("status", "--json")
    assert code == 0
    return int(json.loads(out)["lake"]["activities"])


def export(tmp_path: Path, data: bytes, name: str = "Posts.csv") -> Path:
    path = tmp_path / "bad" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_truncated_archive_changes_nothing(run: Run, tmp_path: Path) -> None:
    rows = HEADER + "".join(f"{n},1,,2017-01-01T00:00:00,7,Question {n}\n" for n in range(3, 3000))
    whole = gzip.compress(rows.encode())
    code, _, err = add(run, export(tmp_path, whole[: len(whole) // 2], "Posts.csv.gz"))
    assert code == 1
    assert "truncated" in err or "ends" in err
    assert activities(run) == 2


def test_other_encodings_set_only_their_rows_aside(run: Run, tmp_path: Path) -> None:
    data = (HEADER + GOOD.format(3)).encode() + b"4,1,,2017-01-01T00:00:04,7,Caf\xe9 in Paris\n"
    code, counts, out = add(run, export(tmp_path, data))
    assert code == 0
    assert counts == {"read": 2, "kept": 1, "already_there": 0, "set_aside": 1}
    assert "UTF-8" in out
    quarantine = Path(json.loads(out)[0]["quarantine"])
    assert "4,1,," in quarantine.read_text(encoding="utf-8")


def test_a_byte_order_mark_is_no_fault(run: Run, tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + (HEADER + GOOD.format(3)).encode()
    assert add(run, export(tmp_path, data))[1]["kept"] == 1


def test_a_missing_column_is_named(run: Run, tmp_path: Path) -> None:
    data = (HEADER + GOOD.format(3)).replace("CreationDate", "Created").encode()
    code, _, err = add(run, export(tmp_path, data))
    assert code == 1
    assert "CreationDate" in err
    assert activities(run) == 2


def test_impossible_dates_are_counted(run: Run, tmp_path: Path) -> None:
    rows = [GOOD.format(3), "4,1,,0000-00-00,7,When\n", "5,1,,2999-01-01T00:00:00,7,Later\n"]
    code, counts, out = add(run, export(tmp_path, (HEADER + "".join(rows)).encode()))
    assert code == 0
    assert counts == {"read": 3, "kept": 1, "already_there": 0, "set_aside": 2}
    assert "0000-00-00" in out


def test_doubled_rows_are_kept_once(run: Run, tmp_path: Path) -> None:
    data = HEADER + GOOD.format(3) * 3 + GOOD.format(1)
    code, counts, _ = add(run, export(tmp_path, data.encode()))
    assert code == 0
    assert counts == {"read": 4, "kept": 1, "already_there": 3, "set_aside": 0}
    assert activities(run) == 3


def test_one_huge_line_is_set_aside(run: Run, tmp_path: Path) -> None:
    data = (HEADER + GOOD.format(3)).encode() + b"4,1,,2017-01-01T00:00:00,7," + b"x" * (50 << 20)
    data += b"\n" + GOOD.format(5).encode()
    code, counts, out = add(run, export(tmp_path, data))
    if code == 0:
        assert counts == {"read": 3, "kept": 2, "already_there": 0, "set_aside": 1}
    else:
        assert "longer" in out or "MiB" in out
        assert activities(run) == 2


def test_an_empty_file_is_told(run: Run, tmp_path: Path) -> None:
    code, _, err = add(run, export(tmp_path, b""))
    assert code == 1
    assert "empty" in err
    assert activities(run) == 2


def test_the_second_file_of_a_folder_may_fail_alone(run: Run, tmp_path: Path) -> None:
    export(tmp_path, (HEADER + GOOD.format(3)).encode())
    folder = export(tmp_path, b"", "Comments.csv").parent
    code, _, err = run("add", str(folder), "--source", "stackexchange", "-o", f"site={SITE}")
    assert code == 1
    assert "Comments.csv" in err
    assert activities(run) == 3, "what was whole before the fault is in the lake"


def test_ten_faults_of_a_brief_come_together(run: Run, tmp_path: Path) -> None:
    brief = tmp_path / "project" / "brief.toml"
    text = brief.read_text(encoding="utf-8")
    for right, wrong in (
        ("amount = 59.00", 'amount = "59,00"'),
        ('currency = "EUR"', 'currency = "Euro"'),
        ('markets = ["US", "GB"]', 'markets = ["USA", "GB"]'),
        ('type = "bool"', 'type = "boolean"'),
        ('attribute = "quiet", value', 'attribute = "silent", value'),
        ('kind = "category"', 'kind = "competitor"'),
        ('expectation = "over"', 'expectation = "more"'),
        ("hours_per_week = 3.0", "hours_per_week = -1.0"),
        ("contacts_per_person = 1", "contacts_per_person = 1.5"),
        ('objective = "supporting"', 'objective = "selling"'),
    ):
        assert right in text, right
        text = text.replace(right, wrong)
    brief.write_text(text, encoding="utf-8")
    code, _, err = run("needs")
    assert code == 1
    assert "brief.toml: 10 problems" in err
    assert err.count("got:") == err.count("expected:") == 10


def test_no_project_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["status", "--project", str(tmp_path)])
    assert stopped.value.code == 1


@pytest.mark.parametrize("arguments", [["nonsense"], ["add"], ["plan", "--as-of", "yesterday"]])
def test_faults_of_usage_exit_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_a_replay_of_the_archive_adds_nothing_and_archives_nothing(
    run: Run, tmp_path: Path
) -> None:
    raw = tmp_path / "project" / "raw"
    before = sorted(path.name for path in raw.iterdir())
    code, out, err = run("add", "--replay", "--json")
    assert code == 0, err
    assert [result["counts"][0]["already_there"] for result in json.loads(out)] == [2]
    assert sorted(path.name for path in raw.iterdir()) == before
    assert run("add")[0] == 2


def test_raw_archives_go_when_their_retention_ends(run: Run, tmp_path: Path) -> None:
    raw = tmp_path / "project" / "raw"
    old = next(raw.iterdir())
    with closing(sqlite3.connect(tmp_path / "project" / "state.db")) as state, state:
        state.execute("UPDATE imports SET started_at = '2020-01-01 00:00:00.000000'")
    assert run("doctor")[0] == 1
    # Rewriting the archive does not begin its time anew.
    assert run("forget", "--platform", SITE, "--person", "7")[0] == 0
    assert run("doctor")[0] == 1
    assert (
        add(run, export(tmp_path, (HEADER + GOOD.format(3).replace(",7,", ",9,")).encode()))[0] == 0
    )
    assert not old.exists()
    assert len(list(raw.iterdir())) == 1
    assert run("doctor")[0] == 0


def test_a_source_that_finds_nothing_of_its_own_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "search.json"
    path.write_text('{"hits": []}', "utf-8")
    code, out, _ = run("add", str(path), "--source", "telegram")
    assert code == 0
    assert out.splitlines() == [
        "search.json (telegram): read 0 records, kept 0, already there 0, set aside 0",
        "  No record of telegram is in it. Is it another kind of export?",
    ]


def test_a_file_of_which_nothing_was_kept_fails(run: Run, tmp_path: Path) -> None:
    """A site's export does not say whose it is; without the option each record is set aside."""
    path = ghost.written(tmp_path, ghost.EXPORT)
    code, out, _ = run("add", str(path), "--source", "ghost")
    assert code == 1
    assert "kept 0" in out
    assert "Nothing of it was kept. folkmoot sources ghost lists the options." in out
    code, out, _ = run("add", str(path), "--source", "ghost", "-o", "platform=wine.example")
    assert code == 0
    assert "Nothing" not in out


def test_what_was_set_aside_is_no_formula_for_who_opens_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "Posts.csv"
    bad = 'when,+1,"=HYPERLINK(""https://example.org"")",=2+5,7,Which?\n'
    path.write_text(HEADER + GOOD.format(3) + bad, encoding="utf-8")
    code, counts, out = add(run, path)
    assert (code, counts["set_aside"]) == (0, 1)
    quarantine = Path(json.loads(out)[0]["quarantine"])
    with quarantine.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
