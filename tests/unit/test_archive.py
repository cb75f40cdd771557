"""The raw archive: comes back as it was, in order, and says when it was touched."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from folkmoot.errors import FolkmootError
from folkmoot.ingest.archive import read_pages, rewrite_pages, write_pages
from folkmoot.sources import Fault, Page

KEY = bytes(range(32))


def page(kind: str, *texts: str | None) -> Page:
    rows = pa.array(range(1, len(texts) + 1), pa.int64())
    records = pa.record_batch([rows, rows, pa.array(texts, pa.string())], ["row", "line", "Text"])
    return Page(kind, records, (Fault(9, 12, "Text", "bad", "x", "y", "raw \x00 record"),))


def test_pages_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "a.raw"
    pages = [page("Posts", "Zürich", None, "北京"), page("Users")]
    assert list(write_pages(path, pages, KEY)) == pages
    assert list(read_pages(path, KEY)) == pages


def test_nothing_of_a_record_can_be_read_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    rewrite_pages(path, [page("Posts", "a text to be kept from others" * 5)], KEY)
    assert b"kept from others" not in path.read_bytes()


def test_an_unfinished_archive_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.raw"
    pages = write_pages(path, [page("Posts", "x"), page("Posts", "y")], KEY)
    next(pages)
    pages.close()  # type: ignore[attr-defined]  # a generator, as the import abandons it
    assert not path.exists()


@pytest.mark.parametrize("damage", ["flip", "cut", "other key", "swap"])
def test_damage_is_told(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.raw"
    rewrite_pages(path, [page("Posts", "one"), page("Posts", "two")], KEY)
    data = bytearray(path.read_bytes())
    key = bytes(32) if damage == "other key" else KEY
    if damage == "flip":
        data[-5] ^= 1
    elif damage == "cut":
        del data[-5:]
    elif damage == "swap":
        path = tmp_path / "b.raw"
    path.write_bytes(bytes(data))
    with pytest.raises(FolkmootError, match="raw archive"):
        list(read_pages(path, key))
