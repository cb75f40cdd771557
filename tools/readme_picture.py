"""Make docs/report.png, the README's picture: the first page of the demonstration's report.

    python tools/readme_picture.py [REPORT.html]

Needs the environment of `make test-live` and a Chromium. Without an argument the newest report of
`make demo` is taken.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "report.png"

#: CSS pixels; twice as many in the picture would be sharper and too heavy for a README.
WIDTH, SCALE = 960, 1.25


def newest_report() -> Path:
    """Return the newest report of the demonstration."""
    found = sorted((ROOT / "folkmoot-demo" / "reports").glob("*.html"))
    if not found:
        sys.exit("no report: run `make demo` first, or name a report")
    return found[-1]


def take_picture(report: Path) -> None:
    """Photograph a report from its title to the end of its first chart."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("FOLKMOOT_TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": WIDTH, "height": 1200}, device_scale_factor=SCALE, offline=True
        )
        page.goto(report.resolve().as_uri())
        end = page.locator("#summary figure").bounding_box()
        if end is None:
            sys.exit(f"{report}: no chart on the first page")
        height = end["y"] + end["height"] + 16
        page.screenshot(
            path=PICTURE, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height}
        )
        browser.close()


if __name__ == "__main__":
    take_picture(Path(sys.argv[1]) if len(sys.argv) > 1 else newest_report())
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")
