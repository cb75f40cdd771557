"""How far a model may be believed: whether it fits what was seen, and foretells what was not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.estimate import table_reliability
from folkmoot.survey.smallarea.cells import Cells, Counts
from folkmoot.survey.smallarea.marginal import Posterior, logits_at
from folkmoot.survey.smallarea.model import Work
from folkmoot.survey.smallarea.summaries import interval_of

__all__ = ["check_rows"]

#: Settings of the scales at which a group left out is foretold; more of them change little.
_SETTINGS: Final = 24

_LEVEL: Final = 0.95


def check_rows(
    rung: str, work: Work, cells: Cells, counts: Counts, posterior: Posterior, seed: int
) -> list[dict[str, Any]]:
    """Check one question's model on every category of every characteristic.

    ``posterior-predictive``: new answers drawn from the fitted model for the people asked; does
    the share seen lie in their 95 % interval (Gelman, Meng & Stern, Statistica Sinica 6, 1996)?
    ``leave-one-group-out``: the same from a model that has not seen the category's answers, at
    scales drawn with them. Categories of which fewer than 30 were asked are left out, as is one
    whose neighbours would give a category of under 10 away.
    """
    random = np.random.default_rng(seed)
    overall = float(counts.yes.sum() / counts.asked.sum())
    rows = []
    for group, members in _groups(cells, counts):
        asked = int(counts.raw_asked[members].sum())
        seen = counts.yes[members].sum() / counts.asked[members].sum()
        about = {"rung": rung, **group, "n": asked, "observed": seen, "overall": overall}
        fitted = _foretold(posterior.logits, posterior.weight, counts, members, random)
        blind = _without(work, posterior, members, random)
        unseen = _foretold(blind, np.full(len(blind), 1 / len(blind)), counts, members, random)
        rows.append({"check": "posterior-predictive", **about, **_said(fitted, seen)})
        rows.append({"check": "leave-one-group-out", **about, **_said(unseen, seen)})
    return sorted(rows, key=lambda row: row["check"] == "leave-one-group-out")


def _groups(cells: Cells, counts: Counts) -> Iterator[tuple[dict[str, str], NDArray[np.bool_]]]:
    """Categories whose shares may be shown, and their cells."""
    for at, (name, levels) in enumerate(zip(cells.names, cells.levels, strict=True)):
        asked = np.bincount(cells.codes[:, at], counts.raw_asked, len(levels)).astype(np.int64)
        marks = table_reliability(np.append(asked, asked.sum()))
        for code, level in enumerate(levels):
            if marks[code] in {"normal", "low base"}:
                yield {"characteristic": name, "category": level}, cells.codes[:, at] == code


def _without(
    work: Work, posterior: Posterior, members: NDArray[np.bool_], random: np.random.Generator
) -> NDArray[np.float64]:
    """Draw logits from the model fitted without the answers of some cells."""
    kept = np.where(members, 0.0, 1.0)
    chosen = random.choice(len(posterior.scale_weight), _SETTINGS, p=posterior.scale_weight)
    blind = replace(work, yes=work.yes * kept, asked=work.asked * kept)
    near = posterior.weight @ posterior.logits
    return logits_at(blind, posterior.log_scales[chosen], random, near)


def _foretold(
    logits: NDArray[np.float64],
    weight: NDArray[np.float64],
    counts: Counts,
    members: NDArray[np.bool_],
    random: np.random.Generator,
) -> NDArray[np.float64]:
    """Interval of the share that new answers of the same people would show."""
    share = 1 / (1 + np.exp(-logits[:, members]))
    asked = counts.asked[members]
    noise = np.sqrt((asked * share * (1 - share)).sum(axis=1))
    answers = share @ asked + noise * random.standard_normal(len(share))
    drawn = np.clip(answers / asked.sum(), 0.0, 1.0)
    return interval_of(drawn[:, None], weight, _LEVEL)[:, 0]


def _said(interval: NDArray[np.float64], seen: float) -> dict[str, Any]:
    mean, _, low, high = (float(each) for each in interval)
    return {"expected": mean, "low": low, "high": high, "is_inside": low <= seen <= high}
