"""Whatever a brief holds, reading it ends in a brief or in problems, never in another error."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.brief import Brief, read_brief
from folkmoot.brief.check import incoherences
from folkmoot.documents.faults import in_document_order, shown, written
from folkmoot.errors import ProblemGroup

_KEYS = st.sampled_from(
    ["product", "attributes", "needs", "facts", "limits", "alternatives", "hypotheses", "conduct",
     "id", "type", "values", "units", "phrases", "must_haves", "attribute", "op", "asks", "value",
     "kind", "languages", "disclosure", "characteristic", "a"],
)  # fmt: skip
_SCALARS = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.dates(), st.text(max_size=8),
    st.sampled_from(["bool", "number", "enum", "text", "is", "at_least", "a", "country", "rival"]),
)  # fmt: skip
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=25,
)
_DOCUMENTS = st.dictionaries(_KEYS, _VALUES, max_size=8)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_told_as_problems(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "brief.toml"
        path.write_bytes(data)
        with pytest.raises(ProblemGroup) as caught:
            read_brief(path)
    assert all(each.where and each.expected for each in caught.value.problems)


@given(_DOCUMENTS)
def test_coherence_is_checked_on_anything(document: dict[str, Any]) -> None:
    faults = incoherences(document)
    ordered = in_document_order(faults, document)
    assert sorted(map(written, (each.path for each in ordered))) == sorted(
        map(written, (each.path for each in faults))
    )
    assert all(each.got and each.expected for each in faults)


@given(_VALUES)
def test_what_is_shown_is_short(value: Any) -> None:
    assert 0 < len(shown(value)) <= 400


def test_the_bundled_brief_is_coherent() -> None:
    folder = Path(__file__).resolve().parents[2] / "src" / "folkmoot" / "demo_data"
    brief = read_brief(folder / "brief.toml")
    assert isinstance(brief, Brief)
    assert {each.kind for each in brief.alternatives} == {"category", "do-nothing"}
    # The product must not win everywhere: each alternative has a fact that it lacks.
    for alternative in brief.alternatives:
        assert any(
            value is True and brief.facts.get(name) is False
            for name, value in alternative.facts.items()
        )
