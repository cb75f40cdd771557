"""The plan: made from the evidence, kept still while nothing changes, compared with the last."""

from folkmoot.plan.analysis import STEPS, Analysis, analyse
from folkmoot.plan.diff import PlanDiff, diff_plans
from folkmoot.plan.hours import OWN_PAGES, planned_hours
from folkmoot.plan.ics import calendar_text
from folkmoot.plan.make import make_plan
from folkmoot.plan.model import Plan, read_plan, write_plan

__all__ = [
    "OWN_PAGES",
    "STEPS",
    "Analysis",
    "Plan",
    "PlanDiff",
    "analyse",
    "calendar_text",
    "diff_plans",
    "make_plan",
    "planned_hours",
    "read_plan",
    "write_plan",
]
