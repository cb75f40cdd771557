"""The look-alike score: what it reads, on whom it is judged, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from tests.measure_lakes import SITE, ago, brief, question, view_of

from folkmoot.estimate import EstimateTable
from folkmoot.measures._judging import (
    auc,
    auc_difference,
    calibration_slope,
    lift,
    observed_to_expected,
)
from folkmoot.measures.look_alike import look_alike
from folkmoot.view import View

NEED = "Where to buy a SIM card?"
ROOMS = [
    {"community_id": SITE, "name": "site"},
    {"community_id": 71, "name": "trains", "parent_id": SITE},
    {"community_id": 72, "name": "hotels", "parent_id": SITE},
    {"community_id": 73, "name": "islam", "parent_id": SITE},
]


def simulated(
    people: int, *, trains: float, hotels: float, needs: float = 0.2, seed: int = 1
) -> View:
    """Simulated askers over four years; those with the need ask about trains so often."""
    rng = np.random.default_rng(seed)
    acts, members = [], []
    for actor in range(1, people + 1):
        day = 30 + 1400 * actor / people
        is_target = rng.random() < needs
        rides = rng.random() < (trains if is_target else hotels)
        room = "Trains and islam" if rides else "Hotels"
        acts.append(question(2 * actor + 1, actor, f"{room} in June", day + 5))
        acts.append(question(2 * actor, actor, NEED if is_target else "Any news?", day))
        members.append({"actor_id": actor, "joined_at": ago(1600), "country": "DE"})
    return view_of(activities=acts, members=members, communities=ROOMS)


@pytest.fixture(scope="module")
def found() -> Iterator[EstimateTable]:
    view = simulated(1500, trains=0.8, hotels=0.2)
    yield look_alike(view, brief())
    view.engine.close()


def judged(table: EstimateTable, measure: str, which: str = "score") -> dict[str, float]:
    return table.rows(part="judged", measure=measure, characteristic=which)[0]


def test_what_sets_them_apart_is_learnt_and_holds_on_those_who_came_later(
    found: EstimateTable,
) -> None:
    # One in five by 80 to 20 on either side: the chance to rank right is .8 at most.
    assert judged(found, "auc")["low"] < 0.8 < judged(found, "auc")["high"]
    assert judged(found, "auc", "baseline")["value"] == pytest.approx(0.5, abs=0.1)
    assert judged(found, "auc_difference")["low"] > 0
    # What is promised is itself counted on some hundred people.
    assert judged(found, "observed_to_expected")["value"] == pytest.approx(1, abs=0.3)
    assert judged(found, "calibration_slope")["low"] < 1
    assert judged(found, "calibration_slope")["high"] > 1
    assert found.notes[0].startswith("They can be told from others, better than by activity alone")


def test_what_the_score_reads_is_said_in_words(found: EstimateTable) -> None:
    first = found.rows(part="reads")[0]
    assert (first["characteristic"], first["category"]) in {
        ("topic", "trains"),
        ("topic", "hotels"),
    }
    said = dict(zip([row["category"] for row in found.rows()], found.explain(), strict=True))
    assert said["trains"].startswith('Whoever asks about "trains" is more like them: the odds are ')
    assert said["hotels"].startswith('Whoever asks about "hotels" is less like them: the odds are ')


def test_nobody_is_on_both_sides(found: EstimateTable) -> None:
    learnt = found.rows(part="reads")[0]["base"]
    assert learnt + judged(found, "auc")["base"] == 1500


def test_a_sensitive_place_is_not_read_however_well_it_tells(found: EstimateTable) -> None:
    assert not any("islam" in str(row) for row in found.rows())
    assert any(note.startswith("1 place was left out") for note in found.notes)


def test_without_a_difference_none_is_claimed() -> None:
    view = simulated(1500, trains=0.4, hotels=0.4)
    table = look_alike(view, brief())
    assert judged(table, "auc")["low"] <= 0.5 <= judged(table, "auc")["high"]
    assert "can be told" not in table.notes[0]


def test_what_cannot_be_learnt_or_judged_is_said_plainly() -> None:
    nobody = look_alike(view_of(activities=[question(1, 1, "Hotels", 1)]), brief())
    assert len(nobody) == 0
    assert nobody.notes == (
        "Nobody in this data states a need of the brief, so nobody can be resembled.",
    )
    few = look_alike(simulated(60, trains=0.8, hotels=0.2), brief())
    assert few.notes[0].startswith("No look-alike: ")
    assert few.notes[0].endswith(" too few to learn from 30 and to judge on 20 others.")
    everybody = look_alike(simulated(200, trains=0.8, hotels=0.2, needs=1.1), brief())
    assert len(everybody) == 0
    assert everybody.notes[0].startswith("No look-alike: 0 askers without the need")


def test_the_measures_of_a_score_on_worked_examples() -> None:
    scores = np.array([4.0, 3.0, 2.0, 1.0])
    has = np.array([True, False, True, False])
    assert auc(scores, has, "people").value == 0.75
    assert auc_difference(scores, scores, has, "people").value == 0
    assert auc_difference(scores, -scores, has, "people").value == pytest.approx(0.5)
    assert lift(np.arange(100.0), np.arange(100) >= 90, "people").value == 1000
    assert lift(np.zeros(100), np.arange(100) >= 80, "people").value == 100, "ties go by lot"
    promised = observed_to_expected(np.full(50, 0.2), np.arange(50) < 5, "people")
    assert promised.value == pytest.approx(0.5)
    assert promised.low is not None
    assert promised.low < 0.5
    assert calibration_slope(np.zeros(4), has, "people").value is None
    flat = np.full(1000, -3.1) + np.arange(1000) % 2 * 1e-15
    assert calibration_slope(flat, np.arange(1000) < 50, "people").value is None
