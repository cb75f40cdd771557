"""Write docs/platforms.md, what each platform affords, forbids and lets one read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from folkmoot.ladder import RUNGS
from folkmoot.platforms import ABOUT, EFFECTS, Fact, Platform, Rule, kinds, platforms

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "platforms.md"

_HEAD: Final = """\
# Platforms: what communities afford, forbid, and let one read

Made from `src/folkmoot/reference/platforms/` and `policy_rules.csv` by `tools/write_platforms.py`;
do not edit it by hand. `folkmoot platforms NAME` prints the same in the terminal.

Every fact names where it was read and the date that it or its source bears; *unknown* stands where
nothing was found, and is no guess. It was read by November 2026, much of it in stored copies, and
platforms change their rules without notice: read the guidelines of a place before you write there.
What a place is good for, and which form of taking part serves which rung of the ladder, is our
judgement unless a source is named. Figures of people are those that others published, of their
time and place.

The conduct gate heeds these rules before any draft is written: how often one may contact a person,
complaints that may not be answered, people who did not agree to be found, the share of posts that
may name the product, and the label of advertising. The other rules are shown to the person who
posts.
"""
_RULES: Final = """
## What rules ask for

| effect | in words |
|---|---|
"""


def platforms_text() -> str:
    """The text of the page."""
    parts = [
        _HEAD, "\n## Kinds of communities\n", *_table(kinds()),
        "\n## Named platforms\n", *_table(platforms()),
        _RULES, *(f"| `{name}` | {words} |" for name, words in EFFECTS.items()),
        "\n## Rules that hold everywhere\n", *map(_rule, _everywhere()), "\n## Kinds, one by one",
    ]  # fmt: skip
    for each in kinds():
        parts += _told(each)
    parts.append("\n## Platforms, one by one")
    for each in platforms():
        parts += _told(each)
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _table(listed: tuple[Platform, ...]) -> Iterator[str]:
    rungs = [rung.name for rung in RUNGS if rung.bit is not None]
    named = not listed[0].is_kind
    heads = ["kind", "region", "status"] if named else []
    ends = ["own rules"] if named else []
    yield f"| | {' | '.join([*heads, *rungs, *ends])} |"
    yield f"|---|{'---|' * len([*heads, *rungs, *ends])}"
    for each in listed:
        about = [each.kind, each.region, each.status] if named else []
        tells = ["yes" if rung in each.forms else "" if each.forms else "unknown" for rung in rungs]
        count = [str(len(each.own_rules)) if each.is_bound else "unknown"] if named else []
        yield f"| [{each.name}](#{each.id}) | {' | '.join([*about, *tells, *count])} |"


def _everywhere() -> list[Rule]:
    return [rule for rule in kinds()[-1].rules if rule.applies_to == "everywhere"]


def _told(each: Platform) -> Iterator[str]:
    yield f"\n### {each.id}\n"
    about = "" if each.is_kind else f" Kind `{each.kind}`, region {each.region}, {each.status}."
    yield f"**{each.name}.**{about} Good for: {each.good_for}.\n"
    for rung, forms in each.forms.items():
        yield f"- {rung}: {', '.join(forms)}"
    if each.reactions:
        yield f"- no rung: {', '.join(each.reactions)}"
    yield f"- source of these: {each.source}; {each.dated}" if each.forms else "- forms: unknown"
    for subject in ABOUT:
        yield from (f"- **{subject}:** {_fact(fact)}" for fact in each.about(subject))
    if each.read_by:
        names = ", ".join(f"[`{name}`](sources.md#{name})" for name in each.read_by)
        yield f"- **read by:** {names}"
    if not each.is_bound:
        yield "- **rules:** unknown; read its guidelines first"
    yield from map(_rule, each.own_rules)


def _fact(fact: Fact) -> str:
    return f"{fact.says} ({fact.source}; {fact.dated})" if fact.is_known else fact.says


def _rule(rule: Rule) -> str:
    where = f", {rule.region}" if rule.region else ""
    bound = f" {rule.value}" if rule.value else ""
    return (
        f"- **rule `{rule.effect}`{bound}**{where}: {rule.says}. *{rule.implies}.*"
        f" ({rule.source}; {rule.dated})"
    )


def main() -> None:
    """Write the page."""
    PAGE.write_text(platforms_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
