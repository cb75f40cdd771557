"""The gate: each check fails for its own reason and no other, and texts are checked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.strategy_cases import brief

from folkmoot.assist import Contact, History, Verdict, gate
from folkmoot.assist.conduct import CHECKS
from folkmoot.assist.text_checks import check_text
from folkmoot.platforms import platform, platform_of

NOW = datetime(2026, 3, 4, tzinfo=UTC)
LINE = "I work for the maker of Roamcard."
ROW: dict[str, Any] = {
    "object_id": 1, "actor_id": 11, "title": "SIM in Japan", "community": "sim-cards",
    "parent": "travel.stackexchange.com", "url": "https://travel.stackexchange.com/q/1",
    "need_type": "how-to",
}  # fmt: skip


def helped(actor_id: int, object_id: int, days_ago: int, *, named: bool = False) -> Contact:
    return Contact(actor_id, object_id, "sim-cards", NOW - timedelta(days=days_ago), named)


def asked(history: History | None = None, conduct: Any = None, **changes: Any) -> Verdict:
    manners = {"disclosure": {"en": LINE}} | (conduct or {})
    return gate(ROW | changes, brief(conduct=manners), history or History(), now=NOW)


def failed(verdict: Verdict) -> list[str]:
    return [check.id for check in verdict.checks if not check.passed]


def test_an_open_question_by_somebody_new_may_be_answered() -> None:
    verdict = asked()
    assert verdict.allowed
    assert verdict.reasons == ()
    assert verdict.required == (LINE,)
    assert [check.id for check in verdict.checks] == list(CHECKS)
    assert all(check.source for check in verdict.checks)


X: dict[str, Any] = {"url": "https://x.com/a/1", "parent": None}
MASTODON: dict[str, Any] = {"url": "https://mastodon.social/@a/1", "parent": None}
UNKNOWN: dict[str, Any] = {"url": "https://forum.example.org/1", "parent": None}


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (asked(History(left_alone=frozenset({11}))), ["left-alone"]),
        (asked(actor_id=None), ["person-unknown"]),
        (asked(History((helped(11, 9, 200),))), ["contact-cap"]),
        (asked(History((helped(11, 9, 20),)), {"contacts_per_person": 2}), ["cool-down"]),
        (asked(History((helped(12, 1, 400),))), ["already-helped"]),
        (asked(conduct={"communities_not_to_enter": ["SIM-cards"]}), ["community"]),
        (asked(conduct={"communities_not_to_enter": ["travel.stackexchange.com"]}), ["community"]),
        (asked(**X), ["engaged"]),
        (asked(**X, has_engaged=True, need_type="complaint"), ["complaint"]),
        (asked(**UNKNOWN, need_type="problem, how-to"), ["complaint"]),
        (asked(need_type="complaint"), []),
        (asked(need_type="review"), ["review"]),
        (asked(is_closed=True), ["answered"]),
        (asked(is_accepted=True), ["answered"]),
        (asked(is_indexable=False), ["not-indexable"]),
        (asked(**MASTODON), ["not-indexable"]),
        (asked(**MASTODON, is_indexable=True), []),
        (asked(lang_declared="de"), ["disclosure"]),
    ],
)
def test_each_check_fails_for_its_own_reason(verdict: Verdict, expected: list[str]) -> None:
    assert failed(verdict) == expected
    assert verdict.allowed == (not expected)
    assert len(verdict.reasons) == len(expected)


def test_a_complaint_is_for_listening() -> None:
    assert failed(asked(**X, has_engaged=True, need_type="complaint")) == ["complaint"]


def test_a_cap_of_the_platform_is_stricter_than_the_brief() -> None:
    history = History((helped(11, 9, 200),))
    many = {"contacts_per_person": 5}
    assert failed(asked(history, many)) == []
    assert failed(asked(history, many, **MASTODON, is_indexable=True)) == ["contact-cap"]


@pytest.mark.parametrize(
    ("posts", "named", "may"), [(0, 0, False), (9, 0, True), (9, 1, False), (19, 1, True)]
)
def test_one_post_in_ten_may_name_the_product(posts: int, named: int, may: bool) -> None:
    history = History(tuple(helped(100 + n, 100 + n, 300, named=n < named) for n in range(posts)))
    verdict = asked(history)
    assert verdict.may_name_product is may
    assert verdict.promotion.startswith(f"{named} of our {posts} posts in sim-cards")


def test_it_says_how_many_posts_are_missing_until_the_product_may_be_named() -> None:
    assert asked().promotion.endswith("after 9 more without it, one may")
    never = asked(conduct={"self_promotion_share_max": 0.0})
    assert not never.may_name_product
    assert "after" not in never.promotion


def test_the_platform_is_told_from_name_address_or_kind() -> None:
    assert platform_of(ROW) == platform("stackexchange")
    assert platform_of({"platform": "reddit"}) == platform("reddit")
    assert platform_of({"url": "https://example.org/1", "kind": "forum"}) == platform("forum")
    assert platform_of({"url": "https://example.org/1"}) is None


def test_the_rules_of_the_place_are_handed_to_the_person() -> None:
    effects = {rule.effect for rule in asked().place_rules}
    assert effects == {"disclose", "answer-only"}
    assert {rule.applies_to for rule in asked().place_rules} == {"stackexchange"}


def texts(text: str, verdict: Verdict, **others: str) -> list[str]:
    return [check.id for check in check_text(text, verdict, others) if not check.passed]


FACTS = "A local prepaid SIM has a number of its own and costs less for stays of a month and more"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LINE} {FACTS}", []),
        (FACTS, ["required-lines"]),
        (f"{LINE} I have used it myself and loved it", ["no-persona"]),
        (f"{LINE} As a fellow traveller, take this", ["no-persona"]),
        (f"{LINE} 亲测好用", ["no-persona"]),
    ],
)
def test_a_text_says_whose_it_is_and_speaks_as_no_customer(text: str, expected: list[str]) -> None:
    assert texts(text, asked()) == expected


def test_nearly_the_same_text_is_caught_and_another_is_not() -> None:
    verdict = asked()
    nearly = f"{LINE} Hello! {FACTS}, as far as we know"
    other = f"{LINE} A pocket Wi-Fi serves a family with several telephones and one laptop"
    assert texts(f"{LINE} {FACTS}", verdict, one=nearly) == ["not-twice"]
    assert texts(f"{LINE} {FACTS}", verdict, two=other) == []
    assert "nearly the text of one" in check_text(FACTS, verdict, {"one": nearly})[-1].says


def test_a_link_in_chinese_needs_the_label() -> None:
    chinese = {"disclosure": {"zh": "我为 Roamcard 工作。", "en": LINE}}
    verdict = asked(conduct=chinese, title="去日本怎么上网")
    assert (verdict.language, verdict.link_label) == ("zh", "广告")
    plain = "我为 Roamcard 工作。当地的预付卡有号码"
    assert texts(plain, verdict) == []
    assert texts(f"{plain} https://example.org", verdict) == ["link-label"]
    assert texts(f"广告 {plain} https://example.org", verdict) == []
    assert asked().link_label == ""
