"""Themes kept in a folder: learned from questions, read as of a moment, carried forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from folkmoot.annotators._encoder import quick_encoder, sentence_encoder
from folkmoot.annotators._questions import QUESTIONS, Questions
from folkmoot.annotators._theme_files import read_placed
from folkmoot.annotators.lasting import STEPS, learn_themes, learned_themes
from folkmoot.errors import FolkmootError
from folkmoot.estimate import Evidence

MOMENT = datetime(2025, 6, 30, tzinfo=UTC)
SIM = "Which prepaid SIM card works in France?"
CHINESE = "在法国用哪张预付费手机卡？"
TRAIN = "How early should I be at the station for a night train?"


def questions(titles: list[str]) -> Questions:
    rows = [
        {"object_id": number, "actor_id": number, "community_id": 1, "title": title, "url": None,
         "published_at": MOMENT - timedelta(days=len(titles) - number)}
        for number, title in enumerate(titles)
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows, QUESTIONS)
    return Questions(table, Evidence("", "", {}, len(rows)))


LEARNED = questions([SIM, TRAIN, CHINESE, "😀"] * 25)


def test_where_questions_lie_is_remembered(tmp_path: Path) -> None:
    book = learn_themes(tmp_path, LEARNED, MOMENT)
    reader = learned_themes(tmp_path, MOMENT)
    assert reader is not None
    places, _ = reader.placed(LEARNED)
    assert sorted(places[:3].tolist()) == [0, 1, 2]
    assert places.tolist() == places[:4].tolist() * 25
    assert places[3] == -1
    assert read_placed(tmp_path, book).num_rows == 100
    assert [theme.questions for theme in book.themes] == [25, 25, 25]


def test_new_questions_are_placed_as_they_would_have_been(tmp_path: Path) -> None:
    learn_themes(tmp_path, LEARNED, MOMENT)
    reader = learned_themes(tmp_path, MOMENT)
    assert reader is not None
    more = questions([*LEARNED.titles, SIM, TRAIN])
    found = reader(more, 100, slice(None))
    assert sorted(theme.rows for theme in found.found) == [(0,), (1,)]
    assert found.unthemed == 0


def test_what_was_remembered_can_be_deleted(tmp_path: Path) -> None:
    book = learn_themes(tmp_path, LEARNED, MOMENT)
    reader = learned_themes(tmp_path, MOMENT)
    assert reader is not None
    before, _ = reader.placed(LEARNED)
    for path in (tmp_path / "placed").iterdir():
        path.unlink()
    assert read_placed(tmp_path, book).num_rows == 0
    again, _ = reader.placed(LEARNED)
    assert again.tolist() == before.tolist()


def test_themes_go_forward_and_anew_gives_no_id_twice(tmp_path: Path) -> None:
    first = learn_themes(tmp_path, LEARNED, MOMENT)
    with pytest.raises(FolkmootError) as caught:
        learn_themes(tmp_path, LEARNED, MOMENT - timedelta(days=1))
    assert caught.value.problem.code == "themes-go-forward"
    anew = learn_themes(tmp_path, LEARNED, MOMENT + timedelta(days=1), is_anew=True)
    assert not {theme.id for theme in first.themes} & {theme.id for theme in anew.themes}
    assert anew.current(first.themes[0].id) is None


def test_a_book_goes_on_by_the_encoder_that_it_was_learned_by(tmp_path: Path) -> None:
    quick = learn_themes(tmp_path, LEARNED, MOMENT, encoder=quick_encoder())
    assert quick.encoder == quick_encoder().name
    reader = learned_themes(tmp_path, MOMENT)
    assert reader is not None
    before, _ = reader.placed(LEARNED)
    for path in (tmp_path / "placed").iterdir():
        path.unlink()
    assert reader.placed(LEARNED)[0].tolist() == before.tolist()
    assert learn_themes(tmp_path, LEARNED, MOMENT).encoder == quick.encoder
    later = learn_themes(tmp_path, LEARNED, MOMENT + timedelta(days=1))
    assert later.encoder == quick.encoder
    assert [theme.id for theme in later.themes] == [theme.id for theme in quick.themes]


@pytest.mark.parametrize("days", [0, 1])
def test_another_encoder_begins_anew_or_not_at_all(tmp_path: Path, days: int) -> None:
    first = learn_themes(tmp_path, LEARNED, MOMENT)
    moment = MOMENT + timedelta(days=days)
    with pytest.raises(FolkmootError) as caught:
        learn_themes(tmp_path, LEARNED, moment, encoder=quick_encoder())
    assert caught.value.problem.code == "themes-of-another-encoder"
    assert caught.value.problem.got == sentence_encoder().name
    anew = learn_themes(tmp_path, LEARNED, moment, encoder=quick_encoder(), is_anew=True)
    assert anew.encoder == quick_encoder().name
    assert sum(event.happened_at == moment for event in anew.events) == len(anew.themes)
    assert not {theme.id for theme in first.themes} & {theme.id for theme in anew.themes}


def test_each_step_is_told_and_what_is_too_old_to_learn_from_is_placed(tmp_path: Path) -> None:
    told: list[str] = []
    old = [f"{SIM} I have {number} phones." for number in range(40)]
    asked = questions([*old, *LEARNED.titles * 6])
    long_ago = [MOMENT - timedelta(days=2_000)] * len(old)
    times = [*long_ago, *asked.table["published_at"].to_pylist()[len(old) :]]
    column = pa.array(times, QUESTIONS.field("published_at").type)
    at = asked.table.schema.get_field_index("published_at")
    whole = Questions(
        asked.table.set_column(at, QUESTIONS.field("published_at"), column), asked.evidence
    )
    book = learn_themes(tmp_path, whole, MOMENT, begin=told.append)
    assert tuple(told) == STEPS
    assert book.learned_from == 450
    placed = read_placed(tmp_path, book)["place"].to_pylist()
    expected, _ = book.place(sentence_encoder().encode(old))
    assert placed[: len(old)] == expected.tolist()
    assert placed[len(old) :] == placed[len(old) : len(old) + 4] * 150
