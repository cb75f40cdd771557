"""What ships in ``folkmoot/models`` is what ``make models`` makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tools.make_models import read_posts

from folkmoot.annotators._distilled import Distilled

Arrays = dict[str, NDArray[Any]]

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src" / "folkmoot" / "models"
#: By tool of ``make models``: the file it makes.
MADE = {
    "make_encoder.py": "encoder.npz",
    "make_models.py": "need_types.npz",
    "make_sentiment.py": "sentiment.npz",
}


def test_each_file_has_its_tool() -> None:
    assert {path.name for path in SHIPPED.glob("*.npz")} == set(MADE.values())
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 20 * 2**20


@pytest.mark.parametrize("tool", MADE)
def test_what_ships_is_made_again(tool: str, tmp_path: Path) -> None:
    tools = ROOT / "tools"
    subprocess.run(
        [sys.executable, tools / "pinned.py", tools / tool, tmp_path], check=True, cwd=ROOT
    )
    made, shipped = tmp_path / MADE[tool], SHIPPED / MADE[tool]
    if made.read_bytes() != shipped.read_bytes():
        # Byte for byte where processors can do AVX2; others add up otherwise.
        with np.load(made) as ours, np.load(shipped) as theirs:
            assert {name: ours[name].shape for name in ours} == {
                name: theirs[name].shape for name in theirs
            }
            (assert_alike if tool == "make_encoder.py" else assert_near)(dict(ours), dict(theirs))


def assert_near(ours: Arrays, theirs: Arrays) -> None:
    """Weights of heads move by a few of their own last digits."""
    for name, array in theirs.items():
        if array.dtype.kind == "f":
            np.testing.assert_allclose(ours[name], array, rtol=0.02, atol=0.05)
        else:
            np.testing.assert_array_equal(ours[name], array)


def assert_alike(ours: Arrays, theirs: Arrays) -> None:
    """An encoder's weights may stray, not what it says of how alike posts are."""
    texts = [post["text"] for post in read_posts("test")]
    upper = np.triu_indices(len(texts), 1)
    one, other = (
        (vectors @ vectors.T)[upper]
        for vectors in (Distilled(weights).encode(texts) for weights in (ours, theirs))
    )
    assert np.corrcoef(one, other)[0, 1] >= 0.98
