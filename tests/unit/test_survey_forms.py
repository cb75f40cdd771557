"""Each form of the questionnaire: whole, in both languages, with the same codes, and safe."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook
from pyxform.xls2xform import convert

from folkmoot.errors import ProblemGroup
from folkmoot.survey.forms import (
    FORMS,
    codebook,
    limesurvey,
    printed,
    qualtrics,
    write_form,
    xlsform,
)
from folkmoot.survey.instrument import export_code, item_of_code, make_instrument, option_of_code

#: Markup, a formula, an expression, a tag of Qualtrics, the end of a CDATA section.
HOSTILE = (
    "<b>Coffee & Co</b>",
    '=HYPERLINK("x")',
    "{SID} ${x}",
    "[[PageBreak]]",
    "]]>",
    "咖啡小组",
)
ASKED = make_instrument(communities=HOSTILE, countries=["CN", "DE"], asker=HOSTILE[0])
CHINESE = make_instrument(["zh"], communities=HOSTILE, countries=["CN", "DE"], asker=HOSTILE[0])

#: Fields of the tables in real exports of LimeSurvey 5 and 7 (its own tests' survey 161359, and
#: the demonstration survey of the R package lssdoc).
FIELDS = {
    "answers": "aid qid code sortorder assessment_value scale_id",
    "answer_l10ns": "id aid answer language",
    "groups": "gid sid group_order randomization_group grelevance",
    "group_l10ns": "id gid group_name description language",
    "questions": "qid parent_qid sid gid type title preg other mandatory encrypted question_order"
    " scale_id same_default relevance question_theme_name modulename same_script",
    "question_l10ns": "id qid question help script language",
    "question_attributes": "qid attribute value language",
}


def test_the_same_questionnaire_gives_the_same_bytes(tmp_path: Path) -> None:
    for form, (_, suffix) in FORMS.items():
        asked = CHINESE if form == "qualtrics" else ASKED
        first, second = (tmp_path / f"{name}{suffix}" for name in "ab")
        assert write_form(asked, form, first) == first
        write_form(asked, form, second)
        assert first.read_bytes() == second.read_bytes()


def _rows(root: ET.Element, table: str) -> list[dict[str, str]]:
    return [
        {field.tag: field.text or "" for field in row} for row in root.iterfind(f"{table}/rows/row")
    ]


@pytest.fixture(scope="module")
def lss() -> ET.Element:
    return ET.fromstring(limesurvey.render(ASKED))


def test_limesurvey_s_tables_have_the_fields_of_a_real_export(lss: ET.Element) -> None:
    assert lss.findtext("LimeSurveyDocType") == "Survey"
    assert [each.text for each in lss.iterfind("languages/language")] == ["en", "zh-Hans"]
    told = {
        table.tag: " ".join(each.text or "" for each in table.iterfind("fields/fieldname"))
        for table in lss
        if table.find("fields") is not None
    }
    expected = FIELDS | {"subquestions": FIELDS["questions"]}
    assert {table: told[table] for table in expected} == expected
    assert set(told) - set(expected) == {"surveys", "surveys_languagesettings"}
    for table, fields in told.items():
        assert {" ".join(row) for row in _rows(lss, table)} == {fields}


def test_limesurvey_s_rows_hold_together(lss: ET.Element) -> None:
    """What its importer ties rows by: lines of a table to their question, words to their row."""
    questions = {row["qid"]: row for row in _rows(lss, "questions")}
    lines = {row["qid"]: row for row in _rows(lss, "subquestions")}
    answers = {row["aid"]: row for row in _rows(lss, "answers")}
    groups = {row["gid"]: row for row in _rows(lss, "groups")}
    assert not questions.keys() & lines.keys()
    assert {row["parent_qid"] for row in questions.values()} == {"0"}
    assert {row["parent_qid"] for row in lines.values()} | {
        r["qid"] for r in answers.values()
    } <= set(questions)
    assert {row["gid"] for row in (questions | lines).values()} == set(groups)
    for table, key, owners in (
        ("question_l10ns", "qid", questions | lines),
        ("answer_l10ns", "aid", answers),
        ("group_l10ns", "gid", groups),
    ):
        told = [(row[key], row["language"]) for row in _rows(lss, table)]
        assert len(told) == len(set(told))
        assert set(told) == {
            (owner, language) for owner in owners for language in ("en", "zh-Hans")
        }


def test_limesurvey_s_codes_are_allowed_there_and_read_back(lss: ET.Element) -> None:
    questions = {row["qid"]: row for row in _rows(lss, "questions")}
    columns: dict[str, tuple[str, str | None]] = {}
    for row in questions.values():
        assert re.fullmatch("[A-Za-z][A-Za-z0-9]{0,19}", row["title"])
        if row["type"] in "LST":
            columns[row["title"]] = (row["title"], None)
    for row in _rows(lss, "subquestions"):
        assert re.fullmatch("[A-Za-z0-9]{1,20}", row["title"])
        parent = questions[row["parent_qid"]]
        item = row["title"] if parent["type"] == "F" else parent["title"]
        option = None if parent["type"] == "F" else row["title"]
        columns[f"{parent['title']}[{row['title']}]"] = (item, option)
    assert all(re.fullmatch("[A-Za-z0-9]{1,5}", row["code"]) for row in _rows(lss, "answers"))
    asked = {export_code(question.id): question.id for question in ASKED.questions}
    assert {item_of_code(column) for column in columns} == set(asked.values())
    for column, (item, option) in columns.items():
        assert (item_of_code(column), option_of_code(column)) == (asked[item], option)


def test_limesurvey_asks_only_those_who_agree(lss: ET.Element) -> None:
    assert [row["grelevance"] for row in _rows(lss, "groups")] == ["1"] + [
        'consent.NAOK == "1"'
    ] * 5
    relevant = {row["title"]: row["relevance"] for row in _rows(lss, "questions")}
    assert {title: told for title, told in relevant.items() if told != "1"} == {
        "genderown": 'gender.NAOK == "3"'
    }
    mandatory = [row["title"] for row in _rows(lss, "questions") if row["mandatory"] == "Y"]
    assert mandatory == ["consent"]
    alone = {row["value"] for row in _rows(lss, "question_attributes")}
    assert alone == {"97;99", "97;98;99"}


def test_limesurvey_takes_no_name_for_markup_or_for_an_expression(lss: ET.Element) -> None:
    told = {row["question"] for row in _rows(lss, "question_l10ns")}
    assert "&lt;b&gt;Coffee &amp; Co&lt;/b&gt;" in told
    assert "&#123;SID&#125; $&#123;x&#125;" in told
    assert [text for text in told if re.search("[{}<>]", text)] == []


def _blocks(text: str) -> dict[str, list[str]]:
    """Questions of Qualtrics' text by their tag, read by its rules alone."""
    found = {}
    for part in text.split("[[Question:")[1:]:
        lines = re.split(r"\n\[\[(?:Block|PageBreak)", part)[0].strip().split("\n")
        assert lines[1].startswith("[[ID:")
        found[lines[1][5:-2]] = lines
    return found


