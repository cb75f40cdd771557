"""What an author takes back leaves the lake, whichever of two imports told of it first."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import folkmoot
from folkmoot.activity import CANONICAL, DERIVED
from folkmoot.annotators._questions import read_questions
from folkmoot.annotators.lasting import learn_themes
from folkmoot.brief import template_text
from folkmoot.ingest import ingest
from folkmoot.ingest.run import recover
from folkmoot.project import Project, init_project
from folkmoot.sources import source
from folkmoot.talks import open_index

SECRET = "I will regret these words"
KEPT = "These may stay"
IMPORT = """
import sys
from pathlib import Path
from folkmoot.ingest import ingest
from folkmoot.project import open_project
from folkmoot.sources import source
ingest(open_project(sys.argv[1]), Path(sys.argv[2]), source("reddit"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = init_project(tmp_path / "project")
    yield made
    made.close()


def comment(name: str, body: str, **more: object) -> dict[str, object]:
    return {"id": name, "author": "ann", "body": body, "created_utc": 1_600_000_000,
            "link_id": "t3_p1", "parent_id": "t3_p1", "subreddit": "coffee", "score": 2,
            "permalink": f"/r/coffee/comments/p1/t/{name}/", "retrieved_on": 1_600_100_000,
            **more}  # fmt: skip


def write(project: Project, name: str, *records: dict[str, object]) -> Path:
    path = project.root.parent / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def add(project: Project, name: str, *records: dict[str, object]) -> None:
    ingest(project, write(project, name, *records), source("reddit"))


def texts(project: Project) -> list[str | None]:
    engine = project.engine()
    try:
        schema = CANONICAL["activities"]
        engine.register_files("a", project.lake.files("activities"), schema)
        columns = ", ".join(schema.names)
        rows = engine.query(f"SELECT {columns} FROM a WHERE verb = 'Create' ORDER BY text", schema)
        found: list[str | None] = rows["text"].to_pylist()
        return found
    finally:
        engine.close()


def in_any_file(project: Project, words: str) -> bool:
    """Whether a version, old or new, of the lake could still show the words."""
    return any(
        words in str(pq.ParquetFile(path).read().to_pylist())
        for path in project.lake.table_path("activities").rglob("*.parquet")
        if "_delta_log" not in path.parts
    )


@pytest.mark.parametrize("gone", ["[deleted]", "[removed]"])
def test_a_later_import_without_the_words_takes_them_away(project: Project, gone: str) -> None:
    add(project, "a.ndjson", comment("c1", SECRET), comment("c2", KEPT))
    assert in_any_file(project, SECRET)
    add(project, "b.ndjson", comment("c1", gone, author="[deleted]"), comment("c2", KEPT))
    assert texts(project) == [KEPT, None]
    assert not in_any_file(project, SECRET)


def test_what_was_read_off_the_words_goes_with_them(project: Project) -> None:
    add(project, "a.ndjson", comment("c1", f"Which grinder? {SECRET}"), comment("c2", KEPT))
    project.brief_path.write_text(template_text(), encoding="utf-8")
    read = folkmoot.annotate(project, "full", processes=1)
    open_index(project)
    assert (read.read, project.folder("index").exists()) == (2, True)
    before = derived(project)
    add(project, "b.ndjson", comment("c1", "[deleted]", author="[deleted]"))
    assert not project.folder("index").exists()
    after = derived(project)
    assert {name: len(rows) for name, rows in after.items()} == {"annotations": 1, "encodings": 1}
    assert all(after[name] < before[name] for name in before)
    stored = [path for name in before for path in project.lake.table_path(name).rglob("*.parquet")]
    listed = {Path(file) for name in before for file in project.lake.files(name)}
    assert {path for path in stored if "_delta_log" not in path.parts} == listed
    assert folkmoot.annotate(project, "full", processes=1).read == 0


def test_the_theme_of_a_question_goes_with_it_and_those_of_others_stay(project: Project) -> None:
    names = {"p1": "Which grinder is quiet?", "p2": "Which kettle is quick?"}
    add(project, "a.ndjson", *(submission(name, title) for name, title in names.items()))
    view = project.view()
    asked = read_questions(view)
    learn_themes(project.folder("themes"), asked, view.as_of)
    view.engine.close()
    (file,) = (project.folder("themes") / "placed").iterdir()
    ids = {row["title"]: row["object_id"] for row in asked.table.to_pylist()}
    assert sorted(pq.read_table(file)["object_id"].to_pylist()) == sorted(ids.values())
    add(project, "b.ndjson", submission("p1", "[deleted]", author="[deleted]"))
    assert pq.read_table(file)["object_id"].to_pylist() == [ids[names["p2"]]]


def submission(name: str, title: str, **more: object) -> dict[str, object]:
    text = "[deleted]" if title == "[deleted]" else "I make coffee at night."
    return {"id": name, "author": "ann", "title": title, "selftext": text, "subreddit": "coffee",
            "created_utc": 1_600_000_000, "score": 2, "retrieved_on": 1_600_100_000,
            **more}  # fmt: skip


def derived(project: Project) -> dict[str, set[int]]:
    """Posts of which something is said, by table."""
    return {
        name: {
            row
            for file in project.lake.files(name)
            for row in pq.ParquetFile(file).read(["activity_id"])["activity_id"].to_pylist()
        }
        for name in DERIVED
    }


def test_an_older_file_read_later_does_not_bring_them_back(project: Project) -> None:
    add(project, "b.ndjson", comment("c1", "[deleted]", author="[deleted]"))
    add(project, "a.ndjson", comment("c1", SECRET), comment("c2", KEPT))
    assert texts(project) == [KEPT, None]
    assert not in_any_file(project, SECRET)


def test_nothing_is_rewritten_where_nothing_was_taken_back(project: Project) -> None:
    add(project, "a.ndjson", comment("c1", SECRET))
    add(project, "b.ndjson", comment("c2", KEPT))
    assert project.lake.version("activities") == 1
    assert texts(project) == [SECRET, KEPT]


# By the version of the lake's table at which the second import is killed.
@pytest.mark.parametrize("version", [0, 1, 2], ids=["staged", "appended", "erased"])
def test_an_import_killed_before_it_is_finished_erases_when_it_is(
    project: Project, version: int
) -> None:
    add(project, "a.ndjson", comment("c1", SECRET))
    path = write(project, "b.ndjson", comment("c1", "[deleted]", author="[deleted]"))
    process = subprocess.Popen([sys.executable, "-c", IMPORT, str(project.root), str(path)])
    try:
        with held_when_ready(project, process):
            wait_until(process, lambda: (project.lake.version("activities") or 0) >= version)
            process.kill()
            process.wait()
    finally:
        process.kill()
    assert len(recover(project)) == 1
    assert texts(project) == [None]
    assert not in_any_file(project, SECRET)


@contextmanager
def held_when_ready(project: Project, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Hold the state from the moment at which an import is staged, so that it cannot finish."""
    state = sqlite3.connect(project.root / "state.db", isolation_level=None, timeout=30)

    def is_ready() -> bool:
        state.execute("BEGIN IMMEDIATE")
        if state.execute("SELECT 1 FROM imports WHERE status = 'ready'").fetchone():
            return True
        state.execute("ROLLBACK")
        return False

    try:
        wait_until(process, is_ready)
        yield
    finally:
        state.close()


def wait_until(process: subprocess.Popen[bytes], is_so: Callable[[], bool]) -> None:
    while not is_so():
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.001)
