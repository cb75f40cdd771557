"""The report that `folkmoot demo` writes on the bundled community, in a real browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the demonstration as a user does; return the report that it names."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "folkmoot", "demo"],
        cwd=folder, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    (path,) = (line.split()[1] for line in done.stdout.splitlines() if line.startswith("Report"))
    return folder / path


def test_the_demonstration_s_report_is_accessible_and_complete(
    page: Page, demo_report: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(demo_report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
    assert asked == [demo_report.as_uri()]
    text = page.locator("body").inner_text()
    assert "travel.stackexchange.com" in text
    assert "CC BY-SA" in text
