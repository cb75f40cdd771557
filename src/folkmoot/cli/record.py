"""Writing down what a person did with a draft, so that caps and wishes are kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from folkmoot.errors import FolkmootError
from folkmoot.ids import parse_id

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["record_answer", "record_wish"]

_AUTHOR: Final = pa.schema([("actor_id", pa.int64()), ("platform", pa.string())])


def record_answer(project: Project, path: Path, approved_by: str) -> None:
    """Write down that a named person answered with a draft; it counts for caps and shares."""
    head = _head(path)
    object_id = parse_id(str(head["conversation_id"]))
    project.state.add_contact(
        {
            "actor_id": _author(project, path, object_id),
            "object_id": object_id,
            "community": str(head["community"]),
            "contacted_at": datetime.now(UTC),
            "approved_by": approved_by,
            "is_promotion": int(bool(head["names_our_product"])),
        }
    )
    project.state.log("answered", f"conversation {head['conversation_id']}, by {approved_by}")


def record_wish(project: Project, path: Path) -> None:
    """Write down that the person whom a draft would answer is to be left alone."""
    object_id = parse_id(str(_head(path)["conversation_id"]))
    actor_id = _author(project, path, object_id)
    if actor_id is None:
        raise FolkmootError(
            "nobody-known", path.name, "a conversation whose author is not known",
            "a person who can be left alone", "nobody is contacted there anyway",
        )  # fmt: skip
    project.state.leave_alone(actor_id, "asked to be left alone")


def _author(project: Project, path: Path, object_id: int) -> int | None:
    view = project.view()
    try:
        rows, _ = view.ask("author_of", _AUTHOR, "Who asked?", {"object_id": object_id})
    finally:
        view.engine.close()
    if not rows.num_rows:
        raise FolkmootError(
            "no-conversation", path.name, "a conversation that is not in this project",
            "a draft of this project", "was it written for another one?",
        )  # fmt: skip
    found: int | None = rows["actor_id"][0].as_py()
    return found


def _head(path: Path) -> dict[str, Any]:
    """Read the front matter of a draft: a JSON value a line."""
    wanted = ("conversation_id", "community", "names_our_product")
    try:
        lines = path.read_text(encoding="utf-8").split("---\n")[1].splitlines()
        pairs = [line.partition(": ") for line in lines]
        head = {name: json.loads(value) for name, _, value in pairs}
        return {name: head[name] for name in wanted}
    except (OSError, UnicodeDecodeError, IndexError, KeyError, ValueError) as error:
        raise FolkmootError(
            "not-a-draft", str(path), str(error), "a draft that folkmoot assist wrote",
            "name a file of the project's drafts folder",
        ) from error  # fmt: skip
