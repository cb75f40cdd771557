"""Hot lists: a sighting a row, paid places marked, a question of Zhihu known by its number."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from folkmoot.errors import FolkmootError
from folkmoot.ingest import ingest
from folkmoot.project import init_project
from folkmoot.sources import choose
from folkmoot.sources.hotlist import HotList
from folkmoot.testing import SourceReport, check_source

EXPORTS = Path(__file__).resolve().parents[1] / "data" / "exports" / "hotlist"
REPORTS = {
    "hourly": SourceReport(7, 3, {"activities": 4, "communities": 1, "observations": 16}),
    "daily": SourceReport(3, 0, {"activities": 3, "communities": 1, "observations": 3}),
}


def packed(name: str, folder: Path) -> Path:
    """The same rows as Parquet."""
    path = folder / f"{name}.parquet"
    options = pa.csv.ParseOptions(newlines_in_values=True)
    pa.parquet.write_table(pa.csv.read_csv(EXPORTS / f"{name}.csv", parse_options=options), path)
    return path


def hours(folder: Path, *, as_zip: bool = False) -> Path:
    """The hourly rows as a collection keeps them: a folder a day, a file an hour, in order."""
    lists: dict[str, list[dict[str, Any]]] = {}
    with (EXPORTS / "hourly.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            topic: dict[str, Any] = {
                name: row[name] for name in ("title", "category", "description") if row[name]
            }
            counts = {"hot": row["hot"], "readCount": row["read_count"],
                      "discussCount": row["discuss_count"], "origin": row["origin"]}  # fmt: skip
            topic |= {name: int(told) for name, told in counts.items() if told}
            topic["ads"] = row["ads"] == "True"
            lists.setdefault(f"{row['date']}/{row['hour']}.json", []).append(topic)
    made = folder / "api"
    for name, topics in lists.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(topics, ensure_ascii=False, indent=2), encoding="utf-8")
        (path.parent / "summary.json").write_text("[]", encoding="utf-8")
    if not as_zip:
        return made
    return Path(shutil.make_archive(str(folder / "hours"), "zip", folder, "api"))


def told(path: Path) -> list[dict[str, Any]]:
    reader, choice = HotList(), choose(path)
    options = reader.settle(path, choice.claim.options)
    pages = reader.fetch(path, options)
    return [row for page in pages
            for row in reader.map(page, options).tables["activities"].to_pylist()]  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_it_keeps_the_contract_and_is_recognised(name: str, tmp_path: Path) -> None:
    for path in (EXPORTS / f"{name}.csv", packed(name, tmp_path)):
        options = HotList().claim(path)
        assert options is not None
        assert check_source(HotList(), path, options.options) == REPORTS[name]
        assert choose(path).source == "hotlist"


def test_a_row_is_a_sighting_of_a_topic_by_nobody() -> None:
    first, paid, _, again = told(EXPORTS / "hourly.csv")
    assert (first["verb"], first["actor_native"], first["actor_type"]) == (
        "Announce", None, "Service",
    )  # fmt: skip
    assert str(first["published_at"]) == "2024-09-01 12:00:00+00:00"
    assert first["object_native"] == again["object_native"] == "topic/北京晚霞"
    assert first["native_id"] != again["native_id"]
    assert (first["tags"], paid["tags"]) == (["社会"], ["ad"])


@pytest.mark.parametrize("as_zip", [False, True])
def test_files_by_day_and_hour_say_what_the_table_says(tmp_path: Path, as_zip: bool) -> None:
    path = hours(tmp_path, as_zip=as_zip)
    claim = HotList().claim(path)
    assert claim is not None
    # One has no title, one a day that is none: the place in the list cannot be wrong here.
    report = SourceReport(7, 2, {"activities": 5, "communities": 1, "observations": 18})
    assert check_source(HotList(), path, claim.options) == report
    assert (choose(path).source, HotList().files(path)) == ("hotlist", [path])
    alike = ("native_id", "object_native", "published_at", "title", "text", "tags")
    listed = [{name: row[name] for name in alike} for row in told(path)]
    rows = [{name: row[name] for name in alike} for row in told(EXPORTS / "hourly.csv")]
    assert [row for row in listed if row["title"] != "名次不对"] == rows


def test_a_folder_of_other_files_is_no_hot_list(tmp_path: Path) -> None:
    path = hours(tmp_path) / "2024-09-01"
    assert HotList().claim(path) is None
    other = tmp_path / "other" / "2024-09-01" / "20.json"
    other.parent.mkdir(parents=True)
    other.write_text('[{"title": "a", "by": "ann"}]', encoding="utf-8")
    assert HotList().claim(tmp_path / "other") is None
    broken = hours(tmp_path / "more")
    (broken / "2024-09-01" / "21.json").write_text('[{"title": "a", "hot": 1}, {"ti')
    with pytest.raises(FolkmootError) as caught:
        list(HotList().fetch(broken, {}))
    assert caught.value.problem.code == "truncated-file"


def test_a_question_is_the_one_that_other_exports_know() -> None:
    first, *_ = told(EXPORTS / "daily.csv")
    assert (first["platform"], first["object_native"]) == ("zhihu.com", "question/431277287")
    assert (first["object_type"], first["time_precision"]) == ("Question", "day")


def test_a_table_without_the_columns_is_no_hot_list(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("date,title\n2024-09-01,x\n", encoding="utf-8")
    assert HotList().claim(path) is None
    with pytest.raises(FolkmootError) as caught:
        list(HotList().fetch(path, {}))
    assert caught.value.problem.code == "missing-column"


def test_a_list_brought_in_twice_is_there_once(tmp_path: Path) -> None:
    project = init_project(tmp_path / "project")
    kept = [
        ingest(project, EXPORTS / "hourly.csv", HotList(), {"platform": "weibo"})[0].total(what)
        for what in ("kept", "already")
    ]
    project.close()
    assert kept == [4, 4]
