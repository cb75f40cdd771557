"""The ladder's one-pass query against a plain reading of its definition, on made-up lakes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure_lakes import AS_OF, view_of

from folkmoot.activity import AGE_BANDS, KINDS, OBJECT_TYPES, VERBS
from folkmoot.engines import DuckEngine
from folkmoot.errors import FolkmootError
from folkmoot.estimate import disclose, index, share
from folkmoot.ladder import is_reaction, rung_of, rung_sql, verb_codes
from folkmoot.measures._cells import index_cells, share_cells
from folkmoot.measures._ladder_reading import read_ladder
from folkmoot.measures._masks import FIELDS, Layout, make_layout
from folkmoot.measures._segments import JOINED, UNDECLARED
from folkmoot.measures._tally import BASES, DEFINITIONS

DAY = timedelta(days=1)
#: Ages on and beside every border of a window, and between them.
AGES = [timedelta(0), *(d * DAY + e for d in (6, 7, 30, 45, 60, 90, 120) for e in
        (-timedelta(microseconds=1), timedelta(0), timedelta(microseconds=1)))]  # fmt: skip

acts = st.fixed_dictionaries({
    "actor_id": st.one_of(st.none(), st.integers(1, 4)),
    "community_id": st.integers(1, 2),
    "verb": st.sampled_from(["Create", "Create", "Like", "Add", "Follow", "View", "Award", "Flag"]),
    "object_type": st.sampled_from(["Note", "Article", "Question", "Answer"]),
    "kind": st.sampled_from(["qa", "microblog", "blog", "video"]),
    "actor_type": st.sampled_from(["Person", "Person", "Person", "Service"]),
    "age": st.sampled_from(AGES),
    "in_reply_to": st.sampled_from([None, 5]),
    "in_reply_to_actor_id": st.sampled_from([None, 1, 2]),
})  # fmt: skip
people = st.dictionaries(
    st.integers(1, 6), st.tuples(st.sampled_from([None, *AGE_BANDS[:2]]), st.booleans()), max_size=6
)
layouts = st.builds(
    make_layout,
    point_days=st.sampled_from([7, 30, 45]),
    months=st.just(3),
    least=st.integers(1, 3),
    active_days=st.sampled_from([30, 90, 120]),
)


def expected(
    rows: Sequence[Mapping[str, Any]], layout: Layout
) -> dict[int, dict[str, set[str] | set[int]]]:
    """By actor: fields by definition, and the bases that hold the actor."""
    months: dict[tuple[int, str], set[int]] = defaultdict(set)
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        age, actor = row["age"] / DAY, row["actor_id"]
        if actor is None or row["actor_type"] != "Person" or row["verb"] == "Award":
            continue
        of = found.setdefault(actor, {"habit": set(), "point": set(), "bases": set()})
        if age < layout.active_days:
            of["bases"].add("active")
        if row["verb"] == "Create":
            of["bases"] |= {"posted lately"} if age < layout.point_days else set()
            of["bases"] |= {"posted"} if age < 30 * layout.months else set()
        name = _field(row)
        if name is not None:
            weekly = name == "conversationalist"
            if age < (min(7, layout.point_days) if weekly else layout.point_days):
                of["point"].add(name)
            if age < 30 * layout.months:
                months[actor, name].add(int(age // 30))
    for (actor, name), seen in months.items():
        if len(seen) >= layout.least:
            found[actor]["habit"].add(name)
    return found


def _field(row: Mapping[str, Any]) -> str | None:
    if is_reaction(row["verb"], row["kind"]):
        return "reactor"
    to_self = row["in_reply_to_actor_id"] is not None and (
        row["in_reply_to_actor_id"] == row["actor_id"]
    )
    replies = row["in_reply_to"] is not None and not to_self
    return rung_of(row["verb"], row["object_type"], replies, row["kind"])


def counts(
    found: Mapping[int, Mapping[str, Any]], members: set[int], layout: Layout
) -> dict[tuple[str, str, str], int]:
    """How many did what, by definition, base and field; the field ``""`` is the base itself."""
    made: dict[tuple[str, str, str], int] = defaultdict(int)
    for actor, of in found.items():
        for definition in DEFINITIONS:
            posted = "posted" if definition == "habit" else "posted lately"
            held = {
                "known": actor in members,
                "active": "active" in of["bases"],
                "posters": posted in of["bases"],
            }
            for base in (base for base in BASES if held[base]):
                for name in ["", *of[definition]]:
                    made[definition, base, name] += 1
    for definition in DEFINITIONS:
        made[definition, "known", ""] = len(members)
    return made


def lake_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    kept = [{k: v for k, v in row.items() if k != "age"} for row in rows]
    return [{**row, "published_at": AS_OF - of["age"]} for row, of in zip(kept, rows, strict=True)]


def moved(band: str | None, is_later: bool) -> dict[str, Any]:
    joined: datetime = AS_OF + DAY if is_later else AS_OF - 400 * DAY
    return {"age_band": band, "joined_at": joined}


@given(rows=st.lists(acts, max_size=25), declared=people, layout=layouts)
def test_the_query_counts_what_the_definition_says(
    rows: list[dict[str, Any]], declared: dict[int, tuple[str | None, bool]], layout: Layout
) -> None:
    members = [{"actor_id": actor, **moved(*of)} for actor, of in declared.items()]
    view = view_of(activities=lake_rows(rows), members=members)
    kinds = ("age_band", "community", "age_band*community")
    reading = read_ladder(view, layout, kinds, None)
    view.engine.close()

    known = {actor: band for actor, (band, is_later) in declared.items() if not is_later}
    seen = expected([row for row in rows if row["age"] < layout.days[-1] * DAY], layout)
    wanted: dict[tuple[str, str | int], dict[tuple[str, str, str], int]] = {
        ("all", "all"): counts(seen, set(known), layout)
    }
    for band in {known.get(actor) for actor in {*seen, *known}}:
        inside = {actor: of for actor, of in seen.items() if known.get(actor) == band}
        own = {actor for actor in known if known[actor] == band}
        wanted["age_band", band or UNDECLARED] = counts(inside, own, layout)
    for place in {row["community_id"] for row in rows}:
        there = [r for r in rows if r["community_id"] == place]
        there = [row for row in there if row["age"] < layout.days[-1] * DAY]
        in_place = expected(there, layout)
        wanted["community", place] = counts(in_place, set(), layout)
        for band in {known.get(actor) for actor in in_place}:
            inside = {actor: of for actor, of in in_place.items() if known.get(actor) == band}
            name = f"{band or UNDECLARED}{JOINED}{place}"
            wanted["age_band*community", name] = counts(inside, set(), layout)

    for each in reading.tallies:
        for s, segment in enumerate(each.segments):
            want = wanted.pop((each.kind, segment))
            for d, definition in enumerate(DEFINITIONS):
                for n, base in enumerate(BASES):
                    assert each.base[s, d, n] == want[definition, base, ""]
                    for f, name in enumerate(FIELDS):
                        assert each.cases[s, d, n, f] == want[definition, base, name], (
                            each.kind, segment, definition, base, name,
                        )  # fmt: skip
    assert all(not any(left.values()) for left in wanted.values())


@given(rows=st.lists(acts, max_size=15), declared=people)
def test_silent_members_are_those_without_an_act(
    rows: list[dict[str, Any]], declared: dict[int, tuple[str | None, bool]]
) -> None:
    members = [{"actor_id": actor, **moved(*of)} for actor, of in declared.items()]
    view = view_of(activities=lake_rows(rows), members=members)
    silent = read_ladder(view, make_layout(), ("age_band",), None).silent
    view.engine.close()
    seen = {row["actor_id"] for row in rows if row["verb"] != "Award"}
    left = {
        actor: band
        for actor, (band, is_later) in declared.items()
        if actor not in seen and not is_later
    }
    bands = {band: sum(b == band for b in left.values()) for band in set(left.values())}
    expected_by = {("age_band", band or UNDECLARED): n for band, n in bands.items()}
    if any(not is_later for _, is_later in declared.values()):
        expected_by["all", "all"] = len(left)
    assert silent == expected_by


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_cells_are_the_estimates_of_the_lower_floor(a: int, b: int, c: int, d: int) -> None:
    cases, base = sorted((a, b))
    all_cases, all_base = cases + min(c, d), base + max(c, d)
    one, whole = (
        (np.array([cases]), np.array([base])),
        (np.array([all_cases]), np.array([all_base])),
    )
    for cells, scalar in (
        (share_cells(*one), share(cases, base, "x")),
        (index_cells(*one, *whole), index(cases, base, all_cases, all_base, "x")),
    ):
        for part in ("value", "low", "high"):
            number, wanted = float(getattr(cells, part)[0]), getattr(scalar, part)
            if wanted is None:
                assert np.isnan(number)
            else:
                assert number == pytest.approx(wanted, rel=1e-12, abs=1e-12)
        if scalar.se is not None:
            assert float(cells.se[0]) == pytest.approx(scalar.se, rel=1e-12)
    assert disclose(share(cases, base, "x")).is_shown == (base >= 30)


@pytest.mark.parametrize(
    ("given_", "where"),
    [
        ({"point_days": 0}, "point_days"),
        ({"active_days": -1}, "active_days"),
        ({"months": 0}, "habit_months"),
        ({"months": 2, "least": 3}, "habit_k"),
        ({"months": 12}, "habit_months"),
    ],
)
def test_impossible_windows_are_refused(given_: dict[str, int], where: str) -> None:
    with pytest.raises(FolkmootError) as caught:
        make_layout(**given_)
    assert caught.value.problem.where == where


def test_six_months_fit_into_a_mask() -> None:
    layout = make_layout(months=6)
    assert (layout.fields + 2) * layout.width == 63


def test_reading_codes_of_verbs_gives_the_same_rungs() -> None:
    kinds = (*VERBS, "Invent"), (*OBJECT_TYPES, None), (True, False, None), KINDS
    names = ("verb", "object_type", "is_reply", "kind")
    traces = [dict(zip(names, each, strict=True)) for each in product(*kinds)]
    engine = DuckEngine()
    engine.register("traces", pa.Table.from_pylist(traces))
    coded = engine.dialect.lookup("verb", verb_codes())
    found = engine.query(
        f"SELECT {rung_sql()} AS plain, {rung_sql('code')} AS coded"
        f" FROM (SELECT *, {coded} AS code FROM traces)",
        pa.schema([("plain", pa.int64()), ("coded", pa.int64())]),
    )
    engine.close()
    assert found.num_rows == len(traces)
    assert found["coded"].equals(found["plain"])
    assert found["plain"].null_count < len(traces)
