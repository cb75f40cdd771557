"""What the terminal says of the audience and the needs: the surest first, then what stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import report_samples

from folkmoot.cli.answering import print_audience, print_needs

if TYPE_CHECKING:
    import pytest


def test_what_sets_them_apart_stands_before_what_could_be_chance(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_audience(report_samples.tables()["audience"])
    said = capsys.readouterr().out
    verdicts = [line.split("  ")[-1] for line in map(str.rstrip, said.splitlines())
                if line.endswith(("sets them apart", "could be chance"))]  # fmt: skip
    assert verdicts
    assert verdicts == sorted(verdicts, reverse=True)


def test_the_need_that_is_asked_about_most_is_told_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = report_samples.tables()["needs"]
    print_needs(table)
    first, *rest = capsys.readouterr().out.splitlines()
    most = max(table.rows(kind="brief", measure="questions"), key=lambda row: row["value"] or 0)
    assert first.startswith(f"Most is asked about “{most['need']}”: {most['value']:,.0f} (")
    assert all(len(line) <= 140 for line in rest if not line.startswith("Note: "))
