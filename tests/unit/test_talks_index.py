"""The index of conversations: found, brought up to the lake, made anew, forgotten; odd queries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.doctor import examine
from folkmoot.ingest import forget, ingest
from folkmoot.project import Project, init_project
from folkmoot.sources.stackexchange import StackExchange
from folkmoot.talks import (
    MOST_WORDS,
    OPENERS,
    TalkIndex,
    index_fault,
    index_words,
    open_index,
    read_query,
)

SITE = "example.stackexchange.com"
NOW = datetime(2016, 6, 1, tzinfo=UTC)
SPAN = (datetime(2015, 1, 1, tzinfo=UTC), datetime(2017, 1, 1, tzinfo=UTC))
TEXTS = [
    "Which quiet grinder should I buy?",
    "A grinder that is quiet, not a manual one",
    "Best water for tea",
    "一款静音磨豆机推荐",
    "去国外怎么上网买什么卡好",
    "Quel moulin à café silencieux ?",
]


def index_of(texts: list[str], **columns: list[datetime]) -> TalkIndex:
    index = TalkIndex()
    moments = columns.get("moments", [NOW] * len(texts))
    index.add([pa.table([list(range(len(texts))), moments, texts, [None] * len(texts)],
                        schema=OPENERS)])  # fmt: skip
    return index


@pytest.fixture(scope="module")
def index() -> TalkIndex:
    return index_of(TEXTS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("grinders", {0, 1}),
        ('"quiet grinder"', {0}),
        ("grinder -manual", {0}),
        ("grinder NOT manual", {0}),
        ("tea OR quiet", {0, 1, 2}),
        ("磨豆机", {3}),
        ("要磨豆机，静音", {3}),
        ("上网卡", {4}),
        ("“quiet grinder”", {0}),
        ("CAFE moulin", {5}),
        ('"grinder', {0, 1}),
        ("title:(grinder^2 && quiet~) [a TO b]", {0, 1}),
        ("-grinder", set()),
        ("unheardof", set()),
        ("", set()),
        ("?! ... «»", set()),
    ],
)
def test_queries_find_what_a_person_means(index: TalkIndex, query: str, found: set[int]) -> None:
    assert {object_id for object_id, _ in index.search(read_query(query), *SPAN)} == found


def test_a_span_leaves_out_what_lies_outside_it() -> None:
    moments = [NOW - timedelta(days=days) for days in (0, 10, 20)]
    index = index_of(["grinder"] * 3, moments=moments)
    found = index.search(read_query("grinder"), NOW - timedelta(days=10), NOW - timedelta(days=5))
    assert [object_id for object_id, _ in found] == [1]


def test_a_pasted_text_is_cut_and_says_so(index: TalkIndex) -> None:
    asked = read_query(" ".join(f"word{number}" for number in range(2000)))
    assert len(asked.words) == MOST_WORDS
    assert asked.left_out > 0
    assert index.search(read_query("grinder " + "x" * 10_000), *SPAN)
    assert index.search(read_query("磨豆机" * 4_000), *SPAN)[0][0] == 3


@given(st.text(st.characters() | st.sampled_from('"“”-+()[]{}:^~*?&|!\\/ ANDORT磨卡'), max_size=80))
def test_no_query_is_an_error(text: str) -> None:
    empty = TalkIndex()
    asked = read_query(text)
    assert empty.search(asked, *SPAN) == []
    assert asked.is_empty or index_words(text)


@given(st.text(max_size=200))
def test_words_of_any_text_have_no_space(text: str) -> None:
    assert all(word and not any(mark.isspace() for mark in word) for word in index_words(text))


def write_posts(folder: Path, name: str, posts: list[tuple[int, int, str]]) -> Path:
    path = folder / name
    path.mkdir(parents=True)
    rows = "".join(
        f'\n<row Id="{number}" PostTypeId="1" CreationDate="2016-0{number % 9 + 1}-01T00:00:00.000"'
        f' Score="0" OwnerUserId="{owner}" Title="{title}" />'
        for number, owner, title in posts
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<posts>{rows}\n</posts>\n'
    (path / "Posts.xml").write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = init_project(tmp_path / "project")
    first = [(11, 1, "Which quiet grinder?"), (12, 2, "Zanzibarian mill of mine")]
    ingest(project, write_posts(tmp_path, "a", first), StackExchange(), {"site": SITE})
    yield project
    project.close()


def found(project: Project, query: str) -> int:
    return len(open_index(project).search(read_query(query), *SPAN))


def files(project: Project) -> list[Path]:
    home = project.folder("index")
    told = json.loads((home / "talks.json").read_text(encoding="utf-8"))
    return sorted(path for path in (home / told["folder"]).iterdir() if path.stat().st_size)


def test_what_the_lake_got_since_is_added_to_the_same_index(
    project: Project, tmp_path: Path
) -> None:
    assert (found(project, "grinder"), found(project, "kettle")) == (1, 0)
    home = files(project)[0].parent
    more = write_posts(tmp_path, "b", [(13, 3, "Kettle with a thermometer")])
    ingest(project, more, StackExchange(), {"site": SITE})
    assert (found(project, "grinder"), found(project, "kettle")) == (1, 1)
    assert files(project)[0].parent == home
    assert len(open_index(project)) == 3


@pytest.mark.parametrize("damage", ["all gone", "one gone", "cut", "flipped", "record", "emptied"])
def test_a_damaged_index_is_seen_and_made_anew(project: Project, damage: str) -> None:
    assert found(project, "grinder") == 1
    record = project.folder("index") / "talks.json"
    target = max(files(project), key=lambda path: path.stat().st_size)
    if damage == "all gone":
        for path in files(project):
            path.unlink()
    elif damage == "one gone":
        target.unlink()
    elif damage == "cut":
        target.write_bytes(target.read_bytes()[:-3])
    elif damage == "flipped":
        data = bytearray(target.read_bytes())
        data[len(data) // 2] ^= 0xFF
        target.write_bytes(data)
    elif damage == "record":
        record.write_text('{"words": 1', encoding="utf-8")
    else:
        record.write_text("{}", encoding="utf-8")
    assert index_fault(project)
    told = {finding.what: finding for finding in examine(project)}
    assert not told["index"].is_ok
    assert "makes it anew" in told["index"].hint
    assert found(project, "grinder") == 1
    assert index_fault(project) == ""


def test_an_index_deleted_by_hand_is_made_anew(project: Project) -> None:
    assert found(project, "grinder") == 1
    for path in sorted(project.folder("index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    project.folder("index").rmdir()
    assert index_fault(project) == ""
    assert found(project, "grinder") == 1


def test_a_forgotten_person_leaves_no_word_in_the_index(project: Project) -> None:
    assert found(project, "zanzibarian") == 1
    # Its dictionary is a packed automaton, so no search for bytes could tell: no file may stay.
    forget(project, SITE, "2")
    assert not project.folder("index").exists()
    assert (found(project, "zanzibarian"), found(project, "grinder")) == (0, 1)
    assert len(open_index(project)) == 1


def test_a_project_that_is_held_is_searched_all_the_same(project: Project) -> None:
    with project.lock():
        index = open_index(project, wait_seconds=0.05)
    assert len(index.search(read_query("grinder"), *SPAN)) == 1
    assert not project.folder("index").exists()
