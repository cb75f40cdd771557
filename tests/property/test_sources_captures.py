"""Captures of browsing: whatever stands in their fields, each is told once or set aside."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.capture_samples import CAPTURES, SEEN, envelope

from folkmoot.sources import source
from folkmoot.testing import check_source

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**62), st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    st.sampled_from(["1709500000", "1.2万", "10+", "18h", "0", "urn:li:activity:7", "\ud83d", []]),
    st.just({"user": {"id": 1}}),
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, site: str) -> Any:
    """A record of the samples, some of its values of any other form, or gone."""
    record = json.loads(json.dumps(draw(st.sampled_from(CAPTURES[site]))))
    for _ in range(draw(st.integers(1, 4))):
        place = record
        while True:
            key = draw(st.sampled_from(sorted(place)))
            if isinstance(place[key], dict) and place[key] and draw(st.booleans()):
                place = place[key]
                continue
            if draw(st.booleans()):
                place[key] = copy.deepcopy(draw(VALUES))
            elif len(place) > 1:
                del place[key]
            break
    return record


@pytest.mark.parametrize("site", sorted(CAPTURES))
@given(st.data())
def test_any_capture(site: str, data: st.DataObject) -> None:
    records = data.draw(st.lists(changed(site), min_size=1, max_size=4))
    seen = data.draw(st.one_of(st.just(SEEN), VALUES))
    lines = [
        {**envelope(site, record, row), "timestamp_collected": seen}
        for row, record in enumerate(records, 1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "capture.ndjson"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        check_source(source("zeeschuimer"), path, damage_count=0)
