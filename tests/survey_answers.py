"""What R's survey says of a sample, compared with what we say, number by number."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkmoot.survey.estimation import (
    Answers,
    Design,
    Domains,
    Estimates,
    domains_of,
    indexes,
    means,
    ratios,
    shares,
    totals,
)
from folkmoot.survey.estimation.comparing import against_rest
from folkmoot.survey.estimation.intervals import korn_graubard_interval

Floats = NDArray[np.float64]

#: Largest relative difference allowed; absolute for numbers below 1.
TOLERANCE = 1e-6

#: Statistic, domain, variable, part.
Key = tuple[str, str, str, str]
#: Crossing, statistic, part.
Asked = tuple[str, str, str]


def read_columns(path: Path) -> dict[str, list[str | None]]:
    """Columns of a CSV file; an empty cell or NA is nothing."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        name: [None if row[name] in {"", "NA"} else row[name] for row in rows] for name in rows[0]
    }


def numbers(column: Sequence[str | None]) -> Floats:
    """A column as floats, NaN for nothing."""
    return np.array([math.nan if cell is None else float(cell) for cell in column])


def read_answers(path: Path) -> dict[str, dict[Key, float]]:
    """What R said, by case."""
    found: dict[str, dict[Key, float]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["statistic"], row["domain"], row["variable"], row["part"])
            found[row["case"]][key] = float(row["value"])
    return found


@dataclass(frozen=True)
class Compared:
    """One sample with one design: what R said of it, and the same from here."""

    columns: Mapping[str, Sequence[str | None]]
    design: Design
    items: tuple[str, ...]
    number: str
    against: str

    @cached_property
    def _values(self) -> Floats:
        return np.column_stack([numbers(self.columns[item]) for item in self.items])

    def _answers(self, domains: Domains) -> tuple[Answers, Answers, Answers]:
        y, x = (numbers(self.columns[name]) for name in (self.number, self.against))
        both = np.where(np.isnan(x), np.nan, y)
        return (
            Answers.of(self._values, self.design, domains, names=self.items),
            Answers.of(both, self.design, domains, names=[self.number]),
            Answers.of(y, self.design, domains, against=x, names=[self.number]),
        )

    def found(self, crossing: str) -> dict[Key, float]:
        """All that we say of one crossing, under R's keys."""
        by = [name for name in crossing.split("|") if name]
        domains = domains_of(dict(self.columns), by, rows=len(self.design))
        asked, number, ratio = self._answers(domains)
        told: dict[Key, float] = {}
        share = shares(asked)
        self._put(told, crossing, "share", share, se=share.se, count=share.count,
                  unknown=share.unknown, df=share.df, deff=share.design_effect)  # fmt: skip
        self._put(told, crossing, "index", made := indexes(asked), se=made.se)
        gap = against_rest(asked)
        self._put(told, crossing, "gap", share, value=gap.difference, se=gap.se)
        self._put(told, crossing, "total", made := totals(asked), se=made.se)
        logit = shares(asked, interval="logit")
        self._put(told, crossing, "logit", logit, low=logit.low, high=logit.high)
        exact = korn_graubard_interval(
            share.value, share.effective_count, share.count.astype(float), share.df, 0.95
        )
        for name in ("beta", "capped"):
            self._put(told, crossing, name, share, low=exact[0], high=exact[1],
                      effective=share.effective_count)  # fmt: skip
        for name, made in (
            ("mean", means(number)), ("ratio", ratios(ratio)), ("total", totals(number))
        ):  # fmt: skip
            self._put(told, crossing, name, made, se=made.se)
        return told

    @staticmethod
    def _put(
        told: dict[Key, float],
        crossing: str,
        statistic: str,
        made: Estimates,
        **parts: NDArray[Any],
    ) -> None:
        for part, array in ({"value": made.value} | parts).items():
            for row, label in enumerate(made.domains.labels):
                for place, name in enumerate(made.names):
                    key = (statistic, f"{crossing}={'|'.join(label)}", name, part)
                    told[key] = float(array[row, place])


def differences(compared: Compared, said: Mapping[Key, float]) -> tuple[list[str], float]:
    """Where R and we differ by more than the tolerance, and the largest difference of all."""
    crossings = {key[1].split("=")[0] for key in said}
    ours: dict[Key, float] = {}
    for crossing in crossings:
        ours |= compared.found(crossing)
    wrong, largest = [], 0.0
    for key, theirs in said.items():
        found = ours[key]
        # Of a spread of nothing R takes the root of a rounding error, which may be below nothing.
        expected = 0.0 if math.isnan(theirs) else theirs
        apart = abs(found - expected) / max(1.0, abs(expected))
        largest = max(largest, apart)
        if not apart <= TOLERANCE:
            wrong.append(f"{key}: R {theirs!r}, here {found!r}")
    return wrong, largest
