"""The methods page says what the code does: thresholds are the constants, figures are made anew."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.need_types import TELLING, by_heads, held_out
from tests.data.test_places_countries import _sample
from tests.statistics.test_surprise import RUNS, q_values, simulated
from tools.pack_need_labels import TITLES

from folkmoot.annotators.needtypes import NEED_TYPES
from folkmoot.assist.conduct import CHECKS
from folkmoot.estimate import Estimate, share
from folkmoot.places import country_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "methods.md").read_text(encoding="utf-8")
#: All pages of methods: what is measured again below stands on the first.
PAGES = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("methods*.md")}
THRESHOLD = re.compile(r"^\| `(folkmoot\.[\w.]+)` \| ([^|]+) \| [^|]{10,} \|$", re.MULTILINE)
FIGURE = re.compile(r"\d\.\d\d \(\d\.\d\d to \d\.\d\d; \d+\)")
TYPE = re.compile(
    r"^\| ([a-z-]+) \| (too few|\d\.\d\d, \d\.\d\d) \| (too few|\d\.\d\d, \d\.\d\d) \|$",
    re.MULTILINE,
)


def value_of(name: str) -> Any:
    """What a dotted name stands for: a module, then what is in it."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise LookupError(name)


@pytest.mark.parametrize(
    ("name", "told"), [pair for text in PAGES.values() for pair in THRESHOLD.findall(text)]
)
def test_a_threshold_is_the_constant_of_the_code(name: str, told: str) -> None:
    assert value_of(name) == ast.literal_eval(told)


@pytest.mark.parametrize("page", PAGES)
def test_no_threshold_escapes(page: str) -> None:
    rows = [line for line in PAGES[page].splitlines() if line.startswith("| `folkmoot.")]
    assert len(rows) == len(THRESHOLD.findall(PAGES[page]))
    assert page != "methods.md" or len(rows) > 35


def figure(estimate: Estimate) -> str:
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f}; {estimate.base})"


def test_figures_with_intervals_are_those_of_the_labelled_samples() -> None:
    judged = [(country_of(text), country) for text, country in _sample()]
    right = sum(found is not None and found == country for found, country in judged)
    answered = sum(found is not None for found, _ in judged)
    able = sum(country is not None for _, country in judged)
    places = {figure(share(right, answered, "")), figure(share(right, able, ""))}
    source = TITLES.with_name("travel_need_labels.SOURCE.md").read_text(encoding="utf-8")
    needs = set(FIGURE.findall(source))
    told = set(FIGURE.findall(TEXT))
    assert places <= told
    assert len(told) == 6
    assert told <= places | needs
    assert f"On {len(judged)} declarations" in TEXT


def test_types_of_need_are_told_as_measured() -> None:
    posts = held_out()
    found = by_heads(posts.texts, "full")
    told = {kind: figures for kind, *figures in TYPE.findall(TEXT)}
    assert set(told) == set(NEED_TYPES)
    for at, kind in enumerate(NEED_TYPES):
        figures = []
        for lang in ("en", "zh"):
            said, true = found[posts.of(lang), at], posts.labels[posts.of(lang), at]
            right = int((said & true).sum())
            enough = true.sum() >= TELLING
            figures.append(
                f"{right / said.sum():.2f}, {right / true.sum():.2f}" if enough else "too few"
            )
        assert told[kind] == figures


def test_trends_are_told_as_simulated() -> None:
    alarms = sum(bool((q_values(*simulated(seed)) <= 0.2).any()) for seed in range(RUNS))
    assert f"{alarms} of {RUNS} runs" in " ".join(TEXT.split())
    met = total = 0
    for seed in range(20):
        counts, totals = simulated(1000 + seed)
        ordinary = np.flatnonzero((counts.mean(axis=1) > 0.2) & (counts.mean(axis=1) < 2))
        rows = np.random.default_rng(seed).choice(ordinary, 5, replace=False)
        for row in rows:
            counts[row, -1] += np.ceil(8 * counts[row].mean()) + 4
        met += int((q_values(counts, totals)[-1] <= 0.2)[rows].sum())
        total += len(rows)
    assert f"{met} of {total} are found" in " ".join(TEXT.split())


def test_the_checks_of_conduct_are_counted() -> None:
    assert len(CHECKS) == 12
    assert "twelve checks" in TEXT
