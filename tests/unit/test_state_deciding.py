"""Decisions and saved searches: a log that replays, hits that are new once, all of it forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from folkmoot.errors import FolkmootError
from folkmoot.state import (
    Decision,
    SavedSearch,
    State,
    add_decision,
    decisions,
    new_hits,
    remove_search,
    save_search,
    saved_searches,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(f"sqlite:///{tmp_path / 'state.db'}")


def test_decisions_come_back_as_they_were_made_and_in_their_order(state: State) -> None:
    made = [
        Decision(7, 70, True, {"log fresh": -0.5, "asks for how-to": 1.0}, NOW),
        Decision(3, None, False, {"log fresh": -2.25}, NOW),
        Decision(7, 70, False, {"log fresh": -0.75}, NOW + timedelta(days=1)),
    ]
    for each in made:
        add_decision(state, each)
    assert decisions(state) == tuple(made)


def test_what_a_search_found_is_new_once(state: State) -> None:
    save_search(state, SavedSearch("quiet", "quiet grinder", None, NOW))
    assert new_hits(state, "quiet", [(1, 10), (2, None)], NOW) == {1: NOW, 2: NOW}
    later = NOW + timedelta(days=1)
    assert new_hits(state, "quiet", [(2, None), (3, 30)], later) == {1: NOW, 2: NOW, 3: later}


def test_a_name_is_taken_once_and_free_again(state: State) -> None:
    search = SavedSearch("quiet", "", "quiet-mornings", NOW)
    save_search(state, search)
    new_hits(state, "quiet", [(1, 10)], NOW)
    with pytest.raises(FolkmootError, match="remove the old one"):
        save_search(state, search)
    assert saved_searches(state) == (search,)
    remove_search(state, "quiet")
    assert saved_searches(state) == ()
    with pytest.raises(FolkmootError, match="none is saved"):
        remove_search(state, "quiet")
    with pytest.raises(FolkmootError, match="1 to 64"):
        save_search(state, SavedSearch("", "words", None, NOW))


def test_a_person_is_erased_from_decisions_and_hits(state: State) -> None:
    save_search(state, SavedSearch("quiet", "quiet grinder", None, NOW))
    new_hits(state, "quiet", [(1, 10), (2, 20)], NOW)
    add_decision(state, Decision(1, 10, True, {}, NOW))
    add_decision(state, Decision(2, 20, False, {}, NOW))
    assert state.erase_person(10) == 2
    assert [each.object_id for each in decisions(state)] == [2]
    assert new_hits(state, "quiet", [], NOW) == {2: NOW}
