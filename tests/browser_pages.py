"""A page of ours in a browser: it asks for nothing else and complains of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: The narrowest phone in common use, in CSS pixels.
PHONE = 360


@contextmanager
def opened(page: Page, path: Path) -> Iterator[Page]:
    """Open a file; whatever else it asks for and whatever it complains of fails the test."""
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(path.as_uri())
    yield page
    assert asked == [path.as_uri()]
    assert told == []
