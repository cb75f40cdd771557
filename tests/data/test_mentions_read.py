"""Mentions on real posts that were read one by one: figures in docs/methods.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.quality.mentions import candidates, homonyms, read, told

#: Precision and recall at least, what is measured less a tenth or so: names that are an ordinary
#: word to the posts (Visa, Three, Swiss), and the others.
BARS = {("travel", True): (0.4, 0.8), ("travel", False): (0.95, 0.85),
        ("coffee", False): (0.95, 0.85)}  # fmt: skip


@pytest.fixture(autouse=True)
def _where_the_sets_are(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLKMOOT_SHARED", str(shared_data.parent))


@pytest.mark.parametrize("community", ["travel", "coffee"])
def test_names_are_met_where_readers_met_them(community: str) -> None:
    known, found, several = read(), candidates(community), homonyms(community)
    keys = {(community, each.post.key, each.about) for each in found}
    assert keys == {key for key in known if key[0] == community}, "what was drawn was read"
    flags = dict(zip(found, told(community, found), strict=True))
    for kind in (True, False):
        pairs = [
            (flag, known[community, each.post.key, each.about] == "yes")
            for each, flag in flags.items()
            if (each.about in several) == kind
            and known[community, each.post.key, each.about] != "unclear"
        ]
        if (community, kind) in BARS:
            right = sum(said and meant for said, meant in pairs)
            precision, recall = BARS[community, kind]
            assert right >= precision * sum(said for said, _ in pairs)
            assert right >= recall * sum(meant for _, meant in pairs)
