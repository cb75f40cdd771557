"""A real Chromium, found by ``make test-live``, with no network at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

#: The smallest laptop window in common use, in CSS pixels.
WINDOW: ViewportSize = {"width": 1280, "height": 720}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Open the browser once for all tests."""
    path = os.environ.get("FOLKMOOT_TEST_CHROMIUM")
    if not path:
        pytest.fail("no browser: run these tests by `make test-live`")
    from playwright.sync_api import sync_playwright

    # No sandbox, since continuous integration runs as root; the rest keeps Chromium from calling
    # its makers at every start.
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update",
             "--disable-sync"]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open an empty page that cannot reach a network; a script's error fails the test."""
    context = chromium.new_context(offline=True, locale="en-GB", viewport=WINDOW)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
