"""Published tables as margins for weighting: how a population is made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from folkmoot.benchmarks.figures import Figure
from folkmoot.errors import Problem, ProblemGroup

__all__ = ["margins"]

#: Shares that are rounded to whole percent may miss 1 by so much.
_SLACK: Final = 0.025


def margins(
    figures: Sequence[Figure], variables: Sequence[str] | None = None, place: str | None = None
) -> dict[str, dict[str, float]]:
    """Return ``{variable: {category: share}}``, each variable summing to 1.

    Parameters
    ----------
    figures
        Of one table, as `OwnTable` has them.
    variables
        Which to take; all but ``rung`` where none is named.
    place
        Country or place to take; needed where a table tells of several.

    Raises
    ------
    ProblemGroup
        With every variable that is absent, tells of several places, years or segments at once,
        or whose shares miss 1 by more than rounding does. Categories that miss are not made up.
    """
    taken = [f for f in figures if f.segment == "all" and place in (None, f.place)]
    names = variables or list(dict.fromkeys(f.variable for f in taken if f.variable != "rung"))
    found: dict[str, dict[str, float]] = {}
    problems: list[Problem] = []
    for name in names:
        rows = [f for f in taken if f.variable == name and f.share is not None]
        fault = _fault(name, rows)
        if fault is not None:
            problems.append(fault)
            continue
        total = sum(f.share or 0.0 for f in rows)
        found[name] = {f.category: (f.share or 0.0) / total for f in rows}
    if not names:
        problems.append(Problem("no-margin", "variables", "none", "a variable beside rung"))
    if problems:
        raise ProblemGroup("margins", problems)
    return found


def _fault(name: str, rows: Sequence[Figure]) -> Problem | None:
    if not rows:
        return Problem("unknown-variable", name, "no figure", "a variable of the table")
    for what, values, hint in (
        ("places", {f.place for f in rows}, "name one place"),
        ("dates", {f.dated for f in rows}, "keep a table a date"),
    ):
        if len(values) > 1:
            got = f"{what} {', '.join(sorted(values))}"
            return Problem("several-populations", name, got, "one population", hint)
    total = sum(f.share or 0.0 for f in rows)
    if abs(total - 1) > _SLACK:
        return Problem("no-whole", name, f"shares that sum to {total:.3f}", "1",
                       "add the categories that are missing; answers that may be ticked together"
                       " are no margin")  # fmt: skip
    return None
