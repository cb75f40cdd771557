"""Latent classes: how many kinds of people there are by what they ask for and how they take part.

Each class has its own shares of needs (what a statement of its people is about) and its own shares
of behaviours (which of them do each thing). Within a class nothing else hangs together (P. F.
Lazarsfeld, N. W. Henry, *Latent Structure Analysis*, 1968). Needs are counted by statement, so
people who stated one need once are told apart by it only where something goes with it: without
that, needs would make classes by construction.

A number of classes is kept when it fits better than one class (BIC; G. Schwarz, Annals of
Statistics 6, 1978), when no class is small, and when each is found again in resamples: mean Jaccard
similarity of at least .75 (C. Hennig, Computational Statistics & Data Analysis 52, 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from folkmoot.measures._cells import Floats, Ints

__all__ = ["LEAST_PEOPLE", "LEAST_SHARE", "MOST", "STABLE", "Classes", "find_classes"]

#: More kinds of people than this are no help to whoever has to speak to them.
MOST: Final = 5

#: Hennig's line: a class that is found again with less than .75 should not be interpreted.
STABLE: Final = 0.75

#: A class of fewer people could not be described: their numbers would be hidden.
LEAST_PEOPLE: Final = 30

#: Nor one of less than a twentieth of the target: it is no use to plan for.
LEAST_SHARE: Final = 0.05

_STARTS: Final = 24
_RESAMPLES: Final = 100
_RESTARTS: Final = 4
_ROUNDS: Final = 300
_ENOUGH: Final = 1e-7
#: Half a person's worth of the whole's shares in every class: no share is ever 0 or 1.
_PRIOR: Final = 0.5
_SEED: Final = 19680101

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Classes:
    """Kinds of people.

    Parameters
    ----------
    member
        The class of each person, from 0 on, largest class first.
    stability
        Mean Jaccard similarity of each class with its like in resamples, 0 to 1.
    tried
        Why other numbers of classes were not kept, in words.
    """

    member: Ints
    stability: tuple[float, ...]
    tried: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many classes; 1 means that there are none to tell apart."""
        return len(self.stability)


@dataclass(frozen=True)
class _Patterns:
    """People with equal answers, once: statements by need, behaviours, and how many they are."""

    needs: Floats
    acts: Floats
    people: Floats


