"""Any text at all has a country or none, and spellings of one name meet."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from folkmoot.brief.codes import COUNTRIES
from folkmoot.places import country_of, plain

_WORDS = st.sampled_from(
    ["Paris", "TX", "Texas", "USA", "India", "IN", "Georgia", "of", "the", "and", ",", "/", "(",
     ")", "-", "CA", "Victoria", "中国", "City", "Hong Kong", "China", "10001", "'", "not"],
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=8).map(" ".join))


@given(_TEXTS)
def test_any_text_has_a_country_or_none(text: str) -> None:
    found = country_of(text)
    assert found is None or found in COUNTRIES


@given(_TEXTS)
@example("ᴬᴮ ϒ")
def test_plain_text_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@given(st.sampled_from(["Köln, Germany", "Zürich", "São Paulo, Brazil", "Île-de-France, France"]))
def test_case_and_marks_do_not_matter(text: str) -> None:
    country = country_of(text)
    assert country is not None
    assert {country_of(text.upper()), country_of(text.lower()), country_of(plain(text))} == {
        country
    }
