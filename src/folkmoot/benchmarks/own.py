"""Tables that users add: desk research kept in the project, checked, with where it comes from.

A table is two files of the folder ``benchmarks``: ``NAME.csv`` with the figures, ``NAME.toml``
with what the whole table shares. The second is written last; without it there is no table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, get_args

from folkmoot.benchmarks._rows import Row, read_rows
from folkmoot.benchmarks.figures import Figure, Method, Mode, Sample
from folkmoot.benchmarks.published import PUBLISHED, unique_ids
from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError, Problem, ProblemGroup

__all__ = ["About", "OwnTable", "add_table", "own_tables", "read_table"]

_LARGEST: Final = 1 << 20
_NAME: Final = r"[a-z0-9][a-z0-9-]{0,40}"
_DATE: Final = r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|Q[1-4])?"


@dataclass(frozen=True, slots=True)
class About:
    """What all figures of a table share.

    Parameters
    ----------
    name
        Lower-case letters, digits and hyphens: ``cnnic-55``.
    source
        Where it was read, as a reader could find it again: title, publisher, address.
    dated
        When people were asked: ``2024``, ``2024-12``, ``2024-12-31``, ``2024Q4``.
    base
        Of whom the shares are: ``online adults``.
    population
        Country (ISO 3166-1 alpha-2) or another name of the place.
    method, mode, sample
        Of `METHODS`, `MODES` and `SAMPLES`: how people were counted, how reached, and whom the
        sample is drawn from.
    licence
        Under which it may be passed on; empty where none is named.
    questions
        Name of the questionnaire where tables share one; the table's own otherwise.
    people
        How many were asked in all; 0 where that is not published.
    """

    name: str
    source: str
    dated: str
    base: str
    population: str
    method: str = "questionnaire"
    mode: str = "unknown"
    sample: str = "national"
    licence: str = ""
    questions: str = ""
    people: int = 0


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table of one's own: what it is about, and its figures."""

    about: About
    figures: tuple[Figure, ...]


def add_table(folder: Path, path: Path, about: About) -> OwnTable:
    """Check a CSV of figures and keep it in the project; nothing is kept where it has a fault.

    Parameters
    ----------
    folder
        The project's folder ``benchmarks``; made where it is absent.
    path
        The CSV: columns ``variable``, ``category`` and either ``share`` (0 to 1) or ``percent``
        (0 to 100); where they apply ``place``, ``year``, ``segment`` and ``people``.

    Raises
    ------
    ProblemGroup
        With all the faults of the file and of what is said about it.
    FolkmootError
        When the file cannot be read, or a table of that name is there.
    """
    if (folder / f"{about.name}.toml").exists() and not _name_faults(about.name):
        raise FolkmootError(
            "already-there", f"benchmarks/{about.name}.toml", "a table of this name",
            "a new name", "delete its two files to replace it",
        )  # fmt: skip
    text = _text(path)
    table = _table(about, text, path.name)
    write_whole(folder / f"{about.name}.csv", text.encode("utf-8"))
    write_whole(folder / f"{about.name}.toml", _written(about).encode("utf-8"))
    return table


def own_tables(folder: Path) -> tuple[OwnTable, ...]:
    """Read every table of a project's folder ``benchmarks``, by name.

    Raises
    ------
    ProblemGroup
        With the faults of the first table that has any.
    """
    return tuple(read_table(path) for path in sorted(folder.glob("*.toml")))


def read_table(path: Path) -> OwnTable:
    """Read the table whose ``.toml`` this is; its figures lie beside it."""
    try:
        said = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise FolkmootError("not-toml", path.name, str(error), "TOML") from error
    known = [field.name for field in fields(About) if field.name != "name"]
    kinds = {name: int if name == "people" else str for name in known}
    problems = [
        Problem("unknown-key", name, "a key", f"one of {', '.join(known)}")
        for name in said if name not in known
    ]  # fmt: skip
    problems += [
        Problem("wrong-type", name, repr(said[name])[:60], kinds[name].__name__)
        for name in known if name in said and type(said[name]) is not kinds[name]
    ]  # fmt: skip
    required = ("source", "dated", "base", "population")
    problems += [Problem("missing", n, "none", "a text") for n in required if n not in said]
    if problems:
        raise ProblemGroup(path.name, problems)
    about = About(**{"name": path.stem, **said})
    return _table(about, _text(path.with_suffix(".csv")), f"{path.stem}.csv")


