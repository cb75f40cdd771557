"""Tables with shipped mappings keep what a source promises, in every form and damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sheet_samples import SHEETS, write_sheet

from folkmoot.sources import detect, source
from folkmoot.testing import check_source

#: Records, those set aside, and rows of each table.
EXPECTED = {
    "weibo_search": (3, 1, {"activities": 2, "observations": 6}),
    "weibo_crawler": (1, 0, {"activities": 1, "observations": 3}),
    "weibo_spider": (1, 0, {"activities": 1, "observations": 3}),
    "douban_group": (3, 0, {"activities": 3, "communities": 3, "observations": 2}),
}


@pytest.mark.parametrize("form", ["csv", "gb18030", "xlsx"])
@pytest.mark.parametrize("name", sorted(SHEETS))
def test_a_table_is_known_by_its_columns_and_keeps_every_promise(
    name: str, form: str, tmp_path: Path
) -> None:
    path = write_sheet(tmp_path, name, form)
    (first, claim), *others = detect(path)
    encoding = {"encoding": "gb18030"} if form == "gb18030" else {}
    assert (first, claim.confidence, claim.options) == (
        "table", 0.8, {"mapping": f"shipped:{name}", **encoding}
    )  # fmt: skip
    assert others == []
    report = check_source(source("table"), path, claim.options, damage_count=12)
    assert (report.read_count, report.fault_count, report.row_counts) == EXPECTED[name]
