"""Teach the quick encoder that ships by the slow one: part of ``make models``.

The texts are those of ``tests/data/encoder_texts.tsv.bz2`` and the titles of the demonstration. The
slow encoder says where each text lies; one hidden layer over sums of windows is fitted to say the
like (cosine, Adam: Kingma & Ba, ICLR 2015), from the least squares' solution onward. The same
texts and libraries give the same bytes: one seed, and arithmetic as ``tools/pinned.py`` fixes it.
"""

from __future__ import annotations

import bz2
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import zstandard
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from folkmoot.annotators._encoder import sentence_encoder
from folkmoot.annotators._pieces import LINEAR, PieceRows, pieces

ROOT: Final = Path(__file__).resolve().parents[1]
TEXTS: Final = ROOT / "tests" / "data" / "encoder_texts.tsv.bz2"
TITLES: Final = ROOT / "src" / "folkmoot" / "demo_data" / "Posts.csv.zst"
_SEED: Final = 5
_TOGETHER: Final = 256
#: The ridge of the first solution; from 30 to 1,000 its cosine is the same within 0.002.
_RIDGE: Final = 100.0
#: The largest step, and the steps until it is reached.
_RATE: Final = 1e-3
_WARM: Final = 200

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Size:
    """How large an encoder is, and how often it goes over its texts; what ships by default.

    ``docs/model-card-encoder.md`` says what smaller and larger ones give.
    """

    dimensions: int = 256
    projected: int = 256
    hidden: int = 512
    rounds: int = 20


def main(folder: Path) -> None:
    """Teach and write the encoder into a folder."""
    with threadpool_limits(1):
        texts = taught_texts()
        given, wanted = examples(texts)
        arrays = taught(given, wanted, Size())
    with (folder / "encoder.npz").open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # its own types leave a mapping out
    print(f"{folder / 'encoder.npz'}: {sum(array.nbytes for array in arrays.values()):,} bytes")


def taught_texts() -> list[str]:
    """Return all texts to learn from."""
    with bz2.open(TEXTS, "rt", encoding="utf-8") as file:
        mixed = [line.rstrip("\n").split("\t", 1)[1] for line in file]
    with zstandard.open(TITLES, "rt", encoding="utf-8", newline="") as file:
        titles = [" ".join(row["Title"].split()) for row in csv.DictReader(file) if row["Title"]]
    return [*mixed, *titles]


def examples(texts: Sequence[str]) -> tuple[Floats, Floats]:
    """What the quick encoder is given for each text, and where the slow one puts it."""
    rows = PieceRows(np.eye(LINEAR, dtype=np.float32))
    return rows.sums([pieces(text) for text in texts]), sentence_encoder().encode(texts)


def taught(given: Floats, wanted: Floats, size: Size) -> dict[str, NDArray[Any]]:
    """Return the arrays that `folkmoot.annotators._distilled` reads."""
    axes = np.linalg.eigh(np.cov(wanted.T, bias=True) + np.outer(wanted.mean(0), wanted.mean(0)))[1]
    turned = wanted @ axes[:, ::-1][:, : size.dimensions].astype(np.float32)
    mean, spread = given.mean(axis=0), given.std(axis=0) + 1e-6
    scaled = (given - mean) / spread
    net = _fitted(scaled, turned, size)
    return _unscaled(net, mean, spread)


