"""Workbooks and shipped mappings: whatever stands in the cells, each row is told or set aside."""

from __future__ import annotations

import csv
import tempfile
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from tests.sheet_samples import SHEETS

from folkmoot.sources import source
from folkmoot.testing import check_source

TEXTS = st.one_of(
    st.just(""), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6),
    st.sampled_from(["1.2万", "10+", "2024-05-01 08:00", "1714521600", "Unknown", " ", "300"]),
)  # fmt: skip
CELLS = st.one_of(
    st.none(), st.booleans(), TEXTS, st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False), st.just(5029000000000002),
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(SHEETS))
@given(st.data())
def test_any_table_with_a_shipped_mapping(name: str, data: st.DataObject) -> None:
    header, first = SHEETS[name][:2]
    rows = [
        [data.draw(TEXTS) if data.draw(st.booleans()) else cell for cell in first]
        for _ in range(data.draw(st.integers(1, 3)))
    ]
    text = StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(text.getvalue().encode("gb18030"))
        options = {"mapping": f"shipped:{name}", "encoding": "gb18030"}
        check_source(source("table"), path, options, damage_count=0)


@given(st.lists(st.lists(CELLS, max_size=12), max_size=5))
def test_any_workbook(rows: list[list[object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            for column, name in enumerate(SHEETS["weibo_search"][0]):
                sheet.write_string(0, column, name)
            for place, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(place, column, cell)
                    elif cell is not None:
                        sheet.write(place, column, cell)
        options = {"mapping": "shipped:weibo_search"}
        check_source(source("table"), path, options, damage_count=0)
