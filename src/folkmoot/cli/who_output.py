"""Who has each need, and which needs each group has, in a terminal: what is clear first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from folkmoot.cli.output import dated, print_rows, said, tell, tell_notes
from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from folkmoot.brief import Brief
    from folkmoot.estimate import EstimateTable

__all__ = ["WHO_PRINTERS", "of_need", "print_segment_needs", "print_who_needs", "who_notes"]

#: Rows shown of a need; --all, --json and --long have them all.
_SHOWN: Final = 12
_CLEAR: Final = 0.05
_KINDS: Final = {
    "age_band": "age", "tenure": "time since joining", "topic": "also asks about",
    "hour": "asks at", "weekday": "asks on", "rung": "takes part as", "community": "also asks in",
}  # fmt: skip
#: How notes begin that speak of several needs.
_OF_NEEDS: Final = ("“", "Of ", "Asked about")
_MEASURES: Final = ("share", "base_share", "index")

_Rows = Mapping[str, Mapping[str, Any]]


def of_need(table: EstimateTable, brief: Brief, name: str) -> EstimateTable:
    """Keep the rows of one need: its id, its number in the brief, or words of its name; or all.

    Raises
    ------
    FolkmootError
        There is none, or several are called so.
    """
    if name.casefold() == "all":
        return table
    called: dict[str, str] = {each.id: each.title for each in brief.needs}
    called |= {f"limit:{each.id}": each.title for each in brief.limits}
    called |= {row["need_id"]: row["need"] for row in table.rows()}
    ids = [each.id for each in brief.needs]
    if name.isdecimal() and 1 <= int(name) <= len(ids):
        name = ids[int(name) - 1]
    found = [name] if name in called else [
        need_id for need_id, title in called.items() if name.casefold() in title.casefold()
    ]  # fmt: skip
    if len(found) != 1:
        told = "; ".join(f"{need_id} ({title})" for need_id, title in called.items())
        raise FolkmootError(
            "several-needs" if found else "no-need", "--who", name, told,
            "give one of these ids, a number of the brief, or all",
        )  # fmt: skip
    from folkmoot.measures.who_needs import had_by

    answer = f"“{called[found[0]]}”: more by {had_by(table, found[0])}."
    if not table.rows(need_id=found[0]):
        answer = f"“{called[found[0]]}”: too few people to tell."
    general = [note for note in table.notes if not note.startswith(_OF_NEEDS)]
    return replace(table.where(need_id=found[0]), notes=(answer, *general))


def who_notes(table: EstimateTable) -> tuple[str, ...]:
    """Say who has each need more than others, for below the table of needs."""
    from folkmoot.measures.who_needs import had_by

    names = {row["need_id"]: row["need"] for row in table.rows(measure="index")}
    if not names:
        return table.notes[:1]
    told = [(name, had_by(table, need_id)) for need_id, name in names.items()]
    some = [
        f"“{name}” is asked about more by {who}."
        for name, who in told
        if not who.startswith(("nobody", "too few"))
    ]
    more = "Who asks about each: folkmoot needs --who NEED; by group: folkmoot audience --needs."
    if not some:
        none = "No need is asked about more by some people than by others, beyond chance."
        return none, more
    return *some, f"Index: 100 is as often as among others who ask as often. {more}"


def print_who_needs(table: EstimateTable) -> None:
    """Print a table a need: what sets those who have it apart, surest first."""
    for need, rows in _parted(table, "need").items():
        print_rows(
            f"{need}  ({dated(table)}95 % intervals in brackets)",
            ["", "what", "who ask about it", "others", "index", ""],
            [[_kind(each["share"]), each["share"]["label"], *_numbers(each)]
             for each in rows[:_SHOWN]],
        )  # fmt: skip
        _more(len(rows) - _SHOWN)
    _notes(table, "Index: 100 is as often as among others who ask as often.")


def print_segment_needs(table: EstimateTable) -> None:
    """Print a table a characteristic: which needs each of its groups has more, surest first."""
    for kind, rows in _parted(table, "characteristic").items():
        print_rows(
            f"{_KINDS.get(kind, kind)}  ({dated(table)}95 % intervals in brackets)",
            ["group", "need", "of the group", "of the others", "index", ""],
            [[each["share"]["label"], each["share"]["need"], *_numbers(each)]
             for each in rows[:_SHOWN]],
        )  # fmt: skip
        _more(len(rows) - _SHOWN)
    _notes(table, "Index: 100 is as often as in other groups, among those who ask as often.")


def _parted(table: EstimateTable, column: str) -> dict[str, list[_Rows]]:
    """What may be shown, by one column, the surest first."""
    lines: dict[tuple[str, ...], dict[str, Mapping[str, Any]]] = {}
    names = (column, "need_id", "characteristic", "category")
    for row in table.rows():
        key = tuple(str(row[name]) for name in names)
        lines.setdefault(key, {})[row["measure"]] = row
    parted: dict[str, list[_Rows]] = {}
    for key, rows in lines.items():
        if rows["index"]["value"] is not None:
            parted.setdefault(key[0], []).append(rows)
    return {
        name: sorted(found, key=lambda rows: float(rows["index"]["q_value"]))
        for name, found in parted.items()
    }


def _kind(row: Mapping[str, Any]) -> str:
    name = str(row["characteristic"])
    return _KINDS.get(name, name)


def _numbers(rows: _Rows) -> Sequence[str]:
    sure = "clear" if rows["index"]["q_value"] < _CLEAR else "could be chance"
    return [*(said(rows[measure]) for measure in _MEASURES), sure]


def _more(left: int) -> None:
    if left > 0:
        tell(f"{left:,} more: add --all, or --json.")


def _notes(table: EstimateTable, index: str) -> None:
    if len(table):
        tell(index)
    tell_notes(table.notes)


#: Printers by the name of the table.
WHO_PRINTERS: Final = {"who_needs": print_who_needs, "segment_needs": print_segment_needs}
