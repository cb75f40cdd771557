"""One million posts to ranked events: words cut, authors counted, paid posts left out.

The posts are resampled from real texts, half of them English (tweets of four disasters,
CrisisLexT6; titles of questions) and half Chinese (titles and descriptions of the hourly
list of Weibo), with invented authors and times; so speed is measured on real words and the events
are those of the resampling. One post in a thousand belongs to a burst of one text by many
authors, so that there are events. Without ``FOLKMOOT_SHARED`` the titles alone are
resampled. ``limit`` is the cutting of words alone. Bar: 25 CPU-seconds.

``kept`` packs what was learnt of all but the last day, as a project keeps it; ``next run`` unpacks
it and reads the last day, and finds the same events.

``BENCH_ROWS`` sets how many posts.
"""

from __future__ import annotations

import csv
import os
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from tools.pack_need_labels import TITLES
from tools.packed import read_packed

from folkmoot.annotators.events import POSTS, Event, Stream, choose_grain, events_of
from folkmoot.annotators.events.packing import pack, unpack
from folkmoot.annotators.terms import cut_terms

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
DAYS, AUTHORS = 42, 200_000
START = 1_700_000_000


def texts() -> list[str]:
    """Real texts, English and Chinese in equal parts where both are there."""
    shared = os.environ.get("FOLKMOOT_SHARED")
    if not shared:
        return english_titles()
    data = Path(shared) / "data"
    english = english_titles()
    for path in sorted((data / "crisislex_t6").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            english += [row[1] for row in csv.reader(file)][1:]
    columns = ["title", "description"]
    listed = pq.read_table(next((data / "weibo_hot_hourly").glob("*.parquet")), columns=columns)
    chinese = [f"{row['title']} {row['description'] or ''}" for row in listed.to_pylist()]
    return english[: len(chinese)] + chinese[: len(english)]


def english_titles() -> list[str]:
    """Labelled titles of questions, as they stand in this repository."""
    return [row["title"] for row in read_packed(TITLES)]


def posts(rows: int) -> pa.Table:
    """Draw the posts; the seed is fixed."""
    chance = np.random.default_rng(7)
    pool = pa.array(texts(), pa.string())
    chosen = chance.integers(0, len(pool), rows)
    seconds = START + np.sort(chance.uniform(0, DAYS * 86_400, rows))
    bursts = rows // 10_000
    for burst in range(bursts):
        first = int(chance.integers(rows // 2, rows - 100))
        chosen[first : first + 20 : 2] = burst
    moments = pa.array((seconds * 1e6).astype(np.int64)).cast(POSTS.field("published_at").type)
    actors = chance.zipf(1.3, rows) % AUTHORS
    return pa.table([np.arange(rows), actors, moments, pool.take(pa.array(chosen))], schema=POSTS)


def main() -> None:
    """Draw, then time."""
    table = posts(ROWS)
    began = time.process_time()
    words = cut_terms(table["text"].combine_chunks())
    limit = time.process_time() - began
    del words
    began = time.process_time()
    stream = events_of(table, choose_grain(ROWS / DAYS))
    found = stream.ranked()
    taken = time.process_time() - began
    print(f"{ROWS:,} posts, {stream.term_count:,} terms, {len(found):,} events (bar 25 s)")
    print(f"  limit      {limit:7.2f} s")
    print(f"  folkmoot   {taken:7.2f} s  {taken / limit:6.2f} x limit")
    print(f"  set aside  {stream.set_aside}")
    again(table, found, taken)


def again(table: pa.Table, found: list[Event], taken: float) -> None:
    """Keep all but the last day, and read on from there."""
    grain = choose_grain(ROWS / DAYS)
    last_day = pa.scalar((START + (DAYS - 1) * 86_400) * 1_000_000, pa.int64())
    moments = table["published_at"].cast(pa.int64())
    stream = Stream(grain)
    stream.take(table.filter(pc.less(moments, last_day)))
    began = time.process_time()
    data = pack(stream, {})
    packed = time.process_time() - began
    began = time.process_time()
    stream, _ = unpack(data, grain)
    open_at = pa.scalar(((stream.last or 0) + 1) * grain.seconds * 1_000_000, pa.int64())
    stream.take(table.filter(pc.greater_equal(moments, open_at)))
    stream.close()
    ranked = stream.ranked()
    resumed = time.process_time() - began
    print(f"  kept       {packed:7.2f} s  {len(data) / 2**20:6.1f} MiB")
    print(f"  next run   {resumed:7.2f} s  {resumed / taken:6.2f} x folkmoot, "
          f"{'the same' if ranked == found else 'OTHER'} events")  # fmt: skip


if __name__ == "__main__":
    main()
