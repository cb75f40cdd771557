"""Killed at random moments, an import loses and doubles nothing.

The rows are simulated: a community made by a seeded generator, in the Stack Exchange CSV form.
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from folkmoot.ingest import ingest
from folkmoot.project import Project, init_project, open_project
from folkmoot.sources.stackexchange import StackExchange

MOMENTS = 20
POSTS, USERS = 12_000, 3_000
OPTIONS = {"site": "simulated.stackexchange.com"}
IMPORT = """
import sys
from pathlib import Path
from folkmoot.ingest import ingest
from folkmoot.project import open_project
from folkmoot.sources.stackexchange import StackExchange
print("ready", flush=True)
ingest(open_project(sys.argv[1]), Path(sys.argv[2]), StackExchange(), {"site": sys.argv[3]})
print("done", flush=True)
"""


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated community: users, posts, and one row that must be set aside in each file."""
    folder = tmp_path_factory.mktemp("simulated")
    chance = random.Random(7)
    with (folder / "Users.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Id", "CreationDate", "LastAccessDate", "Age"])
        for number in range(1, USERS + 1):
            writer.writerow(
                [number, "2016-01-01T00:00:00", "2017-01-01T00:00:00", 20 + number % 50]
            )
        writer.writerow([USERS + 1, "0000-00-00", "2017-01-01T00:00:00", 20])
    with (folder / "Posts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Id", "PostTypeId", "ParentId", "CreationDate", "OwnerUserId", "Title"])
        for number in range(1, POSTS + 1):
            moment = f"2016-{1 + number * 12 // (POSTS + 1):02}-05T10:00:{number % 60:02}"
            parent = "" if number % 3 == 1 else number - (number - 1) % 3
            kind = 1 if number % 3 == 1 else 2
            title = f"Question {number}" if kind == 1 else ""
            owner = chance.randint(1, USERS)
            writer.writerow([number, kind, parent, moment, owner, title])
        writer.writerow([POSTS + 1, 1, "", "2016-13-45T00:00:00", 1, "impossible"])
    return folder


def contents(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the lake but the time of import, sorted; a doubled row shows twice."""
    view = project.view()
    found = {}
    for name, key in (("activities", "activity_id"), ("members", "actor_id")):
        more = ", in_reply_to_actor_id, root_id, month" if name == "activities" else ", age_band"
        kinds = {"activity_id": pa.int64(), "actor_id": pa.int64()}
        columns = [key, *(part.strip() for part in more.split(",") if part.strip())]
        schema = pa.schema(
            [
                (
                    column,
                    kinds.get(
                        column, pa.string() if column in ("month", "age_band") else pa.int64()
                    ),
                )
                for column in columns
            ]
        )
        rows = view.engine.query(f"SELECT {', '.join(columns)} FROM {name}_all", schema)
        found[name] = sorted(tuple(row.values()) for row in rows.to_pylist())
    view.engine.close()
    return found


def start(project: Project, dump: Path) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", IMPORT, str(project.root), str(dump), OPTIONS["site"]]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_at_random_moments_nothing_is_lost_or_doubled(tmp_path: Path, dump: Path) -> None:
    key = None
    whole = init_project(tmp_path / "whole")
    process = start(whole, dump)
    began = time.monotonic()
    assert process.wait() == 0
    duration = time.monotonic() - began
    assert process.stdout is not None
    process.stdout.close()
    expected = contents(whole)
    assert len(expected["activities"]) == POSTS
    assert len(expected["members"]) == USERS
    key = (whole.root / "project.key").read_text(encoding="ascii")
    whole.close()

    chance = random.Random(11)
    statuses, unfinished, killed, tries = set(), 0, 0, 0
    while killed < MOMENTS:
        tries += 1
        assert tries <= 5 * MOMENTS, "the import ends before it can be killed"
        project = init_project(tmp_path / f"killed-{tries}")
        # The same key, so that pseudonyms can be compared row by row.
        (project.root / "project.key").write_text(key, encoding="ascii")
        moment = duration * chance.random()
        process = start(project, dump)
        time.sleep(moment)
        is_late = process.poll() is not None
        process.kill()
        process.wait()
        killed += not is_late
        # The machine may be quicker now than it was for the first run.
        duration = min(duration, moment) if is_late else duration
        assert process.stdout is not None
        process.stdout.close()
        project.close()
        again = open_project(project.root)
        statuses |= {record.status for record in again.state.import_records()}
        unfinished += bool(again.state.import_records("reading", "ready"))
        results = ingest(again, dump, StackExchange(), OPTIONS)
        assert contents(again) == expected, f"killed after {moment:.3f} s"
        for result in results:
            assert result.total("read") == (
                result.total("kept") + result.total("already") + result.total("refused")
            )
            assert result.total("refused") == 1
        assert again.state.import_records("reading", "ready") == []
        assert not any((again.root / "staging").iterdir())
        assert not list((again.root / "raw").glob("*.part"))
        again.close()
    assert "reading" in statuses, "some kills must have met an import under way"
    assert unfinished >= MOMENTS // 4


def test_an_import_killed_when_staged_is_finished_by_any_next_run(
    tmp_path: Path, dump: Path
) -> None:
    """From ``ready`` on the file itself is no longer needed."""
    from folkmoot.ingest import recover
    from folkmoot.ingest.layout import new_import_id, staging_path
    from folkmoot.ingest.stage import Job, stage
    from folkmoot.state import Counts

    project = init_project(tmp_path / "project")
    source = StackExchange()
    path = dump / "Users.csv"
    options = source.settle(path, OPTIONS)
    job = Job(project, new_import_id(), path, source, options)
    project.state.begin_import(
        {
            "import_id": job.import_id,
            "path": str(path),
            "source": source.name,
            "source_version": source.version,
            "options": "{}",
        }
    )
    stage(job, source.fetch(path, options))
    counts = Counts("Users", USERS + 1, USERS, 0, 1)
    project.state.ready_import(job.import_id, [counts])
    # Here the first run dies. The next one, of whatever command, finishes.
    results = recover(project)
    assert [result.counts for result in results] == [(counts,)]
    assert len(contents(project)["members"]) == USERS
    assert not staging_path(project, job.import_id).exists()
    assert recover(project) == []
    project.close()
