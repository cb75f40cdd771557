"""Five communities of four kinds in one lake: exact counts, each of them explained."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest

from folkmoot.ingest import add
from folkmoot.project import Project, init_project
from folkmoot.sources import Choice

IRC = {"platform": "irc.example", "zone": "UTC"}
#: Small ones first: an import compares itself with all that the lake holds already.
EXPORTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("irc_disentangled/data/dev", {**IRC, "room": "ubuntu"}),
    ("irc_disentangled/data/test", {**IRC, "room": "ubuntu"}),
    ("irc_disentangled/data/new-domains", IRC),
    ("reddit_top_subset", {}),
    ("coffee_stackexchange_2015", {}),
    ("history_meta_stackexchange_2018", {}),
    ("travel_stackexchange_2017", {}),
)
#: Records by kind: lines of logs, posts and a manifest, and what each dump's description counts.
READ = {
    "irc_disentangled/data/dev": {"lines": 12_500},
    "irc_disentangled/data/test": {"lines": 15_000},
    "irc_disentangled/data/new-domains": {"lines": 14_400},
    "reddit_top_subset": {"things": 28_700, "rooms": 2_500},
    "coffee_stackexchange_2015": {"Posts": 592},
    "history_meta_stackexchange_2018": {
        "Users": 2_295, "Posts": 1_657, "Comments": 3_454, "Badges": 4_931,
    },
    "travel_stackexchange_2017": {
        "Users": 44_203, "Tags": 1_743, "Posts": 72_181, "Comments": 157_989, "Votes": 566_062,
        "Badges": 108_812, "PostLinks": 15_644,
    },
}  # fmt: skip
VERBS = pa.schema([("platform", pa.string()), ("verb", pa.string()), ("n", pa.int64())])


@pytest.fixture(scope="module")
def lake(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Project, dict[str, str], dict[str, Counter[tuple[str, str]]]]:
    """A project with all five, what each was taken for, and its counts by kind and fate."""
    project = init_project(tmp_path_factory.mktemp("five") / "project")
    taken: dict[str, str] = {}
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for name, options in EXPORTS:

        def tell(choice: Choice, name: str = name) -> None:
            taken[name] = choice.source

        found: Counter[tuple[str, str]] = Counter()
        for result in add(project, shared_data / name, None, options, tell=tell):
            for count in result.counts:
                for fate in ("read", "kept", "already", "refused"):
                    found[count.kind, fate] += getattr(count, f"{fate}_count")
        counts[name] = found
    return project, taken, counts


Lake = tuple[Project, dict[str, str], dict[str, Counter[tuple[str, str]]]]


def verbs(project: Project, platform: str) -> dict[str, int]:
    view = project.view()
    sql = "SELECT platform, verb, count(*) AS n FROM activities_all GROUP BY platform, verb"
    rows = view.engine.query(sql, VERBS).to_pylist()
    view.engine.close()
    return {row["verb"]: row["n"] for row in rows if row["platform"] == platform}


def test_each_is_recognised_and_every_record_is_kept(lake: Lake) -> None:
    _, taken, counts = lake
    assert set(taken) == set(READ)
    assert Counter(taken.values()) == {"irc": 3, "stackexchange": 3, "reddit": 1}
    for name, expected in READ.items():
        for kind, read in expected.items():
            fates = [counts[name][kind, fate] for fate in ("read", "kept", "already", "refused")]
            assert fates == [read, read, 0, 0], (name, kind)
        assert sum(n for (_, fate), n in counts[name].items() if fate == "read") == sum(
            expected.values()
        )


def test_reddit_gives_an_act_a_post_and_one_for_each_edit_or_removal(
    lake: Lake, shared_data: Path
) -> None:
    made = edited = gone = 0
    for path in sorted((shared_data / "reddit_top_subset").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                made += 1
                edited += row["edited"] not in {"", "False", "True"}
                gone += row["selftext"].strip() in {"[deleted]", "[removed]"}
    found = verbs(lake[0], "reddit.com")
    assert found["Create"] == made == 28_700
    assert found.get("Update", 0) == edited
    assert found.get("Delete", 0) + found.get("Remove", 0) == gone


def test_a_stack_exchange_gives_an_act_a_record_and_one_for_each_edit_by_others(
    lake: Lake, shared_data: Path
) -> None:
    folder = shared_data / "history_meta_stackexchange_2018"
    posts = [row.attrib for row in ET.parse(folder / "Posts.xml").getroot()]
    edits = sum(
        "LastEditorUserId" in post
        and "LastEditDate" in post
        and post["LastEditorUserId"] != post.get("OwnerUserId")
        for post in posts
    )
    found = verbs(lake[0], "history.meta.stackexchange.com")
    assert found == {"Create": 1_657 + 3_454, "Award": 4_931, "Update": edits}


def test_coffee_names_no_people_but_those_of_its_posts(lake: Lake) -> None:
    found = verbs(lake[0], "coffee.stackexchange.com")
    assert found["Create"] == 592


def test_travel_gives_what_its_tables_hold(lake: Lake, shared_data: Path) -> None:
    found = verbs(lake[0], "travel.stackexchange.com")
    assert found["Create"] == 72_181 + 157_989 + 15_644
    assert found["Award"] == 108_812
    votes = {"Accept", "Like", "Dislike", "Flag", "Add", "Offer"}
    assert sum(found[verb] for verb in votes) == 566_062
    with gzip.open(
        shared_data / "travel_stackexchange_2017" / "Posts.csv.gz", "rt", encoding="utf-8"
    ) as file:
        edits = sum(
            bool(row["LastEditorUserId"] and row["LastEditDate"])
            and row["LastEditorUserId"] != row["OwnerUserId"]
            for row in csv.DictReader(file)
        )
    assert found["Update"] == edits


def test_irc_gives_an_act_a_line(lake: Lake, shared_data: Path) -> None:
    found = verbs(lake[0], "irc.example")
    joined = left = 0
    for path in (shared_data / "irc_disentangled" / "data").rglob("*.ascii.txt"):
        text = path.read_text("utf-8")
        joined += len(re.findall(r"=== .*\]\s+has joined ", text))
        left += len(re.findall(r"=== .*\]\s+has left ", text))
    assert (found["Join"], found["Leave"]) == (joined, left)
