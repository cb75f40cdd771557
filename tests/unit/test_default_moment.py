"""The moment that is looked at unless a day is named: posts with a wrong clock, and honest ones."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.commands import parsed, runner

from folkmoot.brief import template_text
from folkmoot.ingest import ImportResult, ingest
from folkmoot.project import Project, init_project
from folkmoot.sources.stackexchange import StackExchange

SITE = "example.stackexchange.com"
ENDS = datetime(2017, 8, 27, 3, tzinfo=UTC)
#: Two hundred posts, one a day, the last at `ENDS`.
HONEST = [ENDS - timedelta(days=day) for day in range(200)]


def imported(folder: Path, moments: Sequence[datetime]) -> tuple[Project, ImportResult]:
    """A project with a question at each moment."""
    (folder / "dump").mkdir()
    rows = "".join(
        f'\n<row Id="{number}" PostTypeId="1" CreationDate="{moment:%Y-%m-%dT%H:%M:%S.000}"'
        f' Score="0" OwnerUserId="{number}" Title="Which kettle number {number}?" />'
        for number, moment in enumerate(moments, 1)
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<posts>{rows}\n</posts>\n'
    (folder / "dump" / "Posts.xml").write_text(text, encoding="utf-8")
    project = init_project(folder / "project")
    project.brief_path.write_text(template_text(), encoding="utf-8")
    (result,) = ingest(project, folder / "dump", StackExchange(), {"site": SITE})
    return project, result


def looked_at(project: Project) -> tuple[datetime, str]:
    """The default moment, and what is said of it."""
    view = project.view()
    view.engine.close()
    project.close()
    return view.as_of, view.note


def test_honest_posts_that_end_long_ago_are_looked_at_from_their_last(tmp_path: Path) -> None:
    project, result = imported(tmp_path, HONEST)
    assert (result.total("kept"), result.total("refused")) == (200, 0)
    assert looked_at(project) == (ENDS, "")


def test_a_post_far_ahead_does_not_come_in_and_moves_nothing(tmp_path: Path) -> None:
    begun = datetime.now(UTC)
    project, result = imported(tmp_path, [*HONEST, datetime(2099, 1, 1, tzinfo=UTC)])
    assert (result.total("kept"), result.total("refused")) == (200, 1)
    assert result.quarantine_path is not None
    with result.quarantine_path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["line"], row["column"], row["got"]) == (
        "203", "published_at", "2099-01-01 00:00:00",
    )  # fmt: skip
    # Midnight may pass meanwhile.
    days = {f"{now + timedelta(days=1):%Y-%m-%d}" for now in (begun, datetime.now(UTC))}
    assert row["expected"].removeprefix("a time from 1970 to ") in days
    assert looked_at(project) == (ENDS, "")


@pytest.mark.parametrize(("hours", "kept"), [(5, 200), (23, 200), (25, 199), (30, 199)])
def test_a_clock_that_is_hours_ahead_counts_up_to_a_day(
    tmp_path: Path, hours: int, kept: int
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    moments = [now - timedelta(hours=hour) for hour in range(199)]
    project, result = imported(tmp_path, [*moments, now + timedelta(hours=hours)])
    assert result.total("kept") == kept
    assert looked_at(project) == (now + timedelta(hours=hours) if kept == 200 else now, "")


def test_a_few_long_after_all_others_are_told_and_the_moment_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = datetime(2024, 3, 1, 12, tzinfo=UTC)
    project, _ = imported(tmp_path, [*HONEST, later, later + timedelta(days=400)])
    note = (
        "The moment looked at is that of the last activity, but the last 2 of 202 come 2,378 days"
        " after all others. If their clock was wrong, look at the time before them: --as-of"
        " 2017-08-27."
    )
    assert looked_at(project) == (later + timedelta(days=400), note)
    run = runner(capsys, "--project", project.root)
    code, _, err = run("participation", "--json")
    assert (code, err.splitlines().count(note)) == (0, 1)
    code, _, err = run("participation", "--json", "--as-of", "2017-08-27")
    assert (code, note in err) == (0, False)
    assert parsed(run, "status")["lake"]["note"] == note
    assert note in run("status")[1]


@pytest.mark.parametrize(("count", "days", "is_told"), [
    (2, 200, True), (3, 200, False), (2, 182, False), (2, 184, True),
])  # fmt: skip
def test_a_place_that_woke_up_is_not_told_of(
    tmp_path: Path, count: int, days: int, is_told: bool
) -> None:
    woke = [ENDS + timedelta(days=days, minutes=minute) for minute in range(count)]
    as_of, note = looked_at(imported(tmp_path, [*HONEST, *woke])[0])
    assert (as_of, bool(note)) == (woke[-1], is_told)


def test_an_empty_lake_has_no_moment(tmp_path: Path) -> None:
    assert looked_at(init_project(tmp_path / "project")) == (datetime(1970, 1, 1, tzinfo=UTC), "")
