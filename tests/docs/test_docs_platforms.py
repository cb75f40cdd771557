"""The page of platforms says what the facts say."""

from __future__ import annotations

import re

from tools.write_platforms import PAGE, platforms_text

from folkmoot.platforms import kinds, platforms


def test_the_page_of_platforms_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == platforms_text(), "run: python tools/write_platforms.py"


def test_every_platform_and_kind_has_its_part() -> None:
    heads = re.findall(r"^### (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert heads == [each.id for each in (*kinds(), *platforms())]
