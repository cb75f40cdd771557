"""Removing what earlier models and briefs said of posts, once nothing that is kept names it.

Every changed brief or model leaves the labels of the one before beside its own. Kept are the
versions of today, in every tier; those that a plan or report of the project names, so that what
they show can be looked up; and those of annotators that are not installed here, of which nothing
says that they are superseded. All that is removed can be computed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from folkmoot.activity import DERIVED
from folkmoot.annotators._heads import TIERS
from folkmoot.annotators.registry import (
    annotator_names,
    encoder_names,
    make_annotators,
    make_encoder,
)

if TYPE_CHECKING:
    from folkmoot.brief import Brief
    from folkmoot.project import Project

__all__ = ["Superseded", "prune", "superseded"]

#: Column of each table that says who made a row, and the one that says in which version.
_MAKERS: Final = {"annotations": ("annotator", "version"), "encodings": ("encoder", "encoder")}
_KINDS: Final = pa.schema([("maker", pa.string()), ("version", pa.string()), ("rows", pa.int64())])
_MONTHS: Final = pa.schema([("month", pa.string())])


@dataclass(frozen=True, slots=True)
class Superseded:
    """A version that is no longer of use: which table, who made it, and how many rows it has."""

    table: str
    maker: str
    version: str
    rows: int


def superseded(project: Project, briefs: Sequence[Brief] = ()) -> tuple[Superseded, ...]:
    """Answer which stored versions nothing needs any longer.

    Parameters
    ----------
    project
        Whose lake.
    briefs
        Briefs that are used beside the project's own; their versions are kept too.
    """
    stored = list(_stored(project))
    if not stored:
        return ()
    names = annotator_names()
    kept = {
        (each.name, each.version)
        for brief in (project.brief(), *briefs)
        for tier in TIERS
        for encoder in encoder_names()
        for each in make_annotators(brief, tier, names, encoder)
    }
    encoders = {make_encoder(name).name for name in encoder_names()}
    left = [
        each
        for each in stored
        if (each.version not in encoders if each.table == "encodings"
            else each.maker in names and (each.maker, each.version) not in kept)
    ]  # fmt: skip
    named = _named(project, {each.version for each in left})
    return tuple(each for each in left if each.version not in named)


def prune(project: Project, briefs: Sequence[Brief] = ()) -> tuple[Superseded, ...]:
    """Remove what `superseded` tells, a month after another, and return it.

    The project is locked meanwhile. Each month is rewritten in one commit, so that a killed run
    has removed some months and harmed none; the next one goes on.

    Parameters
    ----------
    project, briefs
        As for `superseded`.

    Raises
    ------
    FolkmootError
        ``busy`` where another command writes for a minute on end.
    """
    with project.lock(wait_seconds=60):
        found = superseded(project, briefs)
        for name in dict.fromkeys(each.table for each in found):
            _rewrite(project, name, [each for each in found if each.table == name])
            # Older versions of what can be computed again are of no use; their space is.
            project.lake.purge(name)
    return found


def _stored(project: Project) -> Iterator[Superseded]:
    """Every version of the lake, whether it is of use or not."""
    engine = project.engine()
    try:
        for name, (maker, version) in _MAKERS.items():
            engine.register_files(f"known_{name}", project.lake.files(name), DERIVED[name])
            sql = engine.render("prune_versions", name=name, maker=maker, version=version)
            for row in engine.query(sql, _KINDS).to_pylist():
                yield Superseded(name, row["maker"], row["version"], row["rows"])
    finally:
        engine.close()


def _named(project: Project, versions: set[str]) -> set[str]:
    """Which versions stand in a plan or report."""
    found: set[str] = set()
    for folder in ("plans", "reports"):
        for path in project.folder(folder).rglob("*"):
            if path.is_file() and found != versions:
                text = path.read_bytes()
                found |= {version for version in versions if version.encode() in text}
    return found


def _rewrite(project: Project, name: str, gone: Sequence[Superseded]) -> None:
    maker, version = _MAKERS[name]
    columns = {"maker": [each.maker for each in gone], "version": [each.version for each in gone]}
    engine = project.engine()
    try:
        engine.register_files(f"known_{name}", project.lake.files(name), DERIVED[name])
        engine.register(
            "gone", pa.table(columns, schema=pa.schema([_KINDS.field(0), _KINDS.field(1)]))
        )
        parts = {"name": name, "maker": maker, "version": version}
        for month in engine.query(engine.render("prune_months", **parts), _MONTHS)["month"]:
            sql = engine.render("prune_rest", columns=DERIVED[name].names, **parts)
            rest = engine.query(sql, DERIVED[name], {"month": month.as_py()})
            project.lake.replace(name, rest.to_reader(), month.as_py())
            project.lake.sync(name)
    finally:
        engine.close()
