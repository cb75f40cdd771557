"""What people state, and which remedy fits it best, by the brief of the demonstration."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Any

import pytest
from tests.strategy_cases import brief as small_brief

from folkmoot.assist import Remedy, remedies
from folkmoot.assist.statements import quantity, statements
from folkmoot.brief import Brief, read_brief

with as_file(files("folkmoot") / "demo_data" / "brief.toml") as path:
    DEMO = read_brief(path)


def asked(text: str, need_id: str | None = None) -> dict[str, tuple[str, Any]]:
    """Attribute -> the person's words and the value stated."""
    return {
        each.attribute: (each.words, each.ask.value if each.ask else None)
        for each in statements(text, DEMO, need_id)
        if each.is_said
    }


def order(title: str, need_id: str | None, given: Brief = DEMO) -> list[str]:
    return [each.id for each in remedies({"title": title, "need_id": need_id}, given)]


def of(title: str, need_id: str, name: str) -> Remedy:
    return next(r for r in remedies({"title": title, "need_id": need_id}, DEMO) if r.id == name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I need a local number", {"local_number": ("local number", True)}),
        ("5 countries in two weeks", {
            "several_countries": ("5 countries", True), "stay_days": ("two weeks", 14.0)}),
        ("a 2-week trip", {"stay_days": ("2-week", 14.0)}),
        ("for a couple of months", {"stay_days": ("couple of months", 60.0)}),
        ("three days in Rome, then 3 weeks in Pisa", {"stay_days": ("3 weeks", 21.0)}),
        ("I was there 3 weeks ago, with a 2 year old", {}),
        ("No calls, text messages or local number needed", {}),
        ("I don't need a local number", {}),
        ("It is not easy. A local number would help", {"local_number": ("local number", True)}),
        ("What do you call this?", {}),
        ("Which is the cheapest?", {"": ("cheapest", None)}),
    ],
)  # fmt: skip
def test_only_what_is_stated_counts_in_the_persons_words(
    text: str, expected: dict[str, tuple[str, Any]]
) -> None:
    assert asked(text) == expected


def test_a_must_have_is_told_once_with_the_persons_words_where_they_say_it() -> None:
    need = "one-card-several-countries"
    said, silent = (
        next(s for s in statements(text, DEMO, need) if s.attribute == "several_countries")
        for text in ("One card for 3 countries", "A card")
    )
    assert (said.is_must, said.is_said, said.words) == (True, True, "3 countries")
    assert (silent.is_must, silent.is_said) == (True, False)
    assert silent.words == "One card for several countries"


def test_what_is_asked_for_by_name_counts_for_that_remedy_alone() -> None:
    named = of("Where to get a prepaid SIM in Argentina?", "data-abroad", "local-sim")
    assert [str(each) for each in named.findings][-1] == (
        'asked for by name (they say "prepaid SIM"): fit, this is what they name'
    )
    ours = of("Where to get a prepaid SIM in Argentina?", "data-abroad", "ours")
    assert "asked for by name" not in {each.statement.title for each in ours.findings}


def test_chinese_numbers_are_read() -> None:
    days = DEMO.attribute("stay_days").model_copy(update={"units": {"天": 1.0, "月": 30.0}})
    assert quantity("去日本两个月", days) == (60.0, "两个月")
    assert quantity("去日本10天", days) == (10.0, "10天")


def test_a_local_number_for_a_month_in_one_country_is_a_local_sim() -> None:
    ranked = order("need a local number for one month in one country", "data-abroad")
    assert ranked[0] == "local-sim"
    assert ranked.index("local-sim") < ranked.index("ours")


def test_five_countries_in_two_weeks_data_only_is_ours() -> None:
    title = "5 countries in two weeks, data only"
    assert order(title, "one-card-several-countries")[0] == "ours"
    assert order(title, None)[0] == "ours"


def test_what_lacks_a_must_have_comes_last_and_says_so() -> None:
    title = "Local SIM with voice for a visit"
    ranked = remedies({"title": title, "need_id": "local-number"}, DEMO)
    assert ranked[0].id == "local-sim"
    last = next(each for each in ranked if each.id == "ours")
    assert not last.is_fit
    assert last.why.startswith("it lacks what the need cannot do without: a local phone number")
    assert [each.id for each in ranked].index("ours") > [r.kind for r in ranked].index("silence")


def test_every_fit_and_misfit_is_listed_with_fact_and_words() -> None:
    ours = of("local number for one month", "data-abroad", "ours")
    told = [str(each) for each in ours.findings]
    assert 'a local phone number (they say "local number"): misfit, no' in told
    assert 'the length of the stay (they say "one month"): fit, 90 days' in told


def test_silence_comes_first_where_nothing_is_known_or_the_gate_refuses() -> None:
    assert order("hello", None)[0] == "silence"
    refused = remedies({"title": "5 countries", "need_id": "data-abroad"}, DEMO, "left alone")
    assert (refused[0].kind, refused[0].why) == ("silence", "left alone")


def test_an_answer_comes_first_where_nothing_tells_the_best_apart() -> None:
    ranked = remedies({"title": "Mobile data in Indonesia", "need_id": "data-abroad"}, DEMO)
    assert ranked[0].kind == "answer"


def test_the_cheaper_of_equals_for_the_stay_comes_first() -> None:
    ours = of("mobile data for two weeks", "data-abroad", "ours")
    wifi = of("mobile data for two weeks", "data-abroad", "pocket-wifi")
    assert (ours.score, ours.cost) == (wifi.score, 19.0)
    assert wifi.cost == 7.0 * 14
    ranked = order("mobile data for two weeks", "data-abroad")
    assert ranked.index("ours") < ranked.index("pocket-wifi")
    assert of("mobile data for two months", "data-abroad", "ours").cost == 38.0
    assert of("mobile data", "data-abroad", "ours").cost is None


def test_doing_without_comes_behind_what_fits_unless_asked_for_by_name() -> None:
    ranked = order("several countries for two weeks, with an old phone", None)
    assert ranked.index("ours") < ranked.index("without")
    assert order("Where is free Wi-Fi in Taiwan?", "wifi-on-the-way")[0] == "without"


def test_a_limit_that_no_attribute_tells_is_a_misfit_of_ours() -> None:
    found = remedies({"title": "data abroad, and call a landline", "need_id": "data-abroad"},
                     small_brief())  # fmt: skip
    ours = next(each for each in found if each.kind == "ours")
    (told,) = map(str, ours.findings)
    assert told.startswith('calls to landlines (they say "call a landline"): misfit, the brief')
    assert found[0].kind == "answer"
