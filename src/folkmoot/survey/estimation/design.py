"""How a sample was drawn: weights, strata, clusters, replicate weights, and faults in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.survey.estimation._arrays import Bools, Floats, Ints, coded, rows_text
from folkmoot.survey.estimation.replicates import ReplicateKind, Replicates
from folkmoot.survey.responses import Responses

__all__ = ["Calibration", "Design", "LonelyPolicy", "design_of", "make_design", "replicates_of"]

#: What a stratum with one cluster adds to a variance: nothing can be told from it, so it is an
#: error; ``center`` takes the cluster's own square, as if the stratum's mean were the sample's;
#: ``certainty`` takes nothing, for clusters that were sure to be drawn.
LonelyPolicy = Literal["error", "center", "certainty"]


@dataclass(frozen=True, eq=False)
class Calibration:
    """Margins that the weights are held to; the variance then leaves out what they explain.

    Parameters
    ----------
    margins
        Codes of the category of each row, an array a margin.
    regression
        Weights of the regression on the margins, of shape (rows,): ones as R's ``rake`` does it,
        or the weights before calibration (Deville & Särndal, JASA 87, 1992).
    """

    margins: tuple[Ints, ...]
    regression: Floats


@dataclass(frozen=True, eq=False)
class Design:
    """A sample and how it was drawn; make it with `make_design` or `design_of`, which check it.

    Parameters
    ----------
    weights
        People that each respondent stands for, of shape (rows,); zero is allowed.
    strata
        Number of each row's stratum, from 0.
    clusters
        Number of each row's first-stage cluster, from 0; a cluster lies in one stratum.
    stratum_labels
        Names of the strata, by their number.
    sampled
        Share of each stratum's clusters that were drawn, of shape (strata,); 0 without finite
        population correction.
    lonely
        What a stratum with one cluster adds (`LonelyPolicy`).
    replicates
        Replicate weights; the variance comes from them where they are given.
    calibration
        Margins that the weights are held to.
    """

    weights: Floats
    strata: Ints
    clusters: Ints
    stratum_labels: tuple[str, ...]
    sampled: Floats
    lonely: LonelyPolicy = "error"
    replicates: Replicates | None = None
    calibration: Calibration | None = None

    def __len__(self) -> int:
        return len(self.weights)

    @cached_property
    def stratum_of_cluster(self) -> Ints:
        """Number of the stratum that each cluster lies in."""
        found = np.zeros(int(self.clusters.max(initial=-1)) + 1, np.int64)
        found[self.clusters] = self.strata
        return found

    @cached_property
    def clusters_in_stratum(self) -> Ints:
        """How many clusters were drawn in each stratum."""
        return np.bincount(self.stratum_of_cluster, minlength=len(self.stratum_labels))

    @property
    def df(self) -> float:
        """Degrees of freedom: clusters less strata, or what the replicate weights span less one."""
        if self.replicates is not None and self.replicates.df is not None:
            return self.replicates.df
        return float(len(self.stratum_of_cluster) - len(self.stratum_labels))


def make_design(
    weights: Any,
    *,
    strata: Any = None,
    clusters: Any = None,
    fpc: Any = None,
    replicates: Replicates | None = None,
    lonely: LonelyPolicy = "error",
    expected_strata: Sequence[str] = (),
) -> Design:
    """Check how a sample was drawn and put it in numbers.

    Parameters
    ----------
    weights
        People that each respondent stands for; all 1 for a simple random sample.
    strata, clusters
        Labels, a row a respondent. Clusters are numbered within their stratum: cluster 1 of
        stratum A is not cluster 1 of stratum B. No clusters: each row is one.
    fpc
        For the finite population correction, a row a respondent and the same all over a stratum:
        clusters in the stratum's population (above 1), or the share of them that was drawn.
    replicates
        Replicate weights, as they came or from `jackknife` and `balanced_repeats`.
    lonely
        What to do with a stratum that has one cluster.
    expected_strata
        Labels that must occur.

    Raises
    ------
    ProblemGroup
        With all of: ``missing-weight``, ``negative-weight``, ``no-weight``, ``missing-stratum``,
        ``missing-cluster``, ``empty-stratum``, ``one-cluster-stratum``, ``other-fpc``,
        ``other-length``; each names the rows.

    Examples
    --------
    >>> design = make_design([2.0, 2.0, 3.0, 3.0], strata=["a", "a", "b", "b"])
    >>> design.df
    2.0
    >>> make_design([1.0, -1.0, 1.0], strata=["a", "a", "b"])
    Traceback (most recent call last):
    folkmoot.errors.ProblemGroup: design: 2 problems
      weights  got: -1.0 in row 2  expected: weights of 0 or more
      stratum b  got: one cluster, row 3  expected: at least two  hint: join it with a like \
