"""What the files of a dump are called and hold, and which site a folder's name tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from folkmoot.files.opening import stem

__all__ = ["KINDS", "Kind", "kind_of", "normal_site", "site_from_name"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One file of a dump.

    ``required`` columns must be in the file; of the others, any may be missing. ``people`` are
    the columns that name people, as in `folkmoot.sources.base.Source.person_columns`.
    """

    name: str
    required: tuple[str, ...]
    people: dict[str, str]

    @property
    def root(self) -> str:
        """Name of the XML element around the rows."""
        return self.name.lower()


#: The files that are read, in the order of reading: people and topics before what refers to them.
KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("Users", ("Id",), {"Id": "author", "DisplayName": "name"}),
        Kind("Tags", ("TagName",), {}),
        Kind(
            "Posts",
            ("Id", "PostTypeId", "CreationDate"),
            {
                "OwnerUserId": "author",
                "OwnerDisplayName": "name",
                "LastEditorUserId": "mention",
                "LastEditorDisplayName": "mention",
            },
        ),
        Kind(
            "Comments",
            ("Id", "PostId", "CreationDate"),
            {"UserId": "author", "UserDisplayName": "name"},
        ),
        Kind("Votes", ("Id", "PostId", "VoteTypeId", "CreationDate"), {"UserId": "author"}),
        Kind("Badges", ("UserId", "Name", "Date"), {"UserId": "author"}),
        Kind("PostLinks", ("Id", "PostId", "RelatedPostId", "CreationDate"), {}),
    )
}

_FILE: Final = re.compile(rf"(?:.*[-_.])?({'|'.join(KINDS)})\.(xml|csv)", re.IGNORECASE)
_BY_LOWER: Final = {name.lower(): name for name in KINDS}
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_OWN_HOSTS: Final = {
    "stackoverflow": "stackoverflow.com",
    "serverfault": "serverfault.com",
    "superuser": "superuser.com",
    "askubuntu": "askubuntu.com",
    "mathoverflow": "mathoverflow.net",
    "stackapps": "stackapps.com",
}


def kind_of(path: Path) -> tuple[Kind, str] | None:
    """Kind of a file and its format, ``xml`` or ``csv``, by its name; ``None`` for others.

    Examples
    --------
    >>> kind, form = kind_of(Path("travel.stackexchange.com-Posts.xml"))
    >>> kind.name, form
    ('Posts', 'xml')
    >>> kind_of(Path("PostHistory.xml")) is None
    True
    """
    match = _FILE.fullmatch(stem(path))
    return (KINDS[_BY_LOWER[match[1].lower()]], match[2].lower()) if match else None


def site_from_name(name: str) -> str | None:
    """Host of the site that a folder or file is named after, or ``None``.

    Examples
    --------
    >>> (
    ...     site_from_name("travel.stackexchange.com"),
    ...     site_from_name("history_meta_stackexchange_2018"),
    ... )
    ('travel.stackexchange.com', 'history.meta.stackexchange.com')
    >>> site_from_name("stackoverflow.com-Posts.xml"), site_from_name("downloads")
    ('stackoverflow.com', None)
    """
    words = re.split(r"[^a-z0-9]+", name.lower())
    if "stackexchange" in words:
        before = words[: words.index("stackexchange")]
        # The first dumps put the word before the site's name.
        before = [*before[1:], before[0]] if before[:1] == ["meta"] and before[1:] else before
        return ".".join([*before, "stackexchange.com"]) if any(before) else None
    for word, host in _OWN_HOSTS.items():
        if word in words:
            return f"meta.{host}" if "meta" in words else host
    return None


def normal_site(text: str) -> str | None:
    """Host of a site as the user wrote it, or ``None`` if it can be none.

    Examples
    --------
    >>> normal_site("https://Travel.StackExchange.com/"), normal_site("travel")
    ('travel.stackexchange.com', None)
    """
    host = re.sub(r"^https?://", "", text.strip().lower()).rstrip("/")
    return host if _HOST.fullmatch(host) else None
