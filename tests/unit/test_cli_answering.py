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


def test_the_parts_stand_beside_the_opportunity_the_largest_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = report_samples.tables()["needs"]
    print_needs(table)
    said = capsys.readouterr().out
    unmet = said[said.index("How unmet it is") :].splitlines()
    heads = [head for head in unmet[2].split("  ") if head]
    assert [head.strip() for head in heads] == [
        "need", "questions", "no answer", "complaints", "any of these", "opportunity",
    ]  # fmt: skip
    # Its four needs have the same opportunity, so their order stays.
    first = table.rows(measure="complaint_share")[0]
    assert f"{100 * first['value']:.0f} % (" in unmet[4]
    assert "Of those glad or angry of what they name, who is glad" in said
    assert "roaming at home" in said
