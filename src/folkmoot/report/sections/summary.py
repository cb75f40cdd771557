"""The first page: what was found, what to do, and how sure that is."""

from __future__ import annotations

from folkmoot.report.blocks import Block, Charts, Items, Lines, Pair, Said, Section
from folkmoot.report.dots import Chart

__all__ = ["section"]


def section(
    lines: tuple[Said, ...], chart: Chart | None, pairs: tuple[tuple[Items | None, ...], ...]
) -> Section:
    """Make the section from what the others say.

    Parameters
    ----------
    lines
        A line a section.
    chart
        The ladder.
    pairs
        Lists that stand side by side, pair by pair; a list that is absent leaves no gap.
    """
    blocks: list[Block] = [Lines(lines)]
    if chart is not None:
        blocks.append(Charts((chart,), has_caption=False))
    for pair in pairs:
        lists = tuple(each for each in pair if each is not None and each.items)
        if lists:
            blocks.append(Pair(lists))
    return Section("summary", "On one page", "", tuple(blocks))
