"""A small community in a project, for the tests of annotating. The posts are made up."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from folkmoot.brief import template_text
from folkmoot.ingest import ingest
from folkmoot.project import Project, init_project
from folkmoot.sources.stackexchange import StackExchange

__all__ = ["ANSWER", "ASKER", "SITE", "TITLES", "made_project", "more_posts"]

SITE: Final = "example.stackexchange.com"
ASKER, ANSWER = 1, "12"
TITLES: Final = (
    "Which grinder should I buy under $100?", "How do I clean a moka pot?", "My kettle leaks",
    "😀🔥", "Is the lever machine better than the pump machine?", "有哪些好用的手冲壶？",
)  # fmt: skip
_ROW: Final = (
    '<row Id="{id}" PostTypeId="1" CreationDate="2016-{month:02}-01T00:00:00.000" Score="1" '
    'ViewCount="9" OwnerUserId="{owner}" Title="{title}" Tags="&lt;x&gt;" />'
)


def made_project(folder: Path) -> Project:
    """A project with the template's brief, a question a month, and an answer that names a user."""
    project = init_project(folder / "project")
    project.brief_path.write_text(template_text(), encoding="utf-8")
    rows = [_question(number, title) for number, title in enumerate(TITLES, 1)]
    rows.append(
        f'<row Id="{ANSWER}" PostTypeId="2" ParentId="1" CreationDate="2016-02-02T00:00:00.000" '
        'Score="1" Body="&lt;p&gt;@Quirinus I love this one, it works&lt;/p&gt;" OwnerUserId="2" />'
    )
    _import(project, folder, rows)
    return project


def more_posts(project: Project, folder: Path, *titles: str) -> None:
    """Import more questions."""
    _import(project, folder, [_question(100 + n, title) for n, title in enumerate(titles)])


def _question(number: int, title: str) -> str:
    return _ROW.format(id=number, month=min(number, 12), owner=number, title=title)


def _import(project: Project, folder: Path, rows: list[str]) -> None:
    dump = folder / "dump"
    dump.mkdir(exist_ok=True)
    text = "\n".join(rows)
    (dump / "Posts.xml").write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n{text}\n</posts>\n', encoding="utf-8"
    )
    ingest(project, dump, StackExchange(), {"site": SITE})
