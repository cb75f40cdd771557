"""What people connect with each thing: counted by people, and refused where it would be chance."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from folkmoot.activity import ACTIVITIES
from folkmoot.brief import Brief, read_brief
from folkmoot.engines import DuckEngine
from folkmoot.estimate import EstimateTable
from folkmoot.measures._named import things_of
from folkmoot.measures._spoken import aspects_of
from folkmoot.measures.position import apart, places, position
from folkmoot.report.position_map import position_chart
from folkmoot.view import view_of_tables

BRIEF = Path(__file__).resolve().parents[1] / "data" / "briefs" / "coffee_press.toml"


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read_brief(BRIEF)


def measured(brief: Brief, posts: list[tuple[int, str]]) -> EstimateTable:
    """``posts``: person and text."""
    rows = [
        {"activity_id": number, "verb": "Create", "object_type": "Note", "object_id": number,
         "actor_id": person, "actor_type": "Person", "actor_scheme": "id", "platform": "p",
         "kind": "qa", "community_id": 1, "time_precision": "second", "time_source": "server",
         "sampling_frame": "community", "source": "test", "source_version": "1",
         "published_at": datetime(2024, 1, 1, tzinfo=UTC), "month": "2024-01", "text": text,
         "imported_at": datetime(2024, 1, 2, tzinfo=UTC)}
        for number, (person, text) in enumerate(posts)
    ]  # fmt: skip
    engine = DuckEngine()
    try:
        table = pa.Table.from_pylist(rows, schema=ACTIVITIES)
        return position(view_of_tables(engine, {"activities": table}), brief)
    finally:
        engine.close()


def test_a_person_counts_once_however_often_they_write(brief: Brief) -> None:
    once = [(person, "My French press leaves sediment") for person in range(40)]
    often = [(person, "My French press leaves sediment") for person in range(40)] * 3
    shares = [
        {
            (row["thing_id"], row["aspect_id"]): (row["cases"], row["base"])
            for row in table.rows(measure="share")
        }
        for table in (measured(brief, once), measured(brief, often))
    ]
    assert shares[0] == shares[1]
    assert shares[0]["french-press", "sediment"] == (40, 40)
    assert shares[0]["french-press", "pressure"] == (0, 40)


def test_things_are_set_apart_by_what_is_said_of_them(brief: Brief) -> None:
    rng = np.random.default_rng(1)
    said = {"espresso": "pressure", "french press": "sediment", "aeropress": "quick"}
    posts = [
        (person, f"About my {thing}: {word if rng.random() < 0.7 else 'bitter'}")
        for number, (thing, word) in enumerate(said.items())
        for person in range(100 * number, 100 * number + 60)
    ]
    table = measured(brief, posts)
    assert "“an espresso machine” by “pressure”" in apart(table)
    found = {place.id: place for place in places(table)}
    assert {"espresso-machine", "french-press", "aeropress", "pressure"} <= set(found)
    for thing, aspect in (("espresso-machine", "pressure"), ("french-press", "sediment")):
        one, other = found[thing], found[aspect]
        assert one.x * other.x + one.y * other.y > 0
        assert one.long >= one.short > 0
    chart = position_chart(table)
    assert chart is not None
    assert [drawing.count(">an AeroPress<") for drawing in chart.drawings] == [1, 1]
    assert json.loads(json.dumps(table.as_dict()))["rows"]


@pytest.mark.parametrize(
    ("posts", "said"),
    [
        ([], "fewer than 3 are named by 30 people"),
        ([(1, "🙂"), (2, ""), (3, "x" * 100_000)], "fewer than 3 are named by 30 people"),
        ([(p, t) for t in ("espresso", "french press", "aeropress") for p in range(40)],
         "fewer than 3 are named"),
        ([(p, f"{t} bitter quick grind") for t in ("espresso", "french press", "aeropress")
          for p in range(40)], "may differ by chance"),
    ],
    ids=["nobody", "no words", "nothing said of them", "all alike"],
)  # fmt: skip
def test_no_picture_where_there_is_nothing_to_tell(
    brief: Brief, posts: list[tuple[int, str]], said: str
) -> None:
    table = measured(brief, posts)
    assert places(table) == []
    assert position_chart(table) is None
    assert said in table.notes[-1]
    assert apart(table) == "Nothing said of the product or an alternative stands out beyond chance."


def test_who_is_glad_and_who_is_angry_is_told_by_people(brief: Brief) -> None:
    posts = [(person, "I love my AeroPress, best coffee ever!") for person in range(30)]
    posts += [
        (person, "My AeroPress broke again, what a terrible thing.") for person in range(30, 40)
    ]
    posts += [
        (0, "My AeroPress is great."),
        *((p, "Where is the AeroPress made?") for p in range(50, 60)),
    ]
    (row,) = measured(brief, posts).rows(thing_id="aeropress", measure="satisfaction")
    assert (row["cases"], row["base"]) == (30, 40)


def test_a_phrase_that_names_a_thing_is_no_attribute(brief: Brief) -> None:
    names = {phrase for thing in things_of(brief) for phrase in thing.phrases}
    doubled = brief.model_copy(update={"attributes": (
        brief.attributes[0].model_copy(update={"phrases": ("french press", "grind")}),
        *brief.attributes[1:],
    )})  # fmt: skip
    assert "french press" in names
    assert aspects_of(doubled)[0].phrases == ("grind",)


def test_the_coffee_community_tells_espresso_by_its_pressure(
    shared_data: Path, tmp_path: Path
) -> None:
    from folkmoot.ingest import ingest
    from folkmoot.project import init_project
    from folkmoot.sources import source

    project = init_project(tmp_path / "project")
    folder = shared_data / "coffee_stackexchange_2015"
    ingest(project, folder, source("stackexchange"), {"site": "coffee.stackexchange.com"})
    view = project.view()
    table = position(view, read_brief(BRIEF))
    view.engine.close()
    project.close()
    row = table.rows(thing_id="espresso-machine", aspect_id="pressure", measure="difference")[0]
    assert (row["cases"], row["base"], row["stands_out"]) == (26, 44, True)
    assert table.notes[-1] == "No picture: fewer than 3 are named by 30 people."
    assert table.rows(thing_id="aeropress", measure="satisfaction")[0]["value"] is None
