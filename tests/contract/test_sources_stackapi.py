"""Stack Exchange as its API answers, and its dumps in archives: one post, one activity."""

from __future__ import annotations

import zipfile
from pathlib import Path

import py7zr
import pytest
from tests.sources_samples import DUMP, write_dump

from folkmoot.sources import choose, source
from folkmoot.testing import SourceReport, check_source

ANSWER = Path(__file__).resolve().parents[1] / "data" / "exports" / "stackapi" / "questions.json"
Acts = dict[str, dict[str, object]]


def acts(name: str, path: Path) -> Acts:
    reader = source(name)
    options = reader.settle(path, {})
    found: Acts = {}
    for file in reader.files(path):
        for page in reader.fetch(file, options):
            table = reader.map(page, options).tables.get("activities")
            rows = table.drop_columns("row").to_pylist() if table else []
            found |= {row["native_id"]: row for row in rows}
    return found


def test_it_keeps_the_contract_and_is_recognised() -> None:
    assert check_source(source("stackapi"), ANSWER) == SourceReport(
        read_count=6,
        fault_count=2,
        row_counts={"activities": 5, "communities": 1, "observations": 6},
    )
    assert choose(ANSWER).source == "stackapi"


def test_the_items_alone_say_the_same(tmp_path: Path) -> None:
    import json

    items = tmp_path / "items.json"
    items.write_text(json.dumps(json.loads(ANSWER.read_text())["items"]))
    lines = tmp_path / "answers.jsonl"
    lines.write_text(json.dumps(json.loads(ANSWER.read_text())) + "\n" + '{"items": []}\n')
    for path in (items, lines):
        check_source(source("stackapi"), path)
        assert acts("stackapi", path) == acts("stackapi", ANSWER)


def test_an_answer_of_the_api_and_a_dump_describe_one_post(tmp_path: Path) -> None:
    dump = acts("stackexchange", write_dump(tmp_path / "travel.stackexchange.com"))
    api = acts("stackapi", ANSWER)
    for name in ("post/1", "post/2"):
        for field in ("platform", "verb", "object_type", "actor_native", "actor_scheme",
                      "in_reply_to_native", "root_native", "community_native"):  # fmt: skip
            assert api[name][field] == dump[name][field], (name, field)
    assert api["comment/11"]["actor_native"] is None
    assert api["comment/10"]["in_reply_to_actor_native"] == "2"


@pytest.mark.parametrize("kind", ["7z", "zip"])
def test_a_dump_in_an_archive_says_what_its_folder_says(tmp_path: Path, kind: str) -> None:
    folder = write_dump(tmp_path / "travel.stackexchange.com")
    packed = tmp_path / f"travel.stackexchange.com.{kind}"
    if kind == "7z":
        with py7zr.SevenZipFile(packed, "w") as seven:
            for file in sorted(folder.iterdir()):
                seven.write(file, file.name)
    else:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)
    report = check_source(source("stackexchange"), packed, damage_count=10)
    assert report.read_count == sum(len(records) for records in DUMP.values())
    assert report.fault_count == 0
    assert acts("stackexchange", packed) == acts("stackexchange", folder)
    assert choose(packed).source == "stackexchange"
