"""Who somebody is across servers, and what may be seen by all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

__all__ = ["host_of", "is_public", "person_of_account", "person_of_uri"]

_NAME: Final = re.compile(r"/(?:users/|u/|@)([^/@?#]+)/?$")
_PUBLIC: Final = frozenset({
    "https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public",
})  # fmt: skip
_SHOWN: Final = frozenset({"public", "unlisted"})


def host_of(address: Any) -> str | None:
    """Host of an address, with its port where it has one."""
    try:
        return (urlsplit(address).netloc.rpartition("@")[2].lower() or None) if address else None
    except (ValueError, TypeError, AttributeError):
        return None


def person_of_account(account: Any) -> str | None:
    """``user@host`` of an account as the API writes it: without host where it is its own.

    Examples
    --------
    >>> person_of_account({"acct": "Ann", "url": "https://a.example/@Ann"})
    'ann@a.example'
    >>> person_of_account({"acct": "bob@b.example", "url": "https://www.b.example/@bob"})
    'bob@b.example'
    """
    if not isinstance(account, dict) or not isinstance(name := account.get("acct"), str):
        return None
    if "@" in name:
        return name.lower()
    host = host_of(account.get("url")) or host_of(account.get("uri"))
    return f"{name}@{host}".lower() if name and host else None


def person_of_uri(uri: Any) -> str | None:
    """``user@host`` of an actor's address, where the address tells it; else the address.

    Examples
    --------
    >>> person_of_uri("https://a.example/users/Ann"), person_of_uri("https://c.example/a/1f")
    ('ann@a.example', 'https://c.example/a/1f')
    """
    if not isinstance(uri, str) or not uri:
        return None
    match, host = _NAME.search(uri), host_of(uri)
    return f"{match[1]}@{host}".lower() if match and host else uri


def is_public(item: Mapping[str, Any]) -> bool:
    """Whether an activity or status is for everybody, as far as it says.

    A status says so by its ``visibility``, an activity by its audience; what says neither is not.

    Examples
    --------
    >>> is_public({"visibility": "unlisted"}), is_public({"visibility": "direct"})
    (True, False)
    >>> is_public({"to": ["https://a.example/users/ann/followers"], "cc": "as:Public"})
    True
    """
    if "visibility" in item:
        said = item["visibility"]
        return isinstance(said, str) and said in _SHOWN
    named: list[Any] = []
    for field in ("to", "cc"):
        value = item.get(field)
        named += value if isinstance(value, list) else [value]
    return any(isinstance(one, str) and one in _PUBLIC for one in named)