def _table(about: About, text: str, name: str) -> OwnTable:
    """Check all and make the figures; every fault of both files is raised together."""
    problems = _about_faults(about)
    rows, more = read_rows(text)
    problems += more
    if problems:
        raise ProblemGroup(name, problems)
    return OwnTable(about, unique_ids(_figure(about, row) for row in rows))


def _figure(about: About, row: Row) -> Figure:
    year = row.year or int(about.dated[:4])
    dated = str(row.year) if row.year else about.dated
    place = row.place or about.population
    words = (place, dated, row.segment, row.category)
    slug = re.sub(r"[^\w]+", "-", "-".join(words).casefold()).strip("-")
    method, mode, sample = _among(about)
    return Figure(
        f"{about.name}/{slug}", about.name, row.variable, row.category, row.share, place, year,
        dated, row.segment, about.base, method, mode, sample, about.questions or about.name,
        row.people or about.people or None, row.is_approximate, about.source, about.licence,
    )  # fmt: skip


def _among(about: About) -> tuple[Method, Mode, Sample]:
    """Narrow what was checked before."""
    found: Any = (about.method, about.mode, about.sample)
    return found  # type: ignore[no-any-return]  # each is one of its literals, by `_about_faults`


def _about_faults(about: About) -> list[Problem]:
    problems = _name_faults(about.name)
    if not re.fullmatch(_DATE, about.dated):
        expected = "when people were asked: 2024, 2024-12, 2024-12-31 or 2024Q4"
        problems.append(Problem("no-date", "dated", f'"{about.dated}"', expected))
    problems += [
        Problem("missing", name, "nothing", expected)
        for name, value, expected in (
            ("source", about.source, "where it was read: title, publisher, address"),
            ("base", about.base, "of whom the shares are, such as: online adults"),
            ("population", about.population, "a country such as CN, or the name of a place"),
        ) if not value.strip()
    ]  # fmt: skip
    for name, value, kind in (
        ("method", about.method, Method), ("mode", about.mode, Mode),
        ("sample", about.sample, Sample),
    ):  # fmt: skip
        if value not in get_args(kind):
            problems.append(Problem("unknown-choice", name, f'"{value}"',
                                    f"one of {', '.join(get_args(kind))}"))  # fmt: skip
    if about.people < 0:
        problems.append(Problem("no-people", "people", str(about.people), "0 or more"))
    return problems


def _name_faults(name: str) -> list[Problem]:
    if re.fullmatch(_NAME, name) and name != PUBLISHED:
        return []
    expected = f"lower-case letters, digits and hyphens, and not {PUBLISHED}"
    return [Problem("no-name", "name", f'"{name}"', expected)]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise FolkmootError("too-large", path.name, "more than 1 MiB", "a table of figures")
        return data.decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FolkmootError("unreadable-file", str(path), reason, "a table as CSV") from error
    except UnicodeDecodeError as error:
        raise FolkmootError(
            "not-utf-8", path.name, "bytes that are no UTF-8", "text in UTF-8",
            "save it with the encoding UTF-8",
        ) from error  # fmt: skip


def _written(about: About) -> str:
    said: Mapping[str, object] = {k: v for k, v in asdict(about).items() if k != "name"}
    lines = [f"{name} = {_quoted(value)}" for name, value in said.items()]
    return "\n".join(["# Where the figures beside this file come from.", *lines]) + "\n"


def _quoted(value: object) -> str:
    """Write a value as TOML; a basic string takes JSON's escapes."""
    import json

    return str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)