def test_qualtrics_has_every_question_with_its_codes() -> None:
    text = qualtrics.render(CHINESE).decode("utf-8")
    assert text.startswith("[[AdvancedFormat]]\n")
    blocks = _blocks(text)
    assert len(text.split("[[Question:")) == len(blocks) + 1
    for question in CHINESE.questions:
        lines = blocks[question.id]
        assert item_of_code(question.id) == question.id
        several = " 可多选。" if question.kind == "multiple" else ""
        assert lines[2] == f"{question.text['zh']}{several}"
        choices = re.findall(r"^\[\[Choice:(\d+)\]\]\n(.+)$", "\n".join(lines), re.MULTILINE)
        assert [code for code, _ in choices] == [option.code for option in question.options]
        if question.id != "communities":
            assert [told for _, told in choices] == [o.label["zh"] for o in question.options]
    types = {lines[0].split(":")[0] for lines in blocks.values()}
    assert types == {"MC", "TE", "DB]]"}


def test_qualtrics_takes_no_name_for_a_tag() -> None:
    text = qualtrics.render(CHINESE).decode("utf-8")
    tags = {tag.partition(":")[0] for tag in re.findall(r"\[\[([^\]]*)\]\]", text)}
    assert tags == {"AdvancedFormat", "AdvancedChoices", "Block", "Choice", "ID", "Question"}
    assert "&#91;&#91;PageBreak&#93;&#93;" in text
    assert "${" not in text


