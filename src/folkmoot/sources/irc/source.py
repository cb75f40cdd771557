"""The source itself: log files, one or a folder of them, with links between lines beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.base import Fault, Page
from folkmoot.files.counting import count_lines
from folkmoot.files.opening import blocks, head, stem
from folkmoot.ids import hash64
from folkmoot.sources._fields import Raw, record_pages
from folkmoot.sources._lines import LineSplitter
from folkmoot.sources._options import Option, settle_options
from folkmoot.sources._pieces import pieces
from folkmoot.sources.base import About, Claim, Mapped, Tells
from folkmoot.sources.irc.clock import Calendar, turns_of
from folkmoot.sources.irc.lines import SPOKEN, Line, day_of_name, read_line, room_of_name
from folkmoot.sources.irc.rows import FIELDS, map_lines, message_name

__all__ = ["Irc"]

_KIND: Final = "lines"
_OPTIONS: Final = (
    Option("platform", "host of the network", is_required=True, form="host"),
    Option("zone", "zone of the clock", is_required=True, form="zone"),
    Option("room", "channel, read off the log or its name unless given"),
    Option("day", "day of a log that says none", form="day"),
    Option("bots", "names of programs, with commas"),
)
_LOG: Final = re.compile(r"\.(?:log|txt|weechatlog)$", re.IGNORECASE)
_LINKED: Final = ".ascii.txt"
_LINKS: Final = ".annotation.txt"
_LINK: Final = re.compile(r"([0-9]{1,9}) ([0-9]{1,9}) -?\s*")
#: Lines that a claim looks at, and the share of them that must be lines of a log.
_GLANCE, _SHARE = 200, 0.9


class Irc:
    """A log of an IRC channel, or a folder of such logs.

    Options: ``platform``, the host of the network, such as ``libera.chat``, and ``zone`` of the
    clock, such as ``UTC``: no log says them and both must be given; ``room``, the channel, and
    ``day``, read off the log or the name of its file unless given; ``bots``, names of programs,
    with commas. Beside ``NAME.ascii.txt`` may lie ``NAME.annotation.txt`` with links between lines,
    as annotators of such logs write them.
    """

    name = "irc"
    version = "1"
    about = About(
        title="IRC, log of a channel",
        platforms=(),
        export="the folder where an IRC program, a bouncer or an archive keeps its logs",
        frame="community",
        actor_scheme="handle",
        time_source="local",
        rungs={
            "creator": Tells("no", "what is written in a channel joins a discussion"),
            "conversationalist": Tells("no", "what is written in a channel joins a discussion"),
            "critic": Tells("yes", "every line with its author, under the name of that day"),
            "collector": Tells("no", "there is nothing to save or vote for"),
            "joiner": Tells("partly", "who enters is told, and programs enter again by themselves"),
            "spectator": Tells("no", "who only reads writes no line"),
        },
        may_train=None,
        may_redistribute=None,
        deletes="nothing can be deleted",
        edits="nothing can be edited",
        options={option.name: option.meaning for option in _OPTIONS},
    )

    def claim(self, path: Path) -> Claim | None:
        """Claim a text of which nine lines in ten are lines of a log."""
        first = next(_logs(path), None) if path.is_dir() else path
        if first is None or not _is_log(first):
            return None
        return Claim(0.75, "its lines are those of an IRC log: a clock, a name, what was said")

    def settle(self, path: Path, options: Mapping[str, str]) -> Mapping[str, str]:
        """Check the options.

        Raises
        ------
        FolkmootError
            As `folkmoot.sources._options.settle_options`.
        """
        settled = settle_options(path, options, _OPTIONS)
        bots = (name.strip() for name in settled["bots"].split(","))
        return {**settled, "bots": ",".join(bots), "room": settled["room"].lstrip("#&")}

    def files(self, path: Path) -> Sequence[Path]:
        """List the logs of a folder by name, or the one file.

        Raises
        ------
        FolkmootError
            ``no-file``.
        """
        found = list(_logs(path)) if path.is_dir() else [path]
        if not found:
            raise FolkmootError("no-file", str(path), "no log", "files of lines with a clock")
        return found

    def count(self, path: Path, options: Mapping[str, str]) -> int:
        """Count the lines that are not empty."""
        del options  # none changes what a line is
        return count_lines(path)

    def fetch(self, path: Path, options: Mapping[str, str]) -> Iterator[Page]:
        """Yield the lines as pages; the log is read twice, first for its clock.

        Raises
        ------
        FolkmootError
            As `folkmoot.files.opening.blocks`.
        """
        return record_pages(_raw(path, options), {_KIND: FIELDS})

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one page into native rows."""
        return map_lines(page, options)

    def person_columns(self, kind: str, options: Mapping[str, str]) -> Mapping[str, str]:
        """Who spoke, came or went, by which name they go on, and whom they answer."""
        del kind, options  # all records are alike
        return {"nick": "author", "new": "name", "reply_nick": "mention"}


