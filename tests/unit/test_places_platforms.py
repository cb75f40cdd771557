"""Platforms: facts with sources, rules that are found."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from folkmoot.activity import KINDS
from folkmoot.errors import FolkmootError
from folkmoot.ladder import RUNGS, rung_of
from folkmoot.platforms import EFFECTS, Platform, kinds, platform

NAMED = (
    "stackexchange reddit discourse hackernews mastodon bluesky x wordpress ghost discord telegram"
    " mailinglists youtube qzone renren kaixin001 douban weibo wechat xiaohongshu douyin kuaishou"
    " bilibili zhihu tieba meilishuo wechatchannels"
)


def test_every_kind_of_community_is_described_in_order() -> None:
    assert tuple(each.id for each in kinds()) == KINDS
    assert all(set(each.affords) <= {rung.name for rung in RUNGS[:-1]} for each in kinds())


@pytest.mark.parametrize("name", NAMED.split())
def test_every_fact_has_a_source_and_a_date(name: str) -> None:
    found = platform(name)
    assert found.id == name
    assert found.kind in KINDS
    assert found.affords == platform(found.kind).affords
    for fact in (found.name, found.era, found.audience, found.good_for, found.source, found.dated):
        assert fact.strip()
    assert found.forms
    for rule in found.rules:
        assert rule.effect in EFFECTS
        assert all((rule.says, rule.implies, rule.source, rule.dated))


def test_every_effect_is_asked_for_by_some_rule() -> None:
    asked = {rule.effect for name in [*NAMED.split(), *KINDS] for rule in platform(name).rules}
    assert asked == set(EFFECTS)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("travel.stackexchange.com", "stackexchange"),
        ("Stack Exchange", "stackexchange"),
        ("www.reddit.com", "reddit"),
        ("notreddit.com.example", None),
        ("mp.weixin.qq.com", "wechat"),
        ("X", "x"),
        ("qa", "qa"),
        ("", None),
    ],
)
def test_a_platform_is_found_by_name_address_or_kind(said: str, found: str | None) -> None:
    if found is not None:
        assert platform(said).id == found
        return
    assert platform(said, "forum").id == "forum"
    with pytest.raises(FolkmootError, match="stackexchange"):
        platform(said)


def test_own_rules_come_before_those_that_hold_everywhere() -> None:
    stack = platform("stackexchange")
    disclose = stack.rule("disclose")
    assert disclose is not None
    assert disclose.applies_to == "stackexchange"
    general = platform("blog").rule("disclose")
    assert general is not None
    assert (general.region, general.applies_to) == ("US", "everywhere")
    assert stack.rule("answer-only") is not None
    assert platform("mailing_list").rule("ask-first") is not None


def test_numbers_of_rules_are_numbers() -> None:
    capped = platform("reddit").rule("self-promotion-cap")
    assert capped is not None
    assert float(capped.value) == 0.10
    engaged = platform("x").rule("reply-when-engaged")
    assert engaged is not None
    assert int(engaged.value) == 1


def test_where_nothing_is_known_it_says_so() -> None:
    assert platform("x").is_bound
    assert not platform("zhihu").is_bound
    assert platform("other").affords == ()
    assert isinstance(platform("zhihu"), Platform)
    with pytest.raises(FrozenInstanceError):
        platform("zhihu").era = "2030"  # type: ignore[misc]  # that it cannot be set is the test


@pytest.mark.parametrize(
    "kind", ["qa", "forum", "mailing_list", "chat", "microblog", "sns", "blog", "video", "feed"]
)
def test_what_a_kind_affords_is_what_the_ladder_reads_there(kind: str) -> None:
    assert rung_of("Create", "Note", is_reply=False, kind=kind) in platform(kind).affords
