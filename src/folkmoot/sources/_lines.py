"""Records that stand on a line each."""

from __future__ import annotations

import numpy as np

from folkmoot.files.records import Mask, Positions, newlines

__all__ = ["LineSplitter"]


class LineSplitter:
    """Each line that is not blank is a record."""

    is_by_line = True

    def ends(self, block: bytes) -> Positions:
        """Offsets just after each newline."""
        return newlines(block) + 1

    def is_record(self, data: bytes, starts: Positions) -> Mask:
        """All but blank lines."""
        first = np.frombuffer(data, dtype=np.uint8)[starts]
        return np.not_equal(first, 10) & np.not_equal(first, 13)