@dataclass(frozen=True)
class _Fit:
    """Fits side by side (first axis): sizes, shares of needs, shares of acts, likelihood."""

    size: Floats
    needs: Floats
    acts: Floats
    fit: Floats

    def best(self, groups: int) -> _Fit:
        """The likeliest fit of each group of neighbours."""
        chosen = self.fit.reshape(groups, -1).argmax(axis=1)
        rows = np.arange(groups) * (len(self.fit) // groups) + chosen
        return _Fit(self.size[rows], self.needs[rows], self.acts[rows], self.fit[rows])


def find_classes(needs: Ints, acts: _Mask) -> Classes:
    """Find how many kinds of people there are, and who is of which; one kind is an answer.

    Parameters
    ----------
    needs
        Statements by person and need.
    acts
        By person and behaviour: whether it was seen.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> kind = np.arange(400) % 2 == 0
    >>> needs = rng.multinomial(1, [0.5, 0.5], 400)
    >>> found = find_classes(needs, rng.random((400, 4)) < np.where(kind, 0.9, 0.1)[:, None])
    >>> found.count, bool(np.mean(found.member[kind]) in (0.0, 1.0))
    (2, True)
    """
    people = len(needs)
    alone = Classes(np.zeros(people, np.int64), (1.0,), ())
    if people < 2 * LEAST_PEOPLE:
        return alone
    patterns, inverse = _patterns(needs, acts)
    rng = np.random.default_rng(_SEED)
    fits = {k: _fit(patterns, patterns.people[None], k, _STARTS, rng).best(1)
            for k in range(1, MOST + 1)}  # fmt: skip
    bic = {k: _bic(fit, patterns) for k, fit in fits.items()}
    tried = []
    for k in sorted(range(2, MOST + 1), key=bic.__getitem__):
        if bic[k] >= bic[1]:
            tried.append(f"{k} fit no better than one")
            continue
        kind = _assign(patterns, fits[k])[0]
        sizes = np.bincount(kind, weights=patterns.people, minlength=k)
        if sizes.min() < max(LEAST_PEOPLE, LEAST_SHARE * people):
            tried.append(f"of {k} one would hold {sizes.min():.0f} people")
            continue
        stable = _stability(patterns, kind, k, rng)
        if stable.min() < STABLE:
            tried.append(f"of {k} one is found again with {stable.min():.2f} only")
            continue
        order = np.argsort(-sizes, kind="stable")
        place = np.argsort(order)
        return Classes(place[kind][inverse], tuple(map(float, stable[order])), tuple(tried))
    return Classes(alone.member, alone.stability, tuple(tried))


def _patterns(needs: Ints, acts: _Mask) -> tuple[_Patterns, Ints]:
    whole = np.concatenate([needs, acts.astype(np.int64)], axis=1)
    rows, inverse, people = np.unique(whole, axis=0, return_inverse=True, return_counts=True)
    cut = needs.shape[1]
    found = _Patterns(
        rows[:, :cut].astype(float), rows[:, cut:].astype(float), people.astype(float)
    )
    return found, inverse.reshape(-1)


def _fit(
    patterns: _Patterns, weights: Floats, k: int, starts: int, rng: np.random.Generator
) -> _Fit:
    """Fit ``k`` classes to each row of weights (people by pattern), from several starts each."""
    weights = np.repeat(weights, starts, axis=0)
    whole_needs, whole_acts = _whole(patterns)
    runs = len(weights)
    size = np.full((runs, k), 1 / k)
    noise = rng.gamma(2.0, 0.5, (runs, k, len(whole_needs)))
    needs = whole_needs * noise / (whole_needs * noise).sum(axis=2, keepdims=True)
    odds = np.log(whole_acts / (1 - whole_acts)) + rng.normal(0, 1.5, (runs, k, len(whole_acts)))
    acts, fit = 1 / (1 + np.exp(-odds)), np.full(runs, -np.inf)
    for _ in range(_ROUNDS):
        scores = _scores(patterns, size, needs, acts)
        top = scores.max(axis=2, keepdims=True)
        part = np.exp(scores - top)
        total = part.sum(axis=2, keepdims=True)
        now = ((np.log(total) + top)[..., 0] * weights).sum(axis=1)
        share = part / total * weights[..., None]
        size = (share.sum(axis=1) + 1) / (weights.sum(axis=1, keepdims=True) + k)
        told = np.einsum("rpk,pn->rkn", share, patterns.needs) + _PRIOR * whole_needs
        needs = told / told.sum(axis=2, keepdims=True)
        did = np.einsum("rpk,pa->rka", share, patterns.acts) + _PRIOR * whole_acts
        acts = did / (share.sum(axis=1)[..., None] + _PRIOR)
        if np.all(np.abs(now - fit) <= _ENOUGH * np.abs(now)):
            break
        fit = now
    return _Fit(size, needs, acts, now)


def _whole(patterns: _Patterns) -> tuple[Floats, Floats]:
    people = patterns.people
    needs = people @ patterns.needs
    return needs / max(needs.sum(), 1.0), np.clip(people @ patterns.acts / people.sum(), 0.01, 0.99)


def _scores(patterns: _Patterns, size: Floats, needs: Floats, acts: Floats) -> Floats:
    """Log likelihood by fit, pattern and class."""
    tiny = 1e-12
    told = np.einsum("pn,rkn->rpk", patterns.needs, np.log(np.maximum(needs, tiny)))
    did = np.einsum("pa,rka->rpk", patterns.acts, np.log(np.maximum(acts, tiny)))
    not_done = np.log(np.maximum(1 - acts, tiny))
    left = np.einsum("pa,rka->rpk", 1 - patterns.acts, not_done)
    found: Floats = told + did + left + np.log(size)[:, None, :]
    return found


def _assign(patterns: _Patterns, fit: _Fit) -> Ints:
    """Likeliest class by fit and pattern."""
    found: Ints = _scores(patterns, fit.size, fit.needs, fit.acts).argmax(axis=2)
    return found


def _bic(fit: _Fit, patterns: _Patterns) -> float:
    k = fit.size.shape[1]
    free = k - 1 + k * (patterns.needs.shape[1] - 1) + k * patterns.acts.shape[1]
    return float(-2 * fit.fit[0] + free * np.log(patterns.people.sum()))


def _stability(patterns: _Patterns, kind: Ints, k: int, rng: np.random.Generator) -> Floats:
    """Mean over resamples of each class's best Jaccard similarity with a class found anew."""
    people = patterns.people
    total = int(people.sum())
    drawn = rng.multinomial(total, people / total, _RESAMPLES).astype(float)
    again = _assign(patterns, _fit(patterns, drawn, k, _RESTARTS, rng).best(_RESAMPLES))
    mine = np.eye(k)[kind]
    theirs = np.eye(k)[again]
    both = np.einsum("p,pi,rpj->rij", people, mine, theirs)
    either = (people @ mine)[None, :, None] + np.einsum("p,rpj->rj", people, theirs)[:, None]
    found: Floats = (both / np.maximum(either - both, 1.0)).max(axis=2).mean(axis=0)
    return found
