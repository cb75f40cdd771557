"""Questionnaires: what people say of themselves, and what can be said of everybody from it."""

from folkmoot.survey.membership import Membership, membership
from folkmoot.survey.population import population, population_words
from folkmoot.survey.population_tables import joint_population, read_population
from folkmoot.survey.responses import ANSWER_STATES, AnswerState, Responses

__all__ = [
    "ANSWER_STATES",
    "AnswerState",
    "Membership",
    "Responses",
    "joint_population",
    "membership",
    "population",
    "population_words",
    "read_population",
]
