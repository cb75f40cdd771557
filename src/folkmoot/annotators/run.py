"""Annotating a project's posts: what is new is read, stored beside the lake, and never read twice.

A post is new to an annotator when no row of its present version stands in the lake, so a changed
model or brief reads again and nothing else does. Posts are read in pieces: each is committed
before the next is begun, under a name of its own (as imports are), and the project is free between
two pieces. A killed run loses the piece at hand; the next one goes on from there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import ACTIVITIES, ANNOTATIONS, DERIVED, ENCODINGS
from folkmoot.annotators._heads import TIERS, Tier
from folkmoot.annotators._pool import Annotating, Batch, Recipe, Said, annotating
from folkmoot.annotators.registry import DEFAULT_ENCODER, make_annotators, make_encoder
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.brief import Brief
    from folkmoot.engines import DuckEngine
    from folkmoot.project import Project

__all__ = ["VECTORS", "AnnotateResult", "Progress", "annotate"]

#: What ``only`` calls the vectors of tier ``full``.
VECTORS: Final = "vectors"
#: Posts of a piece: what a killed run loses at most, a few seconds or half a minute of reading.
_PIECE: Final = 20_000
#: Posts read at once; arrays pay, and several processes have something to do.
_BATCH: Final = 1024
#: Fewer posts than this are read before a pool of processes has begun.
_POOL_PAYS: Final = 4_000
#: Letters of a text that are handed to annotators: a longer one is a file that was pasted.
_LETTERS: Final = 20_000

_IDS: Final = pa.schema([("activity_id", pa.int64())])
_DONE: Final = pa.schema([("activity_id", pa.int64()), ("annotator", pa.string())])
_POSTS: Final = pa.schema(
    [
        ("activity_id", pa.int64()),
        ("month", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("vector", pa.binary()),
    ]
)
#: Told of the posts read and of all that are to be read.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AnnotateResult:
    """What a run read.

    Parameters
    ----------
    tier
        Which tier.
    versions
        Version of each annotator, by name.
    read_counts
        Posts that each annotator read now, by name; `VECTORS` too.
    posts
        Posts with words that the lake holds.
    read
        Of these, the posts that somebody read now.
    """

    tier: Tier
    versions: Mapping[str, str]
    read_counts: Mapping[str, int]
    posts: int
    read: int


def annotate(
    project: Project,
    tier: Tier = "full",
    only: Sequence[str] = (),
    *,
    encoder: str = DEFAULT_ENCODER,
    processes: int | None = None,
    progress: Progress | None = None,
    brief: Brief | None = None,
) -> AnnotateResult:
    """Read every post that an annotator has not read, and store what is said of it.

    Parameters
    ----------
    project
        Whose posts. Other commands may write to it between two pieces.
    tier
        ``full`` reads words and meaning, and stores vectors; ``fast`` reads words alone, ten to
        fifty times as fast.
    only
        Names of annotators, and `VECTORS`; everything, where none are given.
    encoder
        Who makes the vectors.
    processes
        How many read at once; as many as there are cores, where none are given.
    progress
        Told of the posts read and of all there are to read.
    brief
        Whose product and needs are looked for; the project's, where none is given.

    Returns
    -------
    AnnotateResult
        Counts; `folkmoot.annotators.stored` reads the labels and the vectors.

    Raises
    ------
    FolkmootError
        For an unknown name or tier; where a process of the pool dies; ``busy`` where another
        command writes for a minute on end. What was committed before stays.
    """
    run = _run(project, tier, only, encoder, brief)
    ids, posts = _pending(run)
    if not ids:
        return AnnotateResult(tier, run.versions, run.read_counts, posts, 0)
    few = 1 if len(ids) < _POOL_PAYS else len(os.sched_getaffinity(0))
    with annotating(run.recipe, processes or few) as reading:
        for start in range(0, len(ids), _PIECE):
            if progress is not None:
                progress(start, len(ids))
            with project.lock(wait_seconds=60):
                _read_piece(run, ids[start : start + _PIECE], reading)
    if progress is not None:
        progress(len(ids), len(ids))
    return AnnotateResult(tier, run.versions, run.read_counts, posts, len(ids))


@dataclass(frozen=True)
class _Run:
    """What stays the same from piece to piece, and what has been counted."""

    project: Project
    recipe: Recipe
    versions: dict[str, str]
    encoder: str | None
    is_encoding: bool
    read_counts: dict[str, int] = field(default_factory=dict)

    def engine(self) -> DuckEngine:
        """An engine that sees the lake as it is now, and which versions are wanted."""
        engine, lake = self.project.engine(), self.project.lake
        for name, schema in {"activities": ACTIVITIES, **DERIVED}.items():
            engine.register_files(f"known_{name}", lake.files(name), schema)
        wanted = {"annotator": [*self.versions], "version": [*self.versions.values()]}
        kinds = pa.schema([("annotator", pa.string()), ("version", pa.string())])
        engine.register("wanted_annotators", pa.table(wanted, schema=kinds))
        return engine


def _run(
    project: Project, tier: Tier, only: Sequence[str], encoder: str, brief: Brief | None
) -> _Run:
    if tier not in TIERS:
        raise FolkmootError("unknown-tier", "tier", str(tier), f"one of {', '.join(TIERS)}")
    brief = brief or project.brief()
    names = tuple(name for name in only if name != VECTORS)
    annotators = make_annotators(brief, tier, names, encoder) if names or not only else ()
    is_encoding = tier == "full" and (not only or VECTORS in only)
    recipe = Recipe(
        brief.model_dump_json(), tier, tuple(each.name for each in annotators), encoder, is_encoding
    )
    return _Run(
        project, recipe, {each.name: each.version for each in annotators},
        make_encoder(encoder).name if tier == "full" else None, is_encoding,
        dict.fromkeys([each.name for each in annotators] + [VECTORS] * is_encoding, 0),
    )  # fmt: skip


def _pending(run: _Run) -> tuple[list[int], int]:
    """Posts that somebody has not read, oldest month first; and how many posts there are."""
    engine = run.engine()
    try:
        bound = {"encoder": run.encoder} if run.is_encoding else {}
        sql = engine.render(
            "annotate_pending", wanted=len(run.versions), is_encoding=run.is_encoding
        )
        ids: list[int] = engine.query(sql, _IDS, bound)["activity_id"].to_pylist()
        count = engine.query(engine.render("annotate_count"), pa.schema([("posts", pa.int64())]))
        return ids, count["posts"][0].as_py()
    finally:
        engine.close()


def _read_piece(run: _Run, ids: Sequence[int], reading: Annotating) -> None:
    """Read one piece and commit it; what was done or forgotten meanwhile is left out."""
    engine = run.engine()
    try:
        engine.register("wanted_posts", pa.table({"activity_id": pa.array(ids, pa.int64())}))
        sql = engine.render("annotate_posts", letters=_LETTERS)
        posts = engine.query(sql, _POSTS, {"encoder": run.encoder})
        done = engine.query(engine.render("annotate_done"), _DONE)
    finally:
        engine.close()
    said = list(reading(_batches(run, posts, done)))
    for each in said:
        for name in each.labels:
            run.read_counts[name] += each.batch.rows.num_rows
        if each.vectors is not None:
            run.read_counts[VECTORS] += each.batch.rows.num_rows
    _commit(run, "encodings", ENCODINGS, [_encodings(run, each) for each in said])
    _commit(run, "annotations", ANNOTATIONS, [part for e in said for part in _labels(run, e)])


def _batches(run: _Run, posts: pa.Table, done: pa.Table) -> Iterator[Batch]:
    """Posts in batches, those apart that different annotators have read."""
    read: dict[int, set[str]] = {}
    for row in done.to_pylist():
        read.setdefault(row["activity_id"], set()).add(row["annotator"])
    everybody = frozenset(run.versions)
    encoded = pc.is_valid(posts["vector"]).to_pylist()
    groups: dict[tuple[frozenset[str], bool], list[int]] = {}
    for place, activity_id in enumerate(posts["activity_id"].to_pylist()):
        missing = everybody - read.get(activity_id, set())
        if missing or (run.is_encoding and not encoded[place]):
            groups.setdefault((missing, encoded[place]), []).append(place)
    for (missing, is_encoded), places in groups.items():
        for start in range(0, len(places), _BATCH):
            rows = posts.take(pa.array(places[start : start + _BATCH]))
            yield Batch(rows, missing, is_encoded)


def _encodings(run: _Run, said: Said) -> pa.Table:
    rows = said.batch.rows
    if said.vectors is None or run.encoder is None:
        return ENCODINGS.empty_table()
    names = pa.repeat(run.encoder, rows.num_rows)
    return pa.table([rows["activity_id"], names, said.vectors, rows["month"]], schema=ENCODINGS)


def _labels(run: _Run, said: Said) -> Iterator[pa.Table]:
    for name, labels in said.labels.items():
        rows = said.batch.rows.take(labels["row"])
        told = (pa.repeat(text, labels.num_rows) for text in (name, run.versions[name]))
        columns = [labels[column] for column in ("label", "score", "about", "why")]
        yield pa.table([rows["activity_id"], *told, *columns, rows["month"]], schema=ANNOTATIONS)


def _commit(run: _Run, name: str, schema: pa.Schema, parts: Sequence[pa.Table]) -> None:
    """Append one table of a piece, a month after another, and flush it to the disk."""
    rows = pa.concat_tables(parts) if parts else schema.empty_table()
    if not rows.num_rows:
        return
    rows = rows.sort_by([(column, "ascending") for column in ("month", *schema.names[1:2],
                                                              "activity_id")])  # fmt: skip
    digest = blake2b(digest_size=8)
    # The table's version too: what was forgotten or pruned is read again as a new piece.
    made = (run.encoder, run.project.lake.version(name), *sorted(run.versions.items()))
    for each in (*made, *rows["activity_id"].to_pylist()):
        digest.update(f"{each}\n".encode())
    run.project.lake.append(name, rows.to_reader(), f"annotate/{digest.hexdigest()}")
    run.project.lake.sync(name)
