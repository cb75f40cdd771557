"""Checks of the contracts, for the authors of plugins and for our own tests.

A source that passes `check_source` on a few of its real files can be trusted with an import: what
it reads is accounted for, what it maps can be replayed, and broken files do no harm.
"""

from __future__ import annotations

import random
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.activity import ANONYMOUS, FRAMES, KINDS, NATIVE, OBJECT_TYPES, VERBS
from folkmoot.errors import FolkmootError
from folkmoot.ingest.archive import read_pages, rewrite_pages
from folkmoot.sources import Fault, Mapped, Page, Source
from folkmoot.sources.telling import about_of
from folkmoot.strategies import LEAVE, Case, Recommendation, Strategy
from folkmoot.testing._annotators import check_annotator, check_encoder

__all__ = [
    "SourceReport", "check_annotator", "check_broken", "check_encoder", "check_source",
    "check_strategy", "damaged",
]  # fmt: skip

_VOCABULARY: Final = {
    "verb": VERBS,
    "object_type": OBJECT_TYPES,
    "kind": KINDS,
    "sampling_frame": FRAMES,
    "actor_scheme": ("id", "handle", "hash", ANONYMOUS),
    "actor_type": ("Person", "Group", "Organization", "Service", "Application"),
    "time_precision": ("day", "minute", "second"),
    "time_source": ("server", "client", "relative", "local"),
}
_PLANTED: Final = "planted-7f3a@sensitive.example"
#: Larger files are not damaged and read again: the check should take seconds.
_DAMAGE_LIMIT: Final = 1 << 20


@dataclass(slots=True)
class SourceReport:
    """What a check has seen: records, those set aside, and native rows by table."""

    read_count: int = 0
    fault_count: int = 0
    row_counts: dict[str, int] = field(default_factory=dict)


def check_source(
    source: Source,
    path: Path,
    options: Mapping[str, str] | None = None,
    *,
    damage_count: int = 20,
    seed: int = 0,
) -> SourceReport:
    """Check a source on a real export of its kind.

    Parameters
    ----------
    source
        The source.
    path
        A file or folder that it can read.
    options
        As a user would give them.
    damage_count
        How many damaged copies of each file are read as well; any of them must give rows, counted
        faults or a `folkmoot.errors.FolkmootError`.
    seed
        For the damage.

    Returns
    -------
    SourceReport
        Counts over all files, for a test to compare with what the export is known to hold.

    Raises
    ------
    AssertionError
        The first promise of `folkmoot.sources.Source` that is not kept, in words.
    """
    _need(isinstance(source, Source), "it lacks methods of folkmoot.sources.Source")
    _need(bool(source.name and source.version), "it lacks a name or a version")
    settled = source.settle(path, options or {})
    _need(source.settle(path, settled) == settled, "settling settled options changes them")
    files = source.files(path)
    _need(bool(files) and list(source.files(path)) == list(files), "its files differ each time")
    report = SourceReport()
    for file in files:
        _check_file(source, file, settled, report)
        if _size(file) <= _DAMAGE_LIMIT:
            _check_damaged(source, file, settled, random.Random(seed), damage_count)  # noqa: S311
    return report


def check_broken(
    source: Source, path: Path, options: Mapping[str, str] | None = None
) -> SourceReport | None:
    """Check that a source takes a broken export as it should.

    Parameters
    ----------
    source, path, options
        As for `check_source`; ``path`` may hold anything.

    Returns
    -------
    SourceReport or None
        What was read of it; ``None`` where it was refused with a `folkmoot.errors.FolkmootError`.

    Raises
    ------
    AssertionError
        As `check_source`; any other error than these two is a fault of the source as well.
    """
    report = SourceReport()
    try:
        settled = source.settle(path, options or {})
        for file in source.files(path):
            _check_file(source, file, settled, report)
    except FolkmootError:
        return None
    return report


def damaged(content: bytes, chance: random.Random) -> bytes:
    """One damaged copy of a file's bytes: cut, flipped, doubled, or with foreign bytes in it."""
    start, stop = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    inserts = (b'"', b"<", b"\x00", b"\xff\xfe", b"\n" * 3, b",,,,", b"&lol;", b"{" * 99, b"\r")
    match chance.randrange(5):
        case 0:
            return content[:start]
        case 1:
            flips = bytearray(content)
            for _ in range(min(8, len(content))):
                flips[chance.randrange(len(content))] = chance.randrange(256)
            return bytes(flips)
        case 2:
            return content[:start] + content[stop:]
        case 3:
            return content[:stop] + content[start:]
        case _:
            return content[:start] + chance.choice(inserts) + content[start:]


def _need(kept: bool, broken: str) -> None:
    if not kept:
        raise AssertionError(broken)


