"""The ladder in a terminal: a row a segment, a column a rung."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.output import print_bases, print_rows, said

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["print_ladder"]

_KINDS: Final = {"all": "all members", "group": "target"}
_FIRST: Final = ("group", "all")


def print_ladder(table: EstimateTable) -> None:
    """Print one definition and denominator of participation: share, interval, index.

    Rungs on which nobody at all was seen are named in a sentence; so are those that traces
    cannot show.
    """
    rows = [row for row in table.rows() if row["measure"] in {"share", "index"}]
    rungs = list(dict.fromkeys(row["rung"] for row in rows))
    seen = [rung for rung in rungs if any(_is_seen(row) for row in rows if row["rung"] == rung)]
    segments = list(dict.fromkeys((row["segment_kind"], row["segment"]) for row in rows))
    segments.sort(key=lambda key: _FIRST.index(key[0]) if key[0] in _FIRST else len(_FIRST))
    cells = {
        (row["segment_kind"], row["segment"], row["rung"], row["measure"]): row for row in rows
    }
    print_rows(
        f"{table.title}  (as of {table.as_of:%Y-%m-%d}; 95 % intervals in brackets)",
        ["who", "people", *(title for rung in seen for title in (f"{rung}s", "index"))],
        [_line(cells, segment, seen) for segment in segments],
    )
    bases = list(dict.fromkeys(row["base_label"] for row in rows if row["value"] is not None))
    print_bases(bases)
    unseen = [rung for rung in rungs if rung not in seen and rung not in {"spectator", "inactive"}]
    if unseen:
        click.echo(f"Nobody was seen as {', '.join(unseen)}.")
    for note in table.notes:
        click.echo(f"Note: {note}")


def _is_seen(row: Mapping[str, Any]) -> bool:
    return bool(row["value"])


def _line(
    cells: Mapping[tuple[str, str, str, str], Mapping[str, Any]],
    segment: tuple[str, str],
    rungs: Sequence[str],
) -> list[str]:
    kind, name = segment
    shares = [cells.get((kind, name, rung, "share")) for rung in rungs]
    base = next((row["base"] for row in shares if row and row["base"] is not None), None)
    line = [_KINDS.get(kind, name), "" if base is None else f"{base:,}"]
    for rung, share in zip(rungs, shares, strict=True):
        line += [said(share), said(cells.get((kind, name, rung, "index")))]
    return line
