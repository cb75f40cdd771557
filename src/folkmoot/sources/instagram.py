"""Instagram: a person's own data, the zip of JSON files that Instagram gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from folkmoot.ids import format_id, hash64
from folkmoot.sources._archives import Export
from folkmoot.sources._documents import found_records
from folkmoot.sources._json import Layout
from folkmoot.sources._json_start import Start
from folkmoot.sources._moments import read_epoch
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources._takeout import PERSON, Part, TakeoutSource
from folkmoot.sources.base import About, Claim, Tells

__all__ = ["Instagram", "mended", "post_number"]

_FIELDS: Final = ("at", "href", "name", "text", "title")
_POST: Final = re.compile(r"instagram\.com/(?:[^/]+/)?(?:p|reel|reels|tv)/([A-Za-z0-9_-]{5,40})")
_SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#: Names of fields follow the language of the account; the words for a comment's text, those for
#: whose post it is, and those for the name of an account.
_COMMENT: Final = frozenset({
    "Comment", "Kommentar", "Opmerking", "Comentario", "Comentário", "Commentaire", "Commento",
    "Komentarz", "Yorum", "Комментарий", "コメント", "评论", "댓글",
})  # fmt: skip
_USER: Final = frozenset({
    "Username", "Benutzername", "Nutzername", "Gebruikersnaam", "Nombre de usuario",
    "Nome de usuário", "Nom d’utilisateur", "Nome utente", "Nazwa użytkownika", "Kullanıcı adı",
    "Имя пользователя", "Author", "Autor", "Auteur", "Autore",
})  # fmt: skip

#: Kind and object type, by the name of the file.
_FILES: Final = (
    ("views", "Image", r"posts_viewed"),
    ("views", "Video", r"videos_watched"),
    ("likes", "Image", r"liked_posts"),
    ("likes", "Comment", r"liked_comments"),
    ("likes", "Image", r"story_likes"),
    ("saves", "Image", r"saved_posts"),
    ("comments", "Comment", r"(?:post_comments|reels_comments)(?:_[0-9]+)?"),
    ("following", "Person", r"following"),
    ("posts", "Image", r"(?:posts_[0-9]+|stories)"),
    ("posts", "Video", r"(?:reels|igtv_videos)"),
)
_VERBS: Final = {"views": "View", "likes": "Like", "saves": "Add", "posts": "Create"}
_SUBJECT: Final = r"(?:^|/)personal_information\.json$"


def _layouts(kind: str, what: str) -> tuple[Layout, ...]:
    name = f"{kind} {what}"
    return (Layout(name, _FIELDS), Layout(name, _FIELDS, ("*",)))


class Instagram(TakeoutSource):
    """The zip of a person's own data, format JSON, or the folder that it unpacks to.

    Options: ``person``, the name of the account where the export does not tell it. Messages,
    searches, places, devices, advertisers and followers are not read.
    """

    name = "instagram"
    about = About(
        title="Instagram, one's own data",
        platforms=("instagram.com",),
        export="Accounts Center, Your information and permissions, Export your information, to a "
        "device, format JSON",
        frame="browsing",
        actor_scheme="handle",
        time_source="server",
        rungs={
            "creator": Tells("yes", "the person's posts, reels and stories"),
            "conversationalist": Tells("no", "posts are pictures or videos"),
            "critic": Tells("yes", "the person's comments"),
            "collector": Tells("yes", "posts saved"),
            "joiner": Tells("yes", "whom the person follows, and since when"),
            "spectator": Tells("partly", "posts and videos seen in the last two weeks alone"),
        },
        may_train=False,
        may_redistribute=False,
        deletes="what was deleted before the export is absent",
        edits="edits are not told",
        options={"person": "name of the account"},
    )
    layouts = tuple(layout for kind, what, _ in _FILES for layout in _layouts(kind, what))
    parts = tuple(
        Part(rf"(?:^|/)(?<!messages/)(?:{name})\.json$", _layouts(kind, what))
        for kind, what, name in _FILES
    )
    subject_pattern = _SUBJECT
    people: ClassVar[Mapping[str, Mapping[str, str]]] = {
        f"{kind} {what}": {"name": "mention"} for kind, what, _ in _FILES
    }
    suffixes = (".json",)

    def recognise(self, start: Start) -> Claim | None:
        """Claim files of Instagram's names with the forms of its records."""
        head = start.text[:4096]
        forms = (b'"string_map_data"', b'"string_list_data"', b'"label_values"', b'"media"')
        if self.reads(start.name) and any(form in head for form in forms):
            return Claim(0.9, f"{start.name.rpartition('/')[2]} with the records of Instagram")
        return None

    def subject(self, export: Export) -> str | None:
        """The name of the account; nothing else of the profile is looked at."""
        for name in export.names:
            for found in found_records(export.blocks(name), [("*",)]):
                profile = (
                    found.value.get("string_map_data") if isinstance(found.value, dict) else None
                )
                for label, entry in _entries(profile):
                    if mended(label) in _USER and isinstance(entry.get("value"), str):
                        return mended(entry["value"]).strip() or None
        return None

    def lean(self, kind: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Time, address, name and text of a record, whichever of its forms it has."""
        found: dict[str, Any] = {"title": value.get("title")}
        for label, entry in _all_entries(value):
            _take(label, entry, found)
        media = value.get("media")
        first = media[0] if isinstance(media, list) and media else None
        for one in (value, first if isinstance(first, dict) else {}):
            for key in ("timestamp", "creation_timestamp"):
                if _is_time(one.get(key)):
                    found.setdefault("at", one[key])
            found["title"] = found["title"] or one.get("title")
        return found if kind.startswith(("posts", "comments")) else _named(kind, found)

    def rows(self, options: Mapping[str, str]) -> Rows:
        """Rows of instagram.com, of one person."""
        del options
        ids = platform_ids("instagram")
        return Rows(ids.platform, ids.kind, frame="user", scheme="handle")

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """Row of one thing that the person did."""
        del options
        what, _, object_type = kind.partition(" ")
        person, stamp = record.identifier(PERSON), record.need("at")
        at = read_epoch(stamp)
        if at is None:
            raise Refused("at", "impossible-date", stamp, "seconds since 1970, such as 1704164400")
        text = _mended(record.text("text"))
        title = _mended(record.text("title"))
        target = _post(record.text("href"))
        if what == "following":
            who = mended(record.identifier("name"))
            rows.activity(f"follow/{person}/{who}/{stamp}", "Follow", at, actor=person,
                          object_type="Person", object_native=who)  # fmt: skip
        elif what == "comments":
            name = native_id("instagram", "comment", format_id(hash64(person, stamp, text or "")))
            rows.activity(name, "Create", at, actor=person, object_type="Comment", text=text,
                          in_reply_to_native=target, root_native=target)  # fmt: skip
        elif what == "posts":
            name = native_id("instagram", "post", format_id(hash64(person, stamp, title or "")))
            rows.activity(name, "Create", at, actor=person, object_type=object_type, text=title)
        else:
            seen = target or record.text("name") or ""
            act = format_id(hash64(person, what, stamp, seen))
            frame = "browsing" if what == "views" else "user"
            rows.activity(f"{what}/{act}", _VERBS[what], at, actor=person, object_type=object_type,
                          object_native=target, sampling_frame=frame)  # fmt: skip


def mended(text: str) -> str:
    r"""Text whose UTF-8 was taken for Latin-1, as Instagram writes it, put right.

    Examples
    --------
    >>> mended("GrÃ¼Ã\x9fe"), mended("Grüße"), mended("ok")
    ('Grüße', 'Grüße', 'ok')
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def post_number(code: str) -> str:
    """Number of a post, by the short code in its address.

    Examples
    --------
    >>> post_number("BBB"), post_number("BAAAAAAAAAAAAAA")
    ('4161', '1152921504606846976')
    """
    number = 0
    # A post that only followers see has a longer code, whose first eleven signs are its number.
    for sign in code[:11]:
        number = number * 64 + _SIGNS.index(sign)
    return str(number)


def _mended(text: str | None) -> str | None:
    return None if text is None else mended(text)


def _post(href: str | None) -> str | None:
    match = _POST.search(href or "")
    return native_id("instagram", "post", post_number(match[1])) if match else None


def _named(kind: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """What names the object of an act: a post's address, or else the account that it is of."""
    href, name = found.get("href"), found.get("name") or found["title"]
    if _post(href) and not kind.startswith("following"):
        return {"at": found.get("at"), "href": href}
    tail = href.rstrip("/").rpartition("/")[2] if href else None
    return {"at": found.get("at"), "name": name or tail}


def _take(label: str, entry: Mapping[str, Any], found: dict[str, Any]) -> None:
    """Take what one entry says, unless an entry before it said the same."""
    href, said = entry.get("href"), entry.get("value")
    if _is_time(entry.get("timestamp")):
        found.setdefault("at", entry["timestamp"])
    if isinstance(href, str) and href:
        found.setdefault("href", href)
    if not isinstance(said, str) or not said:
        return
    if _POST.search(said):
        found.setdefault("href", said)
    elif mended(label) in _COMMENT:
        found.setdefault("text", said)
    elif mended(label) in _USER or not label:
        found.setdefault("name", said)


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _entries(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Entries of an object of labelled entries."""
    if isinstance(value, dict):
        yield from ((label, entry) for label, entry in value.items() if isinstance(entry, dict))


def _all_entries(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Entries of a record in each of the three forms that Instagram has written."""
    yield from _entries(value.get("string_map_data"))
    plain = value.get("string_list_data")
    if isinstance(plain, list):
        yield from (("", entry) for entry in plain if isinstance(entry, dict))
    yield from _labelled(value.get("label_values"), 0)


def _labelled(value: Any, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, list) and depth < 8:
        for item in value:
            yield from _labelled(item, depth + 1)
    elif isinstance(value, dict) and depth < 8:
        label = value.get("label")
        yield (label if isinstance(label, str) else "?"), value
        yield from _labelled(value.get("dict"), depth + 1)
        yield from _labelled(value.get("vec"), depth + 1)
