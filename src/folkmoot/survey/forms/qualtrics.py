"""The questionnaire as text that Qualtrics imports (its "advanced format"), in one language.

The format knows no logic: who does not agree, and the question on gender in one's own words, are
told to whoever imports it in the first block, to be deleted there. A question's tag is its id, a
choice's number its code, so the numeric export reads back by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from folkmoot.survey.instrument import Instrument, Language, Option, Question, Section

__all__ = ["render"]

_TYPES: Final = {
    "frequency": "MC:SingleAnswer:Vertical",
    "single": "MC:SingleAnswer:Vertical",
    "multiple": "MC:MultipleAnswer:Vertical",
    "open": "TE:SingleLine",
}

_SETUP: Final = (
    "Setup notes: delete this question after importing.",
    "1. Survey flow: end the survey for those whose answer to consent is 2.",
    "2. Display logic: show gender_own where the answer to gender is 3.",
    "3. Choices 97, 98 and 99 of questions with several answers: make them exclusive.",
    "4. Survey options: anonymize responses. Export the data with numeric values.",
)


def render(instrument: Instrument) -> bytes:
    """Write the text, UTF-8."""
    (language,) = instrument.languages
    lines = ["[[AdvancedFormat]]", "", "[[Block:setup]]", "[[Question:DB]]", "[[ID:setup]]"]
    lines += ["<br>".join(_SETUP), ""]
    for section in instrument.sections:
        lines += _section(section, language)
    lines += ["[[Block:end]]", *_told("end", [language.words["thanks"]])]
    return "\n".join(lines).encode("utf-8")


def _section(section: Section, language: Language) -> Iterator[str]:
    yield f"[[Block:{section.id}]]"
    head = [f"<b>{_plain(section.title[language.code])}</b>"]
    if section.is_scale:
        head.append(_plain(language.words["frequency"]))
    if section.id == "consent":
        head.append(_plain(language.words["consent"]))
    yield from _told(f"{section.id}_head", head)
    for question in section.questions:
        yield from _question(question, language)


def _told(name: str, parts: list[str]) -> list[str]:
    return ["[[Question:DB]]", f"[[ID:{name}]]", "<br><br>".join(parts), ""]


def _question(question: Question, language: Language) -> Iterator[str]:
    text = _plain(question.text[language.code])
    if question.kind == "multiple":
        text += f" {_plain(language.words['several'])}"
    yield f"[[Question:{'TE:Essay' if question.is_long else _TYPES[question.kind]}]]"
    yield f"[[ID:{question.id}]]"
    yield text
    if question.options:
        yield "[[AdvancedChoices]]"
        for option in question.options:
            yield from _choice(option, language)
    yield ""


def _choice(option: Option, language: Language) -> tuple[str, str]:
    return f"[[Choice:{option.code}]]", _plain(option.label[language.code])


def _plain(text: str) -> str:
    """One line of HTML that cannot be taken for a tag of the format or for piped text."""
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("[", "&#91;"),
                         ("]", "&#93;"), ("$", "&#36;")):  # fmt: skip
        text = text.replace(sign, entity)
    return re.sub(r"\n+", "<br><br>", text)
