"""Forgetting a person: nothing is left in bytes or in decoded values, and it stays so."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from folkmoot.ids import format_id, hash64
from folkmoot.ingest import forget, ingest
from folkmoot.ingest.archive import read_pages
from folkmoot.ingest.layout import archives
from folkmoot.project import Project, init_project
from folkmoot.sources import REST, source
from folkmoot.sources.stackexchange import StackExchange
from folkmoot.state import SavedSearch, new_hits, save_search, saved_searches

SITE = "example.stackexchange.com"
PERSON, OTHER = "987654321", "123456789"
NAME = "Quirinus Distinctive"
DUMP = {
    "Users.xml": f"""
  <row Id="{PERSON}" Reputation="1" CreationDate="2016-01-01T00:00:00.000" DisplayName="{NAME}"
    LastAccessDate="2017-01-01T00:00:00.000" Location="Zanzibar" Age="41" AccountId="555444333" />
  <row Id="{OTHER}" Reputation="1" CreationDate="2016-01-02T00:00:00.000" DisplayName="Otherwise"
    LastAccessDate="2017-01-01T00:00:00.000" Location="London" Age="33" AccountId="777" />""",
    "Posts.xml": f"""
  <row Id="11" PostTypeId="1" CreationDate="2016-02-01T00:00:00.000" Score="3" ViewCount="9"
    Body="&lt;p&gt;The body of a forgotten question&lt;/p&gt;" OwnerUserId="{PERSON}"
    Title="A very particular title" Tags="&lt;visas&gt;" />
  <row Id="12" PostTypeId="2" ParentId="11" CreationDate="2016-02-02T00:00:00.000" Score="1"
    Body="&lt;p&gt;@{NAME} try this&lt;/p&gt;" OwnerUserId="{OTHER}"
    LastEditorUserId="{PERSON}" LastEditDate="2016-02-03T00:00:00.000" />
  <row Id="13" PostTypeId="1" CreationDate="2016-03-01T00:00:00.000" Score="0" ViewCount="4"
    Body="&lt;p&gt;Something else&lt;/p&gt;" OwnerUserId="{OTHER}" Title="Another title"
    Tags="&lt;visas&gt;" />""",
    "Comments.xml": f"""
  <row Id="21" PostId="13" Score="0" Text="A remark by the forgotten one"
    CreationDate="2016-03-02T00:00:00.000" UserId="{PERSON}" />
  <row Id="22" PostId="11" Score="0" Text="@{NAME}: which month?"
    CreationDate="2016-03-03T00:00:00.000" UserId="{OTHER}" />""",
}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    for name, rows in DUMP.items():
        root = name.removesuffix(".xml").lower()
        text = f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{rows}\n</{root}>\n'
        (folder / name).write_text(text.replace("\n    ", " "), encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path, dump: Path) -> Iterator[Project]:
    project = init_project(tmp_path / "project")
    ingest(project, dump, StackExchange(), {"site": SITE})
    yield project
    project.close()


def pseudonym(project: Project, person: str) -> int:
    return hash64(SITE, "id", person, key=project.keys.person)


def raw_bytes(project: Project) -> bytes:
    files = [path for path in project.root.rglob("*") if path.is_file()]
    return b"\0".join(path.read_bytes() for path in files)


def decoded(project: Project) -> str:
    """Every value the project holds, decrypted and decoded, as one text."""
    parts: list[str] = []
    for path in project.root.rglob("*.parquet"):
        parts += _values(pq.read_table(path, partitioning=None))
    for _, path in archives(project):
        for page in read_pages(path, project.keys.archive):
            parts += _values(pa.Table.from_batches([page.records]))
            parts += [repr(fault) for fault in page.faults]
    with sqlite3.connect(project.root / "state.db") as connection:
        parts += list(connection.iterdump())
    connection.close()
    for path in project.root.rglob("*"):
        if path.suffix in {".json", ".csv", ".md", ".html", ".toml"}:
            parts.append(path.read_text(encoding="utf-8"))
    return "\n".join(parts)


def _values(table: pa.Table) -> list[str]:
    return [str(value) for column in table.columns for value in column.to_pylist()]


def traces(project: Project, person: str, name: str) -> dict[str, int]:
    """How often each form of a person is found, in bytes and in decoded values."""
    actor = pseudonym(project, person)
    forms = {person, name, format_id(actor), str(actor)}
    found = {f"decoded {form}": decoded(project).count(form) for form in forms}
    data = raw_bytes(project)
    byte_forms = [form.encode() for form in forms]
    byte_forms += [actor.to_bytes(8, "little", signed=True), actor.to_bytes(8, "big", signed=True)]
    return found | {f"bytes {form!r}": data.count(form) for form in byte_forms}


def write_outputs(project: Project) -> None:
    """Files as the plan, the drafts and the report leave them behind."""
    hex_id = format_id(pseudonym(project, PERSON))
    title, url = "A very particular title", f"https://{SITE}/q/11"
    for folder, name, text in (
        ("plans", "2017-08-31.json", json.dumps({"not_contacted": [hex_id], "example": url})),
        ("drafts", "1.md", f"---\nactor: {hex_id}\n---\n> {title}\n{url}\n"),
        ("reports", "2017-08-31.html", f"<p>{title}</p><a href='{url}'>open</a>"),
    ):
        (project.folder(folder) / name).write_text(text, encoding="utf-8")
    table = pa.table({"actor_id": [pseudonym(project, PERSON)], "title": [title]})
    pq.write_table(table, project.folder("reports") / "conversations.parquet")
    quarantine = project.folder("quarantine")
    quarantine.mkdir(exist_ok=True)
    (quarantine / "x.csv").write_text(
        "kind,row,line,column,code,got,expected,record\n"
        f'Posts,1,2,Id,bad,x,y,"<row OwnerUserId=""{PERSON}"" />"\n'
        "Posts,2,3,Id,bad,x,y,somebody else\n",
        encoding="utf-8",
    )
    project.state.leave_alone(pseudonym(project, PERSON), "asked us to")


def test_the_search_finds_the_person_before(project: Project) -> None:
    write_outputs(project)
    found = traces(project, PERSON, NAME)
    assert found[f"decoded {PERSON}"] >= 4
    assert found[f"decoded {NAME}"] >= 3
    assert found[f"decoded {pseudonym(project, PERSON)}"] >= 3
    assert any(count for form, count in found.items() if form.startswith("bytes"))


def test_nothing_of_the_person_is_left(project: Project) -> None:
    write_outputs(project)
    result = forget(project, SITE, PERSON)
    assert {form: count for form, count in traces(project, PERSON, NAME).items() if count} == {}
    text = decoded(project)
    for own in ("A very particular title", "forgotten question", "forgotten one", "/q/11"):
        assert own not in text
    assert result.raw_records == 3
    assert result.activities == 3, "a question, an edit and a comment"
    assert result.members == 1
    assert result.is_anything


def test_saved_searches_and_notes_that_name_the_person_go(project: Project) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for name, words in (
        ("one", f'grinder "{NAME.upper()}"'), ("two", "quirinus grinder"), ("three", "visas"),
    ):  # fmt: skip
        save_search(project.state, SavedSearch(name, words, None, now))
        new_hits(project.state, name, [(1, 2)], now)
    project.state.log("answered", f"the thread of {NAME}")
    result = forget(project, SITE, PERSON)
    assert result.searches == ("one",), "a part of a name is an ordinary word"
    assert [each.name for each in saved_searches(project.state)] == ["three", "two"]
    assert "the thread of [forgotten]" in decoded(project)
    assert NAME.casefold() not in decoded(project).casefold()


def test_a_name_that_is_told_goes_from_the_lake_and_the_archive_in_any_case(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    row = ('<row Id="{0}" PostTypeId="1" CreationDate="2016-03-01T00:00:00.000" Score="0"'
           ' OwnerUserId="{0}" Title="{1}" />')  # fmt: skip
    titles = ("Ask @OTTOline, not @ottolinea", "谢谢@王小明推荐", "Only mine", "Ask @ott")
    rows = "\n".join(row.format(number, title) for number, title in enumerate(titles, 1))
    (folder / "Posts.xml").write_text(f"<posts>\n{rows}\n</posts>\n", encoding="utf-8")
    project = init_project(tmp_path / "other")
    ingest(project, folder, StackExchange(), {"site": SITE})
    forget(project, SITE, "3", ["Ottoline", "王小明", "ott"])
    text = decoded(project)
    project.close()
    assert text.count("Ask @[forgotten], not @ottolinea") == 2, "in the lake and in the archive"
    assert text.count("谢谢@[forgotten]推荐") == 2
    assert text.count("Ask @ott") == 2, "too short to be told from other words"
    assert "Only mine" not in text


def test_a_name_is_met_in_raw_lines_that_spell_letters_by_number(tmp_path: Path) -> None:
    post = {"subreddit": "tea", "created_utc": 1503808286, "title": "红茶", "author": "other"}
    texts = ["谢谢@王小明推荐", "about @王小 alone"]
    lines = [
        json.dumps({**post, "id": f"a{number}", "selftext": text})
        for number, text in enumerate(texts)
    ]
    (tmp_path / "RS.jsonl").write_text("\n".join(lines) + "\n", encoding="ascii")
    project = init_project(tmp_path / "other")
    ingest(project, tmp_path / "RS.jsonl", source("reddit"))
    forget(project, "reddit", "nobody", ["王小明"])
    [path] = [path for _, path in archives(project)]
    raw = [
        json.loads(line)["selftext"]
        for page in read_pages(path, project.keys.archive)
        for line in page.records[REST].to_pylist()
    ]
    project.close()
    assert raw == ["谢谢@[forgotten]推荐", "about @王小 alone"]


def test_forgetting_that_was_interrupted_is_finished_by_the_next(project: Project) -> None:
    [archive] = [path for _, path in archives(project) if _holds_body(project, path)]
    barred = archive.with_suffix(archive.suffix + ".part")
    barred.mkdir()
    with pytest.raises(IsADirectoryError):
        forget(project, SITE, PERSON)
    assert "A very particular title" in decoded(project)
    barred.rmdir()
    forget(project, SITE, PERSON)
    assert {form: count for form, count in traces(project, PERSON, NAME).items() if count} == {}


def test_a_short_identifier_is_met_where_it_stands_alone(project: Project) -> None:
    write_outputs(project)
    path = project.folder("quarantine") / "x.csv"
    head = path.read_text(encoding="utf-8").splitlines()[0]
    rows = [
        'Posts,1,2,Id,bad,x,y,"<row Owner=""7"" />"',
        'Posts,2,3,Id,bad,x,y,"<row Id=""17"" />"',
    ]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    forget(project, SITE, "7")
    told = path.read_text(encoding="utf-8")
    assert "Owner" not in told
    assert '""17""' in told


def test_a_name_is_met_in_what_was_set_aside_in_any_case(project: Project) -> None:
    write_outputs(project)
    path = project.folder("quarantine") / "x.csv"
    rows = ["Posts,1,2,Id,bad,x,y,about QUIRINUS distinctive", "Posts,2,3,Id,bad,x,y,quirinus"]
    head = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    forget(project, SITE, PERSON)
    assert path.read_text(encoding="utf-8").splitlines() == [
        head, "Posts,1,2,Id,bad,[forgotten],y,[forgotten]", "Posts,2,3,Id,bad,x,y,quirinus",
    ]  # fmt: skip


SPILL = """
import sys, time
import pyarrow as pa
from folkmoot.engines import DuckEngine, EngineSettings
from pathlib import Path
engine = DuckEngine(EngineSettings("100MB", 2, Path(sys.argv[1])))
rows = engine.batches(
    "SELECT hash(range)::VARCHAR || repeat('x', 50) AS t FROM range(6000000) ORDER BY t",
    pa.schema([("t", pa.string())]),
)
next(rows)
print("spilled", flush=True)
time.sleep(600)
"""


def test_what_a_killed_query_spilled_goes_and_what_a_running_one_did_stays(
    project: Project, tmp_path: Path
) -> None:
    spill, script = project.folder("spill"), tmp_path / "query.py"
    script.write_text(SPILL)
    arguments = [sys.executable, str(script), str(spill)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "spilled\n"
            assert any(path.is_file() for path in spill.rglob("*"))
            forget(project, SITE, "42")
            assert any(path.is_file() for path in spill.rglob("*")), "it is in use"
        finally:
            process.kill()
    forget(project, SITE, "42")
    assert list(spill.iterdir()) == []


def _holds_body(project: Project, path: Path) -> bool:
    return any(
        "The body of a forgotten question" in str(page.records.to_pylist())
        for page in read_pages(path, project.keys.archive)
    )


def test_others_keep_what_is_theirs(project: Project) -> None:
    before = traces(project, OTHER, "Otherwise")
    forget(project, SITE, PERSON)
    after = traces(project, OTHER, "Otherwise")
    # A reply no longer points at the person; nothing of the other person's own goes.
    assert after[f"decoded {OTHER}"] == before[f"decoded {OTHER}"]
    view = project.view()
    schema = pa.schema([("n", pa.int64())])
    assert view.engine.query("SELECT count(*) AS n FROM activities", schema).to_pylist() == [
        {"n": 3}
    ]
    assert "@[forgotten] try this" in decoded(project)
    view.engine.close()


def test_a_later_import_does_not_bring_the_person_back(project: Project, dump: Path) -> None:
    forget(project, SITE, PERSON)
    results = ingest(project, dump, StackExchange(), {"site": SITE})
    assert {form: count for form, count in traces(project, PERSON, NAME).items()
            if count and "Quirinus" not in form} == {}  # fmt: skip
    refused = {result.path.name: result.total("refused") for result in results}
    assert refused == {"Users.xml": 1, "Posts.xml": 1, "Comments.xml": 1}
    assert all(result.total("kept") == 0 for result in results)


def test_forgetting_twice_is_no_fault(project: Project) -> None:
    forget(project, SITE, PERSON)
    assert not forget(project, SITE, PERSON).is_anything


def test_somebody_unknown_changes_nothing(project: Project) -> None:
    before = decoded(project)
    assert not forget(project, SITE, "42").is_anything
    # The log of the lake alone begins anew.
    held = [line for line in before.splitlines() if not line.startswith('{"')]
    assert Counter(held) - Counter(decoded(project).splitlines()) == Counter()
