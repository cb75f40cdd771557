"""How unequally people take part: the Gini coefficient, what the most active made, the curve.

A post is anything created but profiles, groups and links. Three bases are named, as on the
ladder: members known (those who posted nothing included), members active, those who posted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.errors import FolkmootError
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Holdings,
    Row,
    amount,
    disclose,
    gini,
    interval,
    lorenz_share,
    share,
    top_share,
    withheld,
)
from folkmoot.estimate.disclosure import MINIMUM_BASE, MINIMUM_PEOPLE
from folkmoot.ids import format_id
from folkmoot.measures._places import names_of
from folkmoot.view import View

if TYPE_CHECKING:
    from folkmoot.engines import Value

__all__ = ["BOTTOMS", "TOPS", "inequality"]

#: The most active whose share of all posts is told: one in a hundred, one in ten.
TOPS: Final = (0.01, 0.1)
#: Where the Lorenz curve is told: shares of the people, the least active first.
BOTTOMS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)

#: Communities whose curve is told, the largest first; each takes a tenth of a second.
_CURVES: Final = 20

_COUNTED: Final = pa.schema(
    [
        pa.field("kind", pa.string()),
        pa.field("place_id", pa.int64()),
        pa.field("posts", pa.int64()),
        pa.field("is_known", pa.bool_()),
        pa.field("people", pa.int64()),
    ]
)
_ABOUT: Final = (
    pa.field("segment_kind", pa.string()),
    pa.field("segment", pa.string()),
    pa.field("denominator", pa.string()),
    pa.field("measure", pa.string()),
    pa.field("people_share", pa.float64()),
)
_RULE: Final = (
    "The rule of thumb 90-9-1 (Nielsen 2006) has 90 of 100 members who never post and 1 of 100"
    " who makes nearly everything."
)


def inequality(view: View, days: int = 90, communities: int = 200) -> EstimateTable:
    """Answer how unequally posts are shared out among people, in all and by community.

    Parameters
    ----------
    view
        The lake at a moment.
    days
        Window in days. In a longer one chance evens out, and more people have posted.
    communities
        How many communities are told of at most, the largest first; a hundred take a second.

    Returns
    -------
    EstimateTable
        By segment_kind (``all``, ``community``), segment and denominator (``known``, ``active``,
        ``posters``): ``gini`` (0 to 1), ``top_share`` of the most active ``people_share`` (1 and
        10 %), ``posted_share`` of the people, and points of the Lorenz curve (``lorenz``: what
        the least active ``people_share`` made). A share of a top of under ten people is
        withheld: it would tell what one person does. Notes compare with 90-9-1.

    Raises
    ------
    FolkmootError
        When the window is not a positive number of days.
    """
    if days < 1:
        raise FolkmootError("no-window", "days", str(days), "at least 1")
    since = view.as_of - timedelta(days=days)
    bound: dict[str, Value] = {
        "since": since, "first_month": f"{since:%Y-%m}", "as_of": view.as_of,
    }  # fmt: skip
    counted, evidence = view.ask(
        "inequality", _COUNTED, "How many people made how many posts?", bound, declared=[]
    )
    labels = {
        "known": f"members known on {view.as_of:%Y-%m-%d}",
        "active": f"members active in the last {days} days",
        "posters": f"members who posted in the last {days} days",
    }
    whole = _whole(counted)
    rows = [
        row for base, held in whole.items()
        for row in _rows(("all", "all", base), held, labels[base], has_curve=True)
    ]  # fmt: skip
    told, left = _communities(counted, names_of(view)[0], labels, communities)
    rows += told
    people = max((held.base for held in whole.values()), default=0)
    return EstimateTable.build(
        "inequality", "How unequally people take part", _ABOUT, rows,
        {"posts": replace(evidence, rows=people)}, view.as_of, _notes(rows, days, left), _sentence,
    )  # fmt: skip


def _whole(counted: pa.Table) -> dict[str, Holdings]:
    """People by posts, by base; those known and not seen made nothing."""
    found = counted.filter(pc.equal(counted["kind"], "all")).to_pylist()
    known = sum(row["people"] for row in counted.to_pylist() if row["kind"] == "known")
    here = [row for row in found if row["is_known"]]
    unseen = {"posts": 0, "people": known - sum(row["people"] for row in here)}
    bases = {"known": [*here, unseen]} if known else {}
    bases |= {"active": found, "posters": [row for row in found if row["posts"]]}
    return {name: _held(rows) for name, rows in bases.items()}


def _held(rows: Sequence[Mapping[str, Any]]) -> Holdings:
    return Holdings.of([row["posts"] for row in rows], [row["people"] for row in rows])


def _communities(
    counted: pa.Table, names: Mapping[int, str], labels: Mapping[str, str], most: int
) -> tuple[list[Row], int]:
    """Rows of the largest communities, and how many others have people enough to be told of."""
    rows = counted.filter(pc.equal(counted["kind"], "community"))
    places = rows["place_id"].to_numpy(zero_copy_only=False)
    posts, people = rows["posts"].to_numpy(), rows["people"].to_numpy()
    ids, codes = np.unique(places, return_inverse=True)
    sizes = np.bincount(codes, weights=people, minlength=len(ids))
    listed = [place for place in np.argsort(-sizes, kind="stable") if sizes[place] >= MINIMUM_BASE]
    made: list[Row] = []
    for order, place in enumerate(listed[:most]):
        place_id = int(ids[place])
        here = codes == place
        about = ("community", names.get(place_id, format_id(place_id)))
        for base, kept in (("active", here), ("posters", here & (posts > 0))):
            held = Holdings.of(posts[kept].tolist(), people[kept].tolist())
            made += _rows((*about, base), held, labels[base], has_curve=order < _CURVES)
    return made, max(0, len(listed) - most)


def _rows(about: tuple[str, str, str], held: Holdings, label: str, *, has_curve: bool) -> list[Row]:
    found: list[tuple[str, float | None, Estimate]] = [
        ("gini", None, disclose(gini(held, label))),
        *(("top_share", top, _top(held, top, label)) for top in TOPS),
    ]
    if about[2] != "posters":
        posted = share(held.makers, held.base, label)
        found.append(("posted_share", None, disclose(posted)))
    if has_curve:
        found += [("lorenz", bottom, _bottom(held, bottom, label)) for bottom in BOTTOMS]
    names = ("segment_kind", "segment", "denominator", "measure", "people_share")
    return [
        Row(dict(zip(names, (*about, measure, part), strict=True)), estimate, "posts")
        for measure, part, estimate in found
    ]


def _top(held: Holdings, top: float, label: str) -> Estimate:
    return _without_few(top_share(held, top, label), top)


def _bottom(held: Holdings, bottom: float, label: str) -> Estimate:
    return _without_few(lorenz_share(held, bottom, label), 1 - bottom)


def _without_few(estimate: Estimate, top: float) -> Estimate:
    """Withhold what the most active made where they are so few that it tells of persons."""
    shown = disclose(estimate)
    if shown.is_shown and round(estimate.base * top, 6) < MINIMUM_PEOPLE:
        return replace(shown, value=None, low=None, high=None, se=None, reliability="hidden")
    return shown


def _notes(rows: Sequence[Row], days: int, left: int) -> list[str]:
    more = [f"Smaller communities that are not listed: {left:,}."] if left else []
    return [
        f"Posts of the last {days} days; profiles, groups and links are none.",
        "Of a community, only those active there are counted, not all its members.",
        *more,
        *_against_the_rule(rows, days),
    ]


def _against_the_rule(rows: Sequence[Row], days: int) -> list[str]:
    """Say what is true here beside 90-9-1, of the members known where there is a list."""
    found = {
        (row.about["measure"], row.about["people_share"]): row.estimate
        for row in rows
        if row.about["segment_kind"] == "all" and row.about["denominator"] == "known"
    }
    posted, first, tenth = (
        found.get(key) for key in (("posted_share", None), ("top_share", 0.01), ("top_share", 0.1))
    )
    if posted is None or posted.value is None or tenth is None or tenth.value is None:
        return [f"{_RULE} Without a list of members it cannot be compared with this community."]
    silent = f"{100 * (1 - posted.value):.1f} of 100 known members posted nothing in {days} days"
    made = f"the most active 10 of 100 made {_of_100(tenth.value)} posts"
    if first is not None and first.value is not None:
        made = f"the most active 1 of 100 made {_of_100(first.value)} posts, and {made}"
    return [f"{_RULE} Here {silent}; {made}."]


def _of_100(share: float) -> str:
    return "all" if share == 1 else f"{100 * share:.0f} of 100"


def _sentence(row: Mapping[str, Any]) -> str:
    who = "All members" if row["segment_kind"] == "all" else f'In "{row["segment"]}"'
    if row["value"] is None:
        return f"{who}, {row['measure'].replace('_', ' ')} of {row['base_label']}: {withheld(row)}."
    bounds = f"({interval(row)}; {row['base']:,} {row['base_label']})"
    if row["measure"] == "gini":
        return f"{who}: the Gini coefficient of posts is {amount(row)} {bounds}."
    if row["measure"] == "posted_share":
        return f"{who}: {amount(row)} posted {bounds}."
    part = f"{100 * row['people_share']:.0f} %"
    which = "most" if row["measure"] == "top_share" else "least"
    return f"{who}: the {which} active {part} made {amount(row)} of the posts {bounds}."
