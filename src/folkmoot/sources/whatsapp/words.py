"""What the application itself writes into a chat: who came and went, what was deleted or left out.

The words follow the phone's language. Known here are those for which public exports were seen;
a line in another language still gives a row, of an event whose kind is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from folkmoot.sources.whatsapp.stamps import plain, unmarked

__all__ = ["Event", "event_of", "is_deleted", "is_notice", "is_of_group", "own_words", "sender_of"]

#: The application marks its own words in a message with this (left-to-right mark).
_OWN: Final = "\u200e"
_SENDER: Final = re.compile(r"([^\n]{1,100}?): ")
_NAME: Final = r"(?P<who>[^\n]{1,100}?)"
_OTHER: Final = r"(?P<other>[^\n]{1,200}?)"
_END: Final = r"\.?\s*"

#: Verb of an event, with the lines that tell it. The first that fits decides.
_EVENTS: Final = tuple(
    (verb, re.compile(pattern + _END, re.IGNORECASE))
    for verb, pattern in (
        ("Join", rf"{_NAME} joined (?:using|from|via) .*"),
        ("Join", rf"{_NAME} joined(?: the group)?"),
        ("Join", rf"{_NAME} ist (?:der Gruppe )?(?:über|mit) .* beigetreten"),
        ("Join", rf"{_NAME} ist der Gruppe beigetreten"),
        ("Join", rf"{_NAME} se unió (?:usando|mediante|con) .*"),
        ("Join", rf"{_NAME} entrou usando .*"),
        ("Leave", rf"{_NAME} left(?: the group)?"),
        ("Leave", rf"{_NAME} hat die Gruppe verlassen"),
        ("Leave", rf"{_NAME} salió(?: del grupo)?"),
        ("Leave", rf"{_NAME} saiu(?: do grupo)?"),
        ("Create", rf"{_NAME} created (?:this )?group\b.*"),
        ("Create", rf"{_NAME} hat (?:die|diese) Gruppe .*erstellt"),
        ("Create", rf"{_NAME} creó el grupo.*"),
        ("Create", rf"{_NAME} criou (?:o|este) grupo.*"),
        ("Offer", rf"{_NAME} added {_OTHER}"),
        ("Offer", rf"{_NAME} hat {_OTHER} hinzugefügt"),
        ("Offer", rf"{_NAME} añadió a {_OTHER}"),
        ("Offer", rf"{_NAME} adicionou {_OTHER}"),
        ("Remove", rf"{_NAME} removed {_OTHER}"),
        ("Remove", rf"{_NAME} hat {_OTHER} (?:aus der Gruppe )?entfernt"),
        ("Remove", rf"{_NAME} eliminó a {_OTHER}"),
        ("Remove", rf"{_NAME} removeu {_OTHER}"),
        ("Update", rf"{_NAME} (?:changed|pinned|deleted|turned|updated) .*"),
        ("Update", rf"{_NAME} hat (?:den|das|die) .* (?:geändert|gelöscht|angeheftet)"),
        ("Update", rf"{_NAME} cambió .*"),
        ("Update", rf"{_NAME} mudou .*"),
    )
)
_GROUP: Final = re.compile(
    r"(?:left|joined|added|removed|created) |left$|\bgroup\b|\bGruppe\b|\bgrupo\b|\bgroupe\b",
    re.IGNORECASE,
)
_DELETED: Final = re.compile(
    r"(?:this message was deleted|you deleted this message"
    r"|diese nachricht wurde gelöscht|du hast diese nachricht gelöscht"
    r"|(?:se )?eliminó este mensaje|eliminaste este mensaje|este mensaje fue eliminado"
    r"|(?:esta )?mensagem (?:foi )?apagada|você apagou esta mensagem|essa mensagem foi apagada"
    r"|ce message a été supprimé|vous avez supprimé ce message)(?: by admin [^\n]*)?\.?",
    re.IGNORECASE,
)
#: Several words, or other letters than a tag has.
_NOTICE: Final = re.compile(
    r"end-to-end|Ende-zu-Ende|de extremo a extremo|de ponta a ponta|de bout en bout|crittografia"
    r"|end-to-end-versleuteling|端到端|端對端",
    re.IGNORECASE,
)
#: The person who exported, in the application's own lines.
_ONESELF: Final = frozenset({"you", "du", "tú", "você", "vous", "tu", "u", "jij"})
_SEVERAL: Final = re.compile(r",| (?:and|und|y|e|et|en) ")
_OMITTED: Final = re.compile(r"<(?=[^<>]*[^!-~])[^<>\n]{3,40}>")
_EDITED: Final = re.compile(r"\s*<[^<>\n]{0,30}(?:edit|bearbeitet|modifi)[^<>\n]{0,10}>\s*$")
_PLACE: Final = re.compile(
    r"(?:[\w ]{3,30}: )?https?://(?:maps\.google\.[a-z.]+|www\.google\.[a-z.]+/maps)/\S*"
    r"|geo:-?[0-9.]+,-?[0-9.]+\S*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Event:
    """A verb of `folkmoot.activity.VERBS`, who did it, and to whom, by the names in the line.

    Empty for the person who exported, and where several people were added or removed at once.
    """

    verb: str
    who: str
    other: str = ""


def sender_of(rest: str) -> str | None:
    """Who wrote what follows a stamp; ``None`` where the application did.

    Examples
    --------
    >>> sender_of("Ann: hi: all"), sender_of("Ann added Bob"), sender_of("Ann: Ann left")
    ('Ann', None, 'Ann')
    """
    line = plain(rest.partition("\n")[0])
    if any(pattern.fullmatch(line) for verb, pattern in _EVENTS if verb == "Update"):
        return None
    match = _SENDER.match(f"{line} ")
    return (match[1].strip().removeprefix("~").strip() or None) if match else None


def event_of(line: str) -> Event | None:
    """The event that a line of the application tells; ``None`` for one that is not known.

    Examples
    --------
    >>> event_of("Ann added Bob"), event_of("Ann left.")
    (Event(verb='Offer', who='Ann', other='Bob'), Event(verb='Leave', who='Ann', other=''))
    >>> event_of("Messages and calls are end-to-end encrypted.") is None
    True
    """
    flat = plain(line).strip()
    for verb, pattern in _EVENTS:
        if match := pattern.fullmatch(flat):
            found = match.groupdict()
            other = found.get("other") or ""
            return Event(verb, _name(found["who"]), "" if _SEVERAL.search(other) else _name(other))
    return None


def is_notice(line: str) -> bool:
    """Whether a line is the application's own on how the chat is kept secret."""
    return bool(_NOTICE.search(line))


def is_of_group(line: str) -> bool:
    """Whether a line is one that the application writes into groups alone."""
    return sender_of(line) is None and bool(_GROUP.search(plain(line)))


def is_deleted(text: str) -> bool:
    """Whether a message's text says that the message was deleted."""
    return bool(_DELETED.fullmatch(plain(text).strip()))


def own_words(text: str) -> str | None:
    r"""What a person wrote of a message's text: without the application's words and without places.

    Left out are media that the export omits, names of attached files, the mark of an edit, and
    where somebody was. Nothing left is ``None``.

    Examples
    --------
    >>> own_words("look\n\u200eimage omitted"), own_words("<Media omitted>")
    ('look', None)
    >>> own_words("at eight <This message was edited>")
    'at eight'
    >>> own_words("location: https://maps.google.com/?q=51.5,-0.12") is None
    True
    """
    kept = "\n".join(line.partition(_OWN)[0] for line in text.split("\n"))
    kept = _EDITED.sub("", unmarked(_PLACE.sub("", kept))).strip()
    return None if not kept or _OMITTED.fullmatch(kept) else kept


def _name(text: str) -> str:
    name = text.strip().removeprefix("~").strip()
    return "" if name.casefold() in _ONESELF else name
