"""What others wrote, as it may stand in a terminal: text alone, and no command to it.

A title or a room's name may hold escape sequences, which move the cursor, hide lines or fill the
clipboard, and marks that turn the direction of all that follows (CWE-150; CVE-2021-42574).
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["escaped", "harmless"]

#: Controls but tab and line feed, and marks that turn the direction of text.
_COMMANDS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    r"""Put a replacement character for each that a terminal would obey.

    Examples
    --------
    >>> harmless("a\x1b[31m red\ttitle\u202e"), harmless("日本 émigré\n")
    ('a�[31m red\ttitle�', '日本 émigré\n')
    """
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text)


def escaped(text: str) -> str:
    r"""Escape such characters in JSON, which has the same meaning then.

    Examples
    --------
    >>> escaped('["\x9b31m"]')
    '["\\u009b31m"]'
    """
    # Line ends stand between the parts of a document, and those inside its texts are escaped.
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
