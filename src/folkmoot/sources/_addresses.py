"""Addresses of pages, and the host that tells a platform."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["host_of"]


def host_of(address: str) -> str | None:
    """Host of an address, without ``www.``; ``None`` where it has none.

    Examples
    --------
    >>> host_of("https://www.example.org/blog"), host_of("urn:uuid:1")
    ('example.org', None)
    """
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
