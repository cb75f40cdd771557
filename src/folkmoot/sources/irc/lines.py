"""One line of a log: who did what, at which clock, in the forms of the common programs.

Known are ``[12:30] <ann> hi`` (archives of Ubuntu, mIRC, ZNC), ``12:30 < ann> hi`` (irssi),
``2015-01-05 12:30:01<TAB>ann<TAB>hi`` (WeeChat), ``Jan 05 12:30:01 <ann> hi`` (HexChat), and lines
that begin with channel and date. The mask of who comes and goes (``[n=ann@203.0.113.7]``) holds an
address and is never kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

__all__ = ["SPOKEN", "Line", "day_of_name", "read_line", "room_of_name"]

#: Acts that say something.
SPOKEN: Final = frozenset({"say", "do", "notice"})

_NICK: Final = r"[@+%&~!]?(?P<nick>[^\s<>]{1,64})"
_CLOCK: Final = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_MASK: Final = r"(?:\s*[\[(][^\s\])]*[\])])?"
_PREFIX: Final = re.compile(
    rf"(?:(?P<room>[^\s\[\]<>]{{1,64}}) )?(?P<date>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"
    rf"(?:[T ](?P<clock>{_CLOCK})Z?)?\s+"
)
_MONTH_PREFIX: Final = re.compile(rf"(?:[A-Z][a-z]{{2}} [0-9]{{1,2}} )(?P<clock>{_CLOCK})\s+")
_TIME: Final = re.compile(rf"(?:\[(?P<square>{_CLOCK})\]|(?P<bare>{_CLOCK}))\s+")
_SAID: Final = re.compile(rf"<\s?{_NICK}>(?:\s(?P<text>.*))?")
_NOTICE: Final = re.compile(r"-(?P<nick>\w[^\s<>-]{0,63})-(?:\s(?P<text>.*))?")
_TABBED: Final = re.compile(rf"{_NICK}\t(?P<text>.*)")
_DID: Final = re.compile(rf"\*\s?{_NICK}\s+(?P<text>.*)")
_TOLD: Final = re.compile(r"(?:===|\*\*\*|-!-|-->|<--|--|\*)\s+(?P<text>.*)")
_HEADER: Final = re.compile(
    r"(?:--- (?:Log opened|Log closed|Day changed)|Session (?:Start|Close|Ident|Time):"
    r"|\*\*\*\* (?:BEGIN|ENDING) LOGGING AT) ?(?P<text>.*)"
)
_LONG_DATE: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +([0-9]{1,2})(?: [0-9:]+)? ([0-9]{4})"
)
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_MOVES: Final = tuple(
    (act, re.compile(pattern))
    for act, pattern in (
        ("join", rf"{_NICK}{_MASK}\s+has joined(?:\s+[#&]\S+.*|\s*)"),
        # Two words are no name by the rules, but archives have some.
        ("join", r"(?P<nick>\S{1,64} \S{1,64})\s+[\[(]\S*[\])]\s+has joined .*"),
        ("leave", r"(?P<nick>\S{1,64} \S{1,64})\s+[\[(]\S*[\])]\s+has (?:left|quit) .*"),
        ("join", rf"Joins: {_NICK}.*"),
        ("leave", rf"{_NICK}{_MASK}\s+has (?:left|quit)(?:\s+(?:[#&]|IRC|[\[(\"]).*|\s*)"),
        ("leave", rf"(?:Parts|Quits): {_NICK}.*"),
        ("leave", rf"{_NICK} was kicked .*"),
        ("rename", rf"{_NICK} is now known as (?P<new>\S{{1,64}})\s*"),
    )
)
_SETTING: Final = re.compile(r"(?:mode|topic|ServerMode|Topic|[#&:])|\S+ (?:sets mode|changed the)")
_DAY: Final = re.compile(r"(?<![0-9])([0-9]{4})[-_.]?([0-9]{2})[-_.]?([0-9]{2})(?![0-9])")
_LEFT: Final = re.compile(r"(?:\.(?:log|txt|ascii|raw|weechatlog))+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line tells; empty for what it does not.

    Parameters
    ----------
    act
        ``say``, ``do`` (an action, /me), ``notice`` (which only programs should send, RFC 1459),
        ``join``, ``leave``, ``rename``, ``set`` (topic, mode), or
        ``log`` for a line of the log about itself.
    nick, text, new
        Who, what was said or done, and the new name of who goes by another.
    room, day, clock
        As far as the line says them; ``clock`` is ``hours:minutes`` with seconds where they stand.
    """

    act: str
    nick: str = ""
    text: str = ""
    new: str = ""
    room: str = ""
    day: str = ""
    clock: str = ""


