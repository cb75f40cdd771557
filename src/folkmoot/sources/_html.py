"""Text of HTML fragments, whole columns at a time; for reading and searching, not for display."""

from __future__ import annotations

import html
import re
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.sources.base import Mapped

__all__ = ["plain_text", "with_plain_text"]

_BREAK: Final = r"(?i)<(?:br|/p|/div|/li|/h[1-6]|/pre|/blockquote|/tr|hr)\b[^>]*>"
_TAG: Final = r"<!--[^>]*>|</?[A-Za-z][^>]*>"
_PLAIN: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " "}
_OTHER: Final = re.compile(r"&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")


def plain_text(column: pa.Array) -> pa.Array:
    r"""Text of a column of HTML fragments: tags dropped, ends of blocks as new lines.

    Examples
    --------
    >>> plain_text(
    ...     pa.array(["<p>1 &lt; 2 &amp; <b>so</b>&hellip;</p>\n<p>on</p>", None])
    ... ).to_pylist()
    ['1 < 2 & so…\n\non', None]
    """
    if column.null_count == len(column):
        return column
    text = pc.replace_substring_regex(column, _BREAK, "\n")
    text = pc.replace_substring_regex(text, _TAG, "")
    for reference, meaning in _PLAIN.items():
        text = pc.replace_substring(text, reference, meaning)
    other = pc.match_substring_regex(text, r"&[#A-Za-z][A-Za-z0-9]*;")
    rare = pc.fill_null(pc.and_(other, pc.is_valid(text)), False)
    left = [_OTHER.sub(_meaning, one) for one in text.filter(rare).to_pylist()]
    text = pc.replace_with_mask(text, rare, pa.array(left, pa.string()))
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(text, r"\n{3,}", "\n\n"))


def with_plain_text(mapped: Mapped) -> Mapped:
    """The same rows, with the text of activities as `plain_text` gives it."""
    if (table := mapped.tables.get("activities")) is None:
        return mapped
    place = table.schema.get_field_index("text")
    column = plain_text(table.column(place).combine_chunks())
    # Nothing but tags is no text.
    text = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
    plain = table.set_column(place, table.schema.field(place), text)
    return Mapped({**mapped.tables, "activities": plain}, mapped.faults)


def _meaning(match: re.Match[str]) -> str:
    return html.unescape(match[0])
