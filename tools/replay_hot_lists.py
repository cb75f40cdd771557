"""Replay a hot list for two invented products: what would have been joined, and why not.

``FOLKMOOT_SHARED=FOLDER python tools/replay_hot_lists.py`` reads
``FOLDER/data/weibo_hot_hourly`` (github.com/lxw15337674/weibo-trending-hot-history, MIT) and the
briefs in ``examples/briefs``, and writes ``docs/replay-hot-lists.md`` down to its last chapter,
which is written by hand and kept. Every hour's list is judged as `folkmoot trends` judges it; what
comes later is not seen. It takes some minutes: each topic is read by the classifier once.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from folkmoot.annotators.remaining import remaining_life
from folkmoot.annotators.veto import Veto
from folkmoot.brief import Brief, read_brief
from folkmoot.estimate import Evidence
from folkmoot.measures._fit import GATES, Fit, Judge
from folkmoot.measures._found import Found, Life
from folkmoot.measures.trends import HOURS_TO_ACT

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "replay-hot-lists.md"
BRIEFS = ("herbal-tea", "e-bike")
HEAD = """\
# A hot list replayed for two products

Made by `FOLKMOOT_SHARED=FOLDER python tools/replay_hot_lists.py`, but for the last chapter. The
list is Weibo's, hour by hour, {span} ({counts}; MIT,
github.com/lxw15337674/weibo-trending-hot-history). Both products are invented; their briefs are
in `examples/briefs/`.

Every hour's list is judged as `folkmoot trends` judges it, and what comes later is not seen. A
stay is told with the first gate that stopped it in its first hour; one that was stopped for being
gone too soon and states a need is looked at again each hour. *Likely to last* is the median and
the interval for 8 in 10, *lasted* what the list then showed. The table of remaining life was fitted
on September to December of this same list, so only January and February are new to it.

"""
KEPT = "## Read as a marketer"
#: Hours that a topic may be missing and still be on the list.
BREAK = 3
#: Hours to act that the page compares.
ALSO = (1.0, 2.0)
WORDS = {"paid": "paid for", "veto": "tragedy, harm, politics", "life": "gone too soon",
         "need": "no need of the brief"}  # fmt: skip


@dataclass(frozen=True)
class Sighting:
    """One topic in one hour's list, with what was known of it then."""

    at: datetime
    place: int
    move: float
    title: str
    text: str
    is_paid: bool
    stay: int
    life: Life


class ReadOnce(Veto):
    """A veto that remembers what it said of a topic."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, str] = {}

    def reason(self, terms: Sequence[str], texts: Sequence[str]) -> str:
        """As `Veto.reason`, once a text."""
        text = texts[0]
        if text not in self._said:
            self._said[text] = super().reason(terms, texts)
        return self._said[text]


class Remembering(Judge):
    """A judge that remembers what a text states."""

    def __init__(self, brief: Brief, veto: Veto) -> None:
        super().__init__(brief, HOURS_TO_ACT, veto)
        self._stated: dict[str, dict[str, str]] = {}

    def stated(self, text: str) -> dict[str, str]:
        """As `Judge.stated`, once a text."""
        if text not in self._stated:
            self._stated[text] = super().stated(text)
        return self._stated[text]

    def within(self, hours: float) -> Judge:
        """The same judge with other hours to act."""
        self._hours = hours
        return self


def sightings(path: Path) -> list[Sighting]:
    """Every row of the list in the order of time, with its stay and how long it seemed to have."""
    columns = ["date", "hour", "rank", "title", "description", "ads"]
    rows = sorted(pq.read_table(path, columns=columns).to_pylist(),
                  key=lambda row: (row["date"], row["hour"], row["rank"]))  # fmt: skip
    before: dict[str, tuple[datetime, int, int]] = {}
    found: list[tuple[datetime, int, float, dict[str, Any], int]] = []
    stays = 0
    for row in rows:
        at = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC) + timedelta(hours=row["hour"])
        last = before.get(row["title"])
        if last is not None and at == last[0]:
            continue
        move, stay = float("nan"), stays
        if last is not None and at - last[0] <= timedelta(hours=BREAK):
            move, stay = (last[1] - row["rank"]) / ((at - last[0]) / timedelta(hours=1)), last[2]
        else:
            stays += 1
        before[row["title"]] = (at, row["rank"], stay)
        found.append((at, row["rank"], move, row, stay))
    life = remaining_life(
        np.array([one[1] for one in found]), np.array([one[2] for one in found]),
        np.array([one[0].hour for one in found]),
    )  # fmt: skip
    lives = zip(life.low.tolist(), life.middle.tolist(), life.high.tolist(), strict=True)
    return [
        Sighting(at, rank, move, row["title"], f"{row['title']} {row['description'] or ''}".strip(),
                 bool(row["ads"]), stay, Life(*one))
        for (at, rank, move, row, stay), one in zip(found, lives, strict=True)
    ]  # fmt: skip


def as_found(seen: Sighting) -> Found:
    """What the judge is shown."""
    return Found("hot list", "hour", "", (), seen.title, (), seen.at, seen.at, None, (seen.text,),
                 (), frozenset(), 0.0, "", seen.life, seen.is_paid, Evidence(""))  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What was decided of one stay: when it was first proposed, else in its first hour."""

    first: Sighting
    seen: Sighting
    fit: Fit
    left: int