def _begun(scaled: Floats, wanted: Floats, size: Size) -> dict[str, Floats]:
    """The least squares' solution past the hidden layer, which adds next to nothing yet."""
    random = np.random.default_rng(_SEED)
    own = scaled[:, :LINEAR]
    spread, axes = np.linalg.eigh((own.T @ own / len(own)).astype(np.float64))
    kept = slice(-1, -size.projected - 1, -1)
    projection = (axes[:, kept] / np.sqrt(spread[kept])).astype(np.float32)
    sums = np.hstack([own @ projection, scaled[:, LINEAR:]])
    square = (sums.T @ sums).astype(np.float64)
    square[np.diag_indices_from(square)] += _RIDGE
    width, out = sums.shape[1], wanted.shape[1]
    return {
        "projection": projection,
        "hidden": (random.normal(size=(width, size.hidden)) / np.sqrt(width)).astype(np.float32),
        "hidden_shift": np.zeros(size.hidden, np.float32),
        "through": (random.normal(size=(size.hidden, out)) * 0.002).astype(np.float32),
        "past": np.linalg.solve(square, sums.T @ wanted).astype(np.float32),
        "shift": wanted.mean(axis=0),
    }


def _fitted(scaled: Floats, wanted: Floats, size: Size) -> dict[str, Floats]:
    """Fit by Adam, its step falling along a half wave."""
    net = _begun(scaled, wanted, size)
    means = {name: np.zeros_like(part) for name, part in net.items()}
    squares = {name: np.zeros_like(part) for name, part in net.items()}
    random = np.random.default_rng(_SEED)
    steps = size.rounds * (len(scaled) // _TOGETHER)
    step = 0
    for _ in range(size.rounds):
        order = random.permutation(len(scaled))
        for start in range(0, len(order) - _TOGETHER + 1, _TOGETHER):
            some = order[start : start + _TOGETHER]
            step += 1
            rate = _RATE / 2 * (1 + np.cos(np.pi * step / steps)) * min(1, step / _WARM)
            for name, slope in _slopes(net, scaled[some], wanted[some]).items():
                means[name] += (slope - means[name]) * np.float32(0.1)
                squares[name] += (slope * slope - squares[name]) * np.float32(0.02)
                scale = np.sqrt(squares[name] / np.float32(1 - 0.98**step)) + np.float32(1e-8)
                net[name] -= np.float32(rate / (1 - 0.9**step)) * means[name] / scale
    return net


def _slopes(net: dict[str, Floats], given: Floats, wanted: Floats) -> dict[str, Floats]:
    """How the mean cosine to what is wanted falls with each weight."""
    own, projected = given[:, :LINEAR], net["projection"].shape[1]
    sums = np.hstack([own @ net["projection"], given[:, LINEAR:]])
    hidden = np.maximum(sums @ net["hidden"] + net["hidden_shift"], 0)
    said = hidden @ net["through"] + sums @ net["past"] + net["shift"]
    length = np.linalg.norm(said, axis=1, keepdims=True)
    unit = said / length
    cosine = (unit * wanted).sum(axis=1, keepdims=True)
    off = (cosine * unit - wanted) / length / np.float32(len(given))
    at_hidden = (off @ net["through"].T) * (hidden > 0)
    at_sums = at_hidden @ net["hidden"].T + off @ net["past"].T
    return {
        "projection": own.T @ at_sums[:, :projected],
        "hidden": sums.T @ at_hidden,
        "hidden_shift": at_hidden.sum(axis=0),
        "through": hidden.T @ off,
        "past": sums.T @ off,
        "shift": off.sum(axis=0),
    }


def _unscaled(net: dict[str, Floats], mean: Floats, spread: Floats) -> dict[str, NDArray[Any]]:
    """The same for sums as they are, the scaling taken into the weights."""
    projection = net["projection"] / spread[:LINEAR, None]
    scale = np.concatenate([np.ones(projection.shape[1], np.float32), 1 / spread[LINEAR:]])
    middle = np.concatenate([mean[:LINEAR] @ projection, mean[LINEAR:]]) * scale
    arrays = {
        "projection": projection,
        "hidden": net["hidden"] * scale[:, None],
        "hidden_shift": net["hidden_shift"] - middle @ net["hidden"],
        "through": net["through"],
        "past": net["past"] * scale[:, None],
        "shift": net["shift"] - middle @ net["past"],
    }
    return {name: array.astype(np.float16) for name, array in arrays.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "src" / "folkmoot" / "models")
