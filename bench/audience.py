"""Audience over simulated members: 200 characteristics of a million people (bar: under 20 s).

A million simulated members ask three questions each on average, from one to some thirty, each in
one of 120 rooms, and declare one of 70 countries and an age; one in a hundred states a need. Who
states one and what questions are about is given, since reading texts is measured elsewhere
(``annotate``); what is timed is counting both groups by every characteristic, and the table with
its tests and intervals. ``look-alike`` reads the same people one by one, learns a score from half
of them and judges it on the rest.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from folkmoot.activity import ACTIVITIES, COMMUNITIES, MEMBERS
from folkmoot.annotators.relevance import STATED_NEEDS, TARGET
from folkmoot.annotators.topics import TOPICS
from folkmoot.engines import DuckEngine
from folkmoot.measures._groups import read_groups
from folkmoot.measures._known import read_known
from folkmoot.measures._scoring import fit_score
from folkmoot.measures.audience import _compared
from folkmoot.view import View, view_of_tables

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
ASKED, ROOMS, COUNTRIES, TARGET_SHARE = 3, 120, 70, 0.01
BAR_SECONDS = 20
_FIXED = {
    "verb": "Create", "object_type": "Question", "actor_scheme": "id", "actor_type": "Person",
    "community_id": 7, "platform": "p", "kind": "qa", "time_precision": "second",
    "time_source": "server", "sampling_frame": "community", "source": "simulated",
    "source_version": "1", "imported_at": AS_OF, "month": "2026-10", "lang_declared": "en",
}  # fmt: skip


def _table(schema: pa.Schema, rows: int, **columns: object) -> pa.Table:
    return pa.Table.from_arrays(
        [
            pa.array(columns[field.name]).cast(field.type)
            if field.name in columns
            else pa.repeat(pa.scalar(_FIXED.get(field.name), field.type), rows)
            for field in schema
        ],
        schema=schema,
    )


def simulate(people: int) -> View:
    """Make the lake in memory, and the relations that annotators would make."""
    rng = np.random.default_rng(1)
    actor = np.repeat(np.arange(people), rng.geometric(1 / ASKED, people))
    rows = len(actor)
    object_id = rng.permutation(rows) + 1
    age_us = (rng.random(rows) * 700 * 86_400e6).astype(np.int64)
    moments = pa.array(np.int64(AS_OF.timestamp() * 1e6) - age_us).cast(pa.timestamp("us", "UTC"))
    acts = _table(
        ACTIVITIES, rows, activity_id=object_id, object_id=object_id, root_id=object_id,
        actor_id=actor, published_at=moments,
    )  # fmt: skip
    countries = [f"{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(COUNTRIES)]
    bands = ["18-24", "25-34", "35-44", "45-54", "55-64"]
    members = _table(
        MEMBERS, people, actor_id=np.arange(people), state_id=np.arange(people),
        country=np.array(countries)[rng.integers(0, COUNTRIES, people)],
        age_band=np.array(bands)[rng.integers(0, 5, people)],
        joined_at=pa.array(np.full(people, int((AS_OF.timestamp() - 9e7) * 1e6))).cast(
            pa.timestamp("us", "UTC")
        ),
    )  # fmt: skip
    rooms = _table(
        COMMUNITIES, ROOMS, community_id=np.arange(ROOMS) + 100, state_id=np.arange(ROOMS),
        name=[f"room {n}" for n in range(ROOMS)], parent_id=np.full(ROOMS, 7),
    )  # fmt: skip
    view = view_of_tables(
        DuckEngine(), {"activities": acts, "members": members, "communities": rooms}, AS_OF
    )
    _annotate(view, rng, actor, object_id, moments)
    return view


def _annotate(
    view: View,
    rng: np.random.Generator,
    actor: np.ndarray,
    object_id: np.ndarray,
    moments: pa.Array,
) -> None:
    """Register what annotators would have found: who states a need, what questions are about."""
    rows, people = len(actor), int(actor[-1]) + 1
    is_first = np.diff(actor, prepend=-1) > 0
    states = np.flatnonzero(is_first & (rng.random(people)[actor] < TARGET_SHARE))
    first = moments.take(pa.array(states))
    view.engine.register("stated_needs", pa.table(
        [object_id[states], actor[states], pa.repeat("n", len(states)), np.ones(len(states)),
         pa.repeat("m", len(states)), first], schema=STATED_NEEDS,
    ))  # fmt: skip
    view.engine.register("target", pa.table(
        [actor[states], first, np.ones(len(states), np.int64)], schema=TARGET,
    ))  # fmt: skip
    view.engine.register("topics", pa.table(
        [object_id, rng.integers(0, ROOMS, rows) + 100, pa.repeat("room", rows),
         pa.repeat(pa.scalar(value=False), rows)], schema=TOPICS,
    ))  # fmt: skip


def _timed(name: str, run: Callable[[], object]) -> float:
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    run()
    took, now = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    print(
        f"{name:12} {took:6.1f} s {cpu:6.1f} CPU-seconds {now.ru_maxrss / 1024:7,.0f} MiB at most"
    )
    return took


def _look_alike(view: View) -> None:
    since, cut = datetime(2024, 12, 1, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC)
    known = read_known(view, since, cut)
    early = ~known.is_late
    fit_score(known.known[early], known.is_target[early], early[early])


def main() -> None:
    """Simulate, count, learn."""
    parser = argparse.ArgumentParser(prog="audience")
    parser.add_argument("--people", type=int, default=1_000_000)
    people = parser.parse_args().people
    view = simulate(people)
    print(f"{people:,} simulated members, about {people * ASKED:,} questions")
    table = _compared(view, read_groups(view))
    tested = len(table.rows(measure="index"))
    took = _timed("audience", lambda: _compared(view, read_groups(view)))
    print(f"{tested} categories tested; bar: {BAR_SECONDS} s, is {took:.1f} s")
    _timed("look-alike", lambda: _look_alike(view))


if __name__ == "__main__":
    main()
