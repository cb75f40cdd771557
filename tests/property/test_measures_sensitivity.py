"""Sensitivity against the ladder itself, asked once for each setting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.measure_lakes import AS_OF, _table

from folkmoot.engines import DuckEngine
from folkmoot.measures._ladder_reading import read_ladder
from folkmoot.measures._masks import FIELDS, Layout, make_layout
from folkmoot.measures._settings import Setting, Stretches, settings
from folkmoot.measures._suspects import find_suspects
from folkmoot.measures.sensitivity import _Answers, _ask
from folkmoot.view import View, view_of_tables

DAY = timedelta(days=1)
AGES = [timedelta(0), *(d * DAY + e for d in (7, 14, 20, 30, 37, 50, 60, 90, 100, 120) for e in
        (-timedelta(microseconds=1), timedelta(0)))]  # fmt: skip

acts = st.fixed_dictionaries({
    "actor_id": st.integers(1, 5),
    "verb": st.sampled_from(["Create", "Create", "Like", "Add", "Follow", "View", "Award"]),
    "object_type": st.sampled_from(["Note", "Article", "Question"]),
    "kind": st.sampled_from(["qa", "microblog"]),
    "actor_type": st.sampled_from(["Person", "Person", "Person", "Service"]),
    "published_at": st.sampled_from([AS_OF - age for age in AGES]),
})  # fmt: skip
lakes = st.lists(acts, max_size=25)
BANDS = {1: "18-24", 2: "18-24", 3: "25-34"}


def look(rows: list[dict[str, Any]], as_of: datetime = AS_OF) -> View:
    members = [{"actor_id": actor, "age_band": band} for actor, band in BANDS.items()]
    tables = {"activities": _table("activities", rows), "members": _table("members", members)}
    return view_of_tables(DuckEngine(), tables, as_of)


def answers(rows: list[dict[str, Any]]) -> dict[str, _Answers]:
    view = look(rows)
    find_suspects(view)
    counted, _ = _ask(view, ("age_band",))
    view.engine.close()
    return {kind: _Answers.read(counted, kind, Stretches()) for kind in ("all", "age_band")}


def layout_of(setting: Setting) -> Layout:
    return make_layout(point_days=setting.days, least=setting.least)


@given(lakes, st.data())
def test_every_setting_counts_what_the_ladder_counts_when_asked_so(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    asked = [each for each in settings(has_reactions=False, has_suspects=False)
             if each.rung in FIELDS]  # fmt: skip
    setting = data.draw(st.sampled_from(asked))
    earlier = AS_OF - setting.back * DAY
    view = look([row for row in rows if row["published_at"] <= earlier], earlier)
    ladder = read_ladder(view, layout_of(setting), ("age_band",), None)
    view.engine.close()
    whole = answers(rows)
    for tally in ladder.tallies:
        found = whole[tally.kind]
        base = dict(zip(found.segments, found.base(setting.back), strict=True))
        cases = dict(zip(found.segments, found.cases(setting), strict=True))
        definition = 0 if setting.definition == "habit" else 1
        is_cut = setting.rung == "conversationalist" and setting.days > 7
        for place, segment in enumerate(tally.segments):
            people = tally.base[place, definition, 1]
            assert base.get(str(segment), 0) == people
            if not (is_cut and setting.definition == "point"):
                did = tally.cases[place, definition, 1, FIELDS.index(setting.rung)]
                assert cases.get(str(segment), 0) == did, (setting, segment)


@given(lakes)
def test_wider_windows_and_weaker_habits_never_hold_fewer(rows: list[dict[str, Any]]) -> None:
    found = answers(rows)["all"]
    by_rung: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for setting in settings(has_reactions=True, has_suspects=False):
        number = int(np.sum(found.cases(setting)))
        if setting.varied == "window":
            by_rung.setdefault((setting.rung, "window"), []).append((setting.days, number))
        elif setting.varied == "habit":
            by_rung.setdefault((setting.rung, "habit"), []).append((-setting.least, number))
        elif setting.varied == "reactions":
            rung = setting.rung.removesuffix(" or reactor")
            key = (rung, f"{setting.definition}, taps")
            by_rung.setdefault(key, []).append((not setting.is_usual, number))
    for numbers in by_rung.values():
        assert [number for _, number in sorted(numbers)] == sorted(n for _, n in numbers)
