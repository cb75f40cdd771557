"""A manifest: communities that the user knows of, in TOML or CSV; all its faults told at once."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from folkmoot.activity import KINDS
from folkmoot.documents import Kind, did_you_mean, parse_document, shown
from folkmoot.errors import FolkmootError, Problem, ProblemGroup

__all__ = ["Listed", "read_manifest"]

_KIND: Final = Kind(
    "a manifest", "write one, or name a CSV with the columns name, url, kind", 'name = "r/coffee"'
)
_FIELDS: Final = ("name", "url", "kind", "members", "why")
#: Larger lists are catalogues of a whole platform: nobody reads them.
_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A community that the manifest names; ``members`` is what somebody says of it."""

    name: str
    url: str
    kind: str
    members: int | None
    why: str


def read_manifest(path: Path) -> tuple[Listed, ...]:
    """Read a manifest: ``[[community]]`` tables in TOML, or a CSV with a head.

    Each has a ``name``, and where they are known a ``url``, a ``kind`` of community, ``members``
    (how many somebody says it has) and ``why`` it is listed.

    Raises
    ------
    ProblemGroup
        With every fault of the file.
    """
    found = list(_csv(path) if path.suffix.casefold() == ".csv" else _toml(path))
    problems = [problem for where, entry in found for problem in _faults(where, entry)]
    problems += _doubled(found)
    if len(found) > _MOST:
        got, hint = f"{len(found):,} communities", "leave out what you would not read"
        problems.append(Problem("too-many", path.name, got, f"{_MOST:,} or fewer", hint))
    if not found:
        hint = 'in TOML: [[community]], then name = "..."'
        problems.append(Problem("empty", path.name, "no community", "one or more", hint))
    if problems:
        raise ProblemGroup(path.name, problems)
    return tuple(_listed(entry) for _, entry in found)


def _listed(entry: Mapping[str, Any]) -> Listed:
    text = {name: str(entry.get(name) or "").strip() for name in _FIELDS}
    members = int(text["members"].replace(",", "")) if text["members"] else None
    return Listed(text["name"], text["url"], text["kind"] or "other", members, text["why"])


def _toml(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    document = parse_document(path, _KIND)
    unknown = sorted(set(document) - {"community"})
    entries = document.get("community", [])
    if unknown or not isinstance(entries, list):
        raise ProblemGroup(path.name, [
            Problem("unknown-key", key, shown(document[key]), "tables named [[community]]",
                    did_you_mean(key, ["community"]))
            for key in unknown or ["community"]
        ])  # fmt: skip
    for number, entry in enumerate(entries):
        yield f"community[{number}]", entry if isinstance(entry, dict) else {"name": entry}


def _csv(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FolkmootError(
            "no-manifest", path.name, str(error), "a readable CSV in UTF-8",
            "in a spreadsheet: save as CSV UTF-8",
        ) from error  # fmt: skip
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        entry: dict[str, Any] = {(key or "").strip().casefold() if key else "": value
                                 for key, value in row.items()}  # fmt: skip
        yield f"line {number}", entry


def _faults(where: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    for key in entry:
        if key not in _FIELDS:
            got = shown(entry[key]) if key else "more values than columns"
            yield Problem("unknown-key", f"{where}, {key}" if key else where, got,
                          f"one of {', '.join(_FIELDS)}", did_you_mean(key, _FIELDS) if key else
                          "put values with a comma in quotes")  # fmt: skip
    name, url, kind = (entry.get(key) for key in ("name", "url", "kind"))
    if not isinstance(name, str) or not name.strip():
        yield Problem("no-name", f"{where}, name", shown(name), "what the community is called")
    if url and not str(url).strip().startswith(("https://", "http://")):
        yield Problem("no-address", f"{where}, url", shown(url), "an address such as https://...")
    if kind and str(kind).strip() not in KINDS:
        near = get_close_matches(str(kind), KINDS, n=1)
        hint = f'did you mean "{near[0]}"?' if near else ""
        yield Problem("unknown-kind", f"{where}, kind", shown(kind), ", ".join(KINDS), hint)
    members = str(entry.get("members") or "").replace(",", "").strip()
    if members and not (members.isascii() and members.isdigit()):
        yield Problem("no-number", f"{where}, members", shown(entry["members"]),
                      "a whole number of people")  # fmt: skip


def _doubled(found: list[tuple[str, Mapping[str, Any]]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for where, entry in found:
        name = str(entry.get("name") or "").strip().casefold()
        if name and name in seen:
            yield Problem("twice", f"{where}, name", shown(entry["name"]),
                          f"each community once (it stands in {seen[name]} too)")  # fmt: skip
        seen.setdefault(name, where)
