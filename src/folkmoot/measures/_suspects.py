"""Accounts that post as no person does, though they are not declared as software.

Names would tell more, and are not kept. The rules are blunt, so that they flag people hardly ever:
the methods document has how often each was wrong. Who is flagged is counted, never left out of
the ladder; `folkmoot.measures.sensitivity` shows what leaving them out would change.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pyarrow as pa

from folkmoot.estimate import Evidence
from folkmoot.view import View

__all__ = ["RULES", "SUSPECT_DAYS", "find_suspects"]

#: The rules by their bit, in words.
RULES: Final = {
    1: "the same text in half of their posts or more",
    2: "30 posts or more within a minute",
    4: "posts in 22 hours of a day or more, on three days",
}
#: How far back posts are looked at, in days.
SUSPECT_DAYS: Final = 120

_LEAST_POSTS: Final = 20
_SAME_SHARE: Final = 0.5
_LEAST_BURST: Final = 30
_LEAST_HOURS: Final = 22
_LEAST_DAYS: Final = 3

_SCHEMA: Final = pa.schema([pa.field("actor_id", pa.int64()), pa.field("rules", pa.int64())])


def find_suspects(view: View) -> tuple[pa.Table, Evidence]:
    """Find the suspected accounts with the bits of their rules, and register them as ``suspects``.

    Only who posted at least 20 times in the last 120 days is judged, and by the clock only where
    times are known to the second (a minute's posts) or at least to the minute (hours of a day).
    """
    since = view.as_of - timedelta(days=SUSPECT_DAYS)
    found, evidence = view.ask(
        "suspects", _SCHEMA, "Who posts as no person does?",
        {"since": since, "first_month": f"{since:%Y-%m}"},
        least_posts=_LEAST_POSTS, same_share=_SAME_SHARE, least_burst=_LEAST_BURST,
        least_hours=_LEAST_HOURS, least_days=_LEAST_DAYS,
    )  # fmt: skip
    view.engine.register("suspects", found)
    return found, evidence
