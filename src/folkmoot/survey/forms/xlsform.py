"""The questionnaire as an XLSForm, the workbook that KoboToolbox and ODK read.

Sheets and columns are those of https://xlsform.org: ``survey``, ``choices``, ``settings``, with a
column ``label::Language (code)`` a language. Names are the ids of questions, values the codes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from folkmoot.survey.instrument import Instrument, Question, Section

__all__ = ["render"]

_SCALE: Final = "scale"
_CREATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_AGREED: Final = "${consent} = '1'"
_Row = dict[str, str]


def render(instrument: Instrument) -> bytes:
    """Write the workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    # A community's name may look like a formula or an address; it is text.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **plain}) as workbook:
        # A time of its own, so that the same questionnaire gives the same bytes.
        workbook.set_properties({"created": _CREATED})
        for name, rows in (
            ("survey", list(_survey(instrument))),
            ("choices", list(_choices(instrument))),
            ("settings", [_settings(instrument)]),
        ):
            sheet = workbook.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet.write_row(0, 0, columns)
            for number, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    if row.get(column):
                        sheet.write_string(number, place, row[column])
    return buffer.getvalue()


def _survey(instrument: Instrument) -> Iterator[_Row]:
    # When it began and ended, by which answers given in a hurry are found.
    yield {"type": "start", "name": "start"}
    yield {"type": "end", "name": "end"}
    for section in instrument.sections:
        yield from _section(instrument, section)
    yield {"type": "note", "name": "thanks"} | _words(instrument, "thanks")


def _section(instrument: Instrument, section: Section) -> Iterator[_Row]:
    head = {"type": "begin_group", "name": f"{section.id}_page", "appearance": "field-list"}
    is_consent = section.id == "consent"
    yield head | _label(instrument, section.title) | ({} if is_consent else {"relevant": _AGREED})
    if is_consent:
        yield {"type": "note", "name": "consent_text"} | _words(instrument, "consent")
    if section.is_scale:
        yield {"type": "note", "name": f"{section.id}_head"} | _words(instrument, "frequency")
    for question in section.questions:
        yield _question(instrument, question)
    yield {"type": "end_group", "name": f"{section.id}_page"}


def _question(instrument: Instrument, question: Question) -> _Row:
    row = {"type": _type(question), "name": question.id} | _label(instrument, question.text)
    if question.id == "consent":
        row["required"] = "yes"
    if question.shown_if:
        row["relevant"] = f"${{{question.shown_if.question}}} = '{question.shown_if.code}'"
    if question.kind == "multiple":
        row |= _words(instrument, "several", "hint")
    alone = [option.code for option in question.options if option.is_exclusive]
    if alone:
        chosen = " or ".join(f"selected(., '{code}')" for code in alone)
        row["constraint"] = f"not(({chosen}) and count-selected(.) > 1)"
        row |= _words(instrument, "alone", "constraint_message")
    return row


def _type(question: Question) -> str:
    if question.kind == "open":
        return "text"
    several = "select_multiple" if question.kind == "multiple" else "select_one"
    return f"{several} {_SCALE if question.kind == 'frequency' else question.id}"


def _choices(instrument: Instrument) -> Iterator[_Row]:
    lists = {
        _SCALE if question.kind == "frequency" else question.id: question.options
        for question in instrument.questions
    }
    for name, options in lists.items():
        for option in options:
            yield {"list_name": name, "name": option.code} | _label(instrument, option.label)


def _settings(instrument: Instrument) -> _Row:
    first = instrument.languages[0]
    return {
        "form_title": first.words["title"],
        "form_id": "folkmoot_participation",
        "version": instrument.version,
        "default_language": f"{first.name} ({first.code})",
        "style": "pages",
    }


def _label(instrument: Instrument, text: Mapping[str, str], column: str = "label") -> _Row:
    return {
        f"{column}::{language.name} ({language.code})": _plain(text[language.code])
        for language in instrument.languages
    }


def _plain(text: str) -> str:
    """Words that are not taken for a reference to a question, for which the form has no escape."""
    return text.replace("${", "$\N{WORD JOINER}{")


def _words(instrument: Instrument, name: str, column: str = "label") -> _Row:
    text = {language.code: language.words[name] for language in instrument.languages}
    return _label(instrument, text, column)
