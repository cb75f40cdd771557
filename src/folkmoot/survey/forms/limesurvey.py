"""The questionnaire as a LimeSurvey survey structure (.lss), for version 4 and later.

The layout is that of a real export: a section a database table, each with its list of fields and
its rows, words apart from structure in tables whose names end in ``_l10ns``, a row a language. The
numbers that tie rows together hold inside the file; LimeSurvey gives its own when it imports.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Final

from folkmoot.survey.instrument import Instrument, Option, Question, Section, export_code

__all__ = ["render"]

#: Of LimeSurvey 6. The importer asks only whether it is younger than 2011's.
_DB_VERSION: Final = "623"
_SID: Final = "202611"
_LONG_TEXT: Final = ("T", "longfreetext")
_TYPES: Final = {
    "single": ("L", "listradio"),
    "multiple": ("M", "multiplechoice"),
    "open": ("S", "shortfreetext"),
}
_TABLE: Final = ("F", "arrays/array")
_AGREED: Final = 'consent.NAOK == "1"'

#: Nobody can be named: no token's link, no address, no referrer; how long it took is kept.
_SETTINGS: Final = {
    "gsid": "1", "admin": "inherit", "adminemail": "inherit", "anonymized": "Y", "format": "G",
    "savetimings": "Y", "template": "inherit", "datestamp": "N", "usecookie": "I",
    "allowregister": "N", "allowsave": "N", "autoredirect": "N", "allowprev": "Y",
    "printanswers": "N", "ipaddr": "N", "ipanonymize": "Y", "refurl": "N",
    "showsurveypolicynotice": "0", "publicstatistics": "N", "publicgraphs": "N",
    "listpublic": "N", "htmlemail": "I", "assessments": "N", "usecaptcha": "N", "usetokens": "N",
    "tokenlength": "-1", "showxquestions": "N", "showgroupinfo": "N", "shownoanswer": "N",
    "showqnumcode": "X", "showwelcome": "Y", "showprogress": "Y", "questionindex": "0",
    "navigationdelay": "0", "nokeyboard": "N", "alloweditaftercompletion": "N",
}  # fmt: skip

_Row = Mapping[str, str]


def render(instrument: Instrument) -> bytes:
    """Write the structure as XML, UTF-8."""
    built = _Tables(instrument)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>', "<document>",
        " <LimeSurveyDocType>Survey</LimeSurveyDocType>",
        f" <DBVersion>{_DB_VERSION}</DBVersion>", " <languages>",
        *(f"  <language>{each.locale}</language>" for each in instrument.languages),
        " </languages>",
    ]  # fmt: skip
    for name, rows in built.tables.items():
        lines += _table(name, rows)
    return "\n".join([*lines, "</document>", ""]).encode("utf-8")


def _table(name: str, rows: list[_Row]) -> Iterator[str]:
    yield f" <{name}>"
    yield "  <fields>"
    yield from (f"   <fieldname>{field}</fieldname>" for field in rows[0])
    yield "  </fields>"
    yield "  <rows>"
    for row in rows:
        yield "   <row>"
        yield from (f"    <{field}><![CDATA[{value}]]></{field}>" for field, value in row.items())
        yield "   </row>"
    yield "  </rows>"
    yield f" </{name}>"


class _Tables:
    """The tables of one survey, filled in the order in which the questions are shown."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        names = (
            "answers", "answer_l10ns", "groups", "group_l10ns", "questions", "subquestions",
            "question_l10ns", "question_attributes", "surveys", "surveys_languagesettings",
        )  # fmt: skip
        self.tables: dict[str, list[_Row]] = {name: [] for name in names}
        self._numbers = {kind: count(1) for kind in ("qid", "aid", "l10n")}
        for number, section in enumerate(instrument.sections, 1):
            self._group(str(number), section)
        self._survey()

    def _group(self, gid: str, section: Section) -> None:
        relevance = "1" if section.id == "consent" else _AGREED
        self.tables["groups"].append({
            "gid": gid, "sid": _SID, "group_order": gid, "randomization_group": "",
            "grelevance": relevance,
        })  # fmt: skip
        self._words("group_l10ns", {"gid": gid}, {"group_name": section.title}, description="")
        if section.is_scale:
            self._scale(gid, section)
            return
        for order, question in enumerate(section.questions, 1):
            self._single(gid, order, question)

    def _scale(self, gid: str, section: Section) -> None:
        """One table of questions: its lines are the items, its columns the scale."""
        lead = {each.code: each.words["frequency"] for each in self.instrument.languages}
        qid = self._question(gid, 1, export_code(section.id), _TABLE, lead)
        for order, question in enumerate(section.questions, 1):
            code = export_code(question.id)
            self._question(gid, order, code, ("F", ""), question.text, parent=qid)
        self._answers(qid, section.questions[0].options)

    def _single(self, gid: str, order: int, question: Question) -> None:
        relevance = "1"
        if question.shown_if:
            code = export_code(question.shown_if.question)
            relevance = f'{code}.NAOK == "{question.shown_if.code}"'
        kind = _LONG_TEXT if question.is_long else _TYPES[question.kind]
        code = export_code(question.id)
        qid = self._question(gid, order, code, kind, question.text, relevance=relevance)
        if question.kind == "multiple":
            self._several(gid, qid, question)
        else:
            self._answers(qid, question.options)

    def _several(self, gid: str, qid: str, question: Question) -> None:
        for order, option in enumerate(question.options, 1):
            self._question(gid, order, option.code, ("M", ""), option.label, parent=qid)
        alone = ";".join(option.code for option in question.options if option.is_exclusive)
        self.tables["question_attributes"].append(
            {"qid": qid, "attribute": "exclude_all_others", "value": alone, "language": ""}
        )

    def _question(
        self,
        gid: str,
        order: int,
        code: str,
        kind: tuple[str, str],
        text: Mapping[str, str],
        *,
        parent: str = "0",
        relevance: str = "1",
    ) -> str:
        qid = str(next(self._numbers["qid"]))
        table = "questions" if parent == "0" else "subquestions"
        self.tables[table].append({
            "qid": qid, "parent_qid": parent, "sid": _SID, "gid": gid, "type": kind[0],
            "title": code, "preg": "", "other": "N",
            "mandatory": "Y" if code == "consent" else "N", "encrypted": "N",
            "question_order": str(order), "scale_id": "0", "same_default": "0",
            "relevance": relevance, "question_theme_name": kind[1], "modulename": "",
            "same_script": "0",
        })  # fmt: skip
        self._words("question_l10ns", {"qid": qid}, {"question": text}, help="", script="")
        return qid

    def _answers(self, qid: str, options: Iterable[Option]) -> None:
        for order, option in enumerate(options):
            aid = str(next(self._numbers["aid"]))
            self.tables["answers"].append({
                "aid": aid, "qid": qid, "code": option.code, "sortorder": str(order),
                "assessment_value": "0", "scale_id": "0",
            })  # fmt: skip
            self._words("answer_l10ns", {"aid": aid}, {"answer": option.label})

    def _words(
        self, table: str, key: _Row, texts: Mapping[str, Mapping[str, str]], **empty: str
    ) -> None:
        """Add a row a language."""
        for language in self.instrument.languages:
            told = {field: _html(text[language.code]) for field, text in texts.items()}
            number = str(next(self._numbers["l10n"]))
            row = {"id": number, **key, **told, **empty, "language": language.locale}
            self.tables[table].append(row)

    def _survey(self) -> None:
        first, *others = self.instrument.languages
        self.tables["surveys"].append({
            "sid": _SID, **_SETTINGS, "language": first.locale,
            "additional_languages": " ".join(each.locale for each in others),
        })  # fmt: skip
        for language in self.instrument.languages:
            self.tables["surveys_languagesettings"].append({
                "surveyls_survey_id": _SID, "surveyls_language": language.locale,
                "surveyls_title": _html(language.words["title"]), "surveyls_description": "",
                "surveyls_welcometext": _html(language.words["consent"]),
                "surveyls_endtext": _html(language.words["thanks"]), "surveyls_url": "",
                "surveyls_urldescription": "", "surveyls_dateformat": "6",
                "surveyls_numberformat": "0",
            })  # fmt: skip


def _html(text: str) -> str:
    """Words as HTML without markup; braces would be read as an expression."""
    told = html.escape(text).replace("{", "&#123;").replace("}", "&#125;")
    return told.replace("\n", "<br />\n")
