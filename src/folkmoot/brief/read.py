"""Reading ``brief.toml``: from bytes to a `Brief`, or to all that is wrong with the file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from folkmoot.brief.check import incoherences
from folkmoot.brief.faults import Fault, Path, did_you_mean, in_document_order, shown, written
from folkmoot.brief.model import Brief
from folkmoot.brief.words import expectation
from folkmoot.errors import FolkmootError, Problem, ProblemGroup

__all__ = ["read_brief", "schema_text"]

#: A brief is a page or two; a file beyond this is something else, or an accident.
_LARGEST: Final = 1 << 20


def read_brief(path: str | FilePath) -> Brief:
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
    path = FilePath(path)
    document = _parsed(path.name, _text(path))
    faults = [*incoherences(document), *_absent_file(path, document)]
    brief = None
    try:
        brief = Brief.model_validate(document)
    except ValidationError as error:
        faults += _field_faults(error)
    if faults or brief is None:
        ordered = in_document_order(faults, document)
        raise ProblemGroup(path.name, [fault.problem() for fault in ordered])
    return brief


def schema_text() -> str:
    """Write the JSON Schema of a brief as the text of ``docs/brief.schema.json``."""
    return json.dumps(Brief.json_schema(), indent=2, ensure_ascii=False) + "\n"


def _text(path: FilePath) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = "folkmoot init writes a first one" if isinstance(error, FileNotFoundError) else ""
        raise FolkmootError(
            "unreadable-file", str(path), reason, "a brief in TOML", hint
        ) from error
    if len(data) > _LARGEST:
        raise _whole(path.name, "too-large", "more than 1 MiB", "a brief of a page or two")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise _whole(path.name, "not-utf-8", "UTF-16 or a binary file", "text in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        got = f"byte {data[error.start]:02X}"
        problem = Problem("not-utf-8", f"line {line}", got, "text in UTF-8", _SAVE_AS)
        raise ProblemGroup(path.name, [problem]) from error
    if not text.strip():
        raise _whole(path.name, "empty-file", "an empty file", "a brief in TOML")
    return text


_SAVE_AS: Final = "open it in an editor and save it with the encoding UTF-8"


def _whole(title: str, code: str, got: str, expected: str) -> ProblemGroup:
    hint = _SAVE_AS if code == "not-utf-8" else ""
    return ProblemGroup(title, [Problem(code, "the file", got, expected, hint)])


def _parsed(title: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise _whole(title, "not-toml", "brackets within brackets", "a brief in TOML") from error
    except ValueError as error:  # also what int() says of a number with thousands of digits
        raise ProblemGroup(title, [_syntax_problem(str(error), text)]) from error


def _syntax_problem(message: str, text: str) -> Problem:
    parts = re.fullmatch(r"(?s)(.*) \(at (.+)\)", message)
    said, place = parts.groups() if parts else ("a value that can be read", "the file")
    number = re.match(r"line (\d+)", place)
    lines = text.splitlines() or [""]
    got = lines[min(int(number[1]), len(lines)) - 1] if number else lines[-1]
    hint = 'texts stand in quotes, lists in brackets: phrases = ["a SIM on arrival"]'
    return Problem("not-toml", place, shown(got.strip()), said, hint)


def _absent_file(path: FilePath, document: Mapping[str, Any]) -> list[Fault]:
    """Find out whether the list of people not to contact is missing: it must not be passed over."""
    conduct = document.get("conduct")
    name = conduct.get("do_not_contact") if isinstance(conduct, Mapping) else None
    if not isinstance(name, str) or not name.strip() or (path.parent / name.strip()).is_file():
        return []
    where = ("conduct", "do_not_contact")
    return [Fault(where, "no-such-file", shown(name), "a file beside the brief")]


def _field_faults(error: ValidationError) -> list[Fault]:
    """Turn pydantic's findings into faults; a misspelt key is told once, not also as missing."""
    details = [each for each in error.errors() if each["loc"] and not _is_echo(each)]
    missing = {tuple(each["loc"]) for each in details if each["type"] == "missing"}
    faults, meant = [], set()
    for detail in details:
        path: Path = tuple(part for part in detail["loc"] if part != "[key]")
        if detail["type"] == "extra_forbidden":
            fault = _unknown_key(path)
            near = re.search(r'mean "(.+)"', fault.hint)
            if near:
                meant.add((*path[:-1], near[1]))
        else:
            place = re.sub(r"\[\d+\]", "[]", written(path))
            expected, hint = expectation(place, detail)
            absent = detail["type"] == "missing"
            got = "none" if absent else shown(detail["input"])
            fault = Fault(path, detail["type"].replace("_", "-"), got, expected, hint)
        faults.append(fault)
    return [each for each in faults if not (each.path in missing and each.path in meant)]


def _is_echo(detail: Mapping[str, Any]) -> bool:
    """Whether a list is called too short only because its items have faults of their own."""
    too_short = detail["type"] == "too_short"
    return too_short and len(detail["input"]) >= int(detail["ctx"]["min_length"])


def _unknown_key(path: Path) -> Fault:
    known = _keys_at(path[:-1])
    hint = did_you_mean(str(path[-1]), known)
    return Fault(path, "unknown-key", f'"{path[-1]}"', "a key that briefs have", hint)


def _keys_at(path: Iterable[str | int]) -> list[str]:
    """Keys that the table at ``path`` may have."""
    model: type[BaseModel] = Brief
    for part in path:
        if isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model), None)
