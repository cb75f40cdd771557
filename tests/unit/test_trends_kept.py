"""A stream kept between runs: when it goes on, when it begins anew and why, and what deletes it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard
from tests.theme_worlds import known_book
from tests.trend_lakes import END, bring, burst, look, made_project, talk

from folkmoot.annotators._theme_files import write_book
from folkmoot.annotators.events import Stream, choose_grain
from folkmoot.annotators.events.packing import unpack
from folkmoot.annotators.lasting import learned_themes
from folkmoot.cli import main
from folkmoot.ids import hash64
from folkmoot.ingest import forget, ingest
from folkmoot.measures._events import rising_events
from folkmoot.measures._theme_terms import ThemeTerms
from folkmoot.project import Project
from folkmoot.sources import source

HOUR = choose_grain(0, "hour")
SINCE = END - timedelta(hours=30)
EARLY = [row for row in talk() if row["published_at"] < SINCE]
LATER = [row for row in talk() if row["published_at"] >= SINCE]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that was looked at thirty hours before the end."""
    made = made_project(tmp_path)
    bring(made, EARLY)
    look(made)
    return made


def file_of(project: Project) -> Path:
    return project.folder("trends") / "hour.stream"


def kept(project: Project) -> Stream:
    return unpack(file_of(project).read_bytes(), HOUR)[0]


def anew(notes: list[str]) -> list[str]:
    return [note for note in notes if "anew" in note]


