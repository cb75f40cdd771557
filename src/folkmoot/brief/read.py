"""Reading ``brief.toml``: from bytes to a `Brief`, or to all that is wrong with the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from folkmoot.brief.check import incoherences
from folkmoot.brief.model import Brief
from folkmoot.brief.words import expectation
from folkmoot.documents import Fault, Kind, field_faults, parse_document, raise_faults, shown

__all__ = ["read_brief", "schema_text"]

_BRIEF: Final = Kind(
    "a brief", "folkmoot init writes a first one", 'phrases = ["a SIM on arrival"]'
)


def read_brief(path: str | Path) -> Brief:
    """Read a product brief.

    Parameters
    ----------
    path
        A TOML file in UTF-8 (a byte order mark is accepted). ``conduct.do_not_contact`` is a
        file beside it.

    Raises
    ------
    FolkmootError
        If the file cannot be opened.
    ProblemGroup
        With every fault of the file, in the order of the document.
    """
    path = Path(path)
    document = parse_document(path, _BRIEF)
    faults = [*incoherences(document), *_absent_file(path, document)]
    brief = None
    try:
        brief = Brief.model_validate(document)
    except ValidationError as error:
        faults += field_faults(error, Brief, expectation, _BRIEF)
    if faults or brief is None:
        raise_faults(path.name, faults, document)
    return brief


def schema_text() -> str:
    """Write the JSON Schema of a brief as the text of ``docs/brief.schema.json``."""
    return json.dumps(Brief.json_schema(), indent=2, ensure_ascii=False) + "\n"


def _absent_file(path: Path, document: Mapping[str, Any]) -> list[Fault]:
    """Find out whether the list of people not to contact is missing: it must not be passed over."""
    conduct = document.get("conduct")
    name = conduct.get("do_not_contact") if isinstance(conduct, Mapping) else None
    if not isinstance(name, str) or not name.strip() or (path.parent / name.strip()).is_file():
        return []
    where = ("conduct", "do_not_contact")
    return [Fault(where, "no-such-file", shown(name), "a file beside the brief")]
