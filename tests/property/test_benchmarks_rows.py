"""Tables of one's own: any text is read or refused; comparing does not mind the order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from folkmoot.benchmarks import Figure, compare, margins, published
from folkmoot.benchmarks._rows import COLUMNS, read_rows
from folkmoot.errors import ProblemGroup

heads = st.lists(st.sampled_from([*COLUMNS, "mood", ""]), max_size=6).map(",".join)
cells = st.sampled_from(["rung", "creator", "0.2", "~30", "-1", "1e9", "nan", "", '"', "a,b", "é"])
lines = st.lists(cells, max_size=6).map(",".join)


@given(heads, st.lists(lines, max_size=5), st.text(max_size=20))
def test_a_text_gives_rows_or_faults(head: str, rows: list[str], end: str) -> None:
    made, faults = read_rows("\n".join([head, *rows, end]))
    assert faults or made
    if not faults:
        assert all(0 <= row.share <= 1 and row.variable and row.category for row in made)


@given(st.sampled_from(published()), st.sampled_from(published()))
def test_a_comparison_is_the_same_from_both_sides(one: Figure, other: Figure) -> None:
    found, back = compare(one, other), compare(other, one)
    assert found.is_refused == back.is_refused
    assert len(found.refusals) == len(back.refusals)
    assert found.cautions == back.cautions
    if found.estimate.value is not None and back.estimate.value is not None:
        assert abs(found.estimate.value + back.estimate.value) < 1e-12


@given(st.sampled_from(sorted({figure.place for figure in published()})))
def test_margins_sum_to_one_or_are_refused(place: str) -> None:
    try:
        found = margins(published(), place=place)
    except ProblemGroup:
        return
    assert all(abs(sum(shares.values()) - 1) < 1e-9 for shares in found.values())
