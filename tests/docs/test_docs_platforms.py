"""The page of platforms says what the facts say."""

from __future__ import annotations

import re

from tools.write_platforms import PAGE, platforms_text

from folkmoot.platforms import kinds, platforms

README = PAGE.parents[1] / "README.md"


def test_the_page_of_platforms_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == platforms_text(), "run: python tools/write_platforms.py"


def test_every_platform_and_kind_has_its_part() -> None:
    heads = re.findall(r"^### (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert heads == [each.id for each in (*kinds(), *platforms())]


def test_the_readme_counts_what_is_known_and_what_is_not() -> None:
    text = README.read_text(encoding="utf-8")
    facts = [fact for each in platforms() for fact in each.facts]
    unknown = sum(not fact.is_known for fact in facts)
    bare = sum(not each.is_bound for each in platforms())
    assert f"{len(kinds())} kinds and {len(platforms())} platforms" in text
    assert f"{unknown} subjects are unknown and say so, and {bare} platforms" in text
