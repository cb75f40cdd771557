"""All measures of one project at one moment, in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from folkmoot.strategies.base import Case

if TYPE_CHECKING:
    from folkmoot.annotators.lasting import LearnedThemes
    from folkmoot.annotators.veto import Veto
    from folkmoot.brief import Brief
    from folkmoot.estimate import EstimateTable
    from folkmoot.project import Project
    from folkmoot.talks import Known, TalkIndex
    from folkmoot.view import View

__all__ = ["STEPS", "Analysis", "analyse"]

#: Places of the shortlist: as many as a few hours a week can serve.
_PLACES: Final = 5

#: What `analyse` does, in order, in words for a progress bar.
STEPS: Final = (
    "Finding who states a need",
    "How they take part",
    "What sets them apart",
    "Where they are",
    "What they need",
    "Open conversations",
    "What is rising",
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The case for the strategies, the check of the brief's hypotheses, and more views.

    They tell how far the ladder depends on how it is asked, how unequally people take part, what
    they connect with the product and its alternatives; of the places (``around``) which few reach
    most, which share people, who stays, when they post, and of which there is no data; and of
    the ``people`` which kinds there are, what is known of each, and by what they can be told.
    """

    case: Case
    hypotheses: EstimateTable
    sensitivity: EstimateTable
    inequality: EstimateTable
    position: EstimateTable
    around: tuple[EstimateTable, ...] = ()
    people: tuple[EstimateTable, ...] = ()

    def tables(self) -> dict[str, EstimateTable]:
        """Every table by name, in the order of the report."""
        found = self.case.tables()
        names = ("participation", "sensitivity", "inequality", "audience", "hypotheses",
                 "segments", "personas", "segment_needs", "look_alike", "communities", "shortlist",
                 "overlap", "retention", "tempo", "proposed", "needs", "who_needs", "position",
                 "conversations", "trends")  # fmt: skip
        more = (self.hypotheses, self.sensitivity, self.inequality, self.position)
        found |= {table.name: table for table in (*self.around, *self.people)}
        found |= {table.name: table for table in more}
        return {name: found[name] for name in names if name in found}


def analyse(
    view: View,
    brief: Brief,
    step: Callable[[], None] | None = None,
    *,
    index: TalkIndex | None = None,
    known: Known | None = None,
    themes: LearnedThemes | None = None,
    veto: Veto | None = None,
    project: Project | None = None,
) -> Analysis:
    """Measure everything a plan rests on.

    Parameters
    ----------
    view
        The lake as of a moment.
    brief
        The product.
    step
        Called as each of ``STEPS`` begins.
    index, known
        The project's index of conversations, and contacts and decisions so far.
    themes
        Themes that were learned, if some were; words alone otherwise.
    veto
        What rules events out; the shipped words alone where none is given.
    project
        That of the view, to keep what was learnt of hours or days in.
    """
    from folkmoot.measures._prepared import prepare
    from folkmoot.measures.audience import audience, hypotheses
    from folkmoot.measures.communities import communities
    from folkmoot.measures.conversations import conversations
    from folkmoot.measures.needs import needs
    from folkmoot.measures.position import position
    from folkmoot.measures.trends import trends

    begin = step or _nothing
    begin()
    prepare(view, brief)
    begin()
    ladder, moved, unequal = _ladder(view)
    begin()
    who, assumed = audience(view, brief), hypotheses(view, brief)
    people = _people(view, brief, themes)
    begin()
    where, around = communities(view, brief), _around(view, brief)
    begin()
    what, seen = needs(view, brief, themes=themes), position(view, brief)
    begin()
    talks = conversations(view, brief, index=index, known=known, kept="first")
    begin()
    rising = trends(view, brief, veto=veto, themes=themes, project=project)
    case = Case(brief, view.as_of, ladder, who, where, what, talks, rising)
    return Analysis(case, assumed, moved, unequal, seen, around, people)


def _ladder(view: View) -> tuple[EstimateTable, EstimateTable, EstimateTable]:
    """How people take part, what assumptions would change of it, and how unequally they write."""
    from folkmoot.measures.inequality import inequality
    from folkmoot.measures.participation import participation
    from folkmoot.measures.sensitivity import sensitivity

    ladder = participation(view, by=("age_band", "country", "tenure"), group="target")
    return ladder, sensitivity(view, by=("age_band", "country")), inequality(view)


def _people(view: View, brief: Brief, themes: LearnedThemes | None) -> tuple[EstimateTable, ...]:
    """More views of the target's people, for the report and the exported tables."""
    from folkmoot.measures.look_alike import look_alike
    from folkmoot.measures.personas import personas
    from folkmoot.measures.segments import segments
    from folkmoot.measures.who_needs import segment_needs, who_needs

    had = who_needs(view, brief, themes), segment_needs(view, brief, themes)
    return segments(view, brief), personas(view, brief), *had, look_alike(view, brief)


def _around(view: View, brief: Brief) -> tuple[EstimateTable, ...]:
    """More views of the places, for the report and the exported tables."""
    from folkmoot.measures.overlap import overlap
    from folkmoot.measures.proposed import proposed
    from folkmoot.measures.retention import retention
    from folkmoot.measures.shortlist import shortlist
    from folkmoot.measures.tempo import tempo

    few = shortlist(view, brief, _PLACES)
    stay = retention(view, brief)
    return few, overlap(view, brief), stay, tempo(view), proposed(view, brief)


def _nothing() -> None:
    """Stand in for a progress bar."""
