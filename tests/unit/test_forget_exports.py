"""Forgetting whom the exports of messengers and people's own data name, and importing again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.contract.test_sources_chats import SAMPLES
from tests.messenger_samples import DISCORD, SLACK, TELEGRAM_CHAT
from tests.takeout_samples import X_ARCHIVE

from folkmoot.ids import hash64
from folkmoot.ingest import forget, ingest
from folkmoot.ingest.archive import read_pages
from folkmoot.ingest.layout import archives
from folkmoot.project import Project, init_project
from folkmoot.sources import source

PERSON = "987654321"


def everything(project: Project) -> str:
    """Every value that the project holds, decrypted and decoded, as one text."""
    tables = [pq.read_table(path, partitioning=None) for path in project.root.rglob("*.parquet")]
    parts = [str(column.to_pylist()) for table in tables for column in table.columns]
    for _, path in archives(project):
        for page in read_pages(path, project.keys.archive):
            parts += [str(page.records.to_pylist()), repr(page.faults)]
    with sqlite3.connect(project.root / "state.db") as connection:
        parts += list(connection.iterdump())
    connection.close()
    parts += [path.read_text("utf-8") for path in project.root.rglob("*.csv")]
    return "\n".join(parts)


def rows(project: Project) -> int:
    """Activities in the lake."""
    view = project.view()
    schema = pa.schema([("n", pa.int64())])
    (found,) = view.engine.query("SELECT count(*) AS n FROM activities", schema).to_pylist()
    view.engine.close()
    return int(found["n"])


def _telegram(folder: Path) -> Path:
    text = json.dumps(TELEGRAM_CHAT).replace("user2", f"user{PERSON}")
    return _written(folder / "result.json", text)


def _discord(folder: Path) -> Path:
    return _written(folder / "tea.json", json.dumps(DISCORD).replace('"2"', f'"{PERSON}"'))


def _slack(folder: Path) -> Path:
    for name, records in SLACK.items():
        text = json.dumps(records).replace("U0002", PERSON)
        _written(folder / "slack" / name, text)
    return folder / "slack"


def _x(folder: Path) -> Path:
    for name, text in X_ARCHIVE.items():
        _written(folder / "x" / name, text.replace('"42"', f'"{PERSON}"'))
    return folder / "x"


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


#: Writer, options, platform, the person there, and how many acts are of others.
CASES: Mapping[str, tuple[Callable[[Path], Path], Mapping[str, str], str, str, int]] = {
    "telegram": (_telegram, {}, "telegram.org", f"user{PERSON}", 8),
    "discord": (_discord, {}, "discord.com", PERSON, 6),
    "slack": (_slack, {"platform": "kettles.slack.com"}, "kettles.slack.com", PERSON, 7),
    "x": (_x, {}, "x.com", PERSON, 0),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_of_the_person_is_left(tmp_path: Path, name: str) -> None:
    write, options, platform, person, others = CASES[name]
    project = init_project(tmp_path / "project")
    path = write(tmp_path)
    ingest(project, path, source(name), options)
    actor = str(hash64(platform, "id", person, key=project.keys.person))
    before = everything(project)
    assert before.count(PERSON) >= 3
    assert before.count(actor) >= 3
    forget(project, platform, person)
    after = everything(project)
    assert (after.count(PERSON), after.count(actor)) == (0, 0)
    assert rows(project) == others
    ingest(project, path, source(name), options)
    assert rows(project) == others
    project.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_export_adds_nothing_when_it_comes_again(tmp_path: Path, name: str) -> None:
    by, write, options, report = SAMPLES[name]
    project = init_project(tmp_path / "project")
    path = write(tmp_path)
    kept = report.read_count - report.fault_count
    for new, already in ((kept, 0), (0, kept)):
        (result,) = ingest(project, path, source(by), options)
        assert (result.total("kept"), result.total("already")) == (new, already)
        assert result.total("refused") == report.fault_count
    project.close()
