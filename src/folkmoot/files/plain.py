"""Text as a cell of a table that a spreadsheet may open: it never becomes a formula."""

from __future__ import annotations

from typing import Final

__all__ = ["plain_cell"]

# Spreadsheets read a cell that starts with one of these as a formula; tab and line ends are
# skipped by some of them before they look (OWASP, CSV injection).
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run; other text is left as it is.

    Examples
    --------
    >>> plain_cell("=1+1"), plain_cell("a = b")
    ("'=1+1", 'a = b')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
