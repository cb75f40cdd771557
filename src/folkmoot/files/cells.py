"""Cells of workbooks and of statistical files as text."""

from __future__ import annotations

from datetime import datetime

__all__ = ["as_text"]


def as_text(value: object) -> str | None:
    """Write a cell as text: whole numbers without a point, empty cells as nothing.

    Examples
    --------
    >>> [as_text(each) for each in (3.0, 3.25, True, " yes ", "  ", None, float("nan"))]
    ['3', '3.25', 'TRUE', 'yes', None, None, None]
    """
    if value is None or value != value:  # noqa: PLR0124 - what differs from itself is no number
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    text = str(value).strip()
    return text or None
