"""Commands of a language model as a second reader: labels of posts, names of themes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from folkmoot.cli.group import LazyGroup
from folkmoot.cli.measure import session
from folkmoot.cli.options import as_json, as_of, project_option
from folkmoot.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from folkmoot.llm import Agreement, Answered, PostLabel, Reader
    from folkmoot.project import Project

__all__ = ["LLM_COMMANDS", "labels", "llm", "names"]

#: Verb -> (module, attribute, short help).
LLM_COMMANDS = {
    "labels": ("folkmoot.cli.llm", "labels", "Have posts labelled a second time."),
    "names": ("folkmoot.cli.llm", "names", "Have themes named; you choose."),
}


@click.group(
    cls=LazyGroup, commands_table=LLM_COMMANDS, short_help="A language model as a second reader."
)
def llm() -> None:
    """A language model as a second reader; off until [llm] of folkmoot.toml names an endpoint.

    Texts lose links, addresses, handles and numbers before they are sent there.
    """


@contextmanager
def _reader(project: Project) -> Iterator[Reader]:
    from folkmoot.llm import Reader

    reader = Reader(project.settings.llm, project.folder("llm"))
    try:
        yield reader
    finally:
        reader.close()


@click.command(short_help="Have posts labelled a second time.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, help="Newest questions read.")
@project_option
@as_of
@as_json
def labels(limit: int, project_path: Path, as_of: datetime | None, is_json: bool) -> None:
    """Label the newest questions by the model, and say how far it agrees with folkmoot's own.

    Where the two differ much, label some posts yourself before you trust either.
    """
    from folkmoot.annotators._questions import read_questions
    from folkmoot.annotators.needtypes import need_types
    from folkmoot.llm import LABELS, agreement, without_people

    with (
        session(project_path, as_of, is_prepared=False) as opened,
        _reader(opened.project) as model,
    ):
        titles = read_questions(opened.view).titles[-limit:]
        sent = [without_people(title) for title in titles]
        answers = list(model.ask(LABELS, sent))
        own = need_types(titles)
        both = [(mine, one.answer.types) for mine, one in zip(own, answers, strict=True)
                if one.answer is not None]  # fmt: skip
        found = agreement([mine for mine, _ in both], [theirs for _, theirs in both])
        if is_json:
            print_json({
                "spent": model.told(),
                "agreement": [each.model_dump() for each in found],
                "labels": [_told(title, one) for title, one in zip(sent, answers, strict=True)],
            })  # fmt: skip
            return
        _say(model, answers)
        print_rows(
            f"Agreement with folkmoot's own types, {len(both):,} questions",
            ["type", "either says so", "kappa"],
            [[each.type, f"{each.either:,}", _kappa(each)] for each in found],
        )


def _kappa(each: Agreement) -> str:
    return "too few" if each.kappa is None else f"{each.kappa:.2f}"


def _told(text: str, one: Answered[PostLabel]) -> dict[str, Any]:
    answer = None if one.answer is None else one.answer.model_dump(mode="json")
    return {"text": text, "answer": answer, "key": one.key, "fault": one.fault}


@click.command(short_help="Have themes named; you choose.")
@project_option
@as_of
@as_json
def names(project_path: Path, as_of: datetime | None, is_json: bool) -> None:
    """Suggest a name for each theme of `folkmoot needs`; nothing is renamed by itself."""
    from folkmoot.llm import NAMES, without_people
    from folkmoot.measures.needs import needs

    with session(project_path, as_of) as opened, _reader(opened.project) as model:
        themes = {
            row["need_id"]: row for row in needs(opened.view, opened.brief).rows(kind="theme")
        }
        asked = [
            without_people("; ".join(row["phrases"] or [row["need"]])) for row in themes.values()
        ]
        answers = list(model.ask(NAMES, asked))
        told = [
            {"theme": row["need_id"], "now": row["need"], "key": one.key, "fault": one.fault,
             "suggested": None if one.answer is None else one.answer.name}
            for row, one in zip(themes.values(), answers, strict=True)
        ]  # fmt: skip
        if is_json:
            print_json({"spent": model.told(), "names": told})
            return
        _say(model, answers)
        print_rows("Suggested names", ["now", "suggested"],
                   [[one["now"], one["suggested"] or one["fault"]] for one in told])  # fmt: skip


def _say(model: Reader, answers: Sequence[Answered[Any]]) -> None:
    told = model.told()
    unfit = sum(one.answer is None for one in answers)
    click.echo(
        f"{told['model']} was asked {told['asked']:,} times, {told['kept']:,} answers were kept"
        f" from before, {unfit:,} did not fit. {told['tokens_in'] + told['tokens_out']:,} tokens,"
        f" cost {told['money']:.4f}."
    )  # fmt: skip
