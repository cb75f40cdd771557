"""Finding the platform of a name, an address or a conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from folkmoot.errors import FolkmootError
from folkmoot.platforms.listed import kinds, platforms
from folkmoot.platforms.model import Platform

__all__ = ["first_platform", "host_of", "platform", "platform_of"]


def platform(name_or_kind: str, kind: str | None = None) -> Platform:
    """Find a platform by its name, by the address of a server, or by the kind of community.

    Parameters
    ----------
    name_or_kind
        Such as ``reddit``, ``Stack Exchange``, ``travel.stackexchange.com``, ``知乎`` or ``forum``.
    kind
        Kind to fall back on where the name is not known.

    Raises
    ------
    FolkmootError
        If neither is known.

    Examples
    --------
    >>> platform("travel.stackexchange.com").id, platform("forum.example.org", "forum").id
    ('stackexchange', 'forum')
    """
    wanted = name_or_kind.strip().casefold()
    for each in (*platforms(), *kinds()):
        names = {name.casefold() for name in (each.id, each.name, *each.aka)}
        if wanted in names or _is_under(wanted, each.hosts):
            return each
    if kind is not None:
        return platform(kind)
    known = ", ".join(each.id for each in (*platforms(), *kinds()))
    raise FolkmootError("unknown-platform", "platform", f'"{name_or_kind}"', f"one of {known}")


def first_platform(*names: object) -> Platform | None:
    """Find the platform of the first of these names that is known; ``None`` where none is.

    Examples
    --------
    >>> first_platform(None, "example.org", "forum").id, first_platform("example.org")
    ('forum', None)
    """
    for name in names:
        if name:
            try:
                return platform(str(name))
            except FolkmootError:
                continue
    return None


def host_of(conversation: Mapping[str, Any]) -> str | None:
    """Host of a conversation's address; ``None`` where it has none.

    Examples
    --------
    >>> host_of({"url": "https://example.org/q/1"}), host_of({"url": None})
    ('example.org', None)
    """
    found = re.match(r"https?://([^/:?#]+)", str(conversation.get("url") or ""))
    return found[1] if found else None


def platform_of(conversation: Mapping[str, Any]) -> Platform | None:
    """Tell the platform of a conversation from its name, its address or its kind."""
    return first_platform(
        conversation.get("platform"), host_of(conversation), conversation.get("parent"),
        conversation.get("kind"),
    )  # fmt: skip


def _is_under(name: str, hosts: tuple[str, ...]) -> bool:
    return any(name == host or name.endswith(f".{host}") for host in hosts)
