"""Join drawn posts with their labels: ``pack_need_labels.py SAMPLE.csv LABELS_FOLDER [--add]``.

The sample is what ``draw_need_sample.py`` wrote. Each file of the folder is ``PART.READER.tsv``:
sample id, types, sentiment; parts named ``*_double*`` are second, blind readings. What is written,
``tests/data/need_labels.csv.bz2``, holds a post a row with both readings and its part of the split.
The split is by group, never by row: a community of Reddit, a month of Zhihu, elsewhere an author,
whose name is cut to a hash. With ``--add`` the posts that are there already stay, and second
readings may be of them.
``travel_need_labels.csv.bz2``, labelled earlier, is told the groups of its titles in the same way;
their authors are read from the export that ``FOLKMOOT_SHARED`` holds.
"""

from __future__ import annotations

import csv
import gzip
import os
import re
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.packed import read_packed, write_packed  # noqa: E402

TARGET: Final = ROOT / "tests" / "data" / "need_labels.csv.bz2"
TITLES: Final = TARGET.with_name("travel_need_labels.csv.bz2")
TRAVEL: Final = "travel_stackexchange_2017"
FIELDS: Final = (
    "sample_id", "source", "group", "lang", "stratum", "split", "reader", "types", "sentiment",
    "second_reader", "second_types", "second_sentiment", "text",
)  # fmt: skip
_AGAIN: Final = FIELDS[9:12]
#: Communities of Reddit of unlike kinds: people buying, people with something broken, people
#: showing what they have.
_TEST_COMMUNITIES: Final = {
    "r/AndroidQuestions", "r/Coffee", "r/Cooking", "r/Ultralight", "r/Watches", "r/buildapcforme",
}  # fmt: skip
_VALIDATION_COMMUNITIES: Final = {"r/fountainpens", "r/gadgets", "r/tea"}
#: The latest months of Zhihu are the test: what is met in use is newer than what was learned.
_VALIDATION_MONTHS: Final = ("zhihu 2023-07", "zhihu 2023-12")

#: The home folder of whoever wrote bears their name.
_HOME: Final = re.compile("/home/\\w+")

Label = tuple[str, str, str]


def main(sample: Path, folder: Path, *, is_adding: bool = False) -> None:
    """Write the packed labels."""
    first, second = read_labels(folder)
    with sample.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["sample_id"] in first]
    before = read_packed(TARGET) if is_adding else []
    packed = []
    for row in before:
        if row["sample_id"] not in first:
            again = second.get(row["sample_id"], tuple(row[name] for name in _AGAIN))
            packed.append([*list(row.values())[:9], *again, row["text"]])
    for row in sorted(rows, key=lambda each: each["sample_id"]):
        key, source, group = row["sample_id"], row["source"], group_of(row)
        told = [key, source, group, row["lang"], row["stratum"], split_of(source, group)]
        again = second.get(key, ("", "", ""))
        packed.append([*told, *first[key], *again, _HOME.sub("~", row["text"])])
    write_packed(TARGET, FIELDS, sorted(packed))
    print(f"{len(rows):,} posts, {len(second):,} of them read twice")


def group_titles(shared: Path) -> None:
    """Write the group of each title into the earlier labels."""
    export = shared / "data" / TRAVEL / "Posts.csv.gz"
    with gzip.open(export, "rt", encoding="utf-8", newline="") as file:
        authors = {row["Id"]: row["OwnerUserId"] for row in csv.DictReader(file)}
    rows = read_packed(TITLES)
    for row in rows:
        author = authors[row["post_id"]].removesuffix(".0")
        row["group"] = group_of({"source": TRAVEL, "author": author})
    write_packed(TITLES, list(rows[0]), [list(row.values()) for row in rows])


def read_labels(folder: Path) -> tuple[dict[str, Label], dict[str, Label]]:
    """First and second readings: reader, types and sentiment by sample id."""
    first: dict[str, Label] = {}
    second: dict[str, Label] = {}
    for path in sorted(folder.glob("*.tsv")):
        part, reader, _ = path.name.split(".")
        into = second if "_double" in part else first
        for line in path.read_text(encoding="utf-8").splitlines():
            key, types, sentiment = line.split("\t")
            into[key] = (reader, types, sentiment)
    return first, second


def group_of(row: dict[str, str]) -> str:
    """What holds posts together that may be alike: a community, a month or an author."""
    if row["source"] in {"reddit_top_subset", "zhihu_hot_daily"}:
        return row["community"]
    author = row["author"] or "unknown"
    return blake2b(f"{row['source']}/{author}".encode(), digest_size=4).hexdigest()


def split_of(source: str, group: str) -> str:
    """The part of the split in which a whole group lies: train, validation or test."""
    if source == "reddit_top_subset":
        test, validation = group in _TEST_COMMUNITIES, group in _VALIDATION_COMMUNITIES
    elif source == "zhihu_hot_daily":
        test, validation = group > _VALIDATION_MONTHS[1], group >= _VALIDATION_MONTHS[0]
    else:
        place = int(group, 16) / 16**8
        test, validation = place < 0.3, place < 0.42
    return "test" if test else "validation" if validation else "train"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), is_adding="--add" in sys.argv)
    group_titles(Path(os.environ["FOLKMOOT_SHARED"]))