def decide(stays: Mapping[int, list[Sighting]], judge: Judge) -> Iterator[Told]:
    """Judge every stay hour by hour, until it is proposed."""
    for rows in stays.values():
        fits = ((seen, judge.judge(as_found(seen))) for seen in rows)
        chosen = seen, fit = next(fits)
        if fit.gate == "life" and judge.stated(seen.text):
            # What will be gone too soon now may seem to last an hour later.
            chosen = next(((s, f) for s, f in fits if f.verdict == "join"), chosen)
        seen, fit = chosen
        left = round((rows[-1].at - seen.at) / timedelta(hours=1))
        yield Told(rows[0], seen, replace(fit, needs=tuple(judge.stated(seen.text))), left)


def week_of(seen: Sighting) -> str:
    """The Monday of its week."""
    return f"{seen.at - timedelta(days=seen.at.weekday()):%Y-%m-%d}"


def weeks_table(told: Sequence[Told]) -> list[str]:
    """A row a week: topics, what stopped them, what was proposed."""
    weeks: dict[str, Counter[str]] = defaultdict(Counter)
    for one in told:
        weeks[week_of(one.first)][one.fit.gate or "join"] += 1
    gates = [gate for gate in GATES if gate in WORDS]
    lines = [f"| week from | topics | {' | '.join(WORDS[gate] for gate in gates)} | would join |",
             "|---" * (len(gates) + 3) + "|"]  # fmt: skip
    for week in sorted(weeks):
        counts = weeks[week]
        cells = [f"{counts[gate]:,}" for gate in gates]
        total = f"{sum(counts.values()):,}"
        lines.append(f"| {week} | {total} | {' | '.join(cells)} | {counts['join']} |")
    everything: Counter[str] = Counter()
    for counts in weeks.values():
        everything += counts
    cells = [f"{everything[gate]:,}" for gate in gates]
    total = f"{sum(everything.values()):,}"
    return [*lines, f"| **all** | {total} | {' | '.join(cells)} | {everything['join']} |"]


def touching_table(told: Sequence[Told]) -> list[str]:
    """Topics that state a need, whatever became of them."""
    lines = ["| when (Beijing) | topic | need | place | likely to last | lasted | decision |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for one in told:
        if not one.fit.needs:
            continue
        decision = "**would join**" if one.fit.verdict == "join" else f"left: {_why(one.fit)}"
        title = one.seen.title.replace("|", "/")
        lines.append(
            f"| {one.seen.at:%m-%d %H:%M} | {title} | {one.fit.needs[0]} | {one.seen.place} | "
            f"{one.seen.life} | {one.left} h | {decision} |"
        )
    return lines


def _why(fit: Fit) -> str:
    if fit.gate == "veto":
        return fit.reason.partition("(")[2].rstrip(")")
    return WORDS[fit.gate]


def chapter(brief: Brief, stays: Mapping[int, list[Sighting]], veto: Veto) -> list[str]:
    """One product's weeks."""
    judge = Remembering(brief, veto)
    told = list(decide(stays, judge))
    joined = sum(one.fit.verdict == "join" for one in told)
    touching = [one for one in told if one.fit.needs]
    quick = [
        sum(one.fit.verdict == "join" for one in decide(stays, judge.within(hours)))
        for hours in ALSO
    ]
    pairs = zip(quick, ALSO, strict=True)
    others = " and ".join(f"{count} with {hours:.0f} h" for count, hours in pairs)
    answer = (
        f"Of {len(told):,} stays on the list {len(touching)} touch a need, and {joined} would have "
        f"been proposed with {HOURS_TO_ACT:.0f} h to act ({others}). All others were left alone."
    )
    return [
        f"## {brief.product.name}", "", brief.product.summary, "", answer, "",
        "### By week", "", *weeks_table(told), "", "### Everything that touched a need", "",
        *touching_table(told), "",
    ]  # fmt: skip


def main() -> None:
    """Replay, and write the page."""
    folder = Path(os.environ["FOLKMOOT_SHARED"]) / "data" / "weibo_hot_hourly"
    rows = sightings(next(folder.glob("*.parquet")))
    stays: dict[int, list[Sighting]] = defaultdict(list)
    for seen in rows:
        stays[seen.stay].append(seen)
    veto = ReadOnce()
    chapters: list[str] = []
    for name in BRIEFS:
        lines = chapter(read_brief(ROOT / "examples" / "briefs" / f"{name}.toml"), stays, veto)
        chapters += lines
    counts = f"{len(rows):,} sightings of {len(stays):,} stays"
    span = f"{rows[0].at:%Y-%m-%d} to {rows[-1].at:%Y-%m-%d}"
    head = HEAD.format(span=span, counts=counts)
    kept = PAGE.read_text(encoding="utf-8").partition(KEPT)[2] if PAGE.exists() else "\n"
    PAGE.write_text(head + "\n".join(chapters) + f"\n{KEPT}{kept}", encoding="utf-8")
    print(f"{PAGE.name}: {len(stays):,} stays judged for {len(BRIEFS)} products")


if __name__ == "__main__":
    main()
