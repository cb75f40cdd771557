"""The page of modules says what the modules say."""

from __future__ import annotations

from tools.write_modules import PAGE, modules_text


def test_the_page_of_modules_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == modules_text(), "run: python tools/write_modules.py"
