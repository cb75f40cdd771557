"""Margins that a kept survey is held to: written beside its answers, and applied when it is read.

Weights are never stored. They are raked anew each time from the answers, the margins and the
bounds, so that nothing can go out of step, and forgetting a respondent needs no second place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.survey.estimation import Design, Weighting, design_of, rake
from folkmoot.survey.responses import Responses

__all__ = ["HeldTo", "hold", "let_go", "read_held", "weighed"]

_FILE: Final = "margins.json"


@dataclass(frozen=True)
class HeldTo:
    """What a survey is held to.

    Parameters
    ----------
    margins
        Shares or people by category, by variable; a crossing has tuples for both.
    bounds
        Least and largest weight as multiples of the mean weight; ``None`` for none.
    words
        Whose margins they are, from where, and of when.
    """

    margins: Mapping[Any, Mapping[Any, float]]
    bounds: tuple[float, float] | None
    words: str


def hold(folder: Path, responses: Responses, held: HeldTo) -> Weighting:
    """Rake a survey's answers to margins and, where that works, keep the margins in its folder.

    Raises
    ------
    ProblemGroup
        As `folkmoot.survey.estimation.rake`; nothing is kept then.
    """
    made = _raked(responses, held)
    told = {
        "words": held.words,
        "bounds": held.bounds,
        "margins": [
            {
                "variables": _names(variable),
                "cells": [{"labels": _names(k), "people": n} for k, n in cells.items()],
            }
            for variable, cells in held.margins.items()
        ],
    }
    write_whole(folder / _FILE, json.dumps(told, ensure_ascii=False, indent=1).encode())
    return made


def let_go(folder: Path) -> bool:
    """Take the margins away; say whether there were any."""
    path = folder / _FILE
    if not path.exists():
        return False
    path.unlink()
    return True


def read_held(folder: Path) -> HeldTo | None:
    """Read what a survey is held to; ``None`` where it is held to nothing.

    Raises
    ------
    FolkmootError
        ``damaged-margins`` where the file is not as it was written.
    """
    path = folder / _FILE
    if not path.exists():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        margins = {
            _key(each["variables"]): {_key(c["labels"]): float(c["people"]) for c in each["cells"]}
            for each in told["margins"]
        }
        bounds = tuple(map(float, told["bounds"])) if told["bounds"] else None
        least, most = bounds or (0.0, 0.0)
        return HeldTo(margins, (least, most) if bounds else None, str(told["words"]))
    except (ValueError, KeyError, TypeError) as error:
        raise FolkmootError(
            "damaged-margins", str(path), str(error), "the file as it was written",
            "run: folkmoot survey weight again",
        ) from error  # fmt: skip


def weighed(folder: Path, responses: Responses) -> tuple[Design, Weighting | None, str]:
    """Design of a kept survey, raked where it is held to margins; what was done; in whose words."""
    held = read_held(folder)
    if held is None:
        return design_of(responses), None, ""
    made = _raked(responses, held)
    return made.design, made, held.words


def _raked(responses: Responses, held: HeldTo) -> Weighting:
    design = design_of(responses)
    try:
        return rake(design, responses.segments, held.margins, bounds=held.bounds, unknown="keep")
    except ProblemGroup as error:
        raise ProblemGroup(f"margins of survey {responses.name}", error.problems) from error


def _names(key: str | Sequence[str]) -> list[str]:
    return [key] if isinstance(key, str) else list(key)


def _key(names: Sequence[str]) -> str | tuple[str, ...]:
    return names[0] if len(names) == 1 else tuple(names)
