"""Real channels, with the links that annotators drew between their lines: exact counts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.sources_samples import Read

from folkmoot.sources import source

IRC = source("irc")
OPTIONS = {"platform": "irc.example", "zone": "UTC"}
#: By folder: the channel where its logs do not say it, and how many lines they have.
FOLDERS = {"dev": ("ubuntu", 12_500), "test": ("ubuntu", 15_000), "new-domains": ("", 14_400)}


def text_of(folder: Path) -> str:
    """All lines of a folder's logs."""
    return "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.ascii.txt")))


@pytest.mark.parametrize("name", FOLDERS)
def test_every_line_is_told_once(shared_data: Path, name: str) -> None:
    room, lines = FOLDERS[name]
    folder = shared_data / "irc_disentangled" / "data" / name
    read = Read(IRC, folder, {**OPTIONS, "room": room})
    assert read.read_count == read.count == lines
    assert read.faults == []
    text = text_of(folder)
    verbs = Counter(verb for (verb,) in read.rows("activities", "verb"))
    assert verbs["Join"] == len(re.findall(r"=== .*\]\s+has joined ", text))
    assert verbs["Leave"] == len(re.findall(r"=== .*\]\s+has left ", text))
    names = read.rows("activities", "native_id")
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", FOLDERS)
def test_replies_are_those_that_annotators_linked(shared_data: Path, name: str) -> None:
    room, _ = FOLDERS[name]
    folder = shared_data / "irc_disentangled" / "data" / name
    read = Read(IRC, folder, {**OPTIONS, "room": room})
    found = sum(1 for (one,) in read.rows("activities", "in_reply_to_native") if one)
    assert found == sum(map(linked, sorted(folder.glob("*.annotation.txt"))))


def linked(path: Path) -> int:
    """Lines that say something and are linked to a line before that does."""
    log = path.with_name(path.name.replace(".annotation.", ".ascii."))
    spoken = [
        bool(re.match(r"(\S+ [0-9-]+ )?\[[0-9:]+\]", line))
        or ("===" in line and not re.search(r"=== (\S+ (\[|is now known)|\S*/#|#| *:)", line))
        for line in log.read_text("utf-8").split("\n")
    ]
    nearest: dict[int, int] = {}
    for one, other in re.findall(r"(\d+) (\d+) -", path.read_text("utf-8")):
        before, after = sorted((int(one), int(other)))
        if before < after:
            nearest[after] = max(nearest.get(after, 0), before)
    return sum(spoken[after] and spoken[before] for after, before in nearest.items())
