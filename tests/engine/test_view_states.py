"""What a view shows of things that have more than one state."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest
from tests.measure_lakes import AS_OF, view_of

from folkmoot.activity import MEMBERS

SCHEMA = pa.schema([("actor_id", pa.int64()), ("country", pa.string())])


@pytest.mark.parametrize("has_history", [True, False])
def test_the_newest_state_of_each_is_shown_once(has_history: bool) -> None:
    old = {"actor_id": 1, "country": "DE", "imported_at": AS_OF - timedelta(days=9)}
    new = [{"actor_id": 1, "country": "FR"}, {"actor_id": 2, "country": "IT"}]
    view = view_of(members=[*new, *([old] if has_history else [])])
    sql = "SELECT actor_id, country FROM members ORDER BY actor_id"
    shown = view.engine.query(sql, SCHEMA).to_pylist()
    whole = view.engine.query("SELECT * FROM members", MEMBERS)
    view.engine.close()
    assert shown == [{"actor_id": 1, "country": "FR"}, {"actor_id": 2, "country": "IT"}]
    assert whole.num_rows == 2
