"""Every source keeps what `folkmoot.sources.Source` promises, on real files and damaged copies."""

from __future__ import annotations

import os
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from tests.source_corpus import OPTIONS, corpus
from tests.sources_samples import DUMP, POSTS_CSV, write_dump, write_table

from folkmoot.activity import NATIVE_ACTIVITIES
from folkmoot.errors import FolkmootError
from folkmoot.ladder import RUNGS
from folkmoot.sources import (
    About,
    Choice,
    Claim,
    Mapped,
    Page,
    Source,
    Tells,
    choose,
    detect,
    source,
    source_names,
)
from folkmoot.sources.table import TableSource, suggest
from folkmoot.sources.telling import about_of
from folkmoot.testing import SourceReport, check_broken, check_source

ROOT = Path(__file__).resolve().parents[2]
FEEDS = ROOT / "tests" / "data" / "feeds"


def test_our_sources_come_in_by_the_entry_points() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert source_names() == tuple(sorted(project["entry-points"]["folkmoot.sources"]))
    for name in source_names():
        assert source(name).name == name


def test_stackexchange_on_a_dump_of_all_seven_files(tmp_path: Path) -> None:
    folder = write_dump(tmp_path / "travel.stackexchange.com")
    report = check_source(source("stackexchange"), folder)
    assert report == SourceReport(
        read_count=sum(len(records) for records in DUMP.values()),
        fault_count=0,
        # Each file also gives the site, and each post's counters are counted apart.
        row_counts={"members": 3, "communities": 8, "observations": 9, "activities": 18},
    )


def test_stackexchange_on_the_csv_slice_of_the_demo() -> None:
    with as_file(files("folkmoot").joinpath("demo_data")) as folder:
        report = check_source(
            source("stackexchange"), folder, {"site": "travel.stackexchange.com"}, damage_count=3
        )
    assert report.fault_count == 0
    assert report.row_counts["members"] > 1_000


def test_feeds_of_posts_and_comments() -> None:
    report = check_source(source("feed"), FEEDS)
    rows = {"activities": 11, "observations": 6, "communities": 2}
    assert report == SourceReport(read_count=11, fault_count=0, row_counts=rows)


def test_a_table_of_comma_separated_values(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    report = check_source(
        source("table"), path, {"mapping": f"{path}.mapping.toml"}, damage_count=60
    )
    rows = {"activities": 3, "observations": 3, "communities": 1}
    assert report == SourceReport(read_count=3, fault_count=0, row_counts=rows)


@pytest.mark.parametrize("form", ["ndjson", "parquet", "csv.gz", "csv.zst", "csv.bz2"])
def test_a_table_of_every_other_format(tmp_path: Path, form: str) -> None:
    plain = write_table(tmp_path)
    path = converted(plain, tmp_path / f"other.{form}")
    report = check_source(source("table"), path, {"mapping": f"{plain}.mapping.toml"})
    rows = {"activities": 3, "observations": 3, "communities": 1}
    assert report == SourceReport(read_count=3, fault_count=0, row_counts=rows)


def converted(plain: Path, path: Path) -> Path:
    """The records of ``posts.csv`` in another format or compression."""
    import bz2
    import csv
    import gzip
    import io
    import json

    import pyarrow as pa
    import zstandard
    from pyarrow import parquet

    records = list(csv.DictReader(io.StringIO(POSTS_CSV, newline="")))
    match "".join(path.suffixes):
        case ".ndjson":
            path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        case ".parquet":
            parquet.write_table(pa.Table.from_pylist(records), path)
        case ".csv.gz":
            path.write_bytes(gzip.compress(plain.read_bytes()))
        case ".csv.zst":
            path.write_bytes(zstandard.compress(plain.read_bytes()))
        case _:
            path.write_bytes(bz2.compress(plain.read_bytes()))
    return path


def test_a_suggested_mapping_reads_the_table_that_it_was_suggested_for(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    mapping = tmp_path / "suggested.toml"
    text = suggest(path).replace('platform = ""', 'platform = "example.org"')
    mapping.write_text(text.replace('kind = ""', 'kind = "forum"'), "utf-8")
    report = check_source(TableSource(), path, {"mapping": str(mapping)})
    assert report.row_counts == {"activities": 3, "observations": 3}


def test_the_surest_source_comes_first(tmp_path: Path) -> None:
    assert detect(write_dump(tmp_path / "dump"))[0][0] == "stackexchange"
    assert [name for name, _ in detect(FEEDS / "wordpress_rss2.xml")] == ["feed"]
    assert [name for name, _ in detect(write_table(tmp_path))] == ["table"]
    other = tmp_path / "notes.md"
    other.write_text("hello")
    with pytest.raises(FolkmootError, match="a file that no source claims"):
        detect(other)


def test_what_nothing_can_be_read_from_says_why(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "nothing.json").touch()
    os.mkfifo(tmp_path / "pipe.json")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.writestr("takeout.zip", b"PK")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04cut")
    for name, got in {
        "folder": "an empty folder", "nothing.json": "an empty file", "pipe.json": "a pipe",
        "outer.zip": "an archive inside an archive", "cut.zip": "File is not a zip file",
        "missing": "nothing there",
    }.items():  # fmt: skip
        with pytest.raises(FolkmootError, match=got):
            detect(tmp_path / name)


@pytest.mark.parametrize("name", source_names())
def test_a_source_named_for_a_file_of_another_kind_reads_nothing_or_refuses(
    tmp_path: Path, name: str
) -> None:
    by_kind = {by: write for by, write, _ in corpus().values() if by != name}
    options = {**OPTIONS, "irc": {"platform": "irc.example", "zone": "UTC"}}
    for by, write in by_kind.items():
        folder = tmp_path / by
        folder.mkdir()
        path = write(folder)
        report = check_broken(source(name), path, options.get(name, {}))
        assert report is None or name == "feed" or not any(report.row_counts.values()), (name, by)


READ = "wordpress_rss2.xml: read as feed, since it begins as a feed does"


class Guessing(TableSource):
    """A source that claims everything."""

    def __init__(self, confidence: float) -> None:
        super().__init__()
        self._confidence = confidence

    def claim(self, path: Path) -> Claim | None:
        return Claim(self._confidence, "it guesses") if path.exists() else None


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (0.5, READ),
        (0.7, f"{READ}; it could also be guess (it guesses): --source guess"),
    ],
)  # fmt: skip
def test_what_a_file_is_taken_for_is_said_with_what_else_it_could_be(
    other: float, told: str
) -> None:
    asked: dict[str, Source] = {"feed": source("feed"), "guess": Guessing(other)}
    choice = choose(FEEDS / "wordpress_rss2.xml", asked)
    assert isinstance(choice, Choice)
    assert str(choice) == told


