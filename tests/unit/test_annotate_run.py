"""Annotating a project: once, only what is new, as of a moment, and forgotten with the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.annotate_lakes import ASKER, SITE, TITLES, made_project, more_posts

import folkmoot
from folkmoot.annotators._encoder import sentence_encoder
from folkmoot.annotators.needtypes import need_types_of
from folkmoot.annotators.run import VECTORS
from folkmoot.annotators.stored import (
    encodings_of,
    is_annotated,
    read_annotations,
    read_encodings,
)
from folkmoot.errors import FolkmootError
from folkmoot.ingest import forget
from folkmoot.project import Project

POSTS = len(TITLES) + 1


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = made_project(tmp_path)
    yield project
    project.close()


def rows(project: Project, relation: str, as_of: datetime | None = None) -> int:
    view = project.view(as_of)
    schema = pa.schema([("n", pa.int64())])
    found: int = view.engine.query(f"SELECT count(*) AS n FROM {relation}", schema)["n"][0].as_py()
    view.engine.close()
    return found


def test_every_post_is_read_once(project: Project) -> None:
    first = folkmoot.annotate(project, "full")
    assert first.posts == first.read == POSTS
    assert set(first.read_counts.values()) == {POSTS}
    stored = rows(project, "annotations_all"), rows(project, "encodings_all")
    second = folkmoot.annotate(project, "full")
    assert (second.posts, second.read) == (POSTS, 0)
    assert (rows(project, "annotations_all"), rows(project, "encodings_all")) == stored
    assert stored[1] == POSTS
    view = project.view()
    for name, version in first.versions.items():
        assert is_annotated(view, name, version)
        assert not is_annotated(view, name, f"{version}-other")
        table, evidence = read_annotations(view, name, version)
        assert len(set(table["activity_id"].to_pylist())) == POSTS
        assert evidence.parameters["version"] == version
    view.engine.close()


def test_only_new_posts_are_read(project: Project, tmp_path: Path) -> None:
    folkmoot.annotate(project, "full")
    more_posts(project, tmp_path, "Which scales?", "Where to buy beans?")
    again = folkmoot.annotate(project, "full")
    assert (again.posts, again.read) == (POSTS + 2, 2)
    assert rows(project, "encodings_all") == POSTS + 2


def test_another_version_is_read_beside_the_first(project: Project) -> None:
    fast = folkmoot.annotate(project, "fast", ["need-types"])
    assert fast.read_counts == {"need-types": POSTS}
    full = folkmoot.annotate(project, "full", ["need-types"])
    assert full.read_counts == {"need-types": POSTS}
    assert rows(project, "encodings_all") == 0, "vectors were not asked for"
    view = project.view()
    assert all(
        is_annotated(view, "need-types", each.versions["need-types"]) for each in (fast, full)
    )
    view.engine.close()


def test_vectors_alone_serve_a_later_run(project: Project) -> None:
    assert folkmoot.annotate(project, "full", [VECTORS]).read_counts == {VECTORS: POSTS}
    later = folkmoot.annotate(project, "full")
    assert later.read_counts[VECTORS] == 0
    assert later.read_counts["need-types"] == POSTS
    one = project.view()
    stored = {row["object_id"]: (row["label"], row["score"]) for row in read_annotations(
        one, "need-types", later.versions["need-types"])[0].to_pylist()}  # fmt: skip
    one.engine.close()
    assert len(stored) == POSTS


def test_stored_vectors_are_those_made_now(project: Project) -> None:
    folkmoot.annotate(project, "full", [VECTORS])
    view = project.view()
    stored = read_encodings(view)
    assert len(stored) == POSTS
    assert stored.vectors.shape == (POSTS, 512)
    wanted = [*stored.object_ids[:2].tolist(), 5]
    some = read_encodings(view, object_ids=wanted)
    assert some.object_ids.tolist() == wanted[:2]
    texts = ["stored", "stored", "Which scales?"]
    found = encodings_of(view, wanted, texts)
    np.testing.assert_array_equal(found[:2], stored.vectors[:2])
    new = sentence_encoder().encode(texts[2:]).astype(np.float16)
    np.testing.assert_array_equal(found[2:], new)
    assert encodings_of(view, [], []).shape[0] == 0
    view.engine.close()


def test_types_are_read_where_they_are_stored(project: Project) -> None:
    full = folkmoot.annotate(project, "full", ["need-types"])
    view = project.view()
    table, _ = read_annotations(view, "need-types", full.versions["need-types"])
    stored = {row["object_id"] for row in table.to_pylist()}
    told = need_types_of(view, [*stored, 5], [""] * len(stored) + ["How do I clean it?"])
    view.engine.close()
    assert told[-1] == ("how-to",), "what is not stored is told now"
    assert {"recommendation", "how-to"} <= {kind for kinds in told[:-1] for kind in kinds}


def test_what_is_read_off_later_posts_is_not_seen_earlier(project: Project) -> None:
    folkmoot.annotate(project, "full")
    moment = datetime(2016, 2, 1, 12, tzinfo=UTC)
    assert rows(project, "encodings", moment) == 2
    assert rows(project, "encodings") == POSTS
    view = project.view(moment)
    assert len(read_encodings(view)) == 2
    view.engine.close()


def test_a_person_takes_their_annotations_with_them(project: Project) -> None:
    folkmoot.annotate(project, "full")
    before = rows(project, "annotations_all")
    result = forget(project, SITE, str(ASKER), ["Quirinus"])
    # The person's own question, and the answer that named them.
    assert rows(project, "encodings_all") == POSTS - 2
    assert result.annotations == before - rows(project, "annotations_all") > 0
    again = folkmoot.annotate(project, "full")
    assert (again.posts, again.read) == (POSTS - 1, 1), "the answer is read anew without the name"


def test_a_fault_is_told_before_anything_is_read(project: Project) -> None:
    for tier, only, code in (
        ("middling", (), "unknown-tier"),
        ("full", ("need-typos",), "unknown-name"),
    ):
        with pytest.raises(FolkmootError) as caught:
            folkmoot.annotate(project, tier, only)  # type: ignore[arg-type]  # what a user may give
        assert caught.value.problem.code == code
    with pytest.raises(FolkmootError, match="use-multilingual"):
        folkmoot.annotate(project, encoder="use-multilingua")
    assert rows(project, "annotations_all") == 0


def test_a_pool_says_the_same_as_one_process(project: Project, tmp_path: Path) -> None:
    told = folkmoot.annotate(project, "fast", processes=2)
    other = made_project(tmp_path / "other")
    folkmoot.annotate(other, "fast", processes=1)
    found = []
    for each in (project, other):
        view = each.view()
        found.append(
            {
                name: read_annotations(view, name, version)[0].drop_columns("actor_id")
                for name, version in told.versions.items()
            }
        )
        view.engine.close()
    other.close()
    assert found[0] == found[1]
