"""The source itself: which files, which options, and from page to native rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from folkmoot.activity import NATIVE_COMMUNITIES
from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.files.base import Page
from folkmoot.files.counting import count_csv, count_rows
from folkmoot.files.delimited import csv_pages
from folkmoot.files.opening import check_encoding, head
from folkmoot.sources._archives import archive_kind
from folkmoot.sources._columns import Columns, combined
from folkmoot.sources._options import unknown_options
from folkmoot.sources._rows import row_pages
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.stackexchange.about import ABOUT
from folkmoot.sources.stackexchange.acts import map_comments, map_links, map_votes
from folkmoot.sources.stackexchange.layout import KINDS, Kind, kind_of, normal_site, site_from_name
from folkmoot.sources.stackexchange.packed import (
    is_packed,
    packed_count,
    packed_names,
    packed_pages,
)
from folkmoot.sources.stackexchange.people import map_badges, map_tags, map_users
from folkmoot.sources.stackexchange.posts import map_posts

__all__ = ["StackExchange"]

_Map = Callable[[Columns, str], dict[str, list[pa.Table]]]

_MAPS: Final[Mapping[str, _Map]] = {
    "Users": map_users,
    "Tags": map_tags,
    "Posts": map_posts,
    "Comments": map_comments,
    "Votes": map_votes,
    "Badges": map_badges,
    "PostLinks": map_links,
}
_OPTIONS: Final = ("site", "encoding")


class StackExchange:
    """A folder or archive of a Stack Exchange dump, or one file of it, as XML or CSV.

    Options: ``site``, the host of the community, which is also the platform that identifiers
    belong to (found from the folder's name where it tells); ``encoding`` of the files, where it
    is not UTF-8.
    """

    name = "stackexchange"
    version = "1"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim a folder with files of a dump's names, or a file of such a name and content."""
        if path.is_dir():
            found = [kind.name for file in _dump_files(path) for kind, _ in [_known(file)]]
            if not found:
                return None
            reason = f"the folder holds {', '.join(found)} of a Stack Exchange dump"
            return Claim(0.95, reason, _site_option(path))
        if is_packed(path):
            return _packed_claim(path)
        known = kind_of(path)
        if not known or not _looks_right(path, *known):
            return None
        reason = f"named and laid out like {known[0].name} of a Stack Exchange dump"
        return Claim(0.9, reason, _site_option(path))

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options and find the site.

        Raises
        ------
        FolkmootError
            ``unknown-option``, ``missing-option``, ``not-a-site``, ``unknown-encoding``.
        """
        problems = unknown_options(options, _OPTIONS)
        given = options.get("site") or _site_option(path).get("site", "")
        site = normal_site(given)
        if not given:
            problems.append(
                Problem(
                    "missing-option",
                    "site",
                    f"{path.name}, whose name tells no site",
                    "the host of the community",
                    "add --option site=travel.stackexchange.com",
                )
            )
        elif not site:
            problems.append(
                Problem("not-a-site", "site", given, "a host such as travel.stackexchange.com")
            )
        try:
            encoding = check_encoding(options.get("encoding") or "utf-8")
        except FolkmootError as error:
            problems.extend(error.problems)
        if problems:
            raise ProblemGroup(str(path), problems)
        return {"site": site or "", "encoding": "" if encoding == "utf-8" else encoding}

    def files(self, path: Path) -> Sequence[Path]:
        """List the files that are read: users and tags first, what refers to posts last.

        Raises
        ------
        FolkmootError
            ``no-file`` where there is none, ``twice-the-same`` where there are two of a kind.
        """
        if is_packed(path):
            return [path]
        found = _dump_files(path) if path.is_dir() else [path] if kind_of(path) else []
        if not found:
            expected = f"one of {', '.join(f'{name}.xml' for name in KINDS)}, or as .csv"
            raise FolkmootError("no-file", str(path), "no file of a dump", expected)
        names = [_known(file)[0].name for file in found]
        for name in KINDS:
            if names.count(name) > 1:
                both = " and ".join(file.name for file in found if _known(file)[0].name == name)
                raise FolkmootError("twice-the-same", str(path), both, f"one file of {name}")
        return found

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count ``<row`` openings, or the CSV's records."""
        if is_packed(path):
            return packed_count(path, lambda file: self.count(file, options))
        encoding = options.get("encoding", "")
        _, form = _known(path)
        return count_rows(path, encoding) if form == "xml" else count_csv(path, ",", encoding)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the raw pages of one file.

        Raises
        ------
        FolkmootError
            As the readers do; ``missing-column`` for a CSV without a column that must be there.
        """
        if is_packed(path):
            yield from packed_pages(path, lambda file: self.fetch(file, options))
            return
        kind, form = _known(path)
        encoding = options.get("encoding", "")
        if form == "xml":
            yield from row_pages(path, kind.name, kind.root, encoding)
            return
        for page in csv_pages(path, kind.name, ",", encoding):
            _check_columns(path, kind, page.records.schema.names[2:])
            yield page

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows.

        The first page of each file also gives the site itself, as a row of ``communities``.
        """
        site = options["site"]
        columns = Columns(page)
        tables = _MAPS[page.kind](columns, site)
        tables.setdefault("communities", []).append(_site_row(columns, site))
        return Mapped(combined(tables), columns.faults())

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Columns that name the author, and in posts the last editor, of each record."""
        del options  # the columns of a dump are always the same
        return KINDS[kind].people


def _packed_claim(path: Path) -> Claim | None:
    site = _site_option(path)
    if archive_kind(path) != "zip":
        # To list what is in the others means to unpack them; their names tell the site.
        told = site and site_from_name(path.name)
        return Claim(0.8, "an archive named after a Stack Exchange site", site) if told else None
    try:
        names = packed_names(path)
    except FolkmootError:
        return None
    reason = f"the archive holds {', '.join(names)} of a Stack Exchange dump"
    # Others have files of such names as well (comments.csv in Google Takeout); a dump has posts.
    has_posts = any(Path(name).name.lower().startswith("posts.") for name in names)
    return Claim(0.95 if has_posts else 0.4, reason, site) if names else None


def _known(path: Path) -> tuple[Kind, str]:
    known = kind_of(path)
    if not known:
        raise FolkmootError("no-file", str(path), path.name, f"one of {', '.join(KINDS)}")
    return known


def _dump_files(folder: Path) -> list[Path]:
    order = list(KINDS)
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and kind_of(path)]
    return sorted(files, key=lambda path: order.index(_known(path)[0].name))


def _site_option(path: Path) -> dict[str, str]:
    names = [path.name, path.absolute().parent.name]
    site = next((site for name in names if (site := site_from_name(name))), None)
    return {"site": site} if site else {}


def _looks_right(path: Path, kind: Kind, form: str) -> bool:
    try:
        start = head(path, 4096).decode("utf-8", "replace")
    except FolkmootError:
        # A broken file of the right name is claimed, so that its fault is told when it is read.
        return True
    if form == "xml":
        return f"<{kind.root}" in start
    return all(column in start.partition("\n")[0] for column in kind.required)


def _check_columns(path: Path, kind: Kind, names: Sequence[str]) -> None:
    missing = [column for column in kind.required if column not in names]
    if missing:
        raise FolkmootError(
            "missing-column",
            str(path),
            f"no column {', '.join(missing)}",
            f"the columns {', '.join(kind.required)}",
            f"the file has {', '.join(names)}",
        )


def _site_row(columns: Columns, site: str) -> pa.Table:
    first = np.zeros(len(columns), dtype=np.bool_)
    sound = np.flatnonzero(columns.sound)
    if len(sound) and columns.rows[0].as_py() == 1:
        first[sound[0]] = True
    return columns.table(
        NATIVE_COMMUNITIES,
        {
            "platform": site,
            "community_native": site,
            "kind": "qa",
            "name": site,
            "url": f"https://{site}",
        },
        where=pa.array(first),
    )
