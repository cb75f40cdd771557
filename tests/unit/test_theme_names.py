"""Names of themes: told apart, written as people write them, nothing said twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.annotators._naming import name_groups, told_apart, vectors
from folkmoot.annotators._theme_words import cut_words

Named = dict[int, tuple[str, tuple[str, ...]]]


def named(*groups: list[str]) -> list[str]:
    """Names of groups of titles, each beside the others."""
    titles = [title for group in groups for title in group]
    nearest = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    raws, tokens = cut_words(titles)
    matrix, grams = vectors(tokens, slice(None))
    names = name_groups(matrix, nearest.astype(np.int64), grams, raws, tokens)
    return [names[number][0] for number in range(len(groups))]


OTHER = [f"Is {meal} included at the hostel?" for meal in ("breakfast", "dinner", "lunch")] * 10


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["Public transport in Rome", "Public transport in Oslo", "Is public transport good?"],
         "public transport"),
        (["SIM card for Rome", "Which SIM card?", "A sim card for Oslo"], "SIM card"),
        (["Surfing in New Zealand", "Bees in New Zealand", "New Zealand by car"], "New Zealand"),
        (["Canada as a Canadian", "Canadian in Canada", "Is Canada Canadian?"], "Canada"),
        (["法国手机卡怎么买", "日本手机卡哪种好", "德国手机卡值得买吗"], "手机卡"),
    ],
)  # fmt: skip
def test_a_name_is_written_as_people_write_it(titles: list[str], name: str) -> None:
    assert named(titles * 10, OTHER)[0].split(", ")[0] == name


def test_a_name_says_nothing_twice() -> None:
    (name, _) = named(["Canada as a Canadian resident", "Canadian in Canada"] * 10, OTHER)
    assert "Canadian" not in name


NAMES = st.dictionaries(
    st.integers(0, 9),
    st.tuples(
        st.lists(st.sampled_from(["visa", "USA", "F1"]), min_size=1, max_size=3, unique=True),
        st.lists(st.sampled_from(["visa", "usa", "refusal", "overstay"]), max_size=4, unique=True),
    ).map(lambda both: (", ".join(both[0]), tuple(both[1]))),
)


@given(NAMES, st.lists(st.sampled_from(["visa", "VISA, USA", "visa, overstay"]), unique=True))
def test_no_two_names_are_the_same(names: Named, taken: list[str]) -> None:
    found = told_apart(names, taken)
    said = [name.casefold() for name, _ in found.values()]
    assert len(set(said)) == len(said)
    assert not set(said) & {name.casefold() for name in taken}
    assert {n: phrases for n, (_, phrases) in found.items()} == {
        n: phrases for n, (_, phrases) in names.items()
    }
    assert told_apart(found) == found
