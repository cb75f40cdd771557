"""The command that reads what posts say: annotate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.options import as_json, open_current, project_option
from folkmoot.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from folkmoot.annotators.pruning import Superseded
    from folkmoot.annotators.run import AnnotateResult, Progress
    from folkmoot.project import Project

__all__ = ["annotate"]

#: Labels of an annotator that the table names.
_NAMED: Final = 4


@click.command(short_help="Read what the posts say, once.")
@click.option("--tier", type=click.Choice(["fast", "full"]), default="full", show_default=True,
              help="fast: words alone; full: words and meaning.")  # fmt: skip
@click.option("--only", multiple=True, metavar="NAME",
              help="An annotator, or vectors; may be repeated (default: all).")  # fmt: skip
@click.option("--encoder", metavar="NAME", default=None,
              help="Who makes the vectors (default: the exact one that ships).")  # fmt: skip
@click.option("--processes", type=click.IntRange(1, 64), default=None,
              help="How many read at once (default: one a core).")  # fmt: skip
@click.option("--prune", "is_pruning", is_flag=True,
              help="Then remove what was said by earlier briefs and models.")  # fmt: skip
@project_option
@as_json
def annotate(
    tier: Any,
    only: tuple[str, ...],
    encoder: str | None,
    processes: int | None,
    is_pruning: bool,
    project_path: Path,
    is_json: bool,
) -> None:
    """Read the language, the kind of request, the feeling and what is named in every post.

    Posts that were read before are not read again, unless the brief or a model has changed. It may
    be stopped at any time, and goes on from there. What an earlier brief or model said stays until
    --prune, which keeps what a plan or report names.
    """
    from folkmoot.annotators.pruning import prune
    from folkmoot.annotators.registry import DEFAULT_ENCODER
    from folkmoot.annotators.run import annotate as annotate_project

    project = open_current(project_path)
    with _progress() as progress:
        result = annotate_project(
            project, tier, only, encoder=encoder or DEFAULT_ENCODER, processes=processes,
            progress=progress,
        )  # fmt: skip
    gone = prune(project) if is_pruning else ()
    counts = _counts(project, result.versions)
    project.close()
    if is_json:
        print_json({**_as_dict(result, counts), "pruned": [asdict(each) for each in gone]})
        return
    click.echo(_sentence(result))
    if is_pruning:
        click.echo(_pruned(gone))
    if result.versions:
        print_rows(
            "What the posts say", ["annotator", "read now", "said of posts"],
            [[name, f"{result.read_counts[name]:,}", _said(counts, name)]
             for name in result.versions],
        )  # fmt: skip


def _sentence(result: AnnotateResult) -> str:
    if not result.posts:
        return "Nothing was read: the project holds no post with words. Next: folkmoot add FILE"
    before = result.posts - result.read
    return (
        f"Read {result.read:,} of {result.posts:,} posts (tier {result.tier}); "
        f"{before:,} had been read before."
    )


def _pruned(gone: Sequence[Superseded]) -> str:
    rows = sum(each.rows for each in gone)
    if not gone:
        return "Nothing was removed: no earlier brief or model has left anything that is not used."
    return f"Removed {rows:,} rows of {len(gone):,} earlier versions."


def _counts(project: Project, versions: Mapping[str, str]) -> list[dict[str, Any]]:
    import pyarrow as pa

    text = pa.string()
    schema = pa.schema([("annotator", text), ("about", text), ("label", text),
                        ("posts", pa.int64())])  # fmt: skip
    wanted = {"annotator": [*versions], "version": [*versions.values()]}
    kinds = pa.schema([("annotator", text), ("version", text)])
    view = project.view()
    try:
        view.engine.register("wanted_annotators", pa.table(wanted, schema=kinds))
        found: list[dict[str, Any]] = view.query("annotation_counts", schema).to_pylist()
    finally:
        view.engine.close()
    return found


def _said(counts: Sequence[Mapping[str, Any]], name: str) -> str:
    """The commonest labels with their posts; the unlabelled last."""
    own = [row for row in counts if row["annotator"] == name]
    named = [row for row in own if row["label"]]
    silent = sum(row["posts"] for row in own if not row["label"])
    told = [f"{_label(row)} {row['posts']:,}" for row in named[:_NAMED]]
    if len(named) > _NAMED:
        told.append(f"{len(named) - _NAMED} more")
    return ", ".join([*told, *([f"nothing {silent:,}"] if silent else [])])


def _label(row: Mapping[str, Any]) -> str:
    return f"{row['about']} {row['label']}" if row["about"] else str(row["label"])


def _as_dict(result: AnnotateResult, counts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "tier": result.tier,
        "posts": result.posts,
        "read": result.read,
        "read_counts": result.read_counts,
        "versions": result.versions,
        "labels": [
            {**row, "about": row["about"] or None, "label": row["label"] or None} for row in counts
        ],
    }


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show posts read while the command runs; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Looking for new posts", total=None)

        def advance(done: int, total: int) -> None:
            said = f"{done:,} of {total:,} posts read"
            bar.update(task, completed=done, total=total, description=said)

        yield advance
