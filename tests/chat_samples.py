"""Exports of chats for the tests of their sources, written by us in the documented forms."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

#: An Android phone set to British English. The last but one line has a day that no calendar has.
WHATSAPP_ANDROID = """\
31/12/2023, 21:14 - Messages and calls are end-to-end encrypted. Tap to learn more.
31/12/2023, 21:14 - Ann created group "Coffee"
31/12/2023, 21:14 - Ann added Bob
31/12/2023, 21:15 - Ann: Does anybody know
a quiet grinder: a small one?

31/12/2023, 21:15 - Bob: The hand mills are.
31/12/2023, 21:15 - Bob: <Media omitted>
01/01/2024, 09:00 - +44 7700 900123 joined using this group's invite link
01/01/2024, 09:01 - +44 7700 900123: location: https://maps.google.com/?q=51.5007,-0.1246
01/01/2024, 09:02 - Bob: This message was deleted
01/01/2024, 09:03 - Bob: They last for years <This message was edited>
31/02/2024, 09:02 - Bob: no such day
02/01/2024, 09:02 - Cem left
"""

#: An iPhone set to German, with its marks of direction.
WHATSAPP_IPHONE = (
    "[31.12.23, 21:15:03] Ann: hi\n"
    "\u200e[31.12.23, 21:15:04] Kaffee: \u200eNachrichten sind Ende-zu-Ende-verschlüsselt.\n"
    "\u200e[31.12.23, 21:15:05] Bob: look \u200eimage omitted\n"
    "[31.12.23, 21:16:05] Cem: \u200eCem hat die Gruppe verlassen\n"
    "[31.12.23, 21:16:06] Dee: x\n"
)

#: An archive of a channel as Ubuntu keeps them, from the evening before to the day of the name.
IRC_DAY = """\
=== ann is now known as ann_
[23:58] <ann_> does anybody know a quiet grinder?
=== bob [n=bob@203.0.113.7] has joined #tea
[23:59] <@bob> ann_: the hand mills are
[23:59] <@bob> ann_: the hand mills are
[00:01] * ann_ thanks bob
=== bob waves
=== mode/#tea [+o bob] by ChanServ
[00:02] -helper- seen bob
[00:03] what is this
=== bob [n=bob@203.0.113.7] has left #tea ["bye"]
"""
#: Line 4 (from 0) answers line 1, and so does line 5, which answers line 4 as well.
IRC_LINKS = "1 1 -\n1 4 -\n1 5 -\n4 5 -\n"


def write_whatsapp(folder: Path) -> Path:
    """An Android phone's file."""
    return _written(folder / "WhatsApp Chat with Coffee.txt", WHATSAPP_ANDROID)


def write_whatsapp_zip(folder: Path) -> Path:
    """An iPhone's archive."""
    path = folder / "WhatsApp Chat - Kaffee.zip"
    return zipped(path, {"_chat.txt": WHATSAPP_IPHONE, "photo.jpg": "no text"})


def write_irc(folder: Path) -> Path:
    """A folder with a log and its links."""
    _written(folder / "tea" / "2019-03-02.ascii.txt", IRC_DAY)
    _written(folder / "tea" / "2019-03-02.annotation.txt", IRC_LINKS)
    return folder / "tea"


def zipped(path: Path, contents: Mapping[str, str]) -> Path:
    """A zip archive of texts by name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return path


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
