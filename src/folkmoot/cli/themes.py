"""The group of commands about themes: learn them, list them, look at one."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.measure import Session, session
from folkmoot.cli.options import as_json, as_of, project_option
from folkmoot.cli.output import print_json, print_rows, steps, tell
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from folkmoot.annotators._questions import Questions
    from folkmoot.annotators._theme_book import LastingTheme
    from folkmoot.annotators.lasting import LearnedThemes

__all__ = ["learn", "list_themes", "show", "themes"]

_FOLDER: Final = "themes"
_EXAMPLES: Final = 5
#: A theme of fewer people would point at them.
_FEWEST_PEOPLE: Final = 10
#: Rows that are listed without ``--all``.
_SHOWN: Final = 40


@click.group(short_help="Learn what questions are about, and list it.")
def themes() -> None:
    """Themes of questions by what they mean, with ids that last.

    Learn them once, then again whenever new data has come: known themes keep their ids, and what
    is new, runs together or falls apart is told. `folkmoot needs` shows them from then on.
    """


@themes.command(short_help="Find the themes, or carry the known ones forward.")
@click.option("--anew", "is_anew", is_flag=True, help="Begin again; no known theme lives on.")
@click.option("--encoder", type=click.Choice(["exact", "quick"]), default=None,
              help="quick: coarser, for millions (default: that of the known themes, else exact).",
              )  # fmt: skip
@project_option
@as_of
@as_json
def learn(
    project_path: Path, as_of: datetime | None, is_json: bool, is_anew: bool, encoder: str | None
) -> None:
    """Find the themes of the last two years, or carry the known ones forward.

    Known themes live on by the encoder that they were learned by; the other begins anew. The first
    time on a machine the clustering is compiled, which takes about a minute.
    """
    from folkmoot.annotators._clusters import is_compiled
    from folkmoot.annotators._encoder import quick_encoder, sentence_encoder
    from folkmoot.annotators._questions import read_questions
    from folkmoot.annotators.lasting import STEPS, learn_themes

    if not is_compiled():
        click.echo("The clustering is compiled first, once on this machine: a minute.", err=True)
    made = {"exact": sentence_encoder, "quick": quick_encoder}[encoder]() if encoder else None
    with session(project_path, as_of, is_prepared=False) as opened:
        project, view = opened.project, opened.view
        with project.lock(), steps(STEPS) as step:
            book = learn_themes(
                project.folder(_FOLDER), read_questions(view), view.as_of,
                encoder=made, is_anew=is_anew, processes=len(os.sched_getaffinity(0)), begin=step,
            )  # fmt: skip
        told = [event for event in book.events if event.happened_at == book.as_of]
        rows, about = _rows(opened)
    if is_json:
        print_json({**about, "events": [event.as_dict() for event in told], "themes": rows})
        return
    tell(_in_one_sentence(about))
    kinds = [event.kind for event in told]
    click.echo(
        f"New: {kinds.count('minted')}. Fallen apart: {kinds.count('split')}. "
        f"Run together: {kinds.count('merged')}."
    )
    is_first = all(event.happened_at == book.as_of for event in book.events)
    for sentence in [] if is_first else book.told(told):
        tell(f"  {sentence}")
    click.echo("folkmoot themes list names them; folkmoot needs measures those of your target.")


@themes.command("list", short_help="List the themes, largest first.")
@click.option("--all", "is_all", is_flag=True, help="Print every row.")
@project_option
@as_of
@as_json
def list_themes(project_path: Path, as_of: datetime | None, is_json: bool, is_all: bool) -> None:
    """List the themes as of a moment, largest first, each with its most typical question."""
    with session(project_path, as_of, is_prepared=False) as opened:
        if opened.themes is None:
            _say_none(opened, is_json)
            return
        rows, about = _rows(opened)
    if is_json:
        print_json({**about, "themes": rows})
        return
    tell(_in_one_sentence(about))
    shown = rows if is_all else rows[:_SHOWN]
    print_rows(
        "Themes",
        ["id", "theme", "questions", "last year", "since", "for example"],
        [
            [row["id"], row["name"], f"{row['questions']:,}", f"{row['last_year']:,}",
             row["minted_at"][:7], row["example"]]
            for row in shown
        ],
    )  # fmt: skip
    if len(shown) < len(rows):
        click.echo(f"{len(rows) - len(shown):,} more: add --all, or --json.")


@themes.command(short_help="Open one theme: phrases, history, questions.")
@click.argument("theme_id", metavar="ID")
@project_option
@as_of
@as_json
def show(theme_id: str, project_path: Path, as_of: datetime | None, is_json: bool) -> None:
    """Open one theme: its phrases, what became of it, and its most typical and newest questions."""
    with session(project_path, as_of, is_prepared=False) as opened:
        found = _one(opened, theme_id)
    if is_json:
        print_json(found)
        return
    tell(f"{found['id']}  {found['name']}: {found['questions']:,} questions by anybody.")
    tell(f"Phrases     {'; '.join(found['phrases'])}")
    for sentence in found["history"]:
        tell(f"History     {sentence}")
    for kind in ("typical", "newest"):
        print_rows(
            f"Most {kind}" if kind == "typical" else "Newest",
            ["question", "asked", "where"],
            [[row["title"], row["published_at"][:10], row["url"] or ""] for row in found[kind]],
        )


def _say_none(opened: Session, is_json: bool) -> None:
    """Nothing to list is no fault."""
    if is_json:
        print_json({"as_of": opened.view.as_of, "theme_count": 0, "themes": []})
        return
    moment = f"{opened.view.as_of:%Y-%m-%d}"
    click.echo(f"No themes were learned up to {moment}. Find them: folkmoot themes learn")


def _reader(opened: Session) -> LearnedThemes:
    if opened.themes is None:
        raise FolkmootError(
            "no-themes", "themes", f"none learned up to {opened.view.as_of:%Y-%m-%d}",
            "themes that were learned", "run: folkmoot themes learn",
        )  # fmt: skip
    return opened.themes


def _rows(opened: Session) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Themes of enough people as rows, and what is said of all of them."""
    from folkmoot.annotators._questions import read_questions

    reader = _reader(opened)
    questions = read_questions(opened.view)
    places, near = reader.placed(questions)
    year = _last_year(opened, questions)
    found = []
    for number, theme in enumerate(reader.book.themes):
        rows = (places == number).nonzero()[0]
        if _people(questions, rows) >= _FEWEST_PEOPLE:
            found.append(_row(theme, questions, rows, near, int(year[rows].sum())))
    found.sort(key=lambda row: (-row["questions"], row["id"]))
    about = {
        "as_of": reader.book.as_of,
        "encoder": reader.book.encoder,
        "questions": len(places),
        "unthemed_share": float((places == -1).mean()) if len(places) else 0.0,
        "theme_count": len(found),
        "withheld_count": len(reader.book.themes) - len(found),
    }
    return found, about


