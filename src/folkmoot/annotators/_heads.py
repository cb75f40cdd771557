"""Linear heads: calibrated probabilities of labels from hashed words and sentence vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal

from folkmoot.annotators._encoder import Encoder, quick_encoder, sentence_encoder
from folkmoot.annotators._grams import grams
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["HEADS", "TIERS", "Heads", "Tier", "read_heads"]

Tier = Literal["fast", "quick", "full"]

#: What posts can be annotated in: ``fast`` reads words alone; ``full`` words and the meaning of the
#: whole.
TIERS: Final[tuple[Tier, ...]] = ("fast", "full")
#: All heads of a model: ``quick`` are those of tier ``full`` for the quick encoder.
HEADS: Final[tuple[Tier, ...]] = ("fast", "quick", "full")
#: Posts read at once: enough for arrays to pay, few enough for memory.
_BATCH: Final = 1024
#: A vector of a sentence hangs in its seventh digit on the batch it was made in; this does not.
_DIGITS: Final = 4


@dataclass(frozen=True)
class Heads:
    """A head a label: weights of hashed words, of sentence vectors, a constant and a threshold."""

    model: str
    labels: tuple[str, ...]
    grams: NDArray[np.float32]
    encodings: NDArray[np.float32] | None
    constants: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    encoder: Encoder | None = None

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return posts by labels: how likely each label is, to four digits."""
        import numpy as np

        found = [
            self._of_batch(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)
        ]
        return np.concatenate(found) if found else np.zeros((0, len(self.labels)), np.float32)

    def of(self, words: Any, vectors: NDArray[np.float16] | None) -> NDArray[np.float32]:
        """Return the same of posts whose words and vectors have been read, of a batch at most."""
        import numpy as np

        logits = words @ self.grams + self.constants
        if self.encodings is not None and vectors is not None:
            logits += vectors.astype(np.float32) @ self.encodings
        found: NDArray[np.float32] = (1 / (1 + np.exp(-logits))).round(_DIGITS)
        return found

    def _of_batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        if self.encoder is None:
            return self.of(grams(texts), None)
        # As vectors are stored, so that stored ones and new ones give the same labels.
        return self.of(grams(texts), self.encoder.encode(texts).astype(np.float16))


@cache
def read_heads(name: str, tier: Tier) -> Heads:
    """Read the heads of a model that ships.

    Parameters
    ----------
    name
        File of ``folkmoot/models`` without its ending.
    tier
        Of `HEADS`. A model without heads for the quick encoder is read by words alone.

    Raises
    ------
    FolkmootError
        The heads were trained on another encoder than the one that ships.
    """
    import numpy as np

    data = files("folkmoot").joinpath("models", f"{name}.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        arrays: Mapping[str, Any] = dict(stored)
    tier = tier if f"{tier}_grams" in arrays else "fast"
    encoder = {"fast": None, "quick": quick_encoder, "full": sentence_encoder}[tier]
    if encoder is not None:
        trained = str(arrays["quick_encoder" if tier == "quick" else "encoder"])
        if trained != encoder().name:
            raise FolkmootError(
                "heads-of-another-encoder", f"models/{name}.npz", trained, encoder().name,
                "run make models",
            )  # fmt: skip
    return Heads(
        f"{name}-{blake2b(data, digest_size=4).hexdigest()}-{tier}",
        tuple(str(label) for label in arrays["labels"]),
        arrays[f"{tier}_grams"].astype(np.float32),
        arrays[f"{tier}_encodings"].astype(np.float32) if encoder else None,
        arrays[f"{tier}_constants"].astype(np.float32),
        arrays[f"{tier}_thresholds"].astype(np.float32),
        encoder() if encoder else None,
    )
