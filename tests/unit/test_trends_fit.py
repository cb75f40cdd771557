"""What states a need, for the two briefs of the replay; and that these are sound briefs."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkmoot.annotators.veto import Veto
from folkmoot.brief import read_brief
from folkmoot.measures._fit import Judge

BRIEFS = Path(__file__).resolve().parents[2] / "examples" / "briefs"


@pytest.mark.parametrize(
    ("brief", "text", "stated"),
    [
        ("herbal-tea", "秋天容易上火喝什么", {"A drink that goes with hot and fried food": "上火"}),
        ("herbal-tea", "广东凉茶铺排队", {"Herbal tea itself": "凉茶"}),
        # Two characters that meet where words meet are no word.
        ("herbal-tea", "海上火箭首飞现场", {}),
        ("herbal-tea", "过年回家这些不能带上火车", {}),
        ("herbal-tea", "气得人惹人上火", {}),
        ("e-bike", "越来越多年轻人骑车上班", {"A way to work without the bus": "骑车上班"}),
        ("e-bike", "电动自行车新规施行", {"Which electric bicycle to choose": "电动自行车"}),
        ("e-bike", "电动汽车销量", {}),
    ],
)
def test_a_text_states_a_need_by_its_words(brief: str, text: str, stated: dict[str, str]) -> None:
    judge = Judge(read_brief(BRIEFS / f"{brief}.toml"), 4, Veto(examples=False))
    assert judge.stated(text) == stated
