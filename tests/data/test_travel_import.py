"""The whole travel community through the real door: every record accounted for, twice over."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyarrow as pa

from folkmoot.doctor import examine
from folkmoot.ingest import ingest, replay
from folkmoot.project import Project
from folkmoot.sources import source

OPTIONS = {"site": "travel.stackexchange.com"}
ROWS = pa.schema([("n", pa.int64())])


def published_counts(folder: Path) -> dict[str, int]:
    """Rows by kind, as the data's own description gives them."""
    text = (folder / "SOURCE.md").read_text(encoding="utf-8")
    found = re.findall(r"(Posts|Users|Votes|Comments|Badges|Tags|PostLinks) ([\d,]+)", text)
    return {kind: int(number.replace(",", "")) for kind, number in found}


def lake_rows(project: Project) -> int:
    view = project.view()
    names = ("activities", "members", "communities", "observations")
    counted = sum(
        view.engine.query(f"SELECT count(*) AS n FROM {name}_all", ROWS)["n"][0].as_py()
        for name in names
    )
    view.engine.close()
    return int(counted)


def test_every_record_is_kept_and_the_second_time_already_there(
    travel_project: Project, travel_folder: Path
) -> None:
    expected = published_counts(travel_folder)
    assert len(expected) == 7
    first = {count.kind: count for count in travel_project.state.counts()}
    assert {kind: count.read_count for kind, count in first.items()} == expected
    assert {kind: count.kept_count for kind, count in first.items()} == expected
    rows = lake_rows(travel_project)

    results = ingest(travel_project, travel_folder, source("stackexchange"), OPTIONS)
    again: Counter[str] = Counter()
    for result in results:
        for count in result.counts:
            assert count.kept_count == 0
            assert count.refused_count == 0
            again[count.kind] += count.already_count
    assert dict(again) == expected
    assert lake_rows(travel_project) == rows


def test_a_replay_of_the_raw_archive_gives_the_same_rows(travel_project: Project) -> None:
    rows = lake_rows(travel_project)
    record = next(
        record
        for record in travel_project.state.import_records("done")
        if record.path.endswith("Comments.csv.gz")
    )
    result = replay(travel_project, record.import_id, source("stackexchange"))
    assert result.total("read") == result.total("already") == 157_989
    assert lake_rows(travel_project) == rows


def test_the_doctor_finds_the_project_whole(travel_project: Project) -> None:
    wrong = [finding for finding in examine(travel_project) if not finding.is_ok]
    assert [finding.what for finding in wrong] == ["brief"], "only the brief was not written"


def test_answers_and_comments_know_whom_they_answer(travel_project: Project) -> None:
    view = travel_project.view()
    known = view.engine.query(
        "SELECT count(in_reply_to_actor_id) AS n FROM activities "
        "WHERE object_type IN ('Answer', 'Comment')",
        ROWS,
    )["n"][0].as_py()
    # Measured on the raw CSV by a join of its own: parents with a known owner.
    unresolved = view.engine.query(
        "SELECT count(*) AS n FROM activities WHERE object_type IN ('Answer', 'Comment') "
        "AND root_id IS NULL",
        ROWS,
    )["n"][0].as_py()
    view.engine.close()
    assert known == 197_795
    assert unresolved == 0