def test_new_hours_alone_are_read(project: Project) -> None:
    before = kept(project)
    bring(project, LATER)
    found, notes = look(project)
    again, plain = look(project, is_kept=False)
    assert (found, notes) == (again, plain)
    assert {"comet"} <= {term for each in found for term in (each.term, *each.also)}
    after = kept(project)
    assert before.last == int(EARLY[-1]["published_at"].timestamp()) // 3600 - 1
    assert after.last == int(LATER[-1]["published_at"].timestamp()) // 3600 - 1
    assert 0 < before.post_count < after.post_count
    # Posts of an hour that is not closed are not in it: they are read again.
    assert after.post_count == len(
        [row for row in EARLY + LATER if row["published_at"].timestamp() // 3600 <= after.last]
    )


def test_late_posts_are_counted_and_told(project: Project) -> None:
    late = burst("a comet over the harbour", range(300, 312), 60, 950_000)
    bring(project, LATER + late)
    found, notes = look(project)
    assert anew(notes) == ["All hours were read anew: 12 posts came in for hours that were closed."]
    assert found == look(project, is_kept=False)[0]
    assert anew(look(project)[1]) == []


@pytest.mark.parametrize("damage", ["cut", "empty", "changed", "other"])
def test_what_cannot_be_read_is_made_anew_and_told(project: Project, damage: str) -> None:
    path = file_of(project)
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes({
        "cut": whole[:middle], "empty": b"", "other": by_other_code(whole),
        "changed": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
    }[damage])  # fmt: skip
    found, notes = look(project)
    why = (
        "another version of folkmoot kept it" if damage == "other" else "it is damaged or cut short"
    )
    assert anew(notes) == [f"All hours were read anew: {why}."]
    assert found == look(project, is_kept=False)[0]
    assert path.read_bytes() == whole, "made anew, the same"


def by_other_code(data: bytes) -> bytes:
    """The same stream as if other code had kept it."""
    with np.load(BytesIO(zstandard.ZstdDecompressor().decompress(data))) as stored:
        arrays: dict[str, Any] = dict(stored)
    about = json.loads(arrays.pop("about").tobytes()) | {"code": "0123456789abcdef"}
    out = BytesIO()
    np.savez(out, about=np.frombuffer(json.dumps(about).encode(), np.uint8), **arrays)
    return zstandard.ZstdCompressor().compress(out.getvalue())


def test_an_earlier_moment_reads_everything_and_keeps_nothing(project: Project) -> None:
    whole = file_of(project).read_bytes()
    before = END - timedelta(hours=80)
    found, notes = look(project, before)
    assert (found, notes) == look(project, before, is_kept=False)
    assert file_of(project).read_bytes() == whole


def test_the_first_hour_moves_on_by_weeks_and_says_nothing(project: Project) -> None:
    far = [{**row, "activity_id": row["activity_id"] + 10**7, "object_id": row["object_id"] + 10**7,
            "published_at": row["published_at"] + timedelta(days=100), "month": "2025-03"}
           for row in LATER]  # fmt: skip
    bring(project, far)
    found, notes = look(project)
    assert (found, anew(notes)) == (look(project, is_kept=False)[0], [])


def test_themes_that_were_learned_since_begin_anew(project: Project) -> None:
    book = known_book({"kettle": ["kettle", "a kettle"], "water": ["water", "the water"]}, SINCE)
    write_book(project.folder("themes"), book)
    themes = learned_themes(project.folder("themes"), END)
    bring(project, LATER)
    found, notes = look(project, themes=themes)
    assert anew(notes) == ["All hours were read anew: themes were learned since."]
    assert found == look(project, themes=themes, is_kept=False)[0]
    assert anew(look(project, themes=themes)[1]) == []


def test_themes_are_counted_as_in_a_batch(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    titles = [f"How early should I be at the station of {town} for a night train?"
              for town in ("Paris", "Rome", "Lyon", "Oslo", "Bern", "Wien")]  # fmt: skip
    kinds = {"night train": titles, "kettle": ["Which kettle?", "A kettle for filter coffee"]}
    write_book(project.folder("themes"), known_book(kinds, SINCE))
    themes = learned_themes(project.folder("themes"), END)
    asked = [
        {**row, "object_type": "Question", "title": titles[place % 6], "text": None}
        for hours, first in ((40, 960_000), (3, 961_000))
        for place, row in enumerate(burst("", range(first, first + 15), hours, first))
    ]
    rows = sorted(talk() + asked, key=lambda row: row["published_at"])
    for part in (rows[:550], rows[550:600], rows[600:]):
        bring(project, part)
        found, notes = look(project, themes=themes)
        assert (found, notes) == look(project, themes=themes, is_kept=False)
    (train,) = [each for each in found if each.themes]
    assert (train.themes, len(train.people)) == (("theme-1",), 15)


def test_nothing_is_kept_while_another_command_writes(project: Project) -> None:
    whole = file_of(project).read_bytes()
    bring(project, LATER)
    with project.lock():
        found, _ = look(project)
    assert file_of(project).read_bytes() == whole
    assert found == look(project)[0]


def test_nothing_is_kept_of_a_lake_that_moved_on_meanwhile(project: Project) -> None:
    whole = file_of(project).read_bytes()
    bring(project, LATER[:-20])
    view = project.view()
    bring(project, LATER[-20:])
    rising_events(view, ThemeTerms(None, view.as_of), HOUR, 12, project)
    view.engine.close()
    assert file_of(project).read_bytes() == whole


@pytest.fixture
def comments(tmp_path: Path) -> Project:
    """Comments of a platform through a real import, a hundred hours of them, and a look."""
    made = made_project(tmp_path)
    add(made, *[comment(number, f"person{number % 30}") for number in range(400)],
        *[comment(384 + n, f"star{n}", "a comet", name=f"b{n}") for n in range(12)])  # fmt: skip
    look(made)
    return made


def comment(number: int, author: str, body: str = "kettle talk", name: str = "") -> dict[str, Any]:
    name = name or f"c{number}"
    return {"id": name, "author": author, "body": body, "created_utc": 1_600_000_000 + number * 900,
            "link_id": "t3_p1", "parent_id": "t3_p1", "subreddit": "coffee", "score": 2,
            "permalink": f"/r/coffee/comments/p1/t/{name}/",
            "retrieved_on": 1_700_000_000}  # fmt: skip


def add(project: Project, *records: dict[str, Any]) -> None:
    path = project.root.parent / f"{records[0]['id']}.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    ingest(project, path, source("reddit"))


def test_a_forgotten_person_is_not_in_it(comments: Project) -> None:
    who = hash64("reddit.com", "handle", "star3", key=comments.keys.person)
    held = [event for event in kept(comments).ranked() if who in event.people]
    assert [event.terms for event in held] == [("comet",)]
    forget(comments, "reddit.com", "star3")
    assert not comments.folder("trends").exists()
    found, notes = look(comments)
    assert (found, anew(notes)) == (look(comments, is_kept=False)[0], [])
    assert [event for event in kept(comments).ranked() if who in event.people] == []
    assert any("comet" in each.term for each in found)


def test_the_command_keeps_it_and_says_the_same_again(
    comments: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    comments.folder("trends").rename(comments.folder("away"))
    command = ["trends", "--grain", "hour", "--project", str(comments.root)]
    said = []
    for _ in range(2):
        with pytest.raises(SystemExit) as stopped:
            main(command)
        assert stopped.value.code in (None, 0)
        said.append(capsys.readouterr().out)
    assert "“comet”" in said[0]
    assert said[0] == said[1]
    assert file_of(comments).read_bytes() == (comments.folder("away") / "hour.stream").read_bytes()


def test_posts_that_were_taken_back_are_not_in_it(comments: Project) -> None:
    assert any("comet" in event.terms for event in kept(comments).ranked())
    add(comments, *[comment(384 + n, "[deleted]", "[deleted]", name=f"b{n}") for n in range(12)])
    assert not comments.folder("trends").exists()
    found, _ = look(comments)
    assert found == look(comments, is_kept=False)[0]
    assert kept(comments).ranked() == []


def test_a_lake_that_was_rewritten_begins_anew(project: Project) -> None:
    bring(project, LATER[:5])
    project.lake.compact("activities")
    project.lake.purge("activities")
    found, notes = look(project)
    assert anew(notes) == [
        "All hours were read anew: posts that had been read were changed or taken away."
    ]
    assert found == look(project, is_kept=False)[0]


def test_gaps_and_a_clock_that_jumps_answer_as_a_batch(project: Project) -> None:
    gap = [{**row, "published_at": row["published_at"] + timedelta(days=4)} for row in LATER]
    ahead = burst("a clock", range(3), -24 * 365, 970_000)
    flood = burst("buy now", [7] * 400 + [8, 9, 10], -97, 980_000)
    blank = burst("  \u3000 ", range(5), -97.2, 990_000)
    bring(project, gap + ahead + flood + blank)
    moment = END + timedelta(days=4, hours=2)
    for as_of in (moment, None, moment):
        assert look(project, as_of)[0] == look(project, as_of, is_kept=False)[0]
    _, notes = look(project, moment)
    assert any("5 without words" in note for note in notes)
    assert any("more than half of their posts were one person's" in note for note in notes)
