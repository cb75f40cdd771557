"""A kept stream answers as a batch over everything, however posts come in."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.trend_lakes import END, bring, look, made_project, talk

from folkmoot.annotators.events import choose_grain
from folkmoot.annotators.events.packing import pack, unpack
from folkmoot.annotators.events.stream import Stream
from folkmoot.errors import FolkmootError

ROWS = talk()


@settings(
    deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.lists(st.integers(0, len(ROWS)), min_size=1, max_size=3), late=st.floats(0, 1),
       chance=st.randoms(use_true_random=False))  # fmt: skip
def test_any_split_of_the_import_into_runs_answers_as_a_batch(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], late: float, chance: Random
) -> None:
    project = made_project(tmp_path_factory.mktemp("split"))
    edges = [0, *sorted(cuts), len(ROWS)]
    parts = [ROWS[low:high] for low, high in pairwise(edges)]
    if late > 0.5:  # some posts come with a later import than their time says
        moved = [row for row in parts[0] if chance.random() < 0.01]
        parts[0] = [row for row in parts[0] if row not in moved]
        parts[-1] = [*parts[-1], *moved]
    for number, part in enumerate(parts):
        bring(project, part)
        if not any(parts[: number + 1]):
            continue
        found, notes = look(project)
        again, plain = look(project, is_kept=False)
        assert found == again
        assert [note for note in notes if "read anew" not in note] == plain
    assert {"comet", "上市"} <= {term for each in found for term in (each.term, *each.also)}
    project.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    project = made_project(tmp_path_factory.mktemp("kept"))
    bring(project, ROWS)
    look(project)
    return (project.folder("trends") / "hour.stream").read_bytes()


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_a_damaged_stream_is_never_taken_for_a_whole_one(kept: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(kept) - 1))
    if data.draw(st.booleans()):
        damaged = kept[:place]
    else:
        flipped = kept[place] ^ data.draw(st.integers(1, 255))
        damaged = kept[:place] + bytes([flipped]) + kept[place + 1 :]
    grain = choose_grain(0, "hour")
    try:
        stream, beside = unpack(damaged, grain)
    except FolkmootError:
        return
    # A bit of the frame's header that says nothing of what is in it.
    assert pack(stream, beside) == pack(*unpack(kept, grain))


def test_a_stream_goes_through_bytes_unchanged(kept: bytes) -> None:
    stream, beside = unpack(kept, choose_grain(0, "hour"))
    again, _ = unpack(pack(stream, beside), choose_grain(0, "hour"))
    assert isinstance(again, Stream)
    assert (again.ranked(), again.lives, again.set_aside) == (
        stream.ranked(), stream.lives, stream.set_aside,
    )  # fmt: skip
    assert again.last == stream.last == int((END - timedelta(hours=2)).timestamp() // 3600)
