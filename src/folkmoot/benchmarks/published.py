"""The published figures of the ladder, 2006 to 2016, as a dated layer of reference.

Most are copies of Forrester's at second hand; every row of ``reference/`` names where it was read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from folkmoot.benchmarks.figures import PLACES, Figure, Sample

__all__ = ["PUBLISHED", "published", "unique_ids"]

#: The name of the table of published figures.
PUBLISHED: Final = "forrester"

_RUNGS: Final = {
    "creators": "creator", "conversationalists": "conversationalist", "critics": "critic",
    "collectors": "collector", "joiners": "joiner", "spectators": "spectator",
    "inactives": "inactive",
}  # fmt: skip
_CODES: Final = {name: code for code, name in PLACES.items()}
_SAMPLES: Final[Mapping[str, Sample]] = {
    "national": "national", "region": "region", "metro": "metro", "B2B": "business",
}  # fmt: skip
_BASE: Final = "online adults"
#: Words in a source that say a figure was not printed as such.
_READ_OFF: Final = ("reconstructed", "only one in three")


@cache
def published() -> tuple[Figure, ...]:
    """Read the published figures, 126 of them, in the order of the file.

    Examples
    --------
    >>> len(published()), published()[0].id
    (126, 'forrester/us-2006-all-creator')
    """
    path = files("folkmoot") / "reference" / "technographics_published.csv"
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return unique_ids(_figure(row) for row in rows)


def unique_ids(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Number the figures whose identifiers are equal: the second of two ends in ``-2``."""
    seen: dict[str, int] = {}
    made = []
    for figure in figures:
        seen[figure.id] = seen.get(figure.id, 0) + 1
        times = seen[figure.id]
        made.append(figure if times == 1 else replace(figure, id=f"{figure.id}-{times}"))
    return tuple(made)


def _figure(row: Mapping[str, str]) -> Figure:
    year = int(row["year"][:4])
    place = _CODES.get(row["country"], row["country"])
    segment, base = ("all", _BASE) if row["segment"] == _BASE else (row["segment"], _BASE)
    if _SAMPLES[row["region"]] == "business":
        segment, base = "all", row["segment"]
    variable, category = _told(row["rung"])
    is_score = row["rung"].endswith("score_0_100")
    percent = float(row["percent"].removeprefix("~").split()[0])
    people = re.search(r"n[=>](\d+)", row["source"])
    name = re.sub(r"[^a-z0-9]+", "-", f"{place}-{row['year']}-{segment}-{category}".casefold())
    return Figure(
        f"{PUBLISHED}/{name}", PUBLISHED, variable, category, None if is_score else percent / 100,
        place, year, row["year"], segment, base, "questionnaire", "unknown",
        _SAMPLES[row["region"]], _questions(row["rung"], year), int(people[1]) if people else None,
        row["percent"].startswith("~") or any(word in row["source"] for word in _READ_OFF),
        row["source"],
    )  # fmt: skip


def _told(rung: str) -> tuple[str, str]:
    if rung in _RUNGS:
        return "rung", _RUNGS[rung]
    name, colon, value = rung.partition(":")
    return (name.casefold(), value) if colon else ("social media", rung)


def _questions(rung: str, year: int) -> str:
    if rung.startswith("SCORE_MODEL"):
        return "technographics score"
    return "technographics 2011" if year >= 2011 else "technographics to 2010"