def _raw(path: Path, options: Mapping[str, str]) -> Iterator[Raw]:
    turns = turns_of(line for _, _, line, _ in _read(path) if line)
    calendar = Calendar(options["day"] or day_of_name(path.name), turns)
    room = options["room"] or room_of_name(stem(path)) or room_of_name(path.resolve().parent.name)
    threads = _Threads(_links(path))
    for row, number, line, text in _read(path):
        if isinstance(text, Fault):
            yield Raw(_KIND, row, number, text)
        elif line is None:
            got = text[:80].strip() or "blanks"
            expected = "a line such as [12:30] <ann> hello"
            fault = Fault(row, number, "", "not-a-line", got, expected, text[:300])
            yield Raw(_KIND, row, number, fault)
        else:
            fields = _fields(line, calendar, options["room"] or line.room.lstrip("#&") or room)
            fields |= threads.see(number - 1, fields)
            yield Raw(_KIND, row, number, fields, len(text))


def _read(path: Path) -> Iterator[tuple[int, int, Line | None, str | Fault]]:
    for row, number, text in pieces(blocks(path), LineSplitter()):
        yield row, number, None if isinstance(text, Fault) else read_line(text), text


def _fields(line: Line, calendar: Calendar, room: str) -> dict[str, str]:
    day, clock = calendar.see(line)
    return {
        "room": room.casefold(), "act": line.act, "day": day, "clock": clock, "nick": line.nick,
        "new": line.new, "text": line.text,
        "is_after": "true" if clock and not line.clock else "",
    }  # fmt: skip


class _Threads:
    """Numbers lines that are alike, and knows what the links say of each line.

    Parameters
    ----------
    links
        By the place of a line in its file, from 0, the place of the line that it answers.
    """

    def __init__(self, links: Mapping[int, int]) -> None:
        self._links = links
        self._wanted = set(links.values())
        self._met: dict[int, tuple[str, str]] = {}
        self._alike: dict[int, int] = {}
        self._day = ""

    def see(self, place: int, fields: Mapping[str, str]) -> dict[str, str]:
        """Further fields of the line at a place."""
        key = tuple(fields[name] for name in ("room", "act", "day", "clock", "nick", "text"))
        if fields["day"] != self._day:
            self._day, self._alike = fields["day"], {}
        short = hash64(*key)
        nth = self._alike[short] = self._alike.get(short, 0) + 1
        if place in self._wanted and fields["act"] in SPOKEN:
            self._met[place] = (message_name(nth, *key), fields["nick"])
        found = {"nth": str(nth)}
        if target := self._met.get(self._links.get(place, -1)):
            found |= {"reply_to": target[0], "reply_nick": target[1]}
        return found


def _links(path: Path) -> dict[int, int]:
    """The links beside a log; where a line answers several, the nearest before it."""
    if not path.name.endswith(_LINKED):
        return {}
    beside = path.with_name(path.name.removesuffix(_LINKED) + _LINKS)
    if not beside.is_file():
        return {}
    found: dict[int, int] = {}
    for _, _, text in pieces(blocks(beside), LineSplitter()):
        if isinstance(text, str) and (match := _LINK.fullmatch(text)):
            before, after = sorted((int(match[1]), int(match[2])))
            if before < after:
                found[after] = max(found.get(after, 0), before)
    return found


def _logs(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and _is_log(path))


def _is_log(path: Path) -> bool:
    name = stem(path)
    if not _LOG.search(name) or name.endswith(_LINKS):
        return False
    try:
        text = head(path).decode("utf-8", "replace")
    except FolkmootError:
        return False
    return _is_text_of_log(islice((line for line in text.splitlines() if line.strip()), _GLANCE))


def _is_text_of_log(lines: Iterable[str]) -> bool:
    seen = [read_line(line) for line in lines]
    spoken = sum(line is not None and line.act in SPOKEN for line in seen)
    known = sum(line is not None for line in seen)
    return spoken > 0 and known >= _SHARE * len(seen)
