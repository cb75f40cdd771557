"""A theme that people ask about in two languages is one theme. The questions are written by us."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import numpy as np

from folkmoot.annotators._encoder import sentence_encoder
from folkmoot.annotators.lasting import learn_book

#: By subject, what is asked in English and in Chinese.
ASKED = {
    "sim": (
        ["buy a prepaid SIM card", "get a SIM with mobile data", "use roaming on my phone",
         "find a cheap data plan", "get a local phone number", "use an eSIM"],
        ["买预付费手机卡", "办有流量的手机卡", "手机漫游上网", "买便宜的流量套餐",
         "办当地手机号", "使用eSIM上网"],
    ),
    "train": (
        ["take the night train", "book a train seat", "buy a rail pass", "change trains",
         "find the railway timetable", "ride the high speed train"],
        ["坐夜班火车", "订火车座位", "买铁路通票", "换乘火车", "查火车时刻表", "坐高铁"],
    ),
    "visa": (
        ["apply for a Schengen visa", "get a tourist visa", "extend my visa",
         "appeal a visa refusal", "get a transit visa", "fill in the visa form"],
        ["申请申根签证", "办旅游签证", "延长签证", "签证被拒怎么申诉",
         "办过境签证", "填签证申请表"],
    ),
}  # fmt: skip
PLACES = (
    ["France", "Japan", "Italy", "Spain", "Thailand", "Germany", "Canada", "Brazil"],
    ["法国", "日本", "意大利", "西班牙", "泰国", "德国", "加拿大", "巴西"],
)


def test_each_theme_holds_one_subject_in_both_languages() -> None:
    asked = []
    for subject, (english, chinese) in ASKED.items():
        asked += [(f"How can I {a} in {p}?", subject, "en") for a, p in product(english, PLACES[0])]
        asked += [(f"在{p}怎么{a}？", subject, "zh") for a, p in product(chinese, PLACES[1])]
    titles = [title for title, _, _ in asked]
    book = learn_book(titles, [False] * len(titles), datetime(2025, 1, 1, tzinfo=UTC))
    places, _ = book.place(sentence_encoder().encode(titles))
    assert np.mean(places >= 0) > 0.7
    for number in range(len(book.themes)):
        inside = [asked[row] for row in (places == number).nonzero()[0]]
        assert len({subject for _, subject, _ in inside}) == 1
        languages = [language for _, _, language in inside]
        assert 0.25 < languages.count("zh") / len(languages) < 0.75
