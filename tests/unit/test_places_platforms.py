"""Platforms: forms by rung, facts with sources or told as unknown, rules that are found."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import FrozenInstanceError
from itertools import groupby
from pathlib import Path

import pytest
from click.testing import CliRunner

import folkmoot
from folkmoot.activity import KINDS
from folkmoot.cli.platforms import platforms as command
from folkmoot.errors import FolkmootError
from folkmoot.ladder import RUNGS, rung_of
from folkmoot.platforms import (
    ABOUT,
    EFFECTS,
    STATUSES,
    UNKNOWN,
    Platform,
    kinds,
    platform,
    platform_told,
    platforms,
)
from folkmoot.sources import source, source_names
from folkmoot.sources.telling import about_of

#: What the plan of the product names, Chinese and Western.
NAMED = (
    "weibo wechat douban tieba zhihu xiaohongshu bilibili douyin kuaishou qqgroups qzone huaban"
    " meilishuo tencentweibo renren kaixin001 pengyou reddit stackexchange discourse hackernews"
    " mastodon bluesky x facebookgroups instagram tiktok youtube pinterest linkedin discord"
    " telegram wordpress ghost podcasts usenet mailinglists"
)
#: Each form of taking part as a trace: verb, object and whether it answers somebody.
TRACES = {
    "answer": ("Create", "Answer", True),
    "article": ("Create", "Article", False),
    "bookmark": ("Add", "Note", False),
    "comment": ("Create", "Comment", True),
    "edit of another's post": ("Update", "Answer", True),
    "episode": ("Create", "Audio", False),
    "follow": ("Follow", "Person", False),
    "gift": ("Offer", "Note", False),
    "join": ("Join", "Group", False),
    "letter": ("Create", "Article", False),
    "like": ("Like", "Note", False),
    "list": ("Add", "Note", False),
    "listening": ("Listen", "Audio", False),
    "live broadcast": ("Create", "Video", False),
    "message": ("Create", "Note", False),
    "page": ("Create", "Page", False),
    "picture": ("Create", "Image", False),
    "playlist": ("Add", "Video", False),
    "poll": ("Create", "Poll", False),
    "profile": ("Create", "Person", False),
    "question": ("Create", "Question", False),
    "quote": ("Create", "Note", False),
    "rating": ("Rate", "Note", False),
    "reaction": ("Like", "Note", False),
    "reading": ("Read", "Note", False),
    "reply": ("Create", "Note", True),
    "repost": ("Announce", "Note", False),
    "review": ("Create", "Review", False),
    "save": ("Add", "Note", False),
    "share": ("Announce", "Note", False),
    "short post": ("Create", "Note", False),
    "status": ("Create", "Note", False),
    "subscription": ("Follow", "Person", False),
    "tag": ("Add", "Note", False),
    "topic": ("Create", "Topic", False),
    "video": ("Create", "Video", False),
    "vote": ("Like", "Answer", True),
    "watching": ("View", "Video", False),
    "wiki edit": ("Update", "Wiki", True),
}
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?|unknown")
BOTH = (*kinds(), *platforms())
REFERENCE = Path(folkmoot.__file__).parent / "reference"


def ids(each: Platform) -> str:
    return each.id


def serves(form: str, kind: str) -> str | None:
    verb, thing, is_reply = TRACES[form]
    return rung_of(verb, thing, is_reply=is_reply, kind=kind)


def test_every_kind_of_community_is_described_in_order() -> None:
    assert tuple(each.id for each in kinds()) == KINDS
    assert all(each.is_kind and each.region == UNKNOWN for each in kinds())


def test_the_named_communities_are_there() -> None:
    assert {each.id for each in platforms()} >= set(NAMED.split())
    assert len(platforms()) >= 30
    assert not any(each.is_kind for each in platforms())


@pytest.mark.parametrize("each", BOTH, ids=ids)
def test_each_form_serves_the_rung_that_the_ladder_reads(each: Platform) -> None:
    assert set(each.affords) <= {rung.name for rung in RUNGS if rung.bit is not None}
    assert all(each.forms.values())
    for rung, forms in each.forms.items():
        assert {serves(form, each.kind) for form in forms} == {rung}
    assert {serves(form, each.kind) for form in each.reactions} <= {None}


@pytest.mark.parametrize("each", platforms(), ids=ids)
def test_every_platform_says_what_it_is(each: Platform) -> None:
    assert each.kind in KINDS
    assert each.region in {"CN", "world"}
    assert each.status in STATUSES


@pytest.mark.parametrize("each", BOTH, ids=ids)
def test_every_fact_has_a_source_and_a_date_or_is_told_as_unknown(each: Platform) -> None:
    for word in (each.name, each.good_for, each.source, *each.aka, *each.hosts):
        assert word == word.strip() != ""
    assert DATE.fullmatch(each.dated)
    told = [subject for subject, _ in groupby(fact.about for fact in each.facts)]
    assert told == [subject for subject in ABOUT if subject != "era" or not each.is_kind]
    for fact in each.facts:
        assert fact.says == fact.says.strip() != ""
        assert DATE.fullmatch(fact.dated)
        assert (fact.source == UNKNOWN) == (not fact.is_known)
        if not fact.is_known:
            assert (fact.dated, len(each.about(fact.about))) == (UNKNOWN, 1)


@pytest.mark.parametrize("each", BOTH, ids=ids)
def test_every_rule_says_what_it_asks_and_where_it_was_read(each: Platform) -> None:
    for rule in each.rules:
        assert rule.effect in EFFECTS
        assert all((rule.says, rule.implies, rule.source))
        assert not rule.says.endswith(".")
        assert rule.source != UNKNOWN
        assert DATE.fullmatch(rule.dated)


def test_facts_and_rules_speak_of_what_there_is() -> None:
    with (REFERENCE / "platforms" / "facts.csv").open(encoding="utf-8", newline="") as file:
        spoken = [row["platform"] for row in csv.DictReader(file)]
    order = [each.id for each in BOTH]
    assert [name for name, _ in groupby(spoken)] == sorted(set(spoken), key=spoken.index)
    assert set(spoken) == set(order)
    with (REFERENCE / "policy_rules.csv").open(encoding="utf-8", newline="") as file:
        bound = {row["applies_to"] for row in csv.DictReader(file)}
    named = {each.id for each in platforms()}
    assert bound <= {"everywhere", *named, *(f"kind:{kind}" for kind in KINDS)}


def test_no_name_and_no_server_is_two_platforms() -> None:
    owned = {
        each.id: {name.casefold() for name in (each.id, each.name, *each.aka)} for each in BOTH
    }
    assert len(set().union(*owned.values())) == sum(map(len, owned.values()))
    hosts = [host for each in BOTH for host in each.hosts]
    assert len(hosts) == len(set(hosts))
    assert all(platform(host).id == each.id for each in BOTH for host in each.hosts)


def test_every_effect_is_asked_for_by_some_rule() -> None:
    assert {rule.effect for each in BOTH for rule in each.rules} == set(EFFECTS)


@pytest.mark.parametrize("name", source_names())
def test_every_source_leads_to_its_platforms_and_back(name: str) -> None:
    about = about_of(source(name))
    assert about is not None
    for host in about.platforms:
        assert name in platform(host).read_by
    assert any(name in each.read_by for each in platforms())


def test_what_reads_a_platform_is_a_source() -> None:
    assert {name for each in platforms() for name in each.read_by} == set(source_names())


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("travel.stackexchange.com", "stackexchange"),
        ("Stack Exchange", "stackexchange"),
        ("www.reddit.com", "reddit"),
        ("notreddit.com.example", None),
        ("mp.weixin.qq.com", "wechat"),
        ("知乎", "zhihu"),
        ("mail", "mailinglists"),
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
    assert [rule.effect for rule in platform("usenet").own_rules] == ["no-repetition", "ask-first"]


def test_numbers_of_rules_are_numbers() -> None:
    capped = platform("reddit").rule("self-promotion-cap")
    assert capped is not None
    assert float(capped.value) == 0.10
    for effect in ("reply-when-engaged", "contact-cap", "rate-limit", "retention-cap"):
        found = [rule for each in platforms() for rule in each.rules if rule.effect == effect]
        assert found
        assert all(int(rule.value) > 0 for rule in found)


def test_where_nothing_is_known_it_says_so() -> None:
    assert platform("x").is_bound
    assert not platform("matrix").is_bound
    assert platform("other").affords == ()
    assert [fact.says for fact in platform("huaban").about("access")] == [UNKNOWN]
    with pytest.raises(FrozenInstanceError):
        platform("zhihu").status = "closed"  # type: ignore[misc]  # that it cannot be is the test


@pytest.mark.parametrize(
    "kind", ["qa", "forum", "mailing_list", "chat", "microblog", "sns", "blog", "video", "feed"]
)
def test_what_a_kind_affords_is_what_the_ladder_reads_there(kind: str) -> None:
    assert rung_of("Create", "Note", is_reply=False, kind=kind) in platform(kind).affords


def run(*arguments: str) -> str:
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_lists_by_kind_and_region() -> None:
    listed = json.loads(run("--kind", "sns", "--region", "CN", "--json"))
    assert [each["id"] for each in listed] == ["qzone", "renren", "kaixin001", "pengyou"]
    assert listed == [platform_told(platform(each["id"])) for each in listed]
    assert len(json.loads(run("--json"))) == len(BOTH)
    assert "weibo" in run("--region", "CN")


def test_the_command_tells_all_of_one_platform() -> None:
    told = run("tieba.baidu.com")
    tieba = platform("tieba")
    for fact in tieba.facts:
        assert fact.says in told
        assert f"[{fact.source}; {fact.dated}]" in told
    for rule in tieba.own_rules:
        assert rule.says in told
    assert "read by our sources mediacrawler" in told
    assert "  unknown: read its guidelines first" in run("matrix")
    assert json.loads(run("tieba", "--json")) == platform_told(tieba)


@pytest.mark.parametrize(
    "arguments", [("--kind", "nix"), ("--region", "EU"), ("weibo", "--kind", "microblog")]
)
def test_the_command_names_what_it_does_not_understand(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2
