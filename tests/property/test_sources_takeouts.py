"""People's own data: whatever stands in the files, each record is told once or set aside."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from tests.chat_samples import zipped

from folkmoot.sources import source
from folkmoot.sources.instagram import mended
from folkmoot.sources.youtube_takeout.history import cells, count_cells, iso_of
from folkmoot.testing import check_source

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), TEXT,
    st.sampled_from(["2024-01-02 03:04:05", "2024-01-02T03:04:05Z", "Username", "Comment", "URL",
                     "https://www.tiktokv.com/share/video/7000000000000000001/", "Public",
                     "https://www.instagram.com/p/BAAAAAAAAAA/", "1212092628029698048",
                     "https://www.youtube.com/watch?v=aaaaaaaaaa1", "RT @ann: x"]),
)  # fmt: skip
KEYS = st.sampled_from([
    "Date", "Link", "date", "UserName", "Likes", "string_map_data", "string_list_data", "href",
    "label_values", "label", "value", "timestamp", "media", "title", "dict", "vec", "time",
    "titleUrl", "details", "name", "tweet", "like", "tweetId", "id_str", "created_at", "full_text",
])  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=4)


def check(name: str, contents: Mapping[str, str]) -> None:
    """Hold all promises on an export of these files."""
    with tempfile.TemporaryDirectory() as folder:
        path = zipped(Path(folder) / "export.zip", contents)
        check_source(source(name), path, {"person": "ann"}, damage_count=0)


@given(RECORDS, RECORDS)
def test_any_lists_of_tiktok(watched: list[dict[str, Any]], posts: list[dict[str, Any]]) -> None:
    value = {
        "Activity": {"Video Browsing History": {"VideoList": watched},
                     "Following List": {"Following": posts}},
        "Video": {"Videos": {"VideoList": posts}},
    }  # fmt: skip
    check("tiktok", {"user_data.json": json.dumps(value)})


@given(RECORDS, st.booleans())
def test_any_lists_of_instagram(records: list[dict[str, Any]], is_bare: bool) -> None:
    value = records if is_bare else {"wrapped": records, "other": 3}
    names = ("liked_posts", "following", "post_comments_1", "posts_1", "videos_watched")
    check("instagram", {f"{name}.json": json.dumps(value) for name in names})


@given(RECORDS)
def test_any_lists_of_x(records: list[dict[str, Any]]) -> None:
    names = ("tweets", "like", "following", "deleted-tweets")
    check("x", {f"data/{one}.js": f"window.YTD.a.part0 = {json.dumps(records)}" for one in names})


ROWS = st.lists(st.lists(st.text('a",{}[]:\n1Z-T', max_size=8), min_size=3, max_size=3), max_size=5)


@given(RECORDS, ROWS)
def test_any_files_of_youtube(records: list[dict[str, Any]], rows: list[list[str]]) -> None:
    quoted = [[f'"{one.replace(chr(34), chr(34) * 2)}"' for one in row] for row in rows]
    body = "".join(f"{','.join(row)}\n" for row in quoted)
    check("youtube_takeout", {
        "history/watch-history.json": json.dumps(records),
        "comments.csv": f"Comment ID,Comment Text,Comment Create Timestamp\n{body}",
        "video metadata/videos.csv": f"Video ID,Privacy,Video Title (Original)\n{body}",
    })  # fmt: skip


@given(st.lists(st.sampled_from([
    '<div class="outer-cell mdl">', '<div class="outer', "-cell", "<br>", "\n", "Watched",
    "Jan 2, 2024, 4:04:05 AM CET", '<a href="https://www.youtube.com/watch?v=aaaaaaaaaa1">', "é",
]), max_size=30), st.lists(st.integers(1, 40), max_size=8))  # fmt: skip
@example(['<div class="outer', "-cell"], [20, 5])
def test_cells_are_counted_as_they_are_found(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts).encode()
    places = sorted({min(sum(cuts[: n + 1]), len(text)) for n in range(len(cuts))} | {0, len(text)})
    blocks = [text[a:b] for a, b in pairwise(places)]
    found = list(cells(blocks))
    assert len(found) == count_cells(blocks) == text.count(b'<div class="outer-cell')
    assert found == list(cells([text]))


@given(TEXT)
def test_text_taken_for_latin_is_put_right(text: str) -> None:
    assert mended(text.encode().decode("latin-1")) == text


@given(TEXT)
def test_any_text_as_a_time_is_read_or_not(text: str) -> None:
    assert iso_of(text) is None or len(iso_of(text) or "") >= 19
