"""How right mentions are: ``FOLKMOOT_SHARED=FOLDER python -m bench.quality.mentions``.

Two briefs (``mentions_read``) name rivals, many of them ordinary words: *Visa*, *Orange*, *Three*,
*Discover*, *Clever*, *Encore*. Their names were chosen before any post was read. A candidate is a
post in which the letters of a name stand as words, in any case, with or without a space or hyphen
within, in the plural or not. Of each name some were drawn by a hash, among titles of travellers'
questions, questions and answers about coffee and posts of r/Coffee, and read by a language model:
does the post mean the thing (``yes``), or something else (``no``)? The readings are in
``mentions_read/read.tsv`` by community, post and name; ``draw`` on the command line prints the
candidates. What is measured is thus whether a name that stands there is meant; a thing that is
named otherwise (misspelled, or by its maker) is never a candidate.
"""

from __future__ import annotations

import csv
import gzip
import html
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from bench.quality.sets import data, table
from folkmoot.annotators.base import Posts, Setup
from folkmoot.annotators.mentions import Mentions
from folkmoot.brief import Brief, read_brief
from folkmoot.estimate.intervals import share

FOLDER: Final = Path(__file__).parent / "mentions_read"
#: Candidates read of each name and community.
EACH: Final = 9


class Post(NamedTuple):
    """A post with the community that it stands in."""

    key: str
    title: str | None
    text: str | None


class Candidate(NamedTuple):
    """A post in which the letters of a rival's name stand."""

    community: str
    about: str
    post: Post


def posts(community: str) -> Iterator[Post]:
    """All posts that are read for a community's brief."""
    if community == "travel":
        for row in _packed(data() / "travel_stackexchange_2017" / "Posts.csv.gz"):
            if row["Title"]:
                yield Post(f"q{row['Id']}", row["Title"], None)
        return
    dump = ET.parse(data() / "coffee_stackexchange_2015" / "Posts.xml")  # our own file
    for element in dump.getroot():
        body = html.unescape(re.sub(r"<[^>]+>", " ", element.get("Body", "")))
        yield Post(f"p{element.get('Id')}", element.get("Title"), body)
    for row in table(data() / "reddit_top_subset" / "Coffee.csv", ","):
        yield Post(f"r{row['id']}", html.unescape(row["title"]), html.unescape(row["selftext"]))


def candidates(community: str) -> list[Candidate]:
    """Those drawn of each name, by the hash of post and name."""
    rivals = [each for each in brief_of(community).alternatives if each.kind == "rival"]
    names = {each.id: each.name for each in rivals}
    patterns = {about: _letters(name) for about, name in names.items()}
    met: dict[str, list[Candidate]] = {about: [] for about in names}
    for post in posts(community):
        whole = f"{post.title or ''}\n{post.text or ''}"
        for about, pattern in patterns.items():
            if pattern.search(whole):
                met[about].append(Candidate(community, about, post))
    return [each for found in met.values() for each in sorted(found, key=_order)[:EACH]]


def brief_of(community: str) -> Brief:
    """The brief that is measured on a community."""
    return read_brief(FOLDER / f"{community}.toml")


def _letters(name: str) -> re.Pattern[str]:
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return re.compile(rf"\b{'[ -]?'.join(map(re.escape, parts))}(s|es)?\b", re.IGNORECASE)


def _order(each: Candidate) -> bytes:
    return blake2b(f"{each.post.key}/{each.about}".encode(), digest_size=8).digest()


def _packed(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def told(community: str, found: Sequence[Candidate]) -> list[bool]:
    """Whether the annotator names the rival in the post, of each candidate."""
    annotator = Mentions(Setup(brief_of(community), "fast"))
    posts = Posts([each.post.title for each in found], [each.post.text for each in found])
    said = {(row["row"], row["about"]) for row in annotator.annotate(posts).to_pylist()}
    return [(place, each.about) in said for place, each in enumerate(found)]


def read() -> dict[tuple[str, str, str], str]:
    """What was read: ``yes``, ``no`` or ``unclear`` by community, post and rival."""
    rows = table(FOLDER / "read.tsv")
    return {(row["community"], row["post"], row["about"]): row["meant"] for row in rows}


def homonyms(community: str) -> set[str]:
    """Rivals whose letters stand for something else in a tenth or more of what was read."""
    of: dict[str, list[str]] = {}
    for (place, _, about), meant in read().items():
        if place == community and meant != "unclear":
            of.setdefault(about, []).append(meant)
    return {about for about, said in of.items() if said.count("no") >= 0.1 * len(said)}


def rows() -> Iterator[str]:
    """Rows of the table: precision and recall by community and kind of name."""
    known = read()
    for community in ("travel", "coffee"):
        found = [each for each in candidates(community)
                 if known[community, each.post.key, each.about] != "unclear"]  # fmt: skip
        flags = told(community, found)
        several = homonyms(community)
        for kind in ("with homonyms", "without"):
            pairs = [
                (flag, known[community, each.post.key, each.about] == "yes")
                for each, flag in zip(found, flags, strict=True)
                if (each.about in several) == (kind == "with homonyms")
            ]
            right = sum(said and meant for said, meant in pairs)
            precision = _shown(right, sum(said for said, _ in pairs))
            recall = _shown(right, sum(meant for _, meant in pairs))
            yield f"| {community}, {kind} | {len(pairs)} | {precision} | {recall} |"


def _shown(cases: int, base: int) -> str:
    if not base:
        return "none"
    found = share(cases, base, "candidates")
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f}) of {base}"


def main() -> None:
    """Print the table, or with ``draw`` the candidates."""
    if sys.argv[1:] == ["draw"]:
        for community in ("travel", "coffee"):
            for each in candidates(community):
                text = " ".join(f"{each.post.title or ''} {each.post.text or ''}".split())
                print(f"{community}\t{each.post.key}\t{each.about}\t{text}")
        return
    print("| names | pairs | precision | recall |\n|---|---|---|---|")
    print("\n".join(rows()))


if __name__ == "__main__":
    main()
