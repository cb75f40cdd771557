"""Files of MediaCrawler: whatever stands in their columns, each record is told or set aside."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.crawl_samples import CRAWLS

from folkmoot.sources import source
from folkmoot.testing import check_source

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**62), st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    st.sampled_from(["1714521600", "1.2万", "10+", "0", "2024-05-01 12:34", "\ud83d", [], "answer",
                     "https://tieba.baidu.com/f?kw=%00", "http://[", {"a": 1}]),
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(CRAWLS))
@given(st.data())
def test_any_crawl(name: str, data: st.DataObject) -> None:
    records: list[dict[str, Any]] = []
    for record in data.draw(st.lists(st.sampled_from(CRAWLS[name]), min_size=1, max_size=3)):
        changes = st.dictionaries(st.sampled_from(sorted(record)), VALUES, max_size=4)
        records.append({**record, **data.draw(changes)})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search_contents.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        check_source(source("mediacrawler"), path, damage_count=0)
