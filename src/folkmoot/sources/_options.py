"""Options of a source: which it knows, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from folkmoot.errors import Problem

__all__ = ["unknown_options"]


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
