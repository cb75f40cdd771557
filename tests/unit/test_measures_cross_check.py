"""Where people say they take part beside traces: what is compared, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from tests.measure_lakes import brief, question, reply, view_of

from folkmoot.errors import FolkmootError
from folkmoot.measures.cross_check import cross_check
from folkmoot.survey.responses import Responses
from folkmoot.view import View

NEED = "Where to buy a SIM card?"
ROOMS = [{"community_id": n, "name": name} for n, name in ((7, "Alpha"), (8, "Beta"), (9, "Gamma"))]


def answers(named: Sequence[list[str] | None], **segments: list[str]) -> Responses:
    people = pa.table({"respondent_id": list(range(len(named)))})
    nothing = pa.table({})
    return Responses(
        "s", "travellers", "non-probability", people, pa.table(segments), nothing, nothing, nothing,
        pa.table({"communities": pa.array(named, pa.list_(pa.string()))}),
    )  # fmt: skip


def lake(alpha: int, beta: int, **more: Any) -> View:
    """So many of the target acted in Alpha, and so many others of them in Beta."""
    acts = [question(n, n, NEED, 20, community_id=7) for n in range(1, alpha + 1)]
    acts += [question(n, n, NEED, 20, community_id=8, **more) for n in range(1001, 1001 + beta)]
    # Too long ago, and somebody without the need.
    acts += [reply(1, n, 1, 100, community_id=8) for n in range(1, alpha + 1)]
    acts += [question(5000, 5000, "Hotels", 20, community_id=9)]
    return view_of(activities=acts, communities=ROOMS)


def test_shares_of_those_in_any_of_the_places_are_compared() -> None:
    said = answers([["alpha"]] * 80 + [["Beta"]] * 80 + [["none"]] * 40 + [None] * 9)
    table = cross_check(lake(80, 20), brief(), said)
    alpha = {row["measure"]: row for row in table.rows(place="Alpha")}
    assert (alpha["said_share"]["value"], alpha["said_share"]["base"]) == (0.5, 160)
    assert (alpha["shown_share"]["value"], alpha["shown_share"]["base"]) == (0.8, 100)
    assert alpha["difference"]["value"] == pytest.approx(-0.3)
    assert alpha["difference"]["low"] < -0.3 < alpha["difference"]["high"] < 0
    verdicts = {row["place"]: row["verdict"] for row in table.rows(measure="difference")}
    assert verdicts == {"Alpha": "shown more", "Beta": "said more", "Gamma": "not compared"}
    assert table.notes[0] == "Of 3 places 2 can be compared: 1 shown more, 1 said more."
    assert '"Gamma" cannot be compared: the questionnaire did not offer it.' in table.explain()


def test_large_equal_shares_agree_and_small_ones_are_left_open() -> None:
    many = answers([["Alpha"]] * 600 + [["Beta"]] * 600)
    assert cross_check(lake(600, 600), brief(), many).rows(place="Alpha")[0]["verdict"] == "agree"
    few = answers([["Alpha"]] * 30 + [["Beta"]] * 30)
    table = cross_check(lake(30, 30), brief(), few)
    assert table.rows(place="Alpha")[0]["verdict"] == "undecided"


def test_the_target_among_respondents_can_be_chosen() -> None:
    said = answers([["Alpha"]] * 50 + [["Beta"]] * 50, has_need=["yes"] * 50 + ["no"] * 50)
    everybody = cross_check(lake(40, 40), brief(), said)
    assert any(note.startswith("All respondents are compared") for note in everybody.notes)
    chosen = cross_check(lake(40, 40), brief(), said, respondents=("has_need", "yes"))
    assert chosen.rows(place="Alpha", measure="said_share")[0]["base"] == 50 or (
        chosen.rows(place="Alpha")[0]["verdict"] == "not compared"
    )
    assert not any(note.startswith("All respondents") for note in chosen.notes)
    with pytest.raises(FolkmootError, match="has_need"):
        cross_check(lake(40, 40), brief(), said, respondents=("has_need", "perhaps"))


def test_answers_may_name_a_place_otherwise() -> None:
    said = answers([["1"]] * 50 + [["2"]] * 50)
    table = cross_check(lake(50, 50), brief(), said, places={"1": "Alpha", "2": "Beta"})
    assert table.rows(place="Alpha", measure="said_share")[0]["value"] == 0.5


def test_what_cannot_be_compared_is_refused_with_its_reason() -> None:
    def reasons(view: View, said: Responses) -> dict[str, str]:
        rows = cross_check(view, brief(), said).rows(measure="difference")
        assert {row["verdict"] for row in rows} == {"not compared"}
        return {row["place"]: row["reason"] for row in rows}

    asked = answers([["Alpha"]] * 50 + [["Beta"]] * 50 + [["Delta"]] * 9)
    few = reasons(lake(10, 10), asked)
    assert few["Alpha"] == "fewer than 30 people with the need were in any of the places"
    assert few["Delta"] == "no activity of it was imported"
    searched = reasons(lake(50, 50, sampling_frame="keyword"), asked)
    assert searched["Beta"] == "its posts came by a search, so its shares are the search's"
    assert searched["Alpha"].startswith("it is the only place known to both")
    small = reasons(lake(50, 50), answers([["Alpha"]] * 5 + [["Beta"]] * 5))
    assert small["Alpha"] == "fewer than 30 respondents were in any of the places"
    silent = Responses("s", "travellers", "non-probability",
                       pa.table({"respondent_id": [1]}), *4 * (pa.table({}),))  # fmt: skip
    assert reasons(lake(50, 50), silent)["Alpha"] == "no questionnaire asked for places"
