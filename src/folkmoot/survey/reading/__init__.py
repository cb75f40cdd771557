"""Reading answers: from the files of survey programs to `folkmoot.survey.Responses`."""

from folkmoot.survey.reading.api import read_survey
from folkmoot.survey.reading.draft import suggest_mapping
from folkmoot.survey.reading.mapping import SurveyMapping, mapping_schema_text, read_mapping
from folkmoot.survey.reading.read import Reading, read_answers
from folkmoot.survey.reading.respondents import platform_of

__all__ = [
    "Reading",
    "SurveyMapping",
    "mapping_schema_text",
    "platform_of",
    "read_answers",
    "read_mapping",
    "read_survey",
    "suggest_mapping",
]
