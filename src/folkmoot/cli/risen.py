"""How what rises is printed: the answer first, then an event a paragraph, then what was left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.output import said, tell, tell_notes

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["print_trends"]

#: Paragraphs at most. Of a hot list only what touches a need is told, the rest is counted: nobody
#: has to read through its tragedies.
_SHOWN: Final = 12
_STOPPED: Final = {
    "chance": "may be chance", "paid": "paid for", "veto": "tragedy, harm or politics",
    "life": "gone too soon, or not known how long", "need": "not about a need",
}  # fmt: skip


def print_trends(table: EstimateTable) -> None:
    """Print the table of trends."""
    events = _events(table)
    tell(_answer(events))
    shown = [rows for rows in sorted(events, key=_order) if _is_near(rows)][:_SHOWN]
    for rows in shown:
        click.echo("")
        for line in _paragraph(rows):
            tell(line)
    if len(events) > len(shown):
        others = "more " if shown else ""
        click.echo(f"\n{len(events) - len(shown):,} {others}are left alone: --long or --json.")
    click.echo("")
    tell_notes(table.notes)


def _events(table: EstimateTable) -> list[dict[str, Mapping[str, Any]]]:
    """Rows by measure, one mapping an event."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in table.rows():
        found.setdefault(row["event_id"], {})[row["measure"]] = row
    return list(found.values())


def _first(rows: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    return next(iter(rows.values()))


def _is_near(rows: Mapping[str, Mapping[str, Any]]) -> bool:
    row = _first(rows)
    return row["kind"] == "posts" or bool(row["needs"])


def _order(rows: Mapping[str, Mapping[str, Any]]) -> tuple[bool, bool, int]:
    """What may be joined, then what is near to a need, then as in the table."""
    row = _first(rows)
    return row["verdict"] != "join", not row["needs"], list(_STOPPED).index(row["gate"] or "need")


def _answer(events: list[dict[str, Mapping[str, Any]]]) -> str:
    joins = [row for rows in events if (row := _first(rows))["verdict"] == "join"]
    stopped = Counter(row["gate"] for rows in events if (row := _first(rows))["gate"])
    told = ", ".join(f"{stopped[gate]} {why}" for gate, why in _STOPPED.items() if stopped[gate])
    if not events:
        return "Nothing is rising, and no hot list is at hand: nothing to join."
    if not joins:
        return f"Nothing to join: {len(events)} looked at ({told})."
    names = ", ".join(f"“{row['term']}”" for row in joins)
    others = f" The others are left alone: {told}." if told else ""
    return f"{names} may be joined, if a person confirms.{others}"


def _paragraph(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    row = _first(rows)
    also = f", with {', '.join(row['also'][:6])}" if row["also"] else ""
    yield f"{row['event_id']}  “{row['term']}”{also}"
    verb = "May be joined" if row["verdict"] == "join" else "Left alone"
    yield f"  {verb}: {row['reason']}."
    yield f"  {_size(rows)}; first seen {row['first_seen_at']:%Y-%m-%d %H:%M} UTC{_began(row)}."
    if row["left_hours"] is not None:
        low, high = row["left_low_hours"], row["left_high_hours"]
        yield (
            f"  Likely to last {_span(row['left_hours'])} more "
            f"({_span(low)} to {_span(high)} in 8 of 10 such cases)."
        )
    if row["left_unknown"]:
        yield f"  How long it will last is not known: {row['left_unknown']}."
    if row["quote"]:
        yield f"  What is asked for: “{row['quote']}”."
    for theme in row["themes"]:
        yield f"  Its questions: folkmoot themes show {theme}"
    if row["parents"]:
        yield f"  Comes from {', '.join(row['parents'])}."
    for url in row["examples"]:
        yield f"  {url}"


def _span(hours: float) -> str:
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"


def _began(row: Mapping[str, Any]) -> str:
    return f", begun by {row['starter']}" if row["starter"] else ""


def _size(rows: Mapping[str, Mapping[str, Any]]) -> str:
    row = _first(rows)
    if "place" in rows:
        return f"Place {rows['place']['value']:.0f} on the hot list"
    when = {"hour": f"{row['bucket']:%Y-%m-%d %H:%M} UTC"}.get(
        row["grain"], f"{row['bucket']:%Y-%m-%d}"
    )
    size = f"{said(rows.get('authors'))} people in the {row['grain']} from {when}"
    growth = rows.get("growth")
    usual = f", {said(growth)} the usual" if growth is not None else ""
    overlap = rows.get("overlap")
    felt = rows.get("complaints")
    angry = f"; {said(felt)} of its posts are written in anger" if _is_known(felt) else ""
    had = f"; of them {said(overlap)} had stated a need" if _is_known(overlap) else ""
    return size + usual + had + angry


def _is_known(row: Mapping[str, Any] | None) -> bool:
    return row is not None and row["value"] is not None
