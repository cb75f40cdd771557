"""Questionnaires: what people say of themselves, and what can be said of everybody from it."""

from folkmoot.survey.forms import write_form
from folkmoot.survey.fusion import Claims, Fusion, LogNormal, Priors, Totals, fuse
from folkmoot.survey.instrument import Instrument, make_instrument
from folkmoot.survey.membership import Membership, membership
from folkmoot.survey.planner import SamplePlan, plan_sample
from folkmoot.survey.population import population, population_words
from folkmoot.survey.population_tables import joint_population, read_population
from folkmoot.survey.power import Comparison
from folkmoot.survey.responses import ANSWER_STATES, AnswerState, Responses
from folkmoot.survey.smallarea import SmallArea, mrp

__all__ = [
    "ANSWER_STATES",
    "AnswerState",
    "Claims",
    "Comparison",
    "Fusion",
    "Instrument",
    "LogNormal",
    "Membership",
    "Priors",
    "Responses",
    "SamplePlan",
    "SmallArea",
    "Totals",
    "fuse",
    "joint_population",
    "make_instrument",
    "membership",
    "mrp",
    "plan_sample",
    "population",
    "population_words",
    "read_population",
    "write_form",
]
