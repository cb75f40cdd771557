"""Forgetting a person: out of the raw archive, the lake and its log, the state, the reports.

What stays is one keyed digest under a key of its own, so that a later import does not bring
the person back. It cannot be compared with the pseudonym.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from folkmoot.activity import CANONICAL, DERIVED, MEMBERS, OBSERVATIONS
from folkmoot.errors import FolkmootError
from folkmoot.ids import format_id, hash64
from folkmoot.ingest.canonical import ACTOR_SCHEMES
from folkmoot.ingest.forgetting_files import (
    forget_in_archives,
    names_in_archives,
    redact_files,
    redact_surveys,
)
from folkmoot.ingest.layout import drop_derived
from folkmoot.ingest.people import mentions
from folkmoot.ingest.run import finish_interrupted
from folkmoot.state import erase_words
from folkmoot.text import is_telling

if TYPE_CHECKING:
    from folkmoot.engines import DuckEngine, Value
    from folkmoot.project import Project

__all__ = ["ForgetResult", "forget"]

_FOUND: Final = pa.schema([("object_id", pa.int64()), ("title", pa.string()), ("url", pa.string())])
_MONTHS: Final = pa.schema([("month", pa.string())])
_ROWS: Final = pa.schema([("rows", pa.int64())])
#: Tables of the lake of which it is told how many rows went.
_COUNTED: Final = ("activities", "members", "observations", "annotations")


@dataclass(frozen=True, slots=True)
class ForgetResult:
    """What was removed where."""

    raw_records: int
    activities: int
    members: int
    observations: int
    state_rows: int
    survey_records: int
    files_redacted: tuple[Path, ...]
    annotations: int = 0
    searches: tuple[str, ...] = ()

    @property
    def is_anything(self) -> bool:
        """Whether the person was found anywhere."""
        return bool(
            self.raw_records or self.activities or self.members or self.state_rows
            or self.survey_records or self.files_redacted or self.searches
        )  # fmt: skip


def forget(project: Project, platform: str, person: str, names: Sequence[str] = ()) -> ForgetResult:
    """Remove a person from everything the project holds.

    Parameters
    ----------
    project
        Where from.
    platform
        The platform, as the imports name it: ``travel.stackexchange.com``; ``survey/NAME`` for a
        respondent of a survey.
    person
        The person's identifier there: a number or a handle; of a respondent the identifier in the
        file of answers, or ``line:12`` where it has none.
    names
        Names the person goes by, beside those found in the raw records; they are taken out of
        what others wrote (``@name``), and saved searches that hold one are removed.
    """
    from folkmoot.survey.store import forget_respondent

    if not platform.strip() or not person.strip():
        raise FolkmootError(
            "nobody", "forget", "an empty platform or person", "both",
            "folkmoot forget --platform travel.stackexchange.com --person 1234",
        )  # fmt: skip
    person = person.strip()
    with project.lock(wait_seconds=60):
        finish_interrupted(project)
        # The digest goes first: if this is interrupted, no import can bring the person back. What
        # they are found by is read off the lake and the raw archive, so that these go last, and
        # running it again finishes the work.
        project.state.add_forgotten(hash64(platform, person, key=project.keys.forgotten))
        known_as = {*names, *names_in_archives(project, platform, person)}
        ids = [hash64(platform, each, person, key=project.keys.person) for each in ACTOR_SCHEMES]
        tokens = known_as.union(*(_tokens(project, actor_id) for actor_id in ids))
        tokens = {token for token in tokens if is_telling(token)}
        searches, state_rows = erase_words(project.state, tokens)
        redacted = redact_files(project, tokens, person)
        redacted += redact_surveys(project, tokens, platform, person)
        counts = Counter({"state": state_rows + len(searches)})
        for actor_id in ids:
            counts["state"] += project.state.erase_person(actor_id)
            counts["surveys"] += forget_respondent(project, actor_id)
            counts.update(_forget_in_lake(project, actor_id, mentions(known_as)))
        for name in (*CANONICAL, *DERIVED):
            project.lake.purge(name)
        drop_derived(project, "index", "trends")
        # Which question lies in which theme is worked out again when it is next asked for. Whoever
        # is reading now does not keep it, since the lake has moved on.
        shutil.rmtree(project.folder("themes") / "placed", ignore_errors=True)
        raw_records = forget_in_archives(project, platform, person, known_as)
        counts["state"] += project.state.erase_owner(person)
        project.state.log("forget", "one person, at their wish")
    return ForgetResult(
        raw_records, counts["activities"], counts["members"], counts["observations"],
        counts["state"], counts["surveys"], redacted, counts["annotations"], searches,
    )  # fmt: skip


def _engine(project: Project) -> DuckEngine:
    engine = project.engine()
    for name, schema in (CANONICAL | DERIVED).items():
        engine.register_files(f"known_{name}", project.lake.files(name), schema)
    return engine


def _tokens(project: Project, actor_id: int) -> set[str]:
    """Strings by which a person could be found in a report or a draft."""
    engine = _engine(project)
    try:
        sql = engine.render("forget_objects")
        rows = engine.query(sql, _FOUND, {"actor_id": actor_id}).to_pylist()
    finally:
        engine.close()
    texts = {text for row in rows for text in (row["title"], row["url"]) if text}
    return texts | {format_id(row["object_id"]) for row in rows} | {
        format_id(actor_id), str(actor_id),
    }  # fmt: skip


def _forget_in_lake(project: Project, actor_id: int, said: Sequence[str]) -> Mapping[str, int]:
    """Rewrite the months and tables that hold the person; returns rows removed by table."""
    engine = _engine(project)
    before = {name: _rows(project, name) for name in (*CANONICAL, *DERIVED)}
    names: dict[str, Value] = {f"name_{n}": pattern for n, pattern in enumerate(said)}
    bound: dict[str, Value] = {"actor_id": actor_id}
    try:
        small = {
            name: engine.query(
                engine.render("forget_others", name=name, columns=schema.names), schema, bound
            )
            for name, schema in (("members", MEMBERS), ("observations", OBSERVATIONS))
        }
        months = engine.query(
            engine.render("forget_months", names=list(names)), _MONTHS, bound | names
        )
        sql = engine.render("forget_rest", columns=CANONICAL["activities"].names, names=list(names))
        for month in months["month"].to_pylist():
            # First what was read off the activities, while they still say whose they are.
            _forget_derived(project, engine, bound | names | {"month": month}, list(names))
            rest = engine.query(sql, CANONICAL["activities"], bound | names | {"month": month})
            project.lake.replace("activities", rest.to_reader(), month)
        for name, rest in small.items():
            if rest.num_rows != before[name]:
                project.lake.replace(name, rest.to_reader())
    finally:
        engine.close()
    after = {name: _rows(project, name) for name in _COUNTED}
    return {name: before[name] - after[name] for name in _COUNTED}


def _forget_derived(
    project: Project, engine: DuckEngine, bound: Mapping[str, Value], names: Sequence[str]
) -> None:
    """Rewrite what was read off one month's activities of the person, or that name them."""
    for name, schema in DERIVED.items():
        sql = engine.render("forget_derived", name=name, columns=schema.names, names=names)
        month = {"month": bound["month"]}
        kept = engine.query(engine.render("forget_derived_count", name=name), _ROWS, month)
        rest = engine.query(sql, schema, bound)
        if rest.num_rows != kept["rows"][0].as_py():
            project.lake.replace(name, rest.to_reader(), str(bound["month"]))


def _rows(project: Project, name: str) -> int:
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(file).num_rows for file in project.lake.files(name))
