"""Segments, personas and the look-alike score in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.output import dated, print_rows, said, tell_notes

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["PRINTERS", "print_kinds", "print_look_alike"]

_HEADS: Final = {"share": "share", "base_share": "the others", "index": "index"}


def print_kinds(table: EstimateTable) -> None:
    """Print a table a segment or persona: what was counted, share and index, what is clear."""
    who, what = table.data.column_names[:2]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows():
        found.setdefault(row[who], []).append(row)
    click.echo(f"{table.title}  ({dated(table)}95 % intervals in brackets)")
    for name, rows in found.items():
        _print_one(name, what, rows)
    tell_notes(table.notes)


def _print_one(name: str, what: str, rows: Sequence[Mapping[str, Any]]) -> None:
    lines: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        if row[what] != "size":
            lines.setdefault((row[what], row["label"]), {})[row["measure"]] = row
    told = {key: found for key, found in lines.items() if found["share"]["value"] is not None}
    heads = [head for head in _HEADS if any(head in found for found in told.values())]
    print_rows(
        f"{name}: {_size(rows, what)}",
        ["", "what", *(_HEADS[head] for head in heads), ""],
        [
            [part.replace("_", " "), label, *map(said, map(found.get, heads)), _sure(found)]
            for (part, label), found in told.items()
        ],
    )
    if len(told) < len(lines):
        click.echo(f"{len(lines) - len(told)} more rest on too few people to be shown.")


def _size(rows: Sequence[Mapping[str, Any]], what: str) -> str:
    """Say how many people there are, their share of all where they are a part, how stable it is."""
    size = next(row for row in rows if row[what] == "size" and row["measure"] == "share")
    stable = next((row for row in rows if row["measure"] == "stability"), None)
    if size["value"] is None:
        return said(size)
    parts = [f"{size['cases']:,} people"]
    parts += [] if size["cases"] == size["base"] else [said(size)]
    if stable is not None and stable["value"] is not None:
        parts.append(f"found again with {stable['value']:.2f}")
    return ", ".join(parts)


def _sure(measures: Mapping[str, Mapping[str, Any]]) -> str:
    chance = measures.get("index", {}).get("q_value")
    if chance is None or measures["index"]["value"] is None:
        return ""
    return "sets them apart" if chance < 0.05 else ""


def print_look_alike(table: EstimateTable) -> None:
    """Print how well the score does beside the baseline, then what it reads, surest first."""
    judged: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in table.rows(part="judged"):
        judged.setdefault(row["label"], {})[row["measure"]] = row
    print_rows(
        f"{table.title}  ({dated(table)}95 % intervals in brackets)",
        ["judged on people who came later", *_JUDGED.values()],
        [[label, *(said(found.get(name)) for name in _JUDGED)] for label, found in judged.items()],
    )
    reads = [row for row in table.rows(part="reads") if row["value"] is not None]
    print_rows(
        "What the score reads, surest first",
        ["", "what", "odds", "people"],
        [
            [row["characteristic"].replace("_", " "), row["label"], said(row), f"{row['cases']:,}"]
            for row in reads[:_MOST_READ]
        ],
    )
    left = len(table.rows(part="reads")) - len(reads[:_MOST_READ])
    if left:
        click.echo(f"{left} more count less, or rest on too few people to be shown; see --json.")
    tell_notes(table.notes)


#: How well a score does, by measure.
_JUDGED: Final = {
    "auc": "AUC", "auc_difference": "more than the baseline", "lift": "index of the top 5 %",
    "observed_to_expected": "as many as promised", "calibration_slope": "slope",
}  # fmt: skip
_MOST_READ: Final = 15

PRINTERS: Final = {
    "segments": print_kinds, "personas": print_kinds, "look_alike": print_look_alike,
}  # fmt: skip
