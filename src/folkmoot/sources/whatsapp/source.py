"""The source itself: text files of exported chats, one or a folder of them."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.files.base import Fault, Page
from folkmoot.files.opening import stem
from folkmoot.sources._archives import open_export
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources._options import PRIVATE, Option, settle_options
from folkmoot.sources._pieces import Piece, PieceSplitter, pieces
from folkmoot.sources.base import About, Claim, Mapped, Tells
from folkmoot.sources.whatsapp.reading import Reading, read_chat
from folkmoot.sources.whatsapp.rows import FIELDS, map_messages
from folkmoot.sources.whatsapp.stamps import ORDERS, begins, count_stamps, split
from folkmoot.sources.whatsapp.words import event_of, is_notice, sender_of

__all__ = ["WhatsApp"]

_log = logging.getLogger(__name__)

_KIND: Final = "messages"
_OPTIONS: Final = (
    Option("zone", "zone of the phone that exported", is_required=True, form="zone"),
    Option("order", "order of day and month, read off the file unless given", choices=ORDERS),
    Option("chat", "name of the chat, that of the file unless given"),
    PRIVATE,
)
_TITLE: Final = re.compile(r"(?:WhatsApp[ -](?:Chat|chat)[ -]?(?:with|mit|-)? ?)?(.+)")
#: Stamps that a claim looks at.
_GLANCE: Final = 2_000


class WhatsApp:
    """A chat that WhatsApp exported as text, packed or not, or a folder of chats from one phone.

    Options: ``zone`` of the phone that exported, such as ``Europe/Berlin``, which no export says
    and which must be given; ``order`` of the dates (``day_first``, ``month_first``,
    ``year_first``), read off the whole file and asked for where the file leaves it open; ``chat``,
    the name of the chat, that of the file unless given; ``private=yes`` to read a conversation of
    two, which is refused otherwise. People are named as in the phone's address book, so exports of
    two phones do not agree on them. Attached files are not read.
    """

    name = "whatsapp"
    version = "1"
    about = About(
        title="WhatsApp, exported chat",
        platforms=("whatsapp.com",),
        export="the chat's menu on the phone: Export chat, without media",
        frame="community",
        actor_scheme="handle",
        time_source="local",
        rungs={
            "creator": Tells("no", "what is written in a group joins a discussion"),
            "conversationalist": Tells("no", "what is written in a group joins a discussion"),
            "critic": Tells("partly", "messages and authors; which of them answer is not told"),
            "collector": Tells("no", "forwards look like messages"),
            "joiner": Tells("partly", "joins, told in some languages alone; being added is no act"),
            "spectator": Tells("no", "the export counts no readers, and leaves reactions out"),
        },
        may_train=None,
        may_redistribute=None,
        deletes="a message deleted for everyone is a Delete at the time when it was written",
        edits="an edited message has its last text, and nothing says when it was edited",
        options={option.name: option.meaning for option in _OPTIONS},
    )

    def claim(self, path: Path) -> Claim | None:
        """Claim a text whose lines begin with WhatsApp's stamps; says how its dates are ordered."""
        first = next(_chats(path), None) if path.is_dir() else path
        if first is None or not _is_chat(first):
            return None
        with _opened(first) as stream:
            found = read_chat(stream, _GLANCE)
        shown = {"order": found.order} if found.order else {}
        return Claim(0.85, f"messages with the stamps of WhatsApp; {found.why}", shown)

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options, and read the order of the dates off the whole of each file.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`; ``missing-option`` for an order that no
            date shows, ``private-chat``.
        """
        settled = settle_options(path, options, _OPTIONS)
        if settled["order"] and settled["private"] == "yes":
            return settled
        problems, order = _looked(self.files(path), settled["order"], settled["private"])
        if problems:
            raise ProblemGroup(str(path), problems)
        return {**settled, "order": order}

    def files(self, path: Path) -> Sequence[Path]:
        """List the chats of a folder by name, or the one file.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        found = list(_chats(path)) if path.is_dir() else [path]
        if not found:
            raise FolkmootError(
                "no-file", str(path), "no chat", "the .txt or .zip file of an export"
            )
        return found

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the stamps."""
        del options  # none changes what a message is
        with _opened(path) as stream:
            return count_stamps(stream)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the messages as pages.

        Raises
        ------
        FolkmootError
            As `folkmoot.files.opening.blocks`.
        """
        chat = options.get("chat") or _title(path)
        return record_pages(_raw(path, chat), {_KIND: FIELDS})

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        return map_messages(page, options)

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Who wrote, who came or went, and who was added or removed by them."""
        del kind, options  # all records are alike
        return {"sender": "author", "who": "author", "other": "mention"}


def _raw(path: Path, chat: str) -> Iterator[Raw]:
    with _opened(path) as stream:
        yield from _messages(pieces(stream, PieceSplitter(begins)), chat)


def _messages(found: Iterable[Piece], chat: str) -> Iterator[Raw]:
    last = ""
    nth: Counter[str] = Counter()
    for row, line, text in found:
        if isinstance(text, Fault):
            yield Raw(_KIND, row, line, text)
            continue
        parts = split(text)
        if parts is None:
            expected = "a date, a time and a message, as in 31/12/2023, 21:15 - Ann: hello"
            got = "a text before the first message"
            fault = Fault(row, line, "", "not-a-message", got, expected, text[:300])
            yield Raw(_KIND, row, line, fault)
            continue
        rest = parts[1].replace("\r\n", "\n")
        stamp = text[: len(text) - len(parts[1])]
        if stamp != last:
            last, nth = stamp, Counter()
        fields = _fields(rest)
        nth[fields.get("sender", "")] += 1
        fields |= {"chat": chat, "stamp": stamp, "nth": str(nth[fields.get("sender", "")])}
        yield Raw(_KIND, row, line, fields, len(text))


def _fields(rest: str) -> dict[str, str]:
    """Sender and text of a message, or whom a line of the application names."""
    sender = sender_of(rest)
    if sender is None:
        event = event_of(rest)
        people = {"who": event.who, "other": event.other} if event else {}
        return {"text": rest, **people}
    text = rest.partition(": ")[2] if ": " in rest else ""
    # An iPhone puts the application's lines into the mouth of somebody, or of the group.
    if text.startswith("\u200e"):
        if event := event_of(text):
            return {"text": text, "who": event.who, "other": event.other}
        if is_notice(text):
            return {"text": text}
    return {"sender": sender, "text": text}


def _title(path: Path) -> str:
    name = Path(stem(path)).stem
    if name in {"_chat", "chat"}:
        name = path.resolve().parent.name or name
    match = _TITLE.fullmatch(name)
    return match[1] if match else name


def _chats(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and _is_chat(path))


def _is_chat(path: Path) -> bool:
    if Path(stem(path)).suffix.lower() not in {".txt", ".zip"}:
        return False
    try:
        with _opened(path) as stream:
            return read_chat(stream, 3).count > 0
    except FolkmootError:
        return False


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[bytes]]:
    """The text of a file, or the longest text of an archive, as an iPhone exports it."""
    with open_export(path, lambda name: name.lower().endswith(".txt")) as export:
        names = sorted(export.names, key=lambda name: -export.sizes[name])
        if not names:
            raise FolkmootError("no-file", str(path), "no text in it", "an archive with _chat.txt")
        yield export.blocks(names[0])


def _looked(files: Sequence[Path], order: str, private: str) -> tuple[list[Problem], str]:
    """What the files leave open, and the order that all of them show."""
    problems = []
    seen: dict[str, Reading] = {}
    for file in files:
        with _opened(file) as stream:
            found = read_chat(stream)
        seen[file.name] = found
        if found.is_private and private != "yes":
            problems.append(_private(file.name))
    if order:
        return problems, order
    open_files = [name for name, found in seen.items() if not found.order]
    shown = {found.order for found in seen.values() if found.order}
    if len(shown) == 1 and not open_files:
        for name, found in seen.items():
            _log.info("%s: %s, since %s", name, found.order, found.why)
        return problems, shown.pop()
    why = seen[open_files[0]].why if open_files else "its files differ; import them one by one"
    problems.append(_open(why))
    return problems, ""


def _private(name: str) -> Problem:
    return Problem(
        "private-chat", name, "a conversation of two, as far as it shows",
        "a group", "--option private=yes reads it all the same; both should know of it",
    )  # fmt: skip


def _open(why: str) -> Problem:
    return Problem(
        "missing-option", "order", f"nothing, and {why}", f"one of {', '.join(ORDERS)}",
        "--option order=day_first",
    )  # fmt: skip
