"""Drafts: only where the gate lets us, facts only, the fitting remedy first, nothing sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from folkmoot.assist import Contact, Draft, History, draft, draft_all, gate, remedies, write_drafts
from folkmoot.brief import Brief, read_brief
from folkmoot.ids import format_id

NOW = datetime(2017, 8, 27, tzinfo=UTC)
with as_file(files("folkmoot") / "demo_data" / "brief.toml") as path:
    DEMO = read_brief(path)
LINE = DEMO.conduct.disclosure["en"]

#: Nine answers that did not name the product: the tenth may.
NINE = History(
    tuple(
        Contact(100 + n, 100 + n, "sim-cards", NOW - timedelta(days=300), is_promotion=False)
        for n in range(9)
    )
)


def row(title: str, need_id: str = "data-abroad", **changes: Any) -> dict[str, Any]:
    return {
        "object_id": 1, "actor_id": 11, "title": title, "need_id": need_id,
        "community": "sim-cards", "url": "https://travel.stackexchange.com/q/1",
        "need_type": "how-to",
    } | changes  # fmt: skip


def made(
    title: str,
    need_id: str = "data-abroad",
    history: History = NINE,
    brief: Brief = DEMO,
    **changes: Any,
) -> Draft:
    given = row(title, need_id, **changes)
    verdict = gate(given, brief, history, now=NOW)
    found = draft(given, brief, remedies(given, brief), verdict)
    assert found is not None
    return found


def front_matter(text: str) -> dict[str, Any]:
    head = text.split("---\n")[1]
    return {name: json.loads(value) for name, value in
            (line.split(": ", 1) for line in head.splitlines())}  # fmt: skip


def test_where_a_rival_fits_better_it_is_named_first_with_facts() -> None:
    found = made("I need a local number for one month")
    assert found.is_rival_first
    assert found.text.startswith(LINE)
    first = found.text.index("What fits this: a local prepaid SIM.")
    assert "- a local phone number: yes" in found.text[first:]
    assert "What you ask for, as read: a local phone number (“local number”)" in found.text


def test_of_a_rival_nothing_bad_is_said() -> None:
    text = made("I need a local number for one month").text
    for alternative in DEMO.alternatives:
        assert not any(worse in text for worse in alternative.worse_at)


def test_ours_comes_first_where_it_fits_best_and_says_what_it_lacks() -> None:
    found = made("5 countries in 2 weeks, unlimited, buy online before I leave")
    assert not found.is_rival_first
    assert found.names_product
    assert "What fits this is what we make: Wayfare eSIM." in found.text
    assert "It does not have: data without a limit." in found.text
    assert "Its price: 19.00 EUR / 5 GB within 30 days; for what you ask, 19.00 EUR." in found.text


def test_ours_is_not_named_while_too_many_of_our_posts_would_be() -> None:
    found = made("5 countries in two weeks", history=History())
    assert found.remedies[0].kind == "ours"
    assert not found.names_product
    assert "Wayfare eSIM" not in found.text
    assert "Which remedy is right depends on:" in found.text
    assert "after 9 more without it, one may" in found.markdown()


def test_ours_is_not_named_where_it_is_no_answer() -> None:
    found = made("Local SIM with voice for a visit", "local-number")
    assert found.verdict.may_name_product
    assert not found.names_product
    assert "Wayfare eSIM" not in found.text


def test_where_nothing_tells_them_apart_the_draft_says_what_it_depends_on() -> None:
    found = made("Mobile data in Indonesia")
    assert found.remedies[0].kind == "answer"
    assert "A local prepaid SIM is good at: a local number" in found.text
    assert "Wayfare eSIM" not in found.text
    assert found.text.endswith("Say which of these matter to you, and the answer can be exact.")


@pytest.mark.parametrize(
    "changes", [{"actor_id": None}, {"is_closed": True}, {"need_type": "review"}]
)
def test_a_refused_gate_yields_no_draft(changes: dict[str, Any]) -> None:
    given = row("5 countries in two weeks", **changes)
    verdict = gate(given, DEMO, NINE, now=NOW)
    assert not verdict.allowed
    assert draft(given, DEMO, remedies(given, DEMO), verdict) is None


def test_silence_yields_no_draft() -> None:
    given = row("hello", "nothing-known")
    verdict = gate(given, DEMO, NINE, now=NOW)
    assert verdict.allowed
    assert draft(given, DEMO, remedies(given, DEMO), verdict) is None


def test_the_file_says_all_that_was_checked_and_that_nothing_was_sent() -> None:
    text = made("I need a local number for one month").markdown()
    head = front_matter(text)
    assert head["state"] == "draft"
    assert head["note"] == "nothing was sent; a named person must approve"
    assert head["approved_by"] is None
    assert head["conversation"] == "https://travel.stackexchange.com/q/1"
    assert head["need"] == "data-abroad"
    assert head["first_remedy"] == "local-sim"
    assert head["rival_first"] is True
    assert head["disclosure"] == LINE
    assert head["asked"] == [
        "a local phone number: local number", "the length of the stay: one month",
    ]  # fmt: skip
    assert "- [x] contact-cap" in text
    assert 'a local phone number (they say "local number"): misfit, no' in text
    assert "One's own product may be named where it answers the question" in text
    assert format_id(11) not in text


def test_drafts_in_chinese_are_in_chinese() -> None:
    lines = {"zh": "声明：我为 Wayfare 工作。", "en": LINE}
    conduct = DEMO.conduct.model_copy(update={"disclosure": lines})
    brief = DEMO.model_copy(update={"conduct": conduct})
    found = made("去5 countries怎么上网", history=History(), brief=brief)
    assert found.text.startswith("声明：我为 Wayfare 工作。")
    assert "选哪一种取决于" in found.text
    assert found.is_ready


def test_a_language_without_sentences_is_left_to_the_person() -> None:
    lines = {"de": "Ich arbeite für Wayfare.", "en": LINE}
    conduct = DEMO.conduct.model_copy(update={"disclosure": lines})
    brief = DEMO.model_copy(update={"conduct": conduct})
    found = made("5 countries", brief=brief, lang_declared="de")
    assert not found.is_ready
    assert [c.says for c in found.checks if not c.passed] == [
        "the skeleton is in English; write it in de"
    ]


def test_a_list_gives_one_draft_a_person_and_catches_the_same_text_twice() -> None:
    rows = [
        row("I need a local number for one month"),
        row("A local number for one month, please", object_id=2, actor_id=12),
        row("Mobile data in Indonesia", object_id=3, actor_id=11),
        row("5 countries in two weeks", object_id=4, actor_id=13, is_closed=True),
    ]
    found = draft_all(rows, DEMO, NINE, now=NOW)
    assert [each.conversation["object_id"] for each in found.drafts] == [1, 2]
    assert [each.is_ready for each in found.drafts] == [True, False]
    assert found.rival_first == 2
    assert [(one["object_id"], why) for one, why in found.refused] == [
        (3, ("this person has a draft already",)),
        (4, ("it is closed or answered well",)),
    ]


def test_a_person_gets_one_draft_under_all_accounts_that_they_joined() -> None:
    rows = [
        row("I need a local number for one month"),
        row("Mobile data in Indonesia", object_id=2, actor_id=12),
    ]
    joined = History(joined={12: 11})
    assert len(draft_all(rows, DEMO, History(), now=NOW).drafts) == 2
    found = draft_all(rows, DEMO, joined, now=NOW)
    assert [each.conversation["object_id"] for each in found.drafts] == [1]
    assert [why for _, why in found.refused] == [("this person has a draft already",)]


def test_texts_posted_before_are_compared_too() -> None:
    first = draft_all([row("I need a local number for one month")], DEMO, NINE, now=NOW)
    again = draft_all(
        [row("A local number for one month, please", object_id=2, actor_id=12)],
        DEMO, NINE, now=NOW, others={"the answer of June": first.drafts[0].text},
    )  # fmt: skip
    assert not again.drafts[0].is_ready


def test_files_are_named_by_conversation_and_never_overwritten(tmp_path: Path) -> None:
    found = draft_all([row("I need a local number for one month")], DEMO, NINE, now=NOW)
    (path,) = write_drafts(tmp_path / "drafts", found.drafts)
    assert path.name == f"{format_id(1)}.md"
    assert path.read_text(encoding="utf-8") == found.drafts[0].markdown()
    path.write_text("a person's own words", encoding="utf-8")
    assert write_drafts(tmp_path / "drafts", found.drafts) == ()
    assert path.read_text(encoding="utf-8") == "a person's own words"
