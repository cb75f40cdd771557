"""What rules an event out: words, examples, a list of one's own; and what is not ruled out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from folkmoot.annotators.veto import Veto, read_words, veto_words
from folkmoot.errors import FolkmootError

#: Texts of an event, as an event is judged by several.
TOGETHER = 10


@pytest.mark.parametrize(
    ("terms", "texts"),
    [
        (["bridge"], ["The bridge gave way with cars on it", "cars in the river, where is help"]),
        (["校车"], ["校车翻了，孩子们都在哭", "家长在医院等消息"]),
        (["senator"], ["The senator steps down after the scandal"]),
        (["落马"], ["某市副市长被查"]),
    ],
)
def test_what_no_word_names_is_ruled_out_by_examples(terms: list[str], texts: list[str]) -> None:
    assert Veto(examples=False).reason(terms, texts) == ""
    assert Veto().reason(terms, texts).startswith("like “")


@pytest.mark.parametrize(
    "text", ["凉茶和奶茶哪个更解暑", "How far does an e-bike go in winter?", "这家火锅店的锅底好香"]
)
def test_harmless_talk_is_not_ruled_out(text: str) -> None:
    assert Veto().reason([text], [text]) == ""


def test_one_listed_word_in_one_text_is_enough_whatever_the_others_say() -> None:
    texts = ["A lovely picnic by the lake"] * 9 + ["and then the earthquake"]
    assert Veto().reason(["picnic"], texts) == "“earthquake”"


def test_a_list_of_ones_own_adds_to_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "veto.txt"
    path.write_text("# ours\n\nrival brand\n竞品\n", encoding="utf-8-sig")
    words = read_words(path)
    assert words == ("rival brand", "竞品")
    veto = Veto(words, examples=False)
    assert veto.reason([], ["Rival brands on sale"]) == "“rival brand”"
    assert veto.reason([], ["earthquake"]) == "“earthquake”"
    path.write_bytes("décès".encode("latin-1"))
    with pytest.raises(FolkmootError) as caught:
        read_words(path)
    assert caught.value.problem.code == "not-utf-8"


def test_nothing_to_read_rules_nothing_out_and_clears_nothing() -> None:
    assert Veto(examples=False).reason([], []) == ""
    assert len(veto_words()) > 100


def tweets(folder: Path, label: str) -> Iterator[tuple[str, list[str]]]:
    paths = sorted((folder / "crisislex_t6").glob("*.csv"))
    assert len(paths) == 4
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            yield path.name, [r[1] for r in list(csv.reader(file))[1:] if r[2].strip() == label]


def test_disasters_are_ruled_out_by_their_tweets(shared_data: Path) -> None:
    veto = Veto()
    for name, texts in tweets(shared_data, "on-topic"):
        groups = [texts[n : n + TOGETHER] for n in range(0, 200, TOGETHER)]
        missed = [group for group in groups if not veto.reason([], group)]
        assert missed == [], name
