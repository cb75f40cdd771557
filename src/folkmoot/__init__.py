"""folkmoot: find where a product's customers take part, how, and what they need, and help them.

The public names are loaded when they are first used, so importing folkmoot is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from folkmoot.annotators.run import annotate
    from folkmoot.brief import read_brief
    from folkmoot.errors import FolkmootError, ProblemGroup
    from folkmoot.estimate import Estimate, EstimateTable, Evidence
    from folkmoot.ingest import add, forget
    from folkmoot.measures.audience import audience, hypotheses
    from folkmoot.measures.communities import communities
    from folkmoot.measures.conversations import conversations
    from folkmoot.measures.cross_check import cross_check
    from folkmoot.measures.fused import fused
    from folkmoot.measures.inequality import inequality
    from folkmoot.measures.look_alike import look_alike
    from folkmoot.measures.modelled import modelled
    from folkmoot.measures.needs import needs
    from folkmoot.measures.overlap import overlap
    from folkmoot.measures.participation import participation
    from folkmoot.measures.personas import personas
    from folkmoot.measures.position import position
    from folkmoot.measures.proposed import proposed
    from folkmoot.measures.reported import reported
    from folkmoot.measures.retention import retention
    from folkmoot.measures.segments import segments
    from folkmoot.measures.sensitivity import sensitivity
    from folkmoot.measures.shortlist import shortlist
    from folkmoot.measures.tempo import tempo
    from folkmoot.measures.trends import trends
    from folkmoot.measures.who_needs import segment_needs, who_needs
    from folkmoot.plan import analyse, diff_plans, make_plan, read_plan
    from folkmoot.project import init_project, open_project
    from folkmoot.report import write_report
    from folkmoot.survey.reading import read_survey

__all__ = [
    "Estimate",
    "EstimateTable",
    "Evidence",
    "FolkmootError",
    "ProblemGroup",
    "add",
    "analyse",
    "annotate",
    "audience",
    "communities",
    "conversations",
    "cross_check",
    "diff_plans",
    "forget",
    "fused",
    "hypotheses",
    "inequality",
    "init_project",
    "look_alike",
    "make_plan",
    "modelled",
    "needs",
    "open_project",
    "overlap",
    "participation",
    "personas",
    "position",
    "proposed",
    "read_brief",
    "read_plan",
    "read_survey",
    "reported",
    "retention",
    "segment_needs",
    "segments",
    "sensitivity",
    "shortlist",
    "tempo",
    "trends",
    "who_needs",
    "write_report",
]

_HOMES: Final = {
    "segments": "folkmoot.measures.segments",
    "segment_needs": "folkmoot.measures.who_needs",
    "who_needs": "folkmoot.measures.who_needs",
    "position": "folkmoot.measures.position",
    "personas": "folkmoot.measures.personas",
    "look_alike": "folkmoot.measures.look_alike",
    "cross_check": "folkmoot.measures.cross_check",
    "Estimate": "folkmoot.estimate",
    "EstimateTable": "folkmoot.estimate",
    "Evidence": "folkmoot.estimate",
    "FolkmootError": "folkmoot.errors",
    "ProblemGroup": "folkmoot.errors",
    "add": "folkmoot.ingest",
    "analyse": "folkmoot.plan",
    "annotate": "folkmoot.annotators.run",
    "audience": "folkmoot.measures.audience",
    "communities": "folkmoot.measures.communities",
    "conversations": "folkmoot.measures.conversations",
    "diff_plans": "folkmoot.plan",
    "forget": "folkmoot.ingest",
    "fused": "folkmoot.measures.fused",
    "hypotheses": "folkmoot.measures.audience",
    "inequality": "folkmoot.measures.inequality",
    "init_project": "folkmoot.project",
    "make_plan": "folkmoot.plan",
    "modelled": "folkmoot.measures.modelled",
    "needs": "folkmoot.measures.needs",
    "overlap": "folkmoot.measures.overlap",
    "open_project": "folkmoot.project",
    "participation": "folkmoot.measures.participation",
    "proposed": "folkmoot.measures.proposed",
    "read_brief": "folkmoot.brief",
    "read_plan": "folkmoot.plan",
    "read_survey": "folkmoot.survey.reading",
    "reported": "folkmoot.measures.reported",
    "retention": "folkmoot.measures.retention",
    "sensitivity": "folkmoot.measures.sensitivity",
    "shortlist": "folkmoot.measures.shortlist",
    "tempo": "folkmoot.measures.tempo",
    "trends": "folkmoot.measures.trends",
    "write_report": "folkmoot.report",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'folkmoot' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
