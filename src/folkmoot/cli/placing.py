"""How tables about communities are printed: the answer in a sentence, then the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from folkmoot.cli.output import dated, print_pivot, print_rows, said, tell, tell_notes

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["PLACE_PRINTERS", "print_communities", "print_overlap", "print_proposed",
           "print_retention", "print_shortlist", "print_tempo"]  # fmt: skip

#: Rows shown; --json, --long and --say have them all.
_SHOWN: Final = 20
_COLUMNS: Final = {
    "reach": "reach", "marginal_reach": "adds", "concentration": "index",
    "questions": "questions", "answered_share": "answered", "first_answer_hours": "first answer",
    "stickiness": "back",
}  # fmt: skip
_BLOCK_WIDTH: Final = 3


def _things(
    table: EstimateTable, *keys: str
) -> dict[tuple[Any, ...], dict[str, Mapping[str, Any]]]:
    found: dict[tuple[Any, ...], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows():
        found.setdefault(tuple(row[key] for key in keys), {})[row["measure"]] = row
    return found


def _notes(table: EstimateTable, *more: str) -> None:
    tell_notes((*more, *table.notes))


def print_communities(table: EstimateTable) -> None:
    """Print places in order, what binds whoever names a product there, and who takes part."""
    places = _things(table, "rank", "community")
    if not places:
        _notes(table)
        return
    first = [f"“{name}”" for _, name in list(places)[:3]]
    known = "1 place is" if len(places) == 1 else f"{len(places):,} places are"
    tell(f"They are found first of all in {', '.join(first)}; {known} known.")
    lines = []
    for (rank, name), rows in list(places.items())[:_SHOWN]:
        about = next(iter(rows.values()))
        mark = " (keyword)" if about["frame"] == "keyword" else ""
        cells = (_short(rows.get(column)) for column in _COLUMNS)
        lines.append([str(rank), f"{name}{mark}", *cells])
    heads = ["", "place", *_COLUMNS.values()]
    print_rows(f"{table.title}  ({dated(table)}95 % intervals in brackets)", heads, lines)
    if len(places) > _SHOWN:
        tell(f"{len(places) - _SHOWN} more places: --long or --json.")
    tell(
        "Reach: of the people with the need. Adds: those whom no place above reaches. Index: 100"
        " is as common as elsewhere. First answer: half come sooner. Back: there again in the"
        " next quarter."
    )
    rules: dict[str, list[str]] = {}
    for (_, name), rows in list(places.items())[:_SHOWN]:
        rules.setdefault(next(iter(rows.values()))["promotion"], []).append(name)
    for rule, names in rules.items():
        where = "all of them" if len(rules) == 1 else ", ".join(names)
        tell(f"Naming your product ({where}): {rule}")
    _notes(table)


def _short(row: Mapping[str, Any] | None) -> str:
    if row is not None and row["value"] is None:
        return "too few"
    return said(row).removesuffix(", low base")


def print_shortlist(table: EstimateTable) -> None:
    """Print the places with what each adds, and what they reach together."""
    rows = table.rows(measure="reach_together")
    if rows:
        last = rows[-1]
        reach = "1 place reaches" if last["rank"] == 1 else f"{last['rank']} places reach"
        together = "" if last["rank"] == 1 else " together"
        tell(f"{reach} {said(last)} of the {last['base']:,}"
                   f" {last['base_label']}{together}.")  # fmt: skip
    print_pivot(table, ["rank", "community", *_frame(table)])


def _frame(table: EstimateTable) -> list[str]:
    return ["frame"] if any(row["frame"] == "keyword" for row in table.rows()) else []


def print_overlap(table: EstimateTable) -> None:
    """Print pairs with the people they share, against chance."""
    lifts = table.rows(measure="lift")
    if lifts:
        best = lifts[0]
        pair = f'"{best["one"]}" and "{best["other"]}"'
        tell(f"{pair} share most beyond chance: {said(best)} as many people.")
    else:
        tell("No first place shares more people with another than chance would have it.")
    pairs = _things(table, "one", "other")
    lines = [[one, other, f"{rows['lift']['cases']:,}", said(rows["lift"]), said(rows["jaccard"])]
             for (one, other), rows in list(pairs.items())[:_SHOWN]]  # fmt: skip
    if lines:
        heads = ["place", "and", "people in both", "times chance", "of those in either"]
        print_rows(f"{table.title}  ({dated(table)}95 % intervals in brackets)", heads, lines)
    _notes(table)


def print_tempo(table: EstimateTable) -> None:
    """Print a grid of weekdays and hours a community: posts of each 100, busy cells marked."""
    places = list(dict.fromkeys(row["community"] for row in table.rows()))
    for place in places:
        rows = table.rows(community=place)
        cells = [row for row in rows if row["measure"] == "cell_share"]
        shown = [row for row in cells if row["value"] is not None]
        if not shown:
            tell(f'"{place}": too few people post there to show when.')
            continue
        zone, most = shown[0], max(shown, key=lambda row: row["value"])
        tell(f'"{place}" is busiest on {most["weekday"]}s from {most["from_hour"]:02}:00 to'
             f" {most['from_hour'] + _BLOCK_WIDTH:02}:00 {zone['zone']}, with {said(most)} of its"
             f" posts; {zone['why']}.")  # fmt: skip
        print_rows(f"Posts of each 100 in {place}  ({dated(table)}{zone['zone']})",
                   *_grid(cells, rows))  # fmt: skip
    _notes(table)


def _grid(
    cells: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> tuple[list[str], list[list[str]]]:
    hours = list(dict.fromkeys(row["from_hour"] for row in cells))
    days = list(dict.fromkeys(row["weekday"] for row in cells))
    by = {(row["weekday"], row["from_hour"]): row for row in rows}

    def cell(day: str | None, hour: int | None) -> str:
        row = by.get((day, hour))
        return "" if row is None or row["value"] is None else f"{100 * row['value']:.1f}"

    heads = ["", *(f"{hour:02}-{hour + _BLOCK_WIDTH:02}" for hour in hours), "day"]
    lines = [[day[:3], *(cell(day, hour) for hour in hours), cell(day, None)] for day in days]
    return heads, [*lines, ["all", *(cell(None, hour) for hour in hours), ""]]


def print_retention(table: EstimateTable) -> None:
    """Print a row a place and cohort, a column a quarter after."""
    shares: dict[tuple[str, str], dict[int, Mapping[str, Any]]] = {}
    for row in table.rows():
        of = shares.setdefault((row["community"], row["cohort"]), {})
        of[row["after_quarters"]] = row
    quarters = sorted({row["after_quarters"] for row in table.rows()})
    first = next((rows for (_, cohort), rows in shares.items()
                  if cohort == "all" and rows[1]["value"] is not None), None)  # fmt: skip
    if first is not None:
        told = first[1]
        tell(f'Of the newcomers to "{told["community"]}" {said(told)} are back in the quarter'
                   " after.")  # fmt: skip
    kept = [(key, rows) for key, rows in shares.items()
            if any(row["value"] is not None for row in rows.values())]  # fmt: skip
    print_rows(
        f"{table.title}  ({dated(table)}95 % intervals in brackets)",
        ["community", "first seen", "newcomers", *map(_later, quarters)],
        [[place, cohort, f"{rows[1]['base']:,}" if rows[1]["base"] else "",
          *(_short(rows.get(quarter)) for quarter in quarters)]
         for (place, cohort), rows in kept[:_SHOWN]],
    )  # fmt: skip
    more = [f"{len(kept) - _SHOWN} more rows: --long or --json."] if len(kept) > _SHOWN else []
    _notes(table, *more)


def _later(quarters: int) -> str:
    return "1 quarter on" if quarters == 1 else f"{quarters} quarters on"


def print_proposed(table: EstimateTable) -> None:
    """Print the places without data, who named them, and that they are unproven."""
    places = _things(table, "community", "platform", "kind", "found_by", "why")
    many = "1 community" if len(places) == 1 else f"{len(places)} communities"
    tell(f"{many} without data proposed, unproven." if places else
               "No community without data is proposed.")  # fmt: skip
    columns = ("linked_in", "linked_by", "target_index", "stated_members")
    lines = [
        [*(str(part or "") for part in key), *(_count(rows.get(column)) for column in columns)]
        for key, rows in list(places.items())[:_SHOWN]
    ]
    if lines:
        heads = ["community", "platform", "kind", "found by", "remark", "conversations", "people",
                 "target index", "members, as listed"]  # fmt: skip
        print_rows(f"{table.title}  (as of {table.as_of:%Y-%m-%d})", heads, lines)
    more = [f"{len(places) - _SHOWN} more: --long or --json."] if len(places) > _SHOWN else []
    _notes(table, *more)


def _count(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    if row["value"] is None:
        return "under 10" if row["reliability"] == "suppressed" else "10 to 29"
    return f"{row['value']:,.0f}" if row["unit"] == "count" else said(row)


#: Printers of their own by the name of the table.
PLACE_PRINTERS: Final = {
    "communities": print_communities, "overlap": print_overlap, "proposed": print_proposed,
    "retention": print_retention, "shortlist": print_shortlist, "tempo": print_tempo,
}  # fmt: skip
