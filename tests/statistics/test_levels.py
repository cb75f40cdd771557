"""Levels: rates of simulated people are found again, whatever their history is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from tests.measure_lakes import AS_OF, ago

from folkmoot.activity import ACTIVITIES
from folkmoot.engines import DuckEngine
from folkmoot.estimate import EstimateTable
from folkmoot.measures._levels import read_levels
from folkmoot.measures.levels import levels
from folkmoot.view import View, view_of_tables

#: Days a month on which a simulated person is there, and days since they began.
RATES, HISTORIES = (0.5, 1.5, 6.0, 20.0), (60, 200, 1000)
PEOPLE = 150


def view_of_days(
    actors: list[int], days: list[float], types: list[str], where: list[int] | None = None
) -> View:
    """A lake of posts, of which only who, when, what and where matter."""
    rows = len(actors)
    same = {
        "verb": "Create", "actor_scheme": "id", "actor_type": "Person",
        "platform": "example.org", "kind": "qa", "time_precision": "second",
        "time_source": "server", "sampling_frame": "community", "source": "test",
        "source_version": "1", "imported_at": AS_OF,
    }  # fmt: skip
    moments = [ago(day) for day in days]
    own = {
        "activity_id": range(rows), "object_id": range(rows), "actor_id": actors,
        "community_id": where or [7] * rows, "object_type": types, "published_at": moments,
        "month": [f"{at:%Y-%m}" for at in moments],
        "in_reply_to": [1 if kind == "Answer" else None for kind in types],
    }  # fmt: skip
    columns = [
        pa.array(own[field.name], field.type)
        if field.name in own
        else pa.array([same.get(field.name)] * rows, field.type)
        for field in ACTIVITIES
    ]
    return view_of_tables(DuckEngine(), {"activities": pa.table(columns, schema=ACTIVITIES)}, AS_OF)


@pytest.fixture(scope="module")
def view() -> View:
    chance = np.random.default_rng(11)
    actors: list[int] = []
    ages: list[float] = []
    for group, (rate, history) in enumerate((r, h) for r in RATES for h in HISTORIES):
        for person in range(PEOPLE):
            there = np.flatnonzero(chance.random(history) < rate / 30)
            there = np.union1d(there, [history - 1])
            actors += [1000 * group + person] * len(there)
            ages += [float(day) + 0.3 for day in there]
    kinds = ["Answer" if n % 2 else "Question" for n in range(len(actors))]
    return view_of_days(actors, ages, kinds)


def test_steady_rates_are_found_again(view: View) -> None:
    found = read_levels(view, AS_OF)
    groups = found.people // 1000
    for group, (rate, history) in enumerate((r, h) for r in RATES for h in HISTORIES):
        # The first day is there by construction: one day more than the rate, seen from then on.
        weight = 90 / np.log(2) * (1 - 0.5 ** (history / 90))
        truth = rate + 30 * 0.5 ** ((history - 1) / 90) / weight * (1 - rate / 30)
        told = found.presence_rate[groups == group]
        reach = 4 * told.std() / np.sqrt(PEOPLE)
        assert abs(told.mean() - truth) < reach + 0.02 * truth, (rate, history)
        half = found.contribution_rate[groups == group].mean()
        assert half == pytest.approx(truth / 2, rel=0.15), (rate, history)


def test_who_stops_sinks_and_who_was_kept_is_told() -> None:
    """Of 200 who came weekly a year ago, 120 still do; of the others nothing is seen since."""
    actors, ages = [], []
    for person in range(200):
        for week in range(100):
            if person < 120 or week > 52:
                actors.append(person)
                ages.append(7 * week + 0.3)
    table: EstimateTable = levels(
        view_of_days(actors, ages, ["Question"] * len(actors)), is_target_known=False
    )
    (kept,) = table.rows(kind="presence", step="weekly", measure="kept")
    assert (kept["cases"], kept["base"]) == (120, 200)
    (gone,) = table.rows(kind="presence", step="gone", measure="share")
    assert (gone["cases"], gone["base"]) == (80, 200)
    (never,) = table.rows(kind="contribution", step="never", measure="share")
    assert never["cases"] == 200
    assert table.explain()[0].startswith("60 of 100 of all are now there: weekly (")
