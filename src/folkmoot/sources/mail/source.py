"""The source itself: an mbox, a Maildir, a spool of articles, or one message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault, Page
from folkmoot.files.opening import raw_blocks
from folkmoot.files.records import RECORD_LIMIT
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources._native import map_records
from folkmoot.sources._options import settle_options
from folkmoot.sources.base import Claim, Mapped
from folkmoot.sources.mail.about import ABOUT, LIST
from folkmoot.sources.mail.message import FIELDS, fields_of
from folkmoot.sources.mail.rows import PERSON_COLUMNS, convert, new_rows
from folkmoot.sources.mail.split import (
    Message,
    count_messages,
    is_mbox,
    looks_like_message,
    split_messages,
)

__all__ = ["Mail"]

_KIND: Final = "messages"
_HEAD: Final = 1 << 14
_MAILDIR: Final = ("cur", "new")
#: Files of a folder that are looked at before it is claimed.
_TRIED: Final = 5


class Mail:
    """Messages to mailing lists and newsgroups: an mbox, a Maildir, a folder of single messages.

    Option: ``list``, the identifier of the list (``users.example.org``) where the messages do not
    say it, as in the archives of Pipermail. Mail that names neither a list nor a newsgroup is
    private, and set aside, unless it is given.
    """

    name = "mail"
    version = "1"
    about = ABOUT

    def claim(self, path: Path) -> Claim | None:
        """Claim a file that begins as an mbox or a message does, or a folder of such files."""
        if path.is_dir():
            found = _folder(path)
            is_mail = bool(found) and all(_form(one) for one in found[:_TRIED])
            what = f"{len(found):,} of its files are messages"
            return Claim(0.9, what) if is_mail else None
        reasons = {"mbox": "it begins as an mbox does", "message": "it begins as a message does"}
        form = _form(path)
        return Claim(0.9, reasons[form]) if form else None

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options.

        Raises
        ------
        FolkmootError
            ``unknown-option``.
        """
        settled = settle_options(path, options, [LIST])
        return {"list": settled["list"].strip().strip("<>")}

    def files(self, path: Path) -> Sequence[Path]:
        """The messages of a Maildir, the files of a folder, or the one file.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        if not path.is_dir():
            return [path]
        if found := _folder(path):
            return found
        raise FolkmootError("no-file", str(path), "no message", "a Maildir, or files of mail")

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the separators of an mbox; any other file is one message."""
        del options
        return count_messages(raw_blocks(path)) if _is_mbox(path) else 1

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the messages of one file.

        Raises
        ------
        FolkmootError
            As `folkmoot.files.opening.raw_blocks`.
        """
        messages = split_messages(raw_blocks(path)) if _is_mbox(path) else _whole(path)
        is_known = bool(options["list"])
        records = (_raw(row, one, is_known) for row, one in enumerate(messages, start=1))
        return record_pages(records, {_KIND: FIELDS})

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        return map_records(page, new_rows(), partial(convert, default_list=options["list"]))

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """The author's address, and the name that they go by."""
        del kind, options
        return PERSON_COLUMNS


def _raw(row: int, message: Message, is_list_known: bool) -> Raw:
    if message.size > RECORD_LIMIT:
        got, most = f"{message.size:,} bytes", f"at most {RECORD_LIMIT:,} bytes in one message"
        # Whose it is cannot be told of half a message, so nothing of it is shown.
        return Raw(
            _KIND, row, message.line, Fault(row, message.line, "", "record-too-long", got, most)
        )
    fields = fields_of(message.data, is_list_known=is_list_known)
    return Raw(_KIND, row, message.line, fields, len(message.data))


def _whole(path: Path) -> Iterator[Message]:
    data, size = bytearray(), 0
    for block in raw_blocks(path):
        size += len(block)
        if size <= RECORD_LIMIT:
            data += block
    yield Message(bytes(data), 1, size)


def _folder(path: Path) -> list[Path]:
    """Messages of a Maildir; else all files of a folder, if the first of them is one."""
    if all((path / name).is_dir() for name in _MAILDIR):
        places = [path / name for name in _MAILDIR]
    else:
        places = [path]
    found = [
        one
        for place in places
        for one in sorted(place.iterdir(), key=lambda file: (len(file.name), file.name))
        if one.is_file() and not one.name.startswith(".")
    ]
    return found if found and _form(found[0]) else []


def _start(path: Path) -> bytes:
    try:
        return next(raw_blocks(path), b"")[:_HEAD]
    except FolkmootError:
        return b""


def _is_mbox(path: Path) -> bool:
    return is_mbox(_start(path))


def _form(path: Path) -> str:
    start = _start(path)
    if is_mbox(start):
        return "mbox"
    return "message" if looks_like_message(start) else ""
