"""From the bytes of a TOML file to plain data, and from pydantic's findings to faults in words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Final, NoReturn, get_args

from pydantic import BaseModel, ValidationError

from folkmoot.documents.faults import Fault, Path, did_you_mean, in_document_order, shown, written
from folkmoot.errors import FolkmootError, Problem, ProblemGroup

__all__ = ["Kind", "field_faults", "parse_document", "raise_faults"]

#: Such a document is a page or two; a file beyond this is something else, or an accident.
_LARGEST: Final = 1 << 20

_SAVE_AS: Final = "open it in an editor and save it with the encoding UTF-8"


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of document is read, in the words of its faults.

    Parameters
    ----------
    name
        With its article: ``a brief``.
    missing
        What to do where there is no such file.
    example
        A line of such a document that is well written.
    """

    name: str
    missing: str = ""
    example: str = ""


def parse_document(path: FilePath, kind: Kind) -> dict[str, Any]:
    """Read a TOML file in UTF-8 (a byte order mark is accepted) as plain data.

    Raises
    ------
    FolkmootError
        If the file cannot be opened.
    ProblemGroup
        If it is no text, or no TOML: with the line where reading stopped.
    """
    return _parsed(path.name, _text(path, kind), kind)


def raise_faults(title: str, faults: Iterable[Fault], document: Mapping[str, Any]) -> NoReturn:
    """Raise all the faults of a document together, in its order."""
    ordered = in_document_order(faults, document)
    raise ProblemGroup(title, [fault.problem() for fault in ordered])


def field_faults(
    error: ValidationError,
    model: type[BaseModel],
    expectation: Callable[[str, Mapping[str, Any]], tuple[str, str]],
    kind: Kind,
) -> list[Fault]:
    """Turn pydantic's findings into faults; a misspelt key is told once, not also as missing.

    Parameters
    ----------
    error
        What pydantic raised.
    model
        The model that was to be filled.
    expectation
        From a place (numbers of lists left out, ``needs[].phrases``) and one of pydantic's
        details: what was expected, and a hint.
    kind
        For the words.
    """
    details = [each for each in error.errors() if each["loc"] and not _is_echo(each)]
    missing = {tuple(each["loc"]) for each in details if each["type"] == "missing"}
    faults, meant = [], set()
    for detail in details:
        path: Path = tuple(part for part in detail["loc"] if part != "[key]")
        if detail["type"] == "extra_forbidden":
            fault = _unknown_key(path, model, kind)
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


def _text(path: FilePath, kind: Kind) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = kind.missing if isinstance(error, FileNotFoundError) else ""
        raise FolkmootError(
            "unreadable-file", str(path), reason, f"{kind.name} in TOML", hint
        ) from error
    if len(data) > _LARGEST:
        raise _whole(path.name, "too-large", "more than 1 MiB", f"{kind.name} of a page or two")
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
        raise _whole(path.name, "empty-file", "an empty file", f"{kind.name} in TOML")
    return text


def _whole(title: str, code: str, got: str, expected: str) -> ProblemGroup:
    hint = _SAVE_AS if code == "not-utf-8" else ""
    return ProblemGroup(title, [Problem(code, "the file", got, expected, hint)])


def _parsed(title: str, text: str, kind: Kind) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        got, expected = "brackets within brackets", f"{kind.name} in TOML"
        raise _whole(title, "not-toml", got, expected) from error
    except ValueError as error:  # also what int() says of a number with thousands of digits
        raise ProblemGroup(title, [_syntax_problem(str(error), text, kind)]) from error


def _syntax_problem(message: str, text: str, kind: Kind) -> Problem:
    parts = re.fullmatch(r"(?s)(.*) \(at (.+)\)", message)
    said, place = parts.groups() if parts else ("a value that can be read", "the file")
    number = re.match(r"line (\d+)", place)
    lines = text.splitlines() or [""]
    got = lines[min(int(number[1]), len(lines)) - 1] if number else lines[-1]
    hint = f"texts stand in quotes, lists in brackets: {kind.example}" if kind.example else ""
    return Problem("not-toml", place, shown(got.strip()), said, hint)


def _is_echo(detail: Mapping[str, Any]) -> bool:
    """Whether a list is called too short only because its items have faults of their own."""
    too_short = detail["type"] == "too_short"
    return too_short and len(detail["input"]) >= int(detail["ctx"]["min_length"])


def _unknown_key(path: Path, model: type[BaseModel], kind: Kind) -> Fault:
    known = _keys_at(path[:-1], model)
    hint = did_you_mean(str(path[-1]), known)
    expected = f"a key that {kind.name.partition(' ')[2]}s have"
    return Fault(path, "unknown-key", f'"{path[-1]}"', expected, hint)


def _keys_at(path: Iterable[str | int], model: type[BaseModel]) -> list[str]:
    """Keys that the table at ``path`` may have."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model), None)