def read_line(text: str) -> Line | None:
    """Read one line; ``None`` for what is no line of a log.

    Examples
    --------
    >>> read_line("[12:30] <@ann> hello")
    Line(act='say', nick='ann', text='hello', new='', room='', day='', clock='12:30')
    >>> read_line("=== bob [n=bob@203.0.113.7] has joined #tea").nick
    'bob'
    >>> read_line("tea 2019-09-04 [22:44:46] * cem sighs").day, read_line("good morning")
    ('2019-09-04', None)
    """
    if header := _HEADER.fullmatch(text):
        return Line("log", day=_long_date(header["text"]))
    room = day = clock = ""
    at = 0
    if prefix := _PREFIX.match(text) or _MONTH_PREFIX.match(text):
        found = prefix.groupdict()
        room, day, clock = (found.get(name) or "" for name in ("room", "date", "clock"))
        at = prefix.end()
    is_timed = bool(clock)
    if not clock and (time := _TIME.match(text, at)):
        clock = time["square"] or time["bare"]
        at = time.end()
    act = _act(text[at:], is_timed=is_timed, has_clock=bool(clock))
    if act is None:
        return None
    return Line(*act, room, day, clock)


def day_of_name(name: str) -> str:
    """The day in the name of a file, in ISO form; empty where there is none.

    Examples
    --------
    >>> day_of_name("2004-11-15_03.ascii.txt"), day_of_name("#tea_20150105.log")
    ('2004-11-15', '2015-01-05')
    """
    for year, month, number in _DAY.findall(name):
        try:
            return date(int(year), int(month), int(number)).isoformat()
        except ValueError:
            continue
    return ""


def room_of_name(name: str) -> str:
    """The channel in the name of a file: what is left without its day, numbers and endings.

    Examples
    --------
    >>> room_of_name("#tea_2015-01-05.log"), room_of_name("2015-01-05_03.ascii.txt")
    ('tea', '')
    """
    left = _DAY.sub("", _LEFT.sub("", name), count=1)
    found = left.strip("_-. ").lstrip("#&").strip("_-. ")
    return "" if found.isdigit() else found


def _act(rest: str, *, is_timed: bool, has_clock: bool) -> tuple[str, str, str, str] | None:
    """Act, nick, text and new name of what follows date and clock."""
    if has_clock and (said := _SAID.fullmatch(rest)):
        return "say", said["nick"], (said["text"] or "").strip(), ""
    if has_clock and (sent := _NOTICE.fullmatch(rest)):
        return "notice", sent["nick"], (sent["text"] or "").strip(), ""
    told = _TOLD.fullmatch(rest)
    if told and (moved := _moved(told["text"])):
        return moved
    if has_clock and (did := _DID.fullmatch(rest)) and not rest.startswith("**"):
        return "do", did["nick"], did["text"].strip(), ""
    if is_timed and not told and (said := _TABBED.fullmatch(rest)):
        return "say", said["nick"], said["text"].strip(), ""
    if not told:
        return None
    if not _SETTING.match(told["text"]) and rest.startswith("===") and " " in told["text"].strip():
        # Archives of Ubuntu put what others write with a star behind three signs of equality.
        nick, _, text = told["text"].strip().partition(" ")
        return "do", nick, text.strip(), ""
    return "set", "", "", ""


def _moved(text: str) -> tuple[str, str, str, str] | None:
    for act, pattern in _MOVES:
        if match := pattern.fullmatch(text):
            return act, match["nick"], "", match.groupdict().get("new") or ""
    return None


def _long_date(text: str) -> str:
    match = _LONG_DATE.search(text)
    place = _MONTHS.find(match[1]) if match else -1
    if match is None or place % 3:
        return ""
    try:
        return date(int(match[3]), place // 3 + 1, int(match[2])).isoformat()
    except ValueError:
        return ""
