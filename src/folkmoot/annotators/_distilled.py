"""A quick encoder that was taught by the slow one: one hidden layer over sums of windows.

How near it comes, and what was tried beside it, is in ``docs/model-card-encoder.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from folkmoot.annotators._pieces import PieceRows, pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DISTILLED", "Distilled", "read_distilled"]

#: Name of the encoder, with its version.
DISTILLED: Final = "distilled-1"
#: Texts read at once: enough for arrays to pay, few enough for memory.
_BATCH: Final = 512


def read_distilled() -> Distilled:
    """Read the encoder that ships."""
    import numpy as np

    data = files("folkmoot").joinpath("models", "encoder.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        return Distilled(dict(stored))


class Distilled:
    """Weights as ``tools/make_encoder.py`` writes them, over the rows of pieces."""

    name = DISTILLED

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        import numpy as np
        from threadpoolctl import ThreadpoolController

        arrays = {name: array.astype(np.float32) for name, array in weights.items()}
        self._rows = PieceRows(arrays["projection"])
        self._hidden, self._hidden_shift = arrays["hidden"], arrays["hidden_shift"]
        self._through, self._past = arrays["through"], arrays["past"]
        self._shift = arrays["shift"]
        self._one_thread = ThreadpoolController()
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, each of length 1; its batch moves the seventh digit at most."""
        import numpy as np

        cut = [pieces(text.encode("utf-8", "replace").decode()) for text in texts]
        parts = [cut[start : start + _BATCH] for start in range(0, len(cut), _BATCH)]
        # Rows of new pieces are added as they are met: one thread at a time.
        with self._lock, self._one_thread.limit(limits=1, user_api="blas"):
            found = [self._of_sums(self._rows.sums(part)) for part in parts]
        return np.concatenate(found) if found else np.zeros((0, len(self._shift)), np.float32)

    def _of_sums(self, sums: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        hidden = np.maximum(sums @ self._hidden + self._hidden_shift, 0)
        vectors = hidden @ self._through + sums @ self._past + self._shift
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
