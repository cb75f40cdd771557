"""The ladder in a terminal, how unequally people take part, and what the ladder depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from folkmoot.cli.output import dated, print_rows, said, tell, tell_notes
from folkmoot.cli.position_output import print_position
from folkmoot.cli.risen import print_trends
from folkmoot.cli.talk_output import print_talks
from folkmoot.measures._segments import segment_name

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["PRINTERS", "print_inequality", "print_ladder", "print_sensitivity"]

_KINDS: Final = {"all": "all members", "group": "target"}
_FIRST: Final = ("group", "all")
_VARIED: Final = {
    "window": "The window", "habit": "The habit", "as_of": "The day",
    "reactions": "Reactions of one tap", "software": "Who posts like software",
}  # fmt: skip
_DEFINED: Final = {"point": "did it lately", "habit": "did it in several months"}
#: Hidden segments that are named; of more it is said how many there are.
_MOST_NAMED: Final = 8
#: More rungs than this stand below each other: with two columns each they are too wide.
_MOST_ACROSS: Final = 5


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
    shown = [key for key in segments if key[0] in _FIRST or _is_shown(cells, key, seen)]
    hidden = [key for key in segments if key not in shown and _is_told(cells, key, seen)]
    withheld = [key for key in segments if key not in shown and key not in hidden]
    title = f"{table.title}  ({dated(table)}95 % intervals in brackets)"
    if len(seen) > _MOST_ACROSS:
        lines = [line for segment in shown for line in _stack(cells, segment, seen)]
        print_rows(title, ["who", "group", "people", "share", "index"], lines)
    else:
        heads = (head for rung in seen for head in (f"{rung}s", "index"))
        lines = [_line(cells, segment, seen) for segment in shown]
        print_rows(title, ["who", "people", *heads], lines)
    for line in _left_out(hidden, withheld):
        tell(line)
    bases = dict.fromkeys(row["base_label"] for row in rows if row["value"] is not None)
    tell(f"People: {'; '.join(bases)}.")
    # What was not asked has no base; the notes of a questionnaire say so.
    asked = {row["rung"] for row in rows if row["base"]} - {"spectator", "inactive"}
    unseen = [rung for rung in rungs if rung not in seen and rung in asked]
    if unseen:
        click.echo(f"Nobody was seen as {_any_of(unseen)}.")
    tell_notes(table.notes)


def _left_out(
    hidden: Sequence[tuple[str, str]], withheld: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """Say which segments are hidden and which are withheld, in a line each."""
    for why, found in (
        ("Hidden, with 10 to 29 people", hidden),
        ("Withheld, with under 10 people or to protect those", withheld),
    ):
        names = [segment_name(*key) for key in found[:_MOST_NAMED]]
        more = f" and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
        if names:
            yield f"{why}: {', '.join(names)}{more}."


def _any_of(rungs: Sequence[str]) -> str:
    *first, last = rungs
    article = "an" if rungs[0][0] in "aeiou" else "a"
    return f"{article} {', '.join(first)} or {last}" if first else f"{article} {last}"


def print_inequality(table: EstimateTable) -> None:
    """Print how unequally posts are shared out: a row a base, the points of the curve left out."""
    found: dict[tuple[str, str], dict[tuple[str, float | None], Mapping[str, Any]]] = {}
    for row in table.rows():
        key = (row["segment"], row["base_label"])
        found.setdefault(key, {})[row["measure"], row["people_share"]] = row
    columns = {
        ("posted_share", None): "posted", ("gini", None): "Gini",
        ("top_share", 0.01): "top 1 % made", ("top_share", 0.1): "top 10 % made",
        ("lorenz", 0.5): "least active half made",
    }  # fmt: skip
    print_rows(
        f"{table.title}  ({dated(table)}95 % intervals in brackets)",
        ["who", "of", *columns.values()],
        [
            ["all members" if who == "all" else who, _of(rows, label)]
            + [said(rows.get(column)) for column in columns]
            for (who, label), rows in found.items()
        ],
    )
    tell_notes(table.notes)


def print_sensitivity(table: EstimateTable) -> None:
    """Print the shares of all members under each group of settings, a row a rung."""
    groups: dict[tuple[str, str], dict[str, dict[str, Mapping[str, Any]]]] = {}
    for row in table.rows(segment_kind="all", measure="share"):
        rungs = groups.setdefault((row["varied"], row["definition"]), {})
        rungs.setdefault(row["rung"], {})[row["setting"]] = row
    for (varied, definition), rungs in groups.items():
        seen = {rung: found for rung, found in rungs.items() if any(map(_is_seen, found.values()))}
        if not seen:
            continue
        columns = [_starred(row) for row in next(iter(seen.values())).values()]
        print_rows(
            f"{_VARIED[varied]}: {_DEFINED[definition]}  (as of {table.as_of:%Y-%m-%d})",
            ["rung", *columns],
            [[f"{rung}s", *(said(row) for row in found.values())] for rung, found in seen.items()],
        )
    click.echo("* as the ladder has it; for conversationalists that is the last 7 days.")
    tell_notes(table.notes)


def _starred(row: Mapping[str, Any]) -> str:
    return f"{row['setting']}{' *' if row['is_usual'] else ''}"


def _of(rows: Mapping[Any, Mapping[str, Any]], label: str) -> str:
    base = next(iter(rows.values()))["base"]
    return label if base is None else f"{base:,} {label}"


def _is_told(
    cells: Mapping[tuple[str, str, str, str], Mapping[str, Any]],
    segment: tuple[str, str],
    rungs: Sequence[str],
) -> bool:
    rows = [cells.get((*segment, rung, "share")) for rung in rungs]
    return any(row is not None and row["base"] is not None for row in rows)


def _is_shown(
    cells: Mapping[tuple[str, str, str, str], Mapping[str, Any]],
    segment: tuple[str, str],
    rungs: Sequence[str],
) -> bool:
    rows = [cells.get((*segment, rung, "share")) for rung in rungs]
    return any(row is not None and row["value"] is not None for row in rows)


def _is_seen(row: Mapping[str, Any]) -> bool:
    return bool(row["value"])


def _named(segment: tuple[str, str]) -> str:
    return _KINDS.get(segment[0]) or segment_name(*segment)


def _stack(
    cells: Mapping[tuple[str, str, str, str], Mapping[str, Any]],
    segment: tuple[str, str],
    rungs: Sequence[str],
) -> list[list[str]]:
    """Lines of one segment below each other: more rungs than a screen has room for."""
    lines = []
    for place, rung in enumerate(rungs):
        share, index = (cells.get((*segment, rung, measure)) for measure in ("share", "index"))
        base = share["base"] if share else None
        who = "" if place else _named(segment)
        people = "" if base is None else f"{base:,}"
        group = rung if rung == "inactive" else f"{rung}s"
        lines.append([who, group, people, said(share), said(index)])
    return lines


def _line(
    cells: Mapping[tuple[str, str, str, str], Mapping[str, Any]],
    segment: tuple[str, str],
    rungs: Sequence[str],
) -> list[str]:
    kind, name = segment
    shares = [cells.get((kind, name, rung, "share")) for rung in rungs]
    base = next((row["base"] for row in shares if row and row["base"] is not None), None)
    line = [_named(segment), "" if base is None else f"{base:,}"]
    for rung, share in zip(rungs, shares, strict=True):
        line += [said(share), said(cells.get((kind, name, rung, "index")))]
    return line


#: Printers of their own by the name of the table.
PRINTERS: Final = {
    "conversations": print_talks,
    "inequality": print_inequality,
    "position": print_position,
    "sensitivity": print_sensitivity,
    "trends": print_trends,
}
