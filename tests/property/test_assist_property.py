"""Remedies do not depend on the brief's order, rivals that dominate lead, the gate is firm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.strategy_cases import brief as small_brief

from folkmoot.assist import Contact, History, gate, remedies
from folkmoot.assist.statements import statements
from folkmoot.brief import Brief

NOW = datetime(2026, 3, 4, tzinfo=UTC)
NAMES = ("red", "green", "blue", "large")
ATTRIBUTES = [
    {"id": name, "title": f"being {name}", "type": "bool", "phrases": [name]} for name in NAMES
]
FACTS = st.dictionaries(st.sampled_from(NAMES), st.booleans())
TITLES = st.lists(st.sampled_from([*NAMES, "no", "or", ",", "card", "5", "thing-a"])).map(" ".join)


def alternative(number: int, facts: dict[str, bool], kind: str = "rival") -> dict[str, Any]:
    return {"id": f"thing-{number}", "name": f"thing {number}", "kind": kind, "facts": facts}


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """Made-up products and rivals that differ by four properties, some of them unknown."""
    rivals = [alternative(n, facts) for n, facts in enumerate(draw(st.lists(FACTS, max_size=4)))]
    musts = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=2))
    return small_brief(
        attributes=ATTRIBUTES,
        needs=[{"id": "n", "title": "a need", "phrases": ["card"],
                "must_haves": [{"attribute": each, "value": True} for each in musts]}],
        facts=draw(FACTS),
        limits=[],
        alternatives=[*rivals, alternative(9, {}, "do-nothing")],
    )  # fmt: skip


@given(briefs(), TITLES, st.sampled_from(["n", None]), st.randoms())
def test_the_order_of_alternatives_in_the_brief_does_not_matter(
    brief: Brief, title: str, need_id: str | None, chance: Any
) -> None:
    shuffled = list(brief.alternatives)
    chance.shuffle(shuffled)
    other = brief.model_copy(update={"alternatives": tuple(shuffled)})
    row = {"title": title, "need_id": need_id}
    assert remedies(row, brief) == remedies(row, other)


@given(briefs(), TITLES, st.sampled_from(["n", None]))
def test_a_rival_that_dominates_ours_on_the_facts_comes_before_it(
    brief: Brief, title: str, need_id: str | None
) -> None:
    facts = {name: brief.facts.get(name) is True for name in NAMES}
    ours = {**facts, NAMES[0]: False}
    for better in ({**facts, NAMES[0]: True}, ours):
        rival = alternative(7, better)
        document = brief.model_dump(exclude_none=True) | {"facts": ours}
        document["alternatives"] = [*document["alternatives"], rival]
        found = [
            each.id
            for each in remedies(
                {"title": title, "need_id": need_id}, Brief.model_validate(document)
            )
        ]
        assert found.index("thing-7") < found.index("ours")


@given(briefs(), TITLES, st.sampled_from(["n", None]))
def test_every_way_to_help_is_there_once_and_scores_add_up(
    brief: Brief, title: str, need_id: str | None
) -> None:
    ranked = remedies({"title": title, "need_id": need_id}, brief)
    ids = [each.id for each in ranked]
    expected = {"ours", "answer", "silence", *(each.id for each in brief.alternatives)}
    assert len(ids) == len(set(ids))
    assert set(ids) == expected
    for each in ranked:
        assert each.score == sum(finding.points for finding in each.findings)
        if not each.is_fit:
            assert ids.index(each.id) > ids.index("silence")


@given(st.text(), st.sampled_from(["n", None]))
def test_any_text_can_be_read(text: str, need_id: str | None) -> None:
    brief = small_brief(attributes=[
        *ATTRIBUTES,
        {"id": "days", "title": "days", "type": "number", "units": {"days": 1.0, "天": 1.0},
         "asks": "at_least"},
        {"id": "odd", "title": "odd", "type": "bool", "phrases": ["?!", "，"]},
    ])  # fmt: skip
    for each in statements(text, brief, need_id):
        assert each.words


ROWS = st.fixed_dictionaries(
    {"object_id": st.integers(1, 5), "actor_id": st.one_of(st.none(), st.integers(1, 5)),
     "community": st.sampled_from(["a", "b"]), "title": TITLES},
    optional={"need_type": st.sampled_from(["how-to", "problem", "review"]),
              "url": st.sampled_from(["https://x.com/1", "https://mastodon.social/@a/1"]),
              "is_closed": st.booleans(), "is_indexable": st.booleans()},
)  # fmt: skip
CONTACTS = st.lists(
    st.builds(
        Contact, st.one_of(st.none(), st.integers(1, 5)), st.integers(1, 5),
        st.sampled_from(["a", "b"]),
        st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)), st.booleans(),
    ),
    max_size=6,
).map(tuple)  # fmt: skip


@given(ROWS, CONTACTS, st.frozensets(st.integers(1, 5)))
def test_the_gate_never_lets_us_near_somebody_to_be_left_alone(
    row: dict[str, Any], contacts: tuple[Contact, ...], left_alone: frozenset[int]
) -> None:
    verdict = gate(row, small_brief(), History(contacts, left_alone), now=NOW)
    if row["actor_id"] is None or row["actor_id"] in left_alone:
        assert not verdict.allowed
        assert verdict.reasons


@given(ROWS, CONTACTS, st.integers(0, 2), st.integers(0, 400))
def test_nobody_is_contacted_more_often_or_sooner_than_the_brief_allows(
    row: dict[str, Any], contacts: tuple[Contact, ...], cap: int, days: int
) -> None:
    brief = small_brief(conduct={"disclosure": {"en": "x"}, "contacts_per_person": cap,
                                 "cool_down_days": days})  # fmt: skip
    verdict = gate(row, brief, History(contacts), now=NOW)
    if verdict.allowed:
        met = [each for each in contacts if each.actor_id == row["actor_id"]]
        assert len(met) < cap
        assert all(NOW - each.contacted_at >= timedelta(days=days) for each in met)


@given(ROWS, CONTACTS)
def test_the_share_that_names_the_product_is_kept_with_the_next_post(
    row: dict[str, Any], contacts: tuple[Contact, ...]
) -> None:
    verdict = gate(row, small_brief(), History(contacts), now=NOW)
    here = [each.is_promotion for each in contacts if each.community == row["community"]]
    assert verdict.may_name_product == (10 * (sum(here) + 1) <= len(here) + 1)
