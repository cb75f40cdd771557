"""Forgetting a person and the themes: where questions lie is worked out anew once, without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from folkmoot.annotators._questions import read_questions
from folkmoot.annotators._theme_book import ThemeBook
from folkmoot.annotators._theme_files import read_placed
from folkmoot.annotators.lasting import learn_themes, learned_themes, themes_of
from folkmoot.ingest import forget, ingest
from folkmoot.project import Project, init_project
from folkmoot.sources.stackexchange import StackExchange

Keep = Callable[[ThemeBook, pa.Table], object]

SITE = "example.stackexchange.com"
PERSON, OTHER = "987654321", "123456789"
POSTS = f"""<posts>
<row Id="11" PostTypeId="1" CreationDate="2016-02-01T00:00:00.000" Score="3" OwnerUserId="{PERSON}"
 Title="A very particular title" />
<row Id="13" PostTypeId="1" CreationDate="2016-03-01T00:00:00.000" Score="0" OwnerUserId="{OTHER}"
 Title="Another title" />
</posts>
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two questions of two people."""
    folder = tmp_path / "dump"
    folder.mkdir()
    text = POSTS.replace('"\n Title', '" Title')
    (folder / "Posts.xml").write_text(text, encoding="utf-8")
    made = init_project(tmp_path / "project")
    ingest(made, folder, StackExchange(), {"site": SITE})
    yield made
    made.close()


def test_where_questions_lie_in_themes_is_forgotten(project: Project) -> None:
    view = project.view()
    learn_themes(project.folder("themes"), read_questions(view), view.as_of)
    reader = learned_themes(project.folder("themes"), view.as_of)
    view.engine.close()
    assert reader is not None
    placed = read_placed(reader.folder, reader.book)
    assert placed.num_rows == 2
    forget(project, SITE, PERSON)
    assert read_placed(reader.folder, reader.book).num_rows == 0
    assert not (reader.folder / "placed").exists()
    view = project.view()
    places, _ = reader.placed(read_questions(view))
    view.engine.close()
    assert len(places) == 1, "the question of the other person is placed again"


def test_themes_are_placed_once_after_forgetting_and_nobody_comes_back(project: Project) -> None:
    begun = project.view()
    before = read_questions(begun)
    learn_themes(project.folder("themes"), before, begun.as_of)
    forget(project, SITE, PERSON)
    # One who began to read before ends with the person's question, and keeps nothing of it.
    late = themes_of(project, begun)
    begun.engine.close()
    assert late is not None
    assert len(late.placed(before)[0]) == 2
    assert not (late.folder / "placed").exists()
    encoded: list[int] = []
    reader = late
    for _ in range(3):
        view = project.view()
        found = themes_of(project, view)
        assert found is not None
        assert found.keep is not None
        keep, reader = found.keep, found

        def told(book: ThemeBook, new: pa.Table, keep: Keep = keep) -> None:
            encoded.append(new.num_rows)
            keep(book, new)

        replace(reader, keep=told).placed(read_questions(view))
        view.engine.close()
    assert encoded == [1], "the first run encodes the other's title, the next ones nothing"
    (left,) = read_placed(reader.folder, reader.book)["object_id"].to_pylist()
    gone = {row["title"]: row["object_id"] for row in before.table.to_pylist()}
    assert left == gone["Another title"]


def test_where_questions_lie_is_not_kept_while_another_command_writes(project: Project) -> None:
    view = project.view()
    questions = read_questions(view)
    learn_themes(project.folder("themes"), questions, view.as_of)
    reader = themes_of(project, view)
    assert reader is not None
    (file,) = (reader.folder / "placed").iterdir()
    file.unlink()
    with project.lock():
        alone, _ = reader.placed(questions)
    assert not file.exists()
    again, _ = reader.placed(questions)
    view.engine.close()
    assert alone.tolist() == again.tolist()
    assert read_placed(reader.folder, reader.book).num_rows == 2
