"""Communities of which we have no data: named in posts, or listed by the user, and unproven.

A link is not a recommendation, and a name is not a community. What is told is who pointed where,
and whether those who ask about the need did so more than others; a person looks before anything
else is done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from folkmoot.annotators.linked import Linked, find_linked
from folkmoot.brief import Brief
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Evidence,
    Row,
    amount,
    count,
    disclose,
    index,
    interval,
    withheld,
)
from folkmoot.estimate.disclosure import MINIMUM_PEOPLE
from folkmoot.measures._manifest import Listed
from folkmoot.measures._reaching import LEAST_REACHED
from folkmoot.platforms import first_platform
from folkmoot.view import View

__all__ = ["proposed"]

#: Proposals told, those that most people point to first; the manifest's are told all the same.
_MOST: Final = 60
_SAMPLES: Final = 3

_POSTS: Final = pa.schema(
    [("root_id", pa.int64()), ("actor_id", pa.int64()), ("url", pa.string()),
     ("words", pa.string())]
)  # fmt: skip
_KNOWN: Final = pa.schema([(name, pa.string()) for name in ("platform", "name", "url")])
_ABOUT: Final = (
    *(pa.field(name, pa.string())
      for name in ("community", "platform", "kind", "status", "found_by", "url", "why")),
    pa.field("measure", pa.string()),
)  # fmt: skip


@dataclass
class _Found:
    """Who pointed to a place, and where."""

    people: set[int] = field(default_factory=set)
    talks: set[int] = field(default_factory=set)
    nameless: set[int] = field(default_factory=set)
    urls: list[str] = field(default_factory=list)


def proposed(view: View, brief: Brief, manifest: Sequence[Listed] = ()) -> EstimateTable:
    """Answer which communities posts point to, and the user lists, that we have no data on.

    Parameters
    ----------
    view
        The lake at a moment; titles and texts of its posts are read.
    brief
        Its needs choose the target.
    manifest
        Communities that the user knows of, as `folkmoot.measures._manifest` reads them.

    Returns
    -------
    EstimateTable
        By community, ``status`` always ``unproven``: ``linked_in``, the conversations in which it
        was named; ``linked_by``, the people who did; ``target_index``, how much more often the
        target did than all who named any place (100 is as often); ``stated_members``, what the
        manifest says of its size. Named by three people or more, or (where it may be one
        person's account) by ten.
    """
    from folkmoot.annotators.relevance import state_needs, target_members

    state_needs(view, brief)
    target = frozenset(target_members(view)["actor_id"].to_pylist())
    posts, evidence = view.ask("linking_posts", _POSTS, "Which posts name another place?")
    found = _found(posts)
    known = _known(view)
    linked = {each: who for each, who in found.items() if not _is_known(each, known)}
    everybody = frozenset().union(*(who.people for who in linked.values()))
    listed = _matched(manifest, linked, known)
    shown = [each for each in linked if _is_enough(each, linked[each]) or each in listed.values()]
    shown.sort(key=lambda each: (-len(linked[each].people), -len(linked[each].talks), each.name))
    samples = tuple(url for each in shown[:_SAMPLES] for url in linked[each].urls[:1])
    by = {"links": Evidence(evidence.question, evidence.sql, evidence.parameters, posts.num_rows,
                            samples),
          "manifest": Evidence("Which communities does the manifest list?",
                               rows=len(manifest))}  # fmt: skip
    told = shown[:_MOST]
    rows = [row for each in told for row in _linked_rows(each, linked[each], target, everybody,
                                                         listed)]  # fmt: skip
    for entry in manifest:
        if listed.get(entry.name) not in told and not _is_listed_known(entry, known):
            rows += _listed_rows(entry)
    return EstimateTable.build(
        "proposed", "Communities without data, unproven", _ABOUT, rows, by, view.as_of,
        _notes(posts.num_rows, len(linked), len(rows)), _say,
    )  # fmt: skip


def _found(posts: pa.Table) -> dict[Linked, _Found]:
    found: defaultdict[Linked, _Found] = defaultdict(_Found)
    for row in posts.to_pylist():
        for each in find_linked(row["words"]):
            who = found[each]
            who.talks.add(row["root_id"])
            if row["actor_id"] is None:
                who.nameless.add(row["root_id"])
            else:
                who.people.add(row["actor_id"])
            if row["url"] and len(who.urls) < _SAMPLES:
                who.urls.append(row["url"])
    return dict(found)


def _is_enough(each: Linked, who: _Found) -> bool:
    """Whether enough people name it; where they are not known, enough conversations."""
    least = MINIMUM_PEOPLE if each.is_account else LEAST_REACHED
    return len(who.people) + len(who.nameless) >= least


def _known(view: View) -> frozenset[str]:
    """Names and hosts of what the lake holds."""
    rows, _ = view.ask("known_places", _KNOWN, "Of which places is there data?")
    found = set()
    for row in rows.to_pylist():
        for text in (row["platform"], row["name"], row["url"]):
            if text:
                found.add(_bare(text))
    return frozenset(found)


def _bare(text: str) -> str:
    """A name without what different sources write around it: r/Coffee, /r/coffee/, Coffee."""
    plain = text.casefold().removeprefix("https://").removeprefix("http://")
    return plain.removeprefix("www.").strip("/").removeprefix("r/")


def _is_known(each: Linked, known: frozenset[str]) -> bool:
    return _bare(each.name) in known


def _is_listed_known(entry: Listed, known: frozenset[str]) -> bool:
    return _bare(entry.name) in known or (bool(entry.url) and _bare(entry.url) in known)


def _matched(
    manifest: Sequence[Listed], linked: Mapping[Linked, _Found], known: frozenset[str]
) -> dict[str, Linked]:
    """Places that both the manifest and posts name, by the manifest's name."""
    by_name = {_bare(each.name): each for each in linked}
    found = {}
    for entry in manifest:
        if _is_listed_known(entry, known):
            continue
        places = {*find_linked(entry.url), *find_linked(entry.name)} if entry.url else set()
        match = next((each for each in places if each in linked), by_name.get(_bare(entry.name)))
        if match is not None:
            found[entry.name] = match
    return found


def _linked_rows(
    each: Linked,
    who: _Found,
    target: frozenset[int],
    everybody: frozenset[int],
    listed: Mapping[str, Linked],
) -> Iterator[Row]:
    is_listed = each in listed.values()
    about = {
        "community": each.name, "platform": _platform_name(each.platform), "kind": each.kind,
        "status": "unproven", "found_by": "links and manifest" if is_listed else "links",
        "url": None, "why": "may be one person's account" if each.is_account else None,
    }  # fmt: skip
    talks, people = len(who.talks), len(who.people)
    yield Row({**about, "measure": "linked_in"}, count(talks, talks, "conversations"), "links")
    if people:
        yield Row({**about, "measure": "linked_by"},
                  disclose(count(people, people, "people who named it")), "links")  # fmt: skip
    if people and everybody & target:
        estimate = index(len(who.people & target), people, len(everybody & target),
                         len(everybody), "people who named it")  # fmt: skip
        yield Row({**about, "measure": "target_index"}, disclose(estimate), "links")


def _listed_rows(entry: Listed) -> Iterator[Row]:
    about = {
        "community": entry.name, "platform": _platform_name(entry.url), "kind": entry.kind,
        "status": "unproven", "found_by": "manifest", "url": entry.url or None,
        "why": entry.why or None,
    }  # fmt: skip
    yield Row({**about, "measure": "linked_in"}, count(0, 0, "conversations"), "manifest")
    if entry.members is not None:
        stated = Estimate(float(entry.members), None, None, entry.members, entry.members,
                          "as the manifest says", "count", "stated")  # fmt: skip
        yield Row({**about, "measure": "stated_members"}, stated, "manifest")


def _platform_name(name: str) -> str:
    host = _bare(name).partition("/")[0]
    known = first_platform(host)
    return host if known is None else known.id


def _notes(posts: int, linked: int, rows: int) -> list[str]:
    notes = [
        f"{posts:,} posts may point somewhere; they name {linked:,} places without data.",
        f"{LEAST_REACHED} people have to name one; {MINIMUM_PEOPLE} where it may be one's account.",
        "All are unproven: look whether it is a community, who is there, and what its rules say.",
    ]
    if not rows:
        notes.insert(0, "No place without data is named by enough people, and none is listed.")
    return notes


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    place = f'"{row["community"]}" ({row["platform"]}, unproven)' if row["platform"] else (
        f'"{row["community"]}" (unproven)')  # fmt: skip
    if row["value"] is None:
        return f"{place}, {row['measure'].replace('_', ' ')}: {withheld(row)}."
    said = {
        "linked_in": f"{place} is named in {amount(row)} conversations.",
        "linked_by": f"{place} is named by {amount(row)} people.",
        "target_index": f"Of those who name {place} the target is {row['value'] / 100:.1f} times as"
        f" common as among all who name a place ({interval(row)}).",
        "stated_members": f"{place} has {amount(row)} members, as the manifest says.",
    }
    return said[row["measure"]]