stratum, or choose lonely="center" or lonely="certainty"
    """
    weighed = np.asarray(weights, np.float64)
    rows = len(weighed)
    problems = [*_lengths(rows, strata=strata, clusters=clusters, fpc=fpc), *_weights(weighed)]
    if any(problem.code == "other-length" for problem in problems):
        raise ProblemGroup("design", problems)
    stratum, labels = _labels("stratum", ["all"] * rows if strata is None else strata, problems)
    cluster = _clusters(stratum, clusters, rows, problems)
    made = Design(weighed, stratum, cluster, labels, np.zeros(len(labels)), lonely, replicates)
    problems += _empty(made, expected_strata)
    problems += _lonely(made)
    problems += [] if replicates is None else _replicates(replicates, rows)
    if fpc is not None:
        sampled, odd = _sampled(made, np.asarray(fpc, np.float64))
        made, problems = replace(made, sampled=sampled), [*problems, *odd]
    if problems:
        raise ProblemGroup("design", problems)
    return made


def design_of(
    responses: Responses,
    *,
    lonely: LonelyPolicy = "error",
    fpc: Any = None,
    replicates: Replicates | None = None,
) -> Design:
    """Read the design of a questionnaire from its columns.

    Without a column ``weight`` all weigh 1; without ``stratum`` and ``cluster`` it is a simple
    random sample. Columns ``replicate_1``, ... do not say how they were made, so ``replicates``
    has to: see `replicates_of`.

    Raises
    ------
    ProblemGroup
        As `make_design`; ``replicates-of-unknown-kind`` where the columns are there alone.
    """
    columns = responses.design
    names = set(columns.column_names)
    if responses.replicates and replicates is None:
        problem = Problem(
            "replicates-of-unknown-kind",
            responses.replicates[0],
            f"{len(responses.replicates)} columns of replicate weights",
            "their kind as well",
            "hand over replicates_of(responses, kind): JKn, BRR or Fay",
        )
        raise ProblemGroup(f"survey {responses.name}", [problem])
    weights = (
        columns["weight"].to_numpy(zero_copy_only=False)
        if "weight" in names
        else np.ones(len(responses))
    )
    return make_design(
        weights,
        strata=columns["stratum"] if "stratum" in names else None,
        clusters=columns["cluster"] if "cluster" in names else None,
        fpc=fpc,
        replicates=replicates,
        lonely=lonely,
    )


def replicates_of(
    responses: Responses,
    kind: ReplicateKind,
    *,
    rho: float = 0.0,
    scale: float = float("nan"),
    scales: Floats | None = None,
) -> Replicates:
    """Take the replicate weights of a questionnaire, whose maker knows how they were made.

    Parameters
    ----------
    responses
        Answers with columns ``replicate_1``, ``replicate_2``, ...
    kind, rho, scale, scales
        As `Replicates`. For a jackknife without strata of R replicates, scale is ``(R - 1) / R``.

    Raises
    ------
    FolkmootError
        ``no-replicates`` where there is no such column.
    """
    names = responses.replicates
    if not names:
        found = ", ".join(responses.design.column_names) or "no columns"
        raise FolkmootError("no-replicates", f"survey {responses.name}", found, "replicate_1, ...")
    columns = [responses.design[name].to_numpy(zero_copy_only=False) for name in names]
    return Replicates(np.column_stack(columns), kind, scale, scales, rho)


def _lengths(rows: int, **columns: Any) -> list[Problem]:
    return [
        Problem("other-length", name, f"{len(column):,} rows", f"{rows:,}, as many as weights")
        for name, column in columns.items()
        if column is not None and len(column) != rows
    ]


def _weights(weights: Floats) -> list[Problem]:
    problems = []
    absent, below = ~np.isfinite(weights), weights < 0
    if absent.any():
        problems.append(
            Problem("missing-weight", "weights", f"none in {rows_text(absent)}", "a number a row")
        )
    if below.any():
        got = f"{weights[below][0]} in {rows_text(below)}"
        problems.append(Problem("negative-weight", "weights", got, "weights of 0 or more"))
    if not absent.any() and not below.any() and not weights.sum() > 0:
        problems.append(
            Problem("no-weight", "weights", f"{len(weights):,} rows, sum 0", "some weight")
        )
    return problems


def _labels(name: str, column: Any, problems: list[Problem]) -> tuple[Ints, tuple[str, ...]]:
    codes, labels = coded(column)
    absent = codes < 0
    if absent.any():
        problems.append(
            Problem(f"missing-{name}", name, f"none in {rows_text(absent)}", "a label a row")
        )
    # Numbers from 0 on are needed below; a group of problems is on its way.
    return np.maximum(codes, 0), labels or ("all",)


def _clusters(strata: Ints, column: Any, rows: int, problems: list[Problem]) -> Ints:
    if column is None:
        return np.arange(rows, dtype=np.int64)
    codes, labels = _labels("cluster", column, problems)
    _, numbers = np.unique(strata * len(labels) + codes, return_inverse=True)
    return np.asarray(numbers, np.int64)


def _empty(design: Design, expected: Sequence[str]) -> list[Problem]:
    hint = "join it with a like stratum"
    absent = sorted(set(expected) - set(design.stratum_labels))
    problems = [
        Problem("empty-stratum", f"stratum {label}", "nobody", "respondents", hint)
        for label in absent
    ]
    # A missing weight has been told already and must not look like an empty stratum.
    carried = np.bincount(design.strata, np.nan_to_num(np.abs(design.weights), nan=1.0))
    for number in np.flatnonzero(carried == 0):
        rows = rows_text(design.strata == number)
        where = f"stratum {design.stratum_labels[number]}"
        problems.append(Problem("empty-stratum", where, f"weight 0 in {rows}", "weight", hint))
    return problems


def _lonely(design: Design) -> list[Problem]:
    if design.lonely != "error" or design.replicates is not None:
        return []
    hint = 'join it with a like stratum, or choose lonely="center" or lonely="certainty"'
    return [
        Problem(
            "one-cluster-stratum",
            f"stratum {design.stratum_labels[number]}",
            f"one cluster, {rows_text(design.strata == number)}",
            "at least two",
            hint,
        )
        for number in np.flatnonzero(design.clusters_in_stratum == 1)
    ]


def _sampled(design: Design, fpc: Floats) -> tuple[Floats, list[Problem]]:
    first = np.zeros(len(design.stratum_labels))
    first[design.strata[::-1]] = fpc[::-1]
    drawn = design.clusters_in_stratum
    share = np.where(first > 1, drawn / np.maximum(first, 1.0), first)
    odd: Bools = ~(fpc == first[design.strata]) | ~(fpc > 0) | (share > 1)[design.strata]
    if not odd.any():
        return share, []
    expected = "one number a stratum: its clusters, no fewer than drawn, or the share drawn"
    return share, [Problem("other-fpc", "fpc", f"{fpc[odd][0]} in {rows_text(odd)}", expected)]


def _replicates(replicates: Replicates, rows: int) -> list[Problem]:
    if len(replicates.weights) != rows:
        got = f"{len(replicates.weights):,} rows"
        return [Problem("other-length", "replicates", got, f"{rows:,}, as many as weights")]
    fine = np.isfinite(replicates.weights) & (replicates.weights >= 0)
    odd: Bools = np.asarray(~fine.all(axis=1))
    if not odd.any():
        return []
    expected = "numbers of 0 or more"
    return [Problem("odd-replicate-weight", "replicates", rows_text(odd), expected)]
