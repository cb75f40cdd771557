"""How open conversations are printed: the answer in a sentence, then one after another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from folkmoot.cli.output import tell, tell_notes
from folkmoot.ids import format_id

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["ID_DIGITS", "print_talk", "print_talks"]

#: Digits of an identifier that are shown: among a million posts two begin alike once in 8,600.
ID_DIGITS: Final = 8
_TITLE: Final = 110


def print_talks(table: EstimateTable) -> None:
    """Print a list of conversations; the first line is the answer."""
    rows = table.rows()
    tell(f"{table.notes[0]} (As of {table.as_of:%Y-%m-%d}.)")
    for row in rows:
        print_talk(row)
    tell_notes(table.notes[1:])
    if rows:
        tell("Next: folkmoot conversations keep ID, or drop ID; the order is learnt from both.")


def print_talk(row: Mapping[str, Any]) -> None:
    """Print one conversation: what is asked, why it is listed, where it stands."""
    title = " ".join(str(row["title"]).split())
    title = title if len(title) <= _TITLE else f"{title[: _TITLE - 3]}..."
    need = f"{row['need']}: " if row["need"] else ""
    tell(
        f"\n{row['rank']:3}  {format_id(row['object_id'])[:ID_DIGITS]}"
        f"  {row['published_at']:%Y-%m-%d}  {row['value']:.2f}  {title}"
    )
    tell(f"     {need}{'; '.join(row['why'])}")
    if row["url"]:
        tell(f"     {row['url']}")
