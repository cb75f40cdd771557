"""A questionnaire and the totals of a log, joined: who reads only, who posts, who does neither."""

from folkmoot.survey.fusion.fused import fuse
from folkmoot.survey.fusion.priors import LogNormal, Priors
from folkmoot.survey.fusion.result import FACTOR_FIELDS, FUSION_FIELDS, SENSITIVITY_FIELDS, Fusion
from folkmoot.survey.fusion.states import POSTING, STATES, Claims
from folkmoot.survey.fusion.totals import Totals

__all__ = [
    "FACTOR_FIELDS",
    "FUSION_FIELDS",
    "POSTING",
    "SENSITIVITY_FIELDS",
    "STATES",
    "Claims",
    "Fusion",
    "LogNormal",
    "Priors",
    "Totals",
    "fuse",
]
