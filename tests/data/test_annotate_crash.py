"""Killed at random moments, annotating loses and doubles nothing, and leaves no process behind.

The posts are simulated: titles made by a seeded generator, in the Stack Exchange CSV form.
"""

from __future__ import annotations

import csv
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

import folkmoot
from folkmoot.annotators.pruning import prune
from folkmoot.brief import template_text
from folkmoot.ingest import ingest
from folkmoot.project import Project, init_project, open_project
from folkmoot.sources.stackexchange import StackExchange

#: Pieces begun before each kill.
MOMENTS = (1, 2, 2, 3)
POSTS = 6_000
#: Small pieces, so that a kill meets some that are committed and some that are not.
ANNOTATE = """
import sys
import folkmoot
from folkmoot.annotators import run
from folkmoot.project import open_project
if __name__ == "__main__":
    run._PIECE = 800
    print("ready", flush=True)
    folkmoot.annotate(open_project(sys.argv[1]), "fast", processes=2,
                      progress=lambda done, total: print(done, flush=True))
"""
#: Says when a month is about to be rewritten, and goes on.
PRUNE = """
import sys
from folkmoot.annotators.pruning import prune
from folkmoot.lake import Lake
from folkmoot.project import open_project
if __name__ == "__main__":
    replace = Lake.replace
    def told(self, *arguments):
        print("month", flush=True)
        replace(self, *arguments)
    Lake.replace = told
    prune(open_project(sys.argv[1]))
    print("purged", flush=True)
"""
#: Months begun before each kill of pruning; with the last one it is purging or done.
PRUNED = (1, 3, 4)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    chance = random.Random(7)
    words = ["which", "grinder", "broke", "love", "SIM", "card", "roaming", "手机", "卡", "quiet"]
    folder = tmp_path / "simulated"
    folder.mkdir()
    with (folder / "Posts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Id", "PostTypeId", "CreationDate", "OwnerUserId", "Title"])
        for number in range(1, POSTS + 1):
            moment = f"2016-{1 + number * 12 // (POSTS + 1):02}-05T10:00:{number % 60:02}"
            title = " ".join(chance.choices(words, k=chance.randint(1, 9)))
            writer.writerow([number, 1, moment, chance.randint(1, 99), f"{title} {number}"])
    made = init_project(tmp_path / "project")
    made.brief_path.write_text(template_text(), encoding="utf-8")
    ingest(made, folder, StackExchange(), {"site": "simulated.stackexchange.com"})
    return made


def contents(project: Project) -> Counter[tuple[object, ...]]:
    """Every annotation; a doubled one counts twice."""
    view = project.view()
    schema = pa.schema([("activity_id", pa.int64()), *((name, pa.string()) for name in (
        "annotator", "version", "label", "about"))])  # fmt: skip
    sql = f"SELECT {', '.join(schema.names)} FROM annotations_all"
    rows = view.engine.query(sql, schema).to_pylist()
    view.engine.close()
    return Counter(tuple(row.values()) for row in rows)


def workers(parent: int) -> list[int]:
    """Processes begun by a process."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(each) for each in found.split()]


def is_alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2]
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to find the pool's processes")
def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    project: Project, tmp_path: Path
) -> None:
    script = tmp_path / "annotate_once.py"
    script.write_text(ANNOTATE, encoding="utf-8")
    chance, met = random.Random(11), Counter[str]()
    for begun in MOMENTS:
        command = [sys.executable, str(script), str(project.root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            for _ in range(begun):
                process.stdout.readline()
            # Soon: in a second a quick machine reads all the pieces that are left.
            time.sleep(chance.random() / 10)
            pool = workers(process.pid)
            process.send_signal(signal.SIGKILL)
            process.wait()
        met["pool"] += len(pool)
        until = time.monotonic() + 20
        while any(map(is_alive, pool)) and time.monotonic() < until:
            time.sleep(0.1)
        assert not any(map(is_alive, pool)), "a process of the pool lives on"
        stored = contents(project)
        assert set(stored.values()) <= {1}
        read = {row[0] for row in stored}
        met["partly"] += 0 < len(read) < POSTS
    assert met["pool"], "no kill met the pool"
    assert met["partly"], f"no kill came between two pieces: {met}"
    result = folkmoot.annotate(project, "fast", processes=1)
    stored = contents(project)
    assert set(stored.values()) == {1}
    for name, version in result.versions.items():
        own = {row[0] for row in stored if row[1:3] == (name, version)}
        assert len(own) == POSTS
    whole = open_project(project.root)
    assert folkmoot.annotate(whole, "fast").read == 0


def test_pruning_killed_in_the_midst_harms_nothing_and_is_finished_by_the_next(
    project: Project, tmp_path: Path
) -> None:
    script = tmp_path / "prune_once.py"
    script.write_text(PRUNE, encoding="utf-8")
    first = folkmoot.annotate(project, "fast", ["needs"], processes=1).versions["needs"]
    text = project.brief_path.read_text(encoding="utf-8")
    phrase = project.brief().needs[0].phrases[0]
    project.brief_path.write_text(text.replace(f'"{phrase}"', '"another"'), encoding="utf-8")
    folkmoot.annotate(project, "fast", ["needs"], processes=1)
    whole, chance, left = contents(project), random.Random(5), []
    wanted = Counter({row: n for row, n in whole.items() if row[2] != first})
    for begun in PRUNED:
        command = [sys.executable, str(script), str(project.root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(begun):
                assert process.stdout.readline() == "month\n"
            time.sleep(chance.random() / 50)
            process.send_signal(signal.SIGKILL)
            process.wait()
        stored = contents(project)
        assert stored - wanted <= whole - wanted
        assert wanted <= stored, "a label of today is lost"
        left.append(sum((stored - wanted).values()))
    assert sorted(left, reverse=True) == left
    assert 0 < left[-1] < left[0] <= sum((whole - wanted).values()), "no kill came in the midst"
    prune(open_project(project.root))
    assert contents(project) == wanted
    assert folkmoot.annotate(project, "fast", ["needs"]).read == 0
