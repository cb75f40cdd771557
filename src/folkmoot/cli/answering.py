"""The audience and the needs in a terminal: the answer in a sentence, then what stands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from folkmoot.cli.output import dated, print_rows, said, tell, tell_notes

if TYPE_CHECKING:
    from folkmoot.estimate import EstimateTable

__all__ = ["ANSWER_PRINTERS", "print_audience", "print_needs"]

#: Rows shown; --all, --json and --long have them all.
_SHOWN: Final = 20
#: A difference is called clear when at most 5 % of all that are called so may be chance.
_CLEAR: Final = 0.05
_APART: Final = {"share": "with the need", "base_share": "others, asking as often",
                "index": "index"}  # fmt: skip
_KINDS: Final = {
    "age_band": "age", "tenure": "time since joining", "topic": "asks about", "hour": "asks at",
    "weekday": "asks on", "rung": "takes part as",
}  # fmt: skip
_ASKED: Final = {
    "questions": "questions", "people_share": "of the people", "importance": "of their questions",
    "growth": "against the year before",
}  # fmt: skip
_UNMET: Final = {
    "unanswered_share": "no answer", "no_accepted_share": "none accepted",
    "complaint_share": "complaints", "dissatisfied_share": "angry at another",
    "unmet_share": "any of these", "opportunity": "opportunity",
}  # fmt: skip

_Rows = Mapping[str, Mapping[str, Any]]


def _things(table: EstimateTable, *keys: str) -> dict[tuple[str, ...], _Rows]:
    found: dict[tuple[str, ...], dict[str, Mapping[str, Any]]] = {}
    for row in table.rows():
        found.setdefault(tuple(str(row[key]) for key in keys), {})[row["measure"]] = row
    return dict(found)


def _chance(rows: _Rows) -> float:
    """How sure a difference is, smallest surest; 2 where its index may not be shown."""
    index = rows.get("index")
    if index is None or index["value"] is None or index["q_value"] is None:
        return 2.0
    return float(index["q_value"])


def print_audience(table: EstimateTable) -> None:
    """Print what sets the target apart, surest first, then what could be chance."""
    things = sorted(_things(table, "characteristic", "label").items(), key=lambda t: _chance(t[1]))
    told = [thing for thing in things if _chance(thing[1]) <= 1]
    if told:
        print_rows(
            f"{table.title}  ({dated(table)}95 % intervals in brackets)",
            ["", "what", *_APART.values(), ""],
            [
                [_KINDS.get(kind, kind), label, *(said(rows.get(name)) for name in _APART),
                 "sets them apart" if _chance(rows) < _CLEAR else "could be chance"]
                for (kind, label), rows in told[:_SHOWN]
            ],
        )  # fmt: skip
        tell(
            "Index: 100 is as often as among others who ask as often. Those who ask once are"
            " compared with others who do, and so on, so it need not be one share by the other."
        )
    _more(len(told) - _SHOWN, len(things) - len(told))
    tell_notes(table.notes)


def print_needs(table: EstimateTable) -> None:
    """Print the needs of the brief and the themes beside them, with what stays open."""
    things = [
        (key, rows) for key, rows in _things(table, "need", "kind").items() if key[1] != "all"
    ]
    of_brief = [(key[0], rows["questions"]) for key, rows in things
                if key[1] == "brief" and "questions" in rows]  # fmt: skip
    asked = [(name, row) for name, row in of_brief if row["value"]]
    if asked:
        first = max(asked, key=lambda each: each[1]["value"])
        tell(
            f"Most is asked about “{first[0]}”: {said(first[1])} questions. "
            f"{len(asked)} of the brief's {_needs(len(of_brief))} asked about here."
        )
    elif of_brief:
        tell("No question here states a need of the brief, as far as its title tells.")
    print_rows(
        f"{table.title}  ({dated(table)}95 % intervals in brackets)",
        ["need", "", *_ASKED.values()],
        [[*key, *(_brief(rows.get(name)) for name in _ASKED)] for key, rows in things[:_SHOWN]],
    )
    _more(len(things) - _SHOWN, 0)
    _print_unmet(things)
    _print_satisfaction(table)
    tell_notes(table.notes)


def _print_unmet(things: Sequence[tuple[tuple[str, ...], _Rows]]) -> None:
    """Print how unmet each need is, its parts beside its opportunity, the largest first."""
    known = [(key[0], rows) for key, rows in things if _shown(rows.get("opportunity"))]
    known.sort(key=lambda each: -float(each[1]["opportunity"]["value"]))
    columns = [name for name in _UNMET if any(_shown(rows.get(name)) for _, rows in known)]
    if known:
        print_rows(
            "How unmet it is, and what that comes to  (of its questions a week old and more)",
            ["need", "questions", *(_UNMET[name] for name in columns)],
            [[name, _base(rows["unmet_share"]), *(_short(rows.get(column)) for column in columns)]
             for name, rows in known[:_SHOWN]],
        )  # fmt: skip
        tell("Opportunity, 0 to 100: 100 x share of their questions x any of these.")
    _more(0, len(things) - len(known))


def _base(row: Mapping[str, Any]) -> str:
    low = ", low" if row["reliability"] == "low base" else ""
    return f"{row['base']:,}{low}"


def _short(row: Mapping[str, Any] | None) -> str:
    """Say a number of a line that says how low its base is elsewhere."""
    text = _brief(row)
    return text.removesuffix(", low base")


def _print_satisfaction(table: EstimateTable) -> None:
    """Print how glad people are of each alternative, over all and by need, where it may be told."""
    rows = [row for row in table.rows(measure="satisfaction") if row["value"] is not None]
    if rows:
        print_rows(
            "Of those glad or angry of what they name, who is glad",
            ["named", "in what they write about", "glad", "people"],
            [[row["thing"], "anything" if row["kind"] == "all" else row["need"], said(row),
              f"{row['base']:,}"] for row in rows],
        )  # fmt: skip
    else:
        tell("Fewer than 30 people are glad or angry of any one alternative: none is told.")


def _shown(row: Mapping[str, Any] | None) -> bool:
    return row is not None and row["value"] is not None


def _needs(count: int) -> str:
    return "1 need is" if count == 1 else f"{count} needs are"


def _brief(row: Mapping[str, Any] | None) -> str:
    if row is not None and row["value"] is None:
        return "not known" if row["reliability"] == "normal" else "too few"
    return said(row)


def _more(left: int, hidden: int) -> None:
    if left > 0:
        tell(f"{left:,} more: add --all, or --json.")
    if hidden:
        tell(f"{hidden:,} rest on too few people to be shown.")


#: Printers of their own by the name of the table.
ANSWER_PRINTERS: Final = {"audience": print_audience, "needs": print_needs}
