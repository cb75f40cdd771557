"""The codebook: every question and every code with its words, its meaning and its group."""

from __future__ import annotations

import csv
import io

from folkmoot.files.plain import plain_cell
from folkmoot.ladder import QUESTIONNAIRE
from folkmoot.survey.instrument import Instrument, Question, Section, export_code

__all__ = ["render"]


def render(instrument: Instrument) -> bytes:
    """Write the codebook as CSV, UTF-8: a row an option, and a row an open question."""
    languages = [language.code for language in instrument.languages]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([
        "version", "section", "question", "code_of_question", "kind", "behaviour", "rung",
        *(f"question_{code}" for code in languages), "code", "value", "times_a_month", "state",
        *(f"option_{code}" for code in languages),
    ])  # fmt: skip
    for section in instrument.sections:
        for question in section.questions:
            for row in _rows(section, question, languages):
                writer.writerow([plain_cell(str(each)) for each in (instrument.version, *row)])
    return buffer.getvalue().encode("utf-8")


def _rows(section: Section, question: Question, languages: list[str]) -> list[list[object]]:
    asked = {each.item: each for each in QUESTIONNAIRE}.get(question.id)
    head: list[object] = [
        section.id, question.id, export_code(question.id), question.kind,
        asked.behaviour if asked else "", asked.rung if asked else "",
        *(question.text[code] for code in languages),
    ]  # fmt: skip
    if not question.options:
        return [[*head, "", "", "", "", *("" for _ in languages)]]
    return [
        [
            *head, option.code, option.value, "" if option.times is None else option.times,
            option.state.name.lower() if option.state is not None else "",
            *(option.label[code] for code in languages),
        ]
        for option in question.options
    ]  # fmt: skip
