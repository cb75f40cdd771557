"""What decisions teach: simulated users with a known taste, a change of mind, a log that replays.

All users here are simulated. A user's taste is drawn from the prior, or set by hand; they keep a
conversation with the probability that their taste gives it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pytest

from folkmoot.talks import FEWEST_DECISIONS, Learnt, arrange, learn, logarithm

PARTS = ("states the need", "fresh", "not helped yet")
KINDS = ("how-to", "problem", "purchase")
USERS = 400 if os.environ.get("FOLKMOOT_STUDY") == "full" else 60
Features = dict[str, float]
Taste = dict[str, float]


@dataclass(frozen=True)
class Decision:
    """As the state holds it, without the person."""

    object_id: int
    is_kept: bool
    features: Features


def conversation(rng: np.random.Generator) -> tuple[Features, float]:
    """A simulated conversation: what is shown of it, and its value by the rule."""
    parts = {name: float(rng.uniform(0.1, 1)) for name in PARTS}
    features = dict(logarithm(name, part) for name, part in parts.items())
    features[f"asks for {rng.choice(KINDS)}"] = 1.0
    return features, float(np.prod(list(parts.values())))


def taste_of(rng: np.random.Generator) -> Taste:
    """A taste drawn from the prior: one around each of the rule's weights."""
    taste = {f"log {name}": float(rng.normal(1, 1)) for name in PARTS}
    return taste | {f"asks for {kind}": float(rng.normal(0, 1)) for kind in KINDS}


def likely(taste: Taste, features: Features, constant: float = 2.0) -> float:
    logit = constant + sum(taste.get(name, 0.0) * value for name, value in features.items())
    return float(1 / (1 + np.exp(-logit)))


def decided(rng: np.random.Generator, taste: Taste, count: int) -> list[Decision]:
    made = []
    for number in range(count):
        features, _ = conversation(rng)
        made.append(Decision(number, bool(rng.random() < likely(taste, features)), features))
    return made


def test_a_known_taste_is_recovered_and_the_intervals_hold_it() -> None:
    """Tastes drawn from the prior: 95 % intervals hold them as often as they say."""
    rng = np.random.default_rng(11)
    inside: list[bool] = []
    errors_few: list[float] = []
    errors_many: list[float] = []
    for _ in range(USERS):
        taste = taste_of(rng)
        made = decided(rng, taste, 300)
        for count, errors in ((30, errors_few), (300, errors_many)):
            found = learn(made[:count])
            if found is None:
                continue
            first = {f"log {name}": 1.0 for name in PARTS}
            for name, moved, low, high in found.told():
                truth = taste[name] - first.get(name, 0.0)
                errors.append((moved - truth) ** 2)
                inside.append(low <= truth <= high)
    assert 0.93 <= float(np.mean(inside)) <= 0.97
    assert float(np.mean(errors_many)) < 0.6 * float(np.mean(errors_few))


def shown_list(
    rng: np.random.Generator, found: Learnt | None, count: int = 60
) -> list[tuple[Features, bool]]:
    """A list of 20 out of fresh conversations, each with whether the rule put it there."""
    fresh = [conversation(rng) for _ in range(count)]
    learnt = None if found is None else [found.probability(each)[0] for each, _ in fresh]
    return [(fresh[place][0], told) for place, told in
            arrange([value for _, value in fresh], learnt)[:20]]  # fmt: skip


def lived(
    rng: np.random.Generator, tastes: list[Taste], lists: int
) -> tuple[list[float], list[Decision]]:
    """A user goes through lists of 20, learning after each; mean probability to keep, by list."""
    made: list[Decision] = []
    kept: list[float] = []
    for number in range(lists):
        taste = tastes[min(number * len(tastes) // lists, len(tastes) - 1)]
        rows = shown_list(rng, learn(made))
        kept.append(float(np.mean([likely(taste, features) for features, _ in rows])))
        for features, _ in rows:
            is_kept = bool(rng.random() < likely(taste, features))
            made.append(Decision(len(made), is_kept, features))
    return kept, made


STRONG: Taste = {"log fresh": 1.0, "log states the need": 1.0, "log not helped yet": 1.0,
                 "asks for purchase": 2.5, "asks for problem": -2.5}  # fmt: skip
TURNED: Taste = STRONG | {"asks for purchase": -2.5, "asks for problem": 2.5}


def test_a_list_gets_better_with_decisions() -> None:
    rng = np.random.default_rng(12)
    lives = np.array([lived(rng, [STRONG], 6)[0] for _ in range(USERS // 3)])
    first, last = lives[:, 0], lives[:, -1]
    assert float(np.mean(last - first)) > 0.15
    assert float(np.mean(last > first)) > 0.9


def test_each_fifth_place_is_the_rules_whatever_was_learnt() -> None:
    rng = np.random.default_rng(13)
    found = learn(decided(rng, STRONG, 200))
    assert found is not None
    for _ in range(20):
        rows = shown_list(rng, found)
        assert [place for place, (_, told) in enumerate(rows, 1) if told] == [5, 10, 15, 20]


def test_after_a_change_of_mind_the_new_taste_is_met() -> None:
    """The rule's fifth still shows what was disliked, so that a change of mind is learnt."""
    rng = np.random.default_rng(14)
    dislikes = []
    for _ in range(USERS // 6):
        _, made = lived(rng, [STRONG], 5)
        rows = [row for _ in range(3) for row in shown_list(rng, learn(made))]
        dislikes.append(sum("asks for problem" in features for features, told in rows if told))
    assert float(np.mean(dislikes)) >= 2, "of twelve places in three lists, a fair share"
    gained = []
    for _ in range(USERS // 6):
        kept, _ = lived(rng, [STRONG, TURNED], 14)
        gained.append(kept[-1] - kept[7])
    assert float(np.mean(gained)) > 0.1


def test_the_log_replays_to_the_same_weights() -> None:
    made = decided(np.random.default_rng(15), STRONG, 50)
    first, again = learn(made), learn(list(reversed(made)))
    assert first is not None
    assert again is not None
    assert first.names == again.names
    assert bool(np.array_equal(first.weights, again.weights))


def test_of_several_decisions_about_one_conversation_the_last_counts() -> None:
    made = decided(np.random.default_rng(16), STRONG, 40)
    turned = [Decision(each.object_id, not each.is_kept, each.features) for each in made]
    first, again = learn(made), learn([*turned, *made])
    assert first is not None
    assert again is not None
    assert bool(np.array_equal(first.weights, again.weights))
    assert again.decisions == 40


@pytest.mark.parametrize("count", [0, 1, FEWEST_DECISIONS - 1])
def test_few_decisions_teach_nothing(count: int) -> None:
    made = decided(np.random.default_rng(17), STRONG, 40)
    mixed = [each for each in made if each.is_kept][:5] + [e for e in made if not e.is_kept][:5]
    assert learn(mixed[:count]) is None
    assert learn(mixed) is not None
    assert learn([each for each in made if each.is_kept]) is None


def test_nothing_learnt_is_the_rules_order() -> None:
    rng = np.random.default_rng(18)
    values = [value for _, value in (conversation(rng) for _ in range(30))]
    order = [place for place, _ in arrange(values, None)[:30]]
    assert order == sorted(range(30), key=lambda place: -values[place])
