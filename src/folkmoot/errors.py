"""The one tree of errors: each says where, what was got, what was expected and what to do.

Floor 0: everything may import this module; it imports nothing of folkmoot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["FolkmootError", "Problem", "ProblemGroup"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, in the words of the person who can mend it.

    Parameters
    ----------
    code
        Stable, lower-case, hyphenated name of the kind of fault, for programs.
    where
        Path inside the document (``needs[2].phrases``), or ``line 88, created_at``.
    got
        What was found there, shortened for reading.
    expected
        What would have been right.
    hint
        What to do next; may be empty.

    Examples
    --------
    >>> print(Problem("not-a-number", "price.amount", '"12,50"', "a number such as 12.50"))
    price.amount  got: "12,50"  expected: a number such as 12.50
    """

    code: str
    where: str
    got: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        parts = [self.where, f"got: {self.got}", f"expected: {self.expected}"]
        if self.hint:
            parts.append(f"hint: {self.hint}")
        return "  ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, str]:
        """Return the fault as a plain mapping, for ``--json``."""
        return {
            "code": self.code,
            "where": self.where,
            "got": self.got,
            "expected": self.expected,
            "hint": self.hint,
        }


class FolkmootError(Exception):
    """A fault that the user can mend; the command line shows it without a traceback.

    Examples
    --------
    >>> try:
    ...     raise FolkmootError("no-project", "here", "no folkmoot.toml", "a project folder")
    ... except FolkmootError as error:
    ...     print(error)
    here  got: no folkmoot.toml  expected: a project folder
    """

    def __init__(self, code: str, where: str, got: str, expected: str, hint: str = "") -> None:
        self.problem = Problem(code, where, got, expected, hint)
        super().__init__(str(self.problem))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All the faults this error carries (one, here)."""
        return (self.problem,)


class ProblemGroup(FolkmootError):
    """All the faults of one file or document, reported together.

    Parameters
    ----------
    title
        The file or document, as the user named it.
    problems
        At least one fault, in the order of the document.
    """

    def __init__(self, title: str, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("a ProblemGroup needs at least one problem")
        first = problems[0]
        super().__init__(first.code, first.where, first.got, first.expected, first.hint)
        self.title = title
        self._problems = tuple(problems)
        count = len(self._problems)
        head = f"{title}: {count} problem{'s' if count > 1 else ''}"
        self.args = ("\n".join([head, *(f"  {problem}" for problem in self._problems)]),)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every fault of the document."""
        return self._problems
