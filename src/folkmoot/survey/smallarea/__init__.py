"""Shares of small segments: a multilevel model of all cells, weighted up to the population."""

from folkmoot.survey.smallarea.areas import mrp
from folkmoot.survey.smallarea.result import AREA_FIELDS, CHECK_FIELDS, SmallArea
from folkmoot.survey.smallarea.words import FEWEST_RESPONDENTS

__all__ = ["AREA_FIELDS", "CHECK_FIELDS", "FEWEST_RESPONDENTS", "SmallArea", "mrp"]
