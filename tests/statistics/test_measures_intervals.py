"""Intervals hold the truth as often as they say; tests find as little by chance as they say.

All populations here are simulated, with a fixed seed, so their truth is known.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from tests.measure_lakes import AS_OF, SITE

from folkmoot.activity import ACTIVITIES
from folkmoot.engines import DuckEngine
from folkmoot.estimate import false_discovery
from folkmoot.measures._cells import Ints, index_cells, share_cells
from folkmoot.measures._compare import Pair, index_against, log_odds, p_values
from folkmoot.measures._places import _ask_answers
from folkmoot.measures._strata import Strata
from folkmoot.measures.participation import participation
from folkmoot.view import View, view_of_tables

DRAWS = 20_000


def held(low: object, high: object, truth: float) -> float:
    return float(np.mean((np.asarray(low) <= truth) & (truth <= np.asarray(high))))


@pytest.mark.parametrize("base", [30, 100, 1000])
@pytest.mark.parametrize("truth", [0.02, 0.1, 0.5, 0.9])
def test_a_share_is_held_as_often_as_said(base: int, truth: float) -> None:
    cases = np.random.default_rng(1).binomial(base, truth, DRAWS)
    cells = share_cells(cases, np.full(DRAWS, base))
    assert 0.92 <= held(cells.low, cells.high, truth) <= 0.99


@pytest.mark.parametrize(("segment", "whole"), [(40, 2000), (200, 1000), (900, 1000)])
@pytest.mark.parametrize(("mine", "others"), [(0.3, 0.3), (0.4, 0.15), (0.1, 0.25)])
def test_an_index_inside_a_whole_is_held_as_often_as_said(
    segment: int, whole: int, mine: float, others: float
) -> None:
    random = np.random.default_rng(2)
    cases = random.binomial(segment, mine, DRAWS)
    all_cases = cases + random.binomial(whole - segment, others, DRAWS)
    full = [np.full(DRAWS, number) for number in (segment, whole)]
    cells = index_cells(cases, full[0], all_cases, full[1])
    truth = 100 * mine / ((segment * mine + (whole - segment) * others) / whole)
    assert 0.925 <= held(cells.low, cells.high, truth) <= 0.985


@pytest.mark.parametrize(
    ("base", "mine", "others"), [(60, 0.3, 0.2), (300, 0.02, 0.01), (300, 0.5, 0.5)]
)
def test_an_index_against_others_is_held_as_often_as_said(
    base: int, mine: float, others: float
) -> None:
    random = np.random.default_rng(3)
    drawn = zip(random.binomial(base, mine, 4000), random.binomial(5000, others, 4000), strict=True)
    made = [index_against(Pair(int(a), base, int(b), 5000), "people") for a, b in drawn]
    coverage = held([e.low for e in made], [e.high for e in made], 100 * mine / others)
    assert 0.93 <= coverage <= 0.98


def test_without_a_difference_one_test_in_twenty_is_below_a_twentieth() -> None:
    random = np.random.default_rng(4)
    shares = random.uniform(0.01, 0.5, 8000)
    mine, others = random.binomial(150, shares), random.binomial(3000, shares)
    drawn = [Pair(int(a), 150, int(b), 3000) for a, b in zip(mine, others, strict=True)]
    found = np.mean(np.array(p_values(drawn)) < 0.05)
    assert 0.04 <= found <= 0.06


def test_of_what_is_called_clear_one_in_twenty_is_chance() -> None:
    random = np.random.default_rng(5)
    false_share = []
    for _ in range(100):
        shares = random.uniform(0.05, 0.3, 200)
        is_real = np.arange(200) < 40
        mine = random.binomial(250, np.where(is_real, 2.2 * shares, shares))
        others = random.binomial(5000, shares)
        drawn = [Pair(int(a), 250, int(b), 5000) for a, b in zip(mine, others, strict=True)]
        clear = np.array(false_discovery(p_values(drawn))) < 0.05
        assert clear[is_real].mean() > 0.5, "most real differences are found"
        false_share.append((clear & ~is_real).sum() / max(clear.sum(), 1))
    assert 0.02 <= np.mean(false_share) <= 0.06


def test_shrunk_log_odds_are_careful_with_rare_items_and_find_real_ones() -> None:
    random = np.random.default_rng(6)
    shares = random.dirichlet(np.full(300, 0.3))
    shifted = shares.copy()
    real = np.argsort(shares)[-20:]
    shifted[real[::2]] *= 3
    shifted /= shifted.sum()
    quiet, loud = [], []
    for _ in range(50):
        mine, others = random.multinomial(2000, shifted), random.multinomial(40_000, shares)
        seen = mine + others > 0
        delta, se = log_odds(tables(mine[seen], others[seen]))
        surely = np.abs(delta) > 1.96 * se
        loud.append(surely[np.isin(np.flatnonzero(seen), real[::2])].mean())
        # The rest is not unchanged, since shares sum to one: it is a little rarer.
        quiet.append(surely[~np.isin(np.flatnonzero(seen), real)].mean())
    assert np.mean(loud) > 0.9
    assert np.mean(quiet) < 0.05
    delta, se = log_odds(tables(np.array([1, 999]), np.array([0, 40_000])))
    assert 0 < delta[0] < 1.96 * se[0], "met once, and by one group alone: no finding"


def tables(mine: Ints, others: Ints) -> list[Strata]:
    """Items of two groups, each beside all of its group, in one stratum."""
    return [
        Strata(*(np.array([int(n)]) for n in (a, mine.sum(), b, others.sum())))
        for a, b in zip(mine, others, strict=True)
    ]


def activities(**columns: object) -> pa.Table:
    """Rows of the lake of which only these columns matter; the others are the same in all."""
    count = len(columns["actor_id"])  # type: ignore[arg-type]
    fixed = {
        "verb": "Create", "object_type": "Answer", "actor_scheme": "id", "actor_type": "Person",
        "community_id": SITE, "platform": "example.org", "kind": "qa", "time_precision": "second",
        "time_source": "server", "sampling_frame": "community", "source": "simulated",
        "source_version": "1", "imported_at": AS_OF, "month": "2020-06",
    }  # fmt: skip
    made = {"activity_id": np.arange(count), "object_id": np.arange(count) + 10**6, **columns}
    arrays = [
        pa.array(made[f.name], f.type)
        if f.name in made
        else pa.array([fixed.get(f.name)] * count, f.type)
        for f in ACTIVITIES
    ]
    return pa.Table.from_arrays(arrays, schema=ACTIVITIES)


def moments(days: np.ndarray) -> pa.Array:
    ends = np.datetime64(AS_OF.replace(tzinfo=None), "us")
    return pa.array(ends - (days * 86_400e6).astype("timedelta64[us]")).cast(
        pa.timestamp("us", tz="UTC")
    )


def view_over(table: pa.Table) -> View:
    return view_of_tables(DuckEngine(), {"activities": table}, AS_OF)


def test_shares_of_a_simulated_population_are_recovered() -> None:
    """150 communities of 120 people who answer at a known rate; each is a sample of its own."""
    places, size, monthly = 150, 120, 0.5
    random = np.random.default_rng(7)
    acts = random.poisson(3 * monthly, places * size)
    acts += acts == 0  # a first act makes a member an active one; see the truth below
    actor = np.repeat(np.arange(places * size), acts)
    days = random.uniform(0, 90, len(actor))
    table = activities(
        actor_id=actor, community_id=actor // size, published_at=moments(days),
        month=np.where(days < 29, "2020-06", "2020-04"),
    )  # fmt: skip
    found = participation(view_over(table), by=("community",))
    # Of people with so many acts in three months: none in the last, and all in one.
    many = np.arange(1, 60)
    law = np.exp(-3 * monthly) * (3 * monthly) ** many / np.cumprod(many.astype(float))
    law[0] += np.exp(-3 * monthly)
    truth = {
        "point": 1 - float(law @ (2 / 3) ** many),
        "habit": 1 - float(law @ (3 * (1 / 3.0) ** many)),
    }
    for definition, share in truth.items():
        rows = found.rows(
            segment_kind="community", definition=definition, denominator="active", rung="critic",
            measure="share",
        )  # fmt: skip
        assert len(rows) == places
        assert 0.9 <= held([r["low"] for r in rows], [r["high"] for r in rows], share) <= 0.99
        assert np.mean([r["value"] for r in rows]) == pytest.approx(share, abs=0.01)


def test_the_middle_wait_is_held_as_often_as_said() -> None:
    """400 communities of 40 questions; waits are exponential, a fifth is never answered."""
    places, size, mean_hours = 400, 40, 10.0
    random = np.random.default_rng(8)
    count = places * size
    asked = random.uniform(100, 600, count)
    waits = random.exponential(mean_hours, count)
    is_open = random.random(count) < 0.2
    ids, place = np.arange(count), np.arange(count) // size
    answered = ~is_open
    table = pa.concat_tables([
        activities(actor_id=ids, object_id=ids, object_type=["Question"] * count,
                   community_id=place, published_at=moments(asked)),
        activities(actor_id=ids[answered] + count, in_reply_to=ids[answered],
                   community_id=place[answered],
                   published_at=moments(asked[answered] - waits[answered] / 24)),
    ])  # fmt: skip
    view = view_over(table)
    topics = pa.schema([("object_id", pa.int64()), ("community_id", pa.int64())])
    view.engine.register("topics", topics.empty_table())
    found, _ = _ask_answers(view)
    truth = mean_hours * np.log(0.8 / (0.8 - 0.5))
    rows = found.to_pylist()
    highs = [np.inf if row["wait_high"] is None else row["wait_high"] for row in rows]
    assert len(rows) == places
    assert 0.93 <= held([row["wait_low"] for row in rows], highs, truth) <= 0.99
    assert sum(row["answered"] for row in rows) == answered.sum()


def test_the_windows_of_a_point_and_a_habit_are_whole() -> None:
    """An act a day over a year: everybody is an active poster with a habit, by every border."""
    days = np.arange(0, 365, dtype=float)
    stamps = moments(days)
    months = np.array([f"{AS_OF - timedelta(days=float(d)):%Y-%m}" for d in days])
    table = activities(actor_id=np.ones(len(days), dtype=int), published_at=stamps, month=months)
    tables = {"activities": pa.concat_tables([
        table.set_column(4, "actor_id", pa.array([n] * len(days), pa.int64())) for n in range(40)
    ])}  # fmt: skip
    found = participation(view_of_tables(DuckEngine(), tables, AS_OF), habit_months=6, habit_k=6)
    for definition in ("habit", "point"):
        row = found.rows(definition=definition, denominator="posters", rung="critic")[0]
        assert (row["cases"], row["base"]) == (40, 40)
