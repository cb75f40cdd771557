"""Whole dumps of real communities: exactly the records that their descriptions count."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow.compute as pc
from tests.sources_samples import Read

from folkmoot.activity import age_band
from folkmoot.sources import source
from folkmoot.testing import check_source

STACKEXCHANGE = source("stackexchange")


def counts_of(read: Read) -> dict[str, int]:
    """Records read, by kind."""
    found: Counter[str] = Counter()
    for page in read.pages:
        found[page.kind] += page.records.num_rows
    return dict(found)


def test_a_dump_as_xml_holds_what_its_description_says(shared_data: Path) -> None:
    folder = shared_data / "history_meta_stackexchange_2018"
    read = Read(STACKEXCHANGE, folder)
    assert counts_of(read) == {"Posts": 1657, "Users": 2295, "Comments": 3454, "Badges": 4931}
    assert read.faults == []
    assert read.count == 1657 + 2295 + 3454 + 4931
    assert read.options["site"] == "history.meta.stackexchange.com"


def test_a_dump_is_read_as_an_xml_parser_reads_it(shared_data: Path) -> None:
    folder = shared_data / "history_meta_stackexchange_2018"
    for name in ("Posts", "Users", "Badges"):
        pages = STACKEXCHANGE.fetch(folder / f"{name}.xml", {})
        found = [
            {column: value for column, value in record.items() if value is not None}
            for page in pages
            for record in page.records.drop_columns(["row", "line"]).to_pylist()
        ]
        assert found == [row.attrib for row in ET.parse(folder / f"{name}.xml").getroot()]


def test_a_dump_of_one_file_without_a_document_type(shared_data: Path) -> None:
    read = Read(STACKEXCHANGE, shared_data / "coffee_stackexchange_2015")
    types = Counter(kind for (kind,) in read.rows("activities", "object_type"))
    assert (types["Question"], types["Answer"]) == (225, 327)
    accepted = pc.equal(read.tables["observations"]["metric"], "accepted_answer")
    assert pc.sum(accepted).as_py() == 105


def test_the_contract_holds_on_a_real_dump(shared_data: Path) -> None:
    folder = shared_data / "coffee_stackexchange_2015"
    assert check_source(STACKEXCHANGE, folder, damage_count=5).read_count == 592


def test_the_travel_tables_hold_what_their_description_says(travel_folder: Path) -> None:
    told = (travel_folder / "SOURCE.md").read_text("utf-8")
    numbers = re.findall(r"(Posts|Users|Votes|Comments|Badges|Tags|PostLinks) ([\d,]+)", told)
    expected = {kind: int(number.replace(",", "")) for kind, number in numbers}
    assert len(expected) == 7
    read: Counter[str] = Counter()
    mapped: Counter[str] = Counter()
    options = STACKEXCHANGE.settle(travel_folder, {})
    for file in STACKEXCHANGE.files(travel_folder):
        for page in STACKEXCHANGE.fetch(file, options):
            result = STACKEXCHANGE.map(page, options)
            assert (page.faults, result.faults) == ((), ())
            read[page.kind] += page.read_count
            rows = [pc.unique(table["row"]) for table in result.tables.values()]
            mapped[page.kind] += len({row for some in rows for row in some.to_pylist()})
        assert STACKEXCHANGE.count(file, options) == expected[file.name.split(".")[0]]
    assert dict(read) == dict(mapped) == expected


def test_ages_of_the_travel_community_are_banded_as_the_raw_table_has_them(
    travel_folder: Path,
) -> None:
    path = travel_folder / "Users.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        ages = [row["Age"] for row in csv.DictReader(file)]
    expected = Counter(age_band(int(age)) if age else None for age in ages)
    read = Read(STACKEXCHANGE, path)
    assert Counter(band for (band,) in read.rows("members", "age_band")) == expected
