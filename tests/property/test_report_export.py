"""Any text survives a CSV file, and none of it starts a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests import report_samples

from folkmoot.report import export_tables
from folkmoot.report.words import clip, width

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


@given(_TEXT)
def test_any_text_comes_back_whole_and_harmless(text: str) -> None:
    table = report_samples.trends(text)
    with tempfile.TemporaryDirectory() as folder:
        (path,) = export_tables(Path(folder), {"t": table}, ("csv",))
        content = path.read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(rows) == len(table)
    cell = rows[0]["term"]
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.text(), st.integers(1, 40))
def test_a_cut_text_fits_and_a_short_one_is_not_cut(text: str, cells: int) -> None:
    cut = clip(text, cells)
    assert width(cut) <= max(cells, 1)
    assert cut == text if width(text) <= cells else cut.endswith("…")
