"""Values of many variables, with the design and the domains that they are asked of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.estimation._arrays import Bools, Floats, as_matrix, rows_text
from folkmoot.survey.estimation._totals import Sample, Totals
from folkmoot.survey.estimation.design import Design
from folkmoot.survey.estimation.domains import Domains, domains_of

__all__ = ["Answers", "Counts"]


@dataclass(frozen=True, eq=False)
class Counts:
    """What is counted of one variable, an array a domain.

    Parameters
    ----------
    count
        Respondents whose answer is known and who weigh something.
    cases
        Those of them whose value is not 0.
    unknown
        Respondents of the domain whose answer is not known.
    kish
        Effective number of respondents by Kish: ``(sum w)² / sum w²``.
    answer_variance
        Weighted variance of one answer, around the domain's ratio and in its unit.
    df, rest_df
        Degrees of freedom of the domain, and of all others.
    squares, all_squares
        Sum of the squared weights of those who answered, in the domain and in all.
    """

    count: Floats
    cases: Floats
    unknown: Floats
    kish: Floats
    answer_variance: Floats
    df: Floats
    rest_df: Floats
    squares: Floats
    all_squares: float


@dataclass(frozen=True, eq=False)
class Answers:
    """Variables asked of a sample, seen by domain; make it with `Answers.of`.

    What estimates of several kinds share is worked out once and kept.

    Parameters
    ----------
    names
        A name a variable.
    values
        Of shape (rows, variables); NaN where not known.
    against
        What the values are divided by in a ratio, of the same shape; ``None``: a count of people.
    design
        How the sample was drawn.
    domains
        Parts to estimate for.
    """

    names: tuple[str, ...]
    values: Floats
    against: Floats | None
    design: Design
    domains: Domains

    @classmethod
    def of(
        cls,
        values: Any,
        design: Design,
        domains: Domains | None = None,
        *,
        against: Any = None,
        names: Sequence[str] = (),
    ) -> Answers:
        """Put values, design and domains together.

        Parameters
        ----------
        values
            Numbers of shape (rows,) or (rows, variables); NaN where not known.
        design
            How the sample was drawn.
        domains
            Left out: everybody in one.
        against
            For a ratio: the other number, of the same shape or one column for all variables.
        names
            Left out: ``v1``, ``v2``, ...

        Raises
        ------
        ProblemGroup
            ``other-length``, ``other-names``, ``not-finite`` with the rows.

        Examples
        --------
        >>> from folkmoot.survey.estimation.design import make_design
        >>> Answers.of([1.0, 0.0], make_design([1.0, 1.0])).names
        ('v1',)
        """
        found = as_matrix(values)
        everybody = domains or domains_of({}, [], rows=len(design))
        base = None if against is None else np.broadcast_to(as_matrix(against), found.shape)
        told = tuple(names) or tuple(f"v{place + 1}" for place in range(found.shape[1]))
        made = cls(told, found, base, design, everybody)
        problems = _faults(made)
        if problems:
            raise ProblemGroup("answers", problems)
        return made

    @cached_property
    def are_yes_and_no(self) -> Bools:
        """Whether each value is 1, 0 or unknown."""
        return np.asarray((self.values == 0) | (self.values == 1) | np.isnan(self.values))

    def refuse_other_than_yes_and_no(self) -> None:
        """Raise ``not-yes-or-no`` for values that are neither 1, 0 nor unknown."""
        odd = ~self.are_yes_and_no
        problems = [
            Problem(
                "not-yes-or-no", name, f"{self.values[column][0, place]} in {rows_text(column)}",
                "1, 0 or unknown (NaN)",
            )
            for place, (name, column) in enumerate(zip(self.names, odd.T, strict=True))
            if column.any()
        ]  # fmt: skip
        if problems:
            raise ProblemGroup("answers", problems)

    @cached_property
    def sample(self) -> Sample:
        """The design seen by these domains."""
        return Sample(self.design, self.domains)

    @cached_property
    def weighs(self) -> Bools:
        """Whether each respondent stands for anybody: who has weight 0 is in no base."""
        return np.asarray(self.design.weights > 0)

    def _pair(self, place: int) -> tuple[Floats, Floats, Floats]:
        """Values, base and whether both are known, 0 where they are not."""
        y = self.values[:, place]
        x = np.ones(len(y)) if self.against is None else self.against[:, place]
        known = ~(np.isnan(y) | np.isnan(x)) & self.weighs
        return np.where(known, y, 0.0), np.where(known, x, 0.0), known.astype(float)

    @cached_property
    def totals(self) -> tuple[Totals, ...]:
        """Totals of each variable and their covariances."""
        pairs = (self._pair(place) for place in range(len(self.names)))
        return tuple(self.sample.totals(y, x) for y, x, _ in pairs)

    @cached_property
    def counts(self) -> tuple[Counts, ...]:
        """What is counted of each variable."""
        return tuple(self._counts(*self._pair(place)) for place in range(len(self.names)))

    def _counts(self, y: Floats, x: Floats, known: Floats) -> Counts:
        weights, sums = self.design.weights, self.sample.sums
        weight = sums(weights * known)
        own_y, own_x = sums(weights * y), sums(weights * x)
        count = sums(known)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = own_y / own_x
            squares = (
                sums(weights * y * y)
                - 2 * ratio * sums(weights * y * x)
                + ratio**2 * sums(weights * x * x)
            )
            variance = np.maximum(squares, 0.0) / weight / (own_x / weight) ** 2
            squared = sums(weights**2 * known)
            kish = weight**2 / squared
        return Counts(
            count,
            sums(known * (y != 0)),
            sums(self.weighs.astype(float)) - count,
            np.where(weight > 0, kish, 0.0),
            variance,
            *self.sample.df(known > 0),
            squared,
            float(weights**2 @ known),
        )


def _faults(answers: Answers) -> list[Problem]:
    rows, columns = answers.values.shape
    expected = len(answers.design)
    problems = [
        Problem("other-length", name, f"{size:,} rows", f"{expected:,}, a row a respondent")
        for name, size in (("values", rows), ("domains", len(answers.domains.codes)))
        if size != expected
    ]
    if len(answers.names) != columns:
        got = f"{len(answers.names)} names"
        problems.append(Problem("other-names", "names", got, f"{columns}, one a variable"))
    numbers = [answers.values, *([] if answers.against is None else [answers.against])]
    endless: Bools = np.asarray(np.isinf(np.column_stack(numbers)).any(axis=1))
    if endless.any():
        problems.append(Problem("not-finite", "values", rows_text(endless), "numbers, or NaN"))
    return problems