def _last_year(opened: Session, questions: Questions) -> NDArray[np.bool_]:
    """Which questions are of the last 365 days."""
    begins = (opened.view.as_of.timestamp() - 365 * 86_400) * 1e6
    found: NDArray[np.bool_] = questions.table["published_at"].cast("int64").to_numpy() > begins
    return found


def _people(questions: Questions, rows: NDArray[np.int64]) -> int:
    """Number of known people who asked some of the questions."""
    return len(set(questions.table["actor_id"].take(rows).to_pylist()) - {None})


def _row(
    theme: LastingTheme,
    questions: Questions,
    rows: NDArray[np.int64],
    near: NDArray[np.float64],
    last_year: int,
) -> dict[str, Any]:
    return {
        "id": theme.id,
        "name": theme.name,
        "questions": len(rows),
        "last_year": last_year,
        "minted_at": theme.minted_at.isoformat(),
        "phrases": list(theme.phrases),
        "example": questions.table["title"][int(rows[near[rows].argmax()])].as_py(),
    }


def _in_one_sentence(about: dict[str, Any]) -> str:
    withheld = about["withheld_count"]
    few = f" {withheld} of fewer than {_FEWEST_PEOPLE} people are not shown." if withheld else ""
    return (
        f"{about['theme_count']} themes hold {1 - about['unthemed_share']:.0%} of "
        f"{about['questions']:,} questions; learned up to {about['as_of']:%Y-%m-%d}.{few}"
    )


def _one(opened: Session, theme_id: str) -> dict[str, Any]:
    from folkmoot.annotators._questions import read_questions

    reader = _reader(opened)
    book, questions = reader.book, read_questions(opened.view)
    current = book.current(theme_id)
    if current is None:
        raise FolkmootError(
            "no-theme", "ID", theme_id, "the id of a theme that lives",
            "folkmoot themes list names them",
        )  # fmt: skip
    number = [theme.id for theme in book.themes].index(current)
    places, near = reader.placed(questions)
    rows = (places == number).nonzero()[0]
    if _people(questions, rows) < _FEWEST_PEOPLE:
        raise FolkmootError(
            "too-few-people", "ID", theme_id, f"a theme of {_FEWEST_PEOPLE} people or more",
            "its questions would point at those who asked them",
        )  # fmt: skip
    last_year = int(_last_year(opened, questions)[rows].sum())
    central = rows[(-near[rows]).argsort(kind="stable")][:_EXAMPLES]
    return {
        **_row(book.themes[number], questions, rows, near, last_year),
        "history": book.told(book.lineage(current)),
        "typical": _asked(questions, central),
        "newest": _asked(questions, rows[::-1][:_EXAMPLES]),
    }


def _asked(questions: Questions, rows: NDArray[np.int64]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        questions.table.select(["title", "published_at", "url"]).take(rows).to_pylist()
    )
    return [{**row, "published_at": row["published_at"].isoformat()} for row in found]