def _check_damaged(
    source: Source, file: Path, options: Mapping[str, str], chance: random.Random, count: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        for number in range(count):
            _damage(file, copy, chance)
            try:
                _check_file(source, copy, options, SourceReport())
            except FolkmootError:
                continue
            except AssertionError as error:
                raise AssertionError(f"damaged copy {number} of {file.name}: {error}") from error


def _damage(file: Path, copy: Path, chance: random.Random) -> None:
    """A copy of a file with damage; or of a folder, with damage to one file in it."""
    if not file.is_dir():
        copy.write_bytes(damaged(file.read_bytes(), chance))
        return
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(file, copy)
    inner = chance.choice(sorted(one for one in copy.rglob("*") if one.is_file()))
    inner.write_bytes(damaged(inner.read_bytes(), chance))


def _size(file: Path) -> int:
    inner = file.rglob("*") if file.is_dir() else [file]
    return sum(one.stat().st_size for one in inner if one.is_file())


def _check_file(
    source: Source, file: Path, options: Mapping[str, str], report: SourceReport
) -> None:
    pages = list(source.fetch(file, options))
    again = list(source.fetch(file, options))
    _need(_same_pages(pages, again), f"{file.name}: fetched twice, it gives different pages")
    count = source.count(file, options)
    read = sum(page.read_count for page in pages)
    _need(read == count, f"{file.name}: {read} records read where {count} were counted")
    numbers = sorted(row for page in pages for row in _rows_of(page))
    _need(numbers == list(range(1, read + 1)), f"{file.name}: records are not numbered 1 to {read}")
    report.read_count += read
    for page, archived in zip(pages, _archived(pages), strict=True):
        _need(
            _same_mapped(source.map(page, options), source.map(archived, options)),
            f"{page.kind}: the same page from the archive maps to something else",
        )
        _check_page(source, page, options, report)


def _check_page(
    source: Source, page: Page, options: Mapping[str, str], report: SourceReport
) -> None:
    _check_raw(page)
    mapped = source.map(page, options)
    _check_planted(source, page, options)
    rows = pc.cast(page.records["row"], pa.int64()).to_pylist()
    in_tables: set[int] = set()
    for name, table in mapped.tables.items():
        _check_table(name, table)
        in_tables |= set(table["row"].to_pylist())
        report.row_counts[name] = report.row_counts.get(name, 0) + table.num_rows
    refused = [fault.row for fault in mapped.faults]
    _need(len(set(refused)) == len(refused), f"{page.kind}: a record has two faults")
    _need(not in_tables & set(refused), f"{page.kind}: a refused record gives rows all the same")
    lost = set(rows) - in_tables - set(refused)
    _need(not lost, f"{page.kind}: record {min(lost, default=0)} gives neither a row nor a fault")
    _need(in_tables | set(refused) <= set(rows), f"{page.kind}: a row of no record of the page")
    for fault in (*page.faults, *mapped.faults):
        _check_fault(fault)
    _check_people(source, page, mapped, options)
    report.fault_count += len(page.faults) + len(refused)


def _check_raw(page: Page) -> None:
    schema = page.records.schema
    _need(schema.names[:2] == ["row", "line"], f"{page.kind}: records do not begin with row, line")
    _need(len(set(schema.names)) == len(schema.names), f"{page.kind}: two columns of one name")
    for column in schema:
        expected = pa.int64() if column.name in {"row", "line"} else pa.string()
        _need(column.type == expected, f"{page.kind}: {column.name} is {column.type}")
    page.records.validate(full=True)
    _need(page.read_count > 0, f"{page.kind}: a page without records")


def _check_table(name: str, table: pa.Table) -> None:
    _need(name in NATIVE, f"{name} is no native table")
    _need(table.schema == NATIVE[name], f"{name}: not the schema of folkmoot.activity.NATIVE")
    _need(table.num_rows > 0, f"{name}: a table without rows")
    table.validate(full=True)
    for column in table.schema:
        if not column.nullable:
            _need(table[column.name].null_count == 0, f"{name}: null in {column.name}")
        if column.name in _VOCABULARY:
            said = set(pc.unique(table[column.name]).to_pylist()) - {None}
            foreign = said - set(_VOCABULARY[column.name])
            _need(not foreign, f"{name}: {column.name} says {foreign}")
    if "actor_scheme" in table.column_names:
        anonymous = pc.equal(table["actor_scheme"], ANONYMOUS)
        unknown = pc.is_null(table["actor_native"])
        _need(anonymous.equals(unknown), f"{name}: actor_scheme is none where there is an actor")


def _check_fault(fault: Fault) -> None:
    told = bool(fault.code and fault.got and fault.expected)
    _need(told and fault.row > 0 and fault.line > 0, f"a fault that does not tell: {fault}")


def _check_people(source: Source, page: Page, mapped: Mapped, options: Mapping[str, str]) -> None:
    """Whoever acts must stand, word for word, in a raw column that is known to name people."""
    roles = source.person_columns(page.kind, options)
    foreign = set(roles.values()) - {"author", "mention", "name"}
    _need(not foreign, f"{page.kind}: {foreign} is no role of a person's column")
    columns = [name for name in roles if name in page.records.schema.names]
    place = {row: index for index, row in enumerate(page.records["row"].to_pylist())}
    texts = [page.records[name].to_pylist() for name in columns]
    for table in mapped.tables.values():
        if "actor_native" not in table.column_names:
            continue
        acting = zip(table["row"].to_pylist(), table["actor_native"].to_pylist(), strict=True)
        for row, actor in acting:
            named = {(text[place[row]] or "").strip() for text in texts}
            _need(
                actor is None or actor in named,
                f"{page.kind}: the actor of record {row} stands in no person's column",
            )


def _rows_of(page: Page) -> Iterator[int]:
    yield from page.records["row"].to_pylist()
    yield from (fault.row for fault in page.faults)


def _archived(pages: Sequence[Page]) -> list[Page]:
    """The pages as they come back from a raw archive, sealed and opened again."""
    key = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "check.raw"
        rewrite_pages(path, pages, key)
        return list(read_pages(path, key))


def _check_planted(source: Source, page: Page, options: Mapping[str, str]) -> None:
    """What is declared sensitive must not come out of ``map``, whatever stands there."""
    about = about_of(source)
    if about is None or not about.sensitive:
        return
    records = page.records
    planted = pa.repeat(pa.scalar(_PLANTED, pa.string()), records.num_rows)
    for name in about.sensitive:
        place = records.schema.get_field_index(name)
        if place < 0:
            records = records.append_column(name, planted)
        else:
            records = records.set_column(place, name, planted)
    for name, table in source.map(Page(page.kind, records), options).tables.items():
        for column in table.schema:
            told = table[column.name]
            if pa.types.is_list(column.type):
                told = pc.list_flatten(told)
            if pa.types.is_string(told.type):
                shown = pc.any(pc.match_substring(told, _PLANTED)).as_py()
                _need(not shown, f"{name}: {column.name} shows what is declared sensitive")


def _same_pages(ones: Sequence[Page], others: Sequence[Page]) -> bool:
    return len(ones) == len(others) and all(
        one.kind == other.kind and one.records.equals(other.records) and one.faults == other.faults
        for one, other in zip(ones, others, strict=True)
    )


def _same_mapped(one: Mapped, other: Mapped) -> bool:
    return (
        tuple(one.faults) == tuple(other.faults)
        and one.tables.keys() == other.tables.keys()
        and all(table.equals(other.tables[name]) for name, table in one.tables.items())
    )


def check_strategy(strategy: Strategy, cases: Sequence[Case]) -> int:
    """Check a strategy on cases.

    Parameters
    ----------
    strategy
        The strategy.
    cases
        At least one for which it should recommend something.

    Returns
    -------
    int
        How many recommendations were checked.

    Raises
    ------
    AssertionError
        The first promise of `folkmoot.strategies.Strategy` that is not kept, in words.
    """
    _need(isinstance(strategy, Strategy), "it lacks parts of folkmoot.strategies.Strategy")
    _need(bool(strategy.name and strategy.version), "it lacks a name or a version")
    checked = 0
    for case in cases:
        found = strategy.recommend(case)
        _need(found == strategy.recommend(case), "the same case gives something else again")
        for each in found:
            _check_recommendation(each, case)
        spent = sum(each.hours for each in found)
        capacity = case.brief.capacity.hours_per_week
        _need(spent <= capacity, f"{spent:g} hours are more than the {capacity:g} there are")
        checked += len(found)
        nothing = Case(case.brief, case.as_of)
        _need(strategy.recommend(nothing) == (), "a case without numbers gives something")
    _need(checked > 0, "it recommends nothing in any of the cases")
    return checked


def _check_recommendation(each: Recommendation, case: Case) -> None:
    what = f"the recommendation to {each.action or each.objective}"
    tables = case.tables()
    readings = [support.reading for support in each.evidence]
    _need(bool(readings), f"{what} has no evidence")
    for reading in readings:
        _need(reading.table in tables, f"{what} rests on no table of the case")
        known = reading.value is not None or reading.high is not None
        _need(known, f"{what} rests on a number that nobody knows: {reading.ref}")
    _need(bool(each.why), f"{what} does not say why")
    if each.objective == LEAVE:
        _need(each.hours == 0 and not each.action, f"{what} costs something")
        return
    brakes = (each.success, each.guard_rail, each.stop)
    _need(all(brakes), f"{what} lacks a measure of success, a guard rail or a stop")
    _need(bool(each.weeks) and set(each.weeks) <= {1, 2, 3, 4}, f"{what} has no weeks")
    avoided = {one.objective for one in case.brief.objectives if one.preference == "avoid"}
    _need(each.objective not in avoided, f"{what} serves an objective that the owner avoids")
    barred = {name.casefold() for name in case.brief.conduct.communities_not_to_enter}
    place = (each.community or "").casefold()
    _need(place not in barred, f"{what} enters {each.community}, which the brief forbids")
