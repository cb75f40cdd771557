"""Questionnaires: what people say of themselves, and what can be said of everybody from it."""

from folkmoot.survey.membership import Membership, membership
from folkmoot.survey.responses import ANSWER_STATES, AnswerState, Responses

__all__ = ["ANSWER_STATES", "AnswerState", "Membership", "Responses", "membership"]
