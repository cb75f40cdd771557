"""What measures of a product's people read beside the lake: statements of needs, target, topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from folkmoot.brief import Brief
    from folkmoot.view import View

__all__ = ["prepare"]


def prepare(view: View, brief: Brief) -> pa.Table:
    """Find who states a need of the brief and what questions are about; returns the target.

    Registers the relations ``stated_needs``, ``target`` and ``topics``. What was found once for
    a view and a brief is not looked for again.
    """
    from folkmoot.annotators.relevance import state_needs, target_members
    from folkmoot.annotators.topics import assign_topics

    state_needs(view, brief)
    target = target_members(view)
    assign_topics(view)
    return target
