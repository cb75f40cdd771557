"""Answers of the YouTube Data API: whatever stands in them, each resource is told or set aside."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.video_samples import ANSWERS

from folkmoot.sources import source
from folkmoot.testing import check_source

KEYS = st.sampled_from([
    "kind", "id", "snippet", "replies", "comments", "topLevelComment", "authorChannelId", "value",
    "textDisplay", "textOriginal", "likeCount", "publishedAt", "updatedAt", "parentId", "videoId",
    "channelId", "statistics", "tags", "totalReplyCount",
])  # fmt: skip
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**40), 2**62), st.floats(),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
        st.sampled_from(["2024-03-04T10:00:00Z", "youtube#comment", "10+", "\ud83d", "<b>"]),
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.data())
def test_any_answer(data: st.DataObject) -> None:
    answer = ANSWERS[data.draw(st.sampled_from(sorted(ANSWERS)))]
    items: list[Any] = []
    for item in data.draw(st.lists(st.sampled_from(answer["items"]), min_size=1, max_size=3)):
        changed = json.loads(json.dumps(item)) | data.draw(
            st.dictionaries(KEYS, VALUES, max_size=2)
        )
        if isinstance(changed.get("snippet"), dict):
            changed["snippet"] |= data.draw(st.dictionaries(KEYS, VALUES, max_size=3))
        items.append(changed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.json"
        path.write_text(json.dumps({**answer, "items": items}), "utf-8")
        check_source(source("youtube"), path, damage_count=0)
