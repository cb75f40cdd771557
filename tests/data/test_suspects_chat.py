"""How often people are taken for software, and software is found, in chats with known programs."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.measure_lakes import reply, view_of

from folkmoot.measures._suspects import find_suspects

LINE = re.compile(r"(?:\S+ )?(?:(\d{4}-\d\d-\d\d) )?\[(\d\d):(\d\d)(?::(\d\d))?\] <([^>]+)>\s*(.*)")
#: Programs of these channels, by their documented names.
PROGRAMS = {"ubottu", "ubotu", "wikibugs", "gerrit-wm", "wm-bot", "MootBot"}
LATELY = datetime(2020, 6, 1, tzinfo=UTC)


def test_no_person_is_suspected_and_helpful_programs_are_not_found(shared_data: Path) -> None:
    rows: list[dict[str, Any]] = []
    names: dict[int, str] = {}
    numbers: dict[tuple[str, str], int] = {}
    files = sorted((shared_data / "irc_disentangled" / "data").glob("*/*.ascii.txt"))
    assert len(files) == 32
    for file in files:
        room = f"{file.parent.name}/{re.split('[.0-9]', file.name)[0]}"
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            found = LINE.match(line)
            if not found:
                continue
            day, hour, minute, second, name, text = found.groups()
            who = numbers.setdefault((room, name), len(numbers))
            names[who] = name
            # Channels of many years are laid into one month; days keep apart.
            date = datetime.fromisoformat(day) if day else datetime.fromisoformat(file.name[:10])
            moment = LATELY + timedelta(days=date.toordinal() % 28, hours=int(hour),
                                        minutes=int(minute), seconds=int(second or 0))  # fmt: skip
            precision = "second" if second else "minute"
            rows.append(reply(1, who, None, 0, published_at=moment, text=text,
                              time_precision=precision))  # fmt: skip
    posts = Counter(row["actor_id"] for row in rows)
    judged = {who for who, times in posts.items() if times >= 20}
    programs = {who for who in judged if names[who] in PROGRAMS}
    assert (len(judged), len(programs)) == (474, 7)
    suspected = set(find_suspects(view_of(activities=rows))[0]["actor_id"].to_pylist())
    assert suspected & judged - programs == set()
    assert suspected & programs == set(), "they answer people, each time in other words"
