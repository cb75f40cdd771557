"""Options of a source: which it knows, what they may be, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from folkmoot.activity import FRAMES
from folkmoot.errors import FolkmootError, Problem, ProblemGroup

__all__ = ["ENCODING", "FRAME", "PRIVATE", "ZONE", "Option", "settle_options", "unknown_options"]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a source.

    Parameters
    ----------
    name
        As in ``--option NAME=VALUE``.
    meaning
        What it says, in one clause.
    default
        Its value where the user gives none.
    is_required
        Whether there must be a value, given or by default.
    choices
        What it may be; empty for anything.
    form
        ``text``; ``host`` of a site, written in any way; ``zone`` of times; ``encoding`` of text;
        ``day`` in ISO form.
    """

    name: str
    meaning: str
    default: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()
    form: str = "text"


#: Options that many sources have.
ZONE: Final = Option(
    "zone", "zone of times that the export writes without one, such as Asia/Shanghai", form="zone"
)
PRIVATE: Final = Option(
    "private", "yes to read conversations between two persons", "no", choices=("yes", "no")
)
ENCODING: Final = Option(
    "encoding", "encoding of the files, where it is not UTF-8", form="encoding"
)
FRAME: Final = Option(
    "frame",
    "how the records came to be in the sample: user for an account's own, community for a public "
    "place, unless given; keyword for what was searched for",
    choices=("", *FRAMES),
)


def settle_options(
    path: Path, options: Mapping[str, str], known: Sequence[Option]
) -> dict[str, str]:
    """Check options against those that a source knows, and complete them.

    Raises
    ------
    FolkmootError
        All that is wrong with them: ``unknown-option``, ``missing-option``, ``unknown-value``,
        ``not-a-site``, ``unknown-zone``, ``unknown-encoding``, ``impossible-date``.
    """
    problems = unknown_options(options, [option.name for option in known])
    settled = {}
    for option in known:
        value = options.get(option.name) or option.default
        try:
            settled[option.name] = _settled(path, option, value)
        except FolkmootError as error:
            problems.extend(error.problems)
    if problems:
        raise ProblemGroup(str(path), problems)
    return settled


def _settled(path: Path, option: Option, value: str) -> str:
    from folkmoot.files.opening import check_encoding
    from folkmoot.sources._moments import zone_of

    if not value:
        if option.is_required:
            raise FolkmootError(
                "missing-option", option.name, f"nothing for {path.name}", option.meaning,
                f"add --option {option.name}=...",
            )  # fmt: skip
        return ""
    if option.choices and value not in option.choices:
        expected = f"one of {', '.join(option.choices)}"
        raise FolkmootError("unknown-value", option.name, value, expected)
    match option.form:
        case "zone":
            zone_of(value)
        case "encoding":
            codec = check_encoding(value)
            return "" if codec == "utf-8" else codec
        case "day":
            if not _DAY.fullmatch(value) or not _is_day(value):
                raise FolkmootError("impossible-date", option.name, value, "such as 2015-01-05")
        case "host":
            host = re.sub(r"^https?://", "", value.strip().lower()).partition("/")[0]
            if not _HOST.fullmatch(host):
                raise FolkmootError("not-a-site", option.name, value, "a host: forum.example.org")
            return host
    return value


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def unknown_options(options: Mapping[str, str], known: Iterable[str]) -> list[Problem]:
    """Name the options that a source does not know, with the nearest that it does.

    Examples
    --------
    >>> [problem.hint for problem in unknown_options({"sites": "x"}, ["site", "encoding"])]
    ['did you mean site?']
    """
    names = list(known)
    problems = []
    for option in options:
        if option not in names:
            near = get_close_matches(option, names, n=1)
            hint = f"did you mean {near[0]}?" if near else ""
            expected = f"one of {', '.join(names)}"
            problems.append(Problem("unknown-option", option, options[option], expected, hint))
    return problems