def test_xlsform_becomes_an_xform_without_a_warning(tmp_path: Path) -> None:
    path = write_form(ASKED, "xlsform", tmp_path / "form.xlsx")
    result = convert(str(path))
    assert result.warnings == []
    form = ET.fromstring(result.xform)
    space = {"x": "http://www.w3.org/2002/xforms"}
    languages = [each.get("lang") for each in form.iterfind(".//x:translation", space)]
    assert languages == ["English (en)", "中文 (zh)"]
    binds = {
        each.get("nodeset", "").removeprefix("/data/"): each
        for each in form.iterfind(".//x:bind", space)
    }
    asked = {question.id for question in ASKED.questions}
    assert {item_of_code(column) for column in binds} - {None} == asked
    assert {path for path, bind in binds.items() if bind.get("required") == "true()"} == {
        "consent_page/consent"
    }
    relevant = [path for path, bind in binds.items() if "consent" in bind.get("relevant", "")]
    assert relevant == [f"{section.id}_page" for section in ASKED.sections[1:]]


def test_xlsform_s_cells_are_text() -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(xlsform.render(ASKED)))
    assert workbook.sheet_names == ["survey", "choices", "settings"]
    choices = workbook.get_sheet_by_name("choices").to_python()
    assert choices[0] == ["list_name", "name", "label::English (en)", "label::中文 (zh)"]
    assert {type(cell) for row in choices for cell in row} == {str}
    named = [row[2] for row in choices if row[0] == "communities"]
    told = [str(name).replace("\N{WORD JOINER}", "") for name in named]
    assert tuple(told[: len(HOSTILE)]) == HOSTILE
    for question in ASKED.questions:
        name = "scale" if question.kind == "frequency" else question.id
        codes = [row[1] for row in choices if row[0] == name]
        assert codes == [option.code for option in question.options]


def test_the_page_loads_nothing_and_its_style_is_the_one_it_names() -> None:
    page = printed.render(ASKED).decode("utf-8")
    found = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert re.findall(r"<(?:script|link|img|iframe|form|input)\b|\b(?:src|href)=|url\(", page) == []


def test_the_page_shows_every_question_in_both_languages_with_its_codes() -> None:
    page = printed.render(ASKED).decode("utf-8")
    articles = re.findall(r'<article lang="([^"]+)".*?</article>', page, re.DOTALL)
    assert articles == ["en", "zh-Hans"]
    for question in ASKED.questions:
        assert page.count(f'<span class="code">{export_code(question.id)}</span>') == 2
    boxes = sum(len(question.options) for question in ASKED.questions)
    assert page.count('class="box"') == 2 * boxes
    assert "&lt;b&gt;Coffee &amp; Co&lt;/b&gt;" in page
    assert "<b>" not in page


def test_the_codebook_has_a_row_an_option_and_the_ladder_s_map() -> None:
    text = codebook.render(ASKED).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == sum(max(1, len(each.options)) for each in ASKED.questions)
    weekly = [row for row in rows if row["question"] == "forum" and row["value"] == "weekly"]
    assert [(r["behaviour"], r["rung"], r["code"], r["times_a_month"]) for r in weekly] == [
        ("discuss", "critic", "4", "4.0")
    ]
    named = [row["option_en"] for row in rows if row["question"] == "communities"]
    assert named[1] == f"'{HOSTILE[1]}"


def test_what_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProblemGroup) as caught:
        write_form(ASKED, "qualtrics", tmp_path / "form.doc")
    assert [problem.where for problem in caught.value.problems] == ["languages", "output"]
    with pytest.raises(ProblemGroup, match="one of lss, qualtrics, xlsform, html, codebook"):
        write_form(ASKED, "word", tmp_path / "form.doc")
    assert list(tmp_path.iterdir()) == []
