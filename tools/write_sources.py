"""Write docs/sources.md, what each source reads and can tell, from what the sources say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from folkmoot.ladder import RUNGS
from folkmoot.sources import source, source_names
from folkmoot.sources.telling import FRAMES_SAID, RIGHTS_SAID, described

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "sources.md"

_HEAD: Final = """\
# Sources: what each export can tell, and what it cannot

Made from the sources themselves by `tools/write_sources.py`; do not edit it by hand. `folkmoot
sources NAME` prints the same in the terminal. How to get each export is told under its name; one
row a platform stands in [Bring your data](bring-your-data.md).

An export shows some rungs of the ladder and hides others: reading leaves no public trace, and a
tool that gathers posts by a search says nothing of a community's shares. What a source cannot tell
is *unknown*, never *nobody*.

## Coverage by rung

"""


def sources_text() -> str:
    """The text of the page."""
    found = [described(name, source(name)) for name in source_names()]
    told = [one for one in found if one["rungs"]]
    parts = [_HEAD, *_coverage(told), "\n## One by one\n"]
    for one in told:
        parts += _about(one)
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _coverage(told: list[dict[str, Any]]) -> Iterator[str]:
    rungs = [rung.name for rung in RUNGS if rung.bit is not None]
    yield f"| source | {' | '.join(rungs)} |"
    yield f"|---|{'---|' * len(rungs)}"
    for one in told:
        answers = [one["rungs"][rung]["answer"] for rung in rungs]
        yield f"| [`{one['name']}`](#{one['name']}) | {' | '.join(answers)} |"


def _about(one: dict[str, Any]) -> Iterator[str]:
    yield f"\n### {one['name']}\n"
    yield f"{one['title']}. {one['export']}\n"
    platforms = ", ".join(one["platforms"]) or "any site; its host is the platform"
    yield f"- **Platforms:** {platforms}"
    yield f"- **Sample:** {one['frame']}, {FRAMES_SAID[one['frame']]}"
    yield f"- **People are named by:** {one['actor_scheme']}"
    yield f"- **Times are set by:** {one['time_source']}"
    yield f"- **Deleted:** {one['deletes']}"
    yield f"- **Edited:** {one['edits']}"
    yield f"- **May train a model:** {RIGHTS_SAID[one['may_train']]}"
    yield f"- **May be passed on:** {RIGHTS_SAID[one['may_redistribute']]}"
    if one["sensitive"]:
        named = ", ".join(f"`{name}`" for name in one["sensitive"])
        yield f"- **Never leaves the raw archive:** {named}"
    for name, meaning in one["options"].items():
        yield f"- **Option `{name}`:** {meaning}"
    yield ""
    for rung, tells in one["rungs"].items():
        yield f"  - {rung}: {tells['answer']}, {tells['reason']}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(sources_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