def test_two_claims_as_sure_as_each_other_ask_for_the_source() -> None:
    asked: dict[str, Source] = {"feed": source("feed"), "guess": Guessing(0.88)}
    with pytest.raises(FolkmootError, match="add --source feed or --source guess"):
        choose(FEEDS / "wordpress_rss2.xml", asked)


def test_what_a_source_says_of_itself_is_whole() -> None:
    with pytest.raises(ValueError, match="the rungs are"):
        About("a", (), "b", "community", "id", "server", {}, deletes="c", edits="d")
    for name in source_names():
        about = about_of(source(name))
        assert about is None or about.title


class Broken:
    """A source that works, but for what a test breaks."""

    name, version = "broken", "1"

    def __init__(self, **broken: object) -> None:
        self._inner: Source = TableSource()
        self._broken = broken
        if "leak" in broken:
            self.about = About(
                title="A table of a forum",
                platforms=(),
                export="Somebody made it.",
                frame="community",
                actor_scheme="id",
                time_source="server",
                rungs={one.name: Tells("no", "a test") for one in RUNGS if one.bit is not None},
                sensitive=("email",),
                deletes="None are told.",
                edits="None are told.",
            )

    def claim(self, path: Path) -> Claim | None:
        return self._inner.claim(path)

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        return self._inner.settle(path, options)

    def files(self, path: Path) -> Sequence[Path]:
        return self._inner.files(path)

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        return self._inner.count(path, options) + ("count" in self._broken)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        return self._inner.fetch(path, options)

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        mapped = self._inner.map(page, options)
        if "lost" in self._broken:
            return Mapped({"activities": mapped.tables["activities"].slice(1)})
        if "schema" in self._broken:
            return Mapped({"activities": mapped.tables["activities"].drop_columns(["verb"])})
        if "leak" in self._broken:
            table = mapped.tables["activities"]
            place = NATIVE_ACTIVITIES.get_field_index("url")
            if "email" not in page.records.schema.names:
                return mapped
            told = table.set_column(place, NATIVE_ACTIVITIES.field(place), page.records["email"])
            return Mapped({"activities": told})
        if "verb" in self._broken:
            table = mapped.tables["activities"]
            place = NATIVE_ACTIVITIES.get_field_index("verb")
            said = table.set_column(place, NATIVE_ACTIVITIES.field(place), [["Shout"] * 3])
            return Mapped({"activities": said})
        return mapped

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        return {} if "people" in self._broken else self._inner.person_columns(kind, options)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("count", "3 records read where 4 were counted"),
        ("lost", "record 1 gives neither a row nor a fault"),
        ("schema", "not the schema"),
        ("verb", "verb says {'Shout'}"),
        ("leak", "url shows what is declared sensitive"),
        ("people", "the actor of record 1 stands in no person's column"),
    ],
)
def test_the_check_tells_what_a_broken_source_breaks(
    tmp_path: Path, broken: str, told: str
) -> None:
    path = write_table(tmp_path)
    with pytest.raises(AssertionError, match=told):
        check_source(Broken(**{broken: True}), path)


def test_the_check_passes_the_same_source_unbroken(tmp_path: Path) -> None:
    assert check_source(Broken(), write_table(tmp_path)).row_counts["activities"] == 3
