"""The source itself: answers of the API, and archives of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault, Page
from folkmoot.sources._archives import Export, archive_kind, open_export
from folkmoot.sources._documents import found_records
from folkmoot.sources._fields import Raw, named_only, record_pages
from folkmoot.sources._html import with_plain_text
from folkmoot.sources._json_count import count_documents
from folkmoot.sources._json_files import (
    Form,
    Opened,
    form_of,
    json_count,
    json_raws,
    json_start,
    object_of,
)
from folkmoot.sources._native import map_records
from folkmoot.sources._options import FRAME, settle_options
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.mastodon.about import ABOUT
from folkmoot.sources.mastodon.people import person_of_uri
from folkmoot.sources.mastodon.records import (
    ACTOR,
    COLLECTIONS,
    KINDS,
    OUTBOX,
    PATH,
    STATUS,
    THREADS,
    known_statuses,
    outbox_records,
    status_records,
)
from folkmoot.sources.mastodon.rows import CONVERTERS, PERSON_COLUMNS, new_rows

__all__ = ["Mastodon"]

_STATUS: Final = re.compile(rb'"reblogs_count"\s*:')
_COLLECTION: Final = re.compile(rb'"(?:orderedItems|outbox)"\s*:')
#: The files of an archive that are read, people first.
_MEMBERS: Final = ("actor.json", "outbox.json", "likes.json", "bookmarks.json")


class Mastodon:
    """Statuses as the API answers, or the archive of an account: packed, unpacked, or one file.

    Option: ``frame``, how the records came to be in the sample: ``user`` for an archive,
    ``community`` for answers of the API, unless given; an answer to a search is ``keyword``.
    """

    name = "mastodon"
    version = "1"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim statuses by their counts, an archive by its outbox."""
        if _is_archive(path):
            return Claim(0.95, "it holds the outbox of an account") if _members(path) else None
        start = json_start(path)
        if _STATUS.search(start) and b'"in_reply_to_id"' in start:
            return Claim(0.95, "it holds statuses as Mastodon's API answers them")
        if path.name in _MEMBERS and _COLLECTION.search(start):
            return Claim(0.9, f"it is the {path.stem} of an account's archive")
        return None

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`.
        """
        is_account = _is_archive(path) or path.name in _MEMBERS
        settled = settle_options(path, options, [FRAME])
        return {"frame": settled["frame"] or ("user" if is_account else "community")}

    def files(self, path: Path) -> Sequence[Path]:
        """The archive, the files of an unpacked one, or the one file.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        if not path.is_dir():
            return [path]
        found = [path / name for name in _MEMBERS if (path / name).is_file()]
        if not found:
            raise FolkmootError("no-file", str(path), "no outbox", "an archive with outbox.json")
        return found

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the items of each file by the events of another parser."""
        del options
        with open_export(path, _is_member) as export:
            return sum(_count(name, partial(export.blocks, name)) for name in _names(export))

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the statuses of a file, or what an archive holds, one kind after another.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._json.json_records` and `folkmoot.sources._archives.open_export`.
        """
        del options
        with open_export(path, _is_member) as export:
            person = _owner(path, export)
            records = (raw for name in _names(export) for raw in _records(export, name, person))
            numbered = (_renumbered(raw, row) for row, raw in enumerate(records, start=1))
            yield from named_only(record_pages(numbered, KINDS))

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        seen: set[str] = set()
        convert = CONVERTERS[page.kind]
        rows = new_rows(options["frame"])
        return with_plain_text(map_records(page, rows, lambda one, to: convert(one, to, seen)))

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Who acts, whom they answer, and the names that they chose."""
        del kind, options
        return PERSON_COLUMNS


def _is_archive(path: Path) -> bool:
    return archive_kind(path) != "file"


def _is_member(name: str) -> bool:
    return name.rpartition("/")[2] in _MEMBERS


def _members(path: Path) -> bool:
    try:
        with open_export(path, _is_member) as export:
            return any(name.endswith("outbox.json") for name in export.names)
    except FolkmootError:
        return False


def _names(export: Export) -> list[str]:
    """Names of the files, people first."""
    order = {name: place for place, name in enumerate(_MEMBERS)}
    return sorted(export.names, key=lambda name: (order.get(name.rpartition("/")[2], 0), name))


def _owner(path: Path, export: Export) -> str | None:
    """Whose archive it is, by its account; the account of an unpacked one lies beside it."""
    beside = path.with_name("actor.json")
    name = next((one for one in export.names if one.endswith("actor.json")), None)
    if name:
        account = object_of(export.blocks(name))
    elif path.name in _MEMBERS and beside.is_file():
        with open_export(beside) as other:
            account = object_of(other.blocks(other.names[0]))
    else:
        return None
    return _person(account)


def _person(account: Mapping[str, object]) -> str | None:
    name, host = account.get("preferredUsername"), person_of_uri(account.get("id"))
    if host is None or not isinstance(name, str):
        return host
    known = host.rpartition("@")[2] if "@" in host and "/" not in host else host.split("/")[2:3]
    return f"{name}@{known if isinstance(known, str) else ''.join(known)}".lower()


def _records(export: Export, name: str, person: str | None) -> Iterator[Raw]:
    opened = partial(export.blocks, name)
    kind = _kind(name)
    if kind in COLLECTIONS:
        return _listed(opened, kind, person)
    form = _form(kind, opened)
    records = json_raws(opened, form)
    if kind == "outbox":
        return outbox_records(records, person)
    if kind == "actor":
        return (_with_person(raw) for raw in records)
    return status_records(records, known_statuses(json_raws(opened, form)))


def _count(name: str, opened: Opened) -> int:
    kind = _kind(name)
    if kind in COLLECTIONS:
        return count_documents(opened(), [PATH])
    return json_count(opened, _form(kind, opened))


def _form(kind: str, opened: Opened) -> Form:
    if kind == "outbox":
        return Form((OUTBOX,), lines=False)
    return Form((ACTOR,), lines=False) if kind == "actor" else form_of(opened, STATUS, THREADS)


def _kind(name: str) -> str:
    base = name.rpartition("/")[2]
    return base.removesuffix(".json") if base in _MEMBERS else "statuses"


def _listed(opened: Opened, kind: str, person: str | None) -> Iterator[Raw]:
    for found in found_records(opened(), [PATH]):
        uri = found.value
        if isinstance(uri, str):
            yield Raw(kind, 0, found.line, {"person": person, "object": uri}, found.size)
        else:
            fault = Fault(1, found.line, "", "malformed-record", f"a {type(uri).__name__}",
                          "the address of a status")  # fmt: skip
            yield Raw(kind, 0, found.line, fault)


def _with_person(raw: Raw) -> Raw:
    if not isinstance(raw.value, Mapping):
        return raw
    return replace(raw, value={**raw.value, "person": _person(raw.value)})


def _renumbered(raw: Raw, row: int) -> Raw:
    value = raw.value
    if isinstance(value, Fault):
        value = replace(value, row=row)
    return replace(raw, row=row, value=value)
