"""Any bytes give rows or named errors; what is written comes back; every record is counted."""

from __future__ import annotations

import csv
import random
import tempfile
import tomllib
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import survey_files as files

from folkmoot.errors import FolkmootError
from folkmoot.survey import AnswerState
from folkmoot.survey.reading import SurveyMapping, read_answers
from folkmoot.survey.reading.draft import draft_text
from folkmoot.survey.reading.files import read_file
from folkmoot.survey.reading.layouts import Layout, lay_out
from folkmoot.survey.reading.mapping import parsed_mapping
from folkmoot.survey.reading.mapping_check import mapping_faults
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.suggest import suggest

ITEMS = ("read", "watch", "comment")
WORDS: dict[tuple[int, float | None], str] = {
    (AnswerState.ANSWERED, 30.0): "Every day",
    (AnswerState.ANSWERED, 4.0): "Every week, or nearly",
    (AnswerState.ANSWERED, 0.0): "Never; not once",
    (AnswerState.NOT_ASKED, None): "N/A",
    (AnswerState.REFUSED, None): "Prefer not to say",
    (AnswerState.DONT_KNOW, None): "不知道",
    (AnswerState.SKIPPED, None): "",
}
MAPPING: SurveyMapping = parsed_mapping(
    "survey.toml",
    {
        "population": "made-up people",
        "sample_kind": "non-probability",
        "items": {item: item for item in ITEMS},
        "scale": {text: times for (_, times), text in WORDS.items() if times is not None},
        "missing": {
            "refused": ["Prefer not to say"],
            "dont_know": ["不知道"],
            "not_asked": ["N/A"],
        },
        "blank": "skipped",
    },
)
ANSWERS = st.lists(st.tuples(*(st.sampled_from(list(WORDS)) for _ in ITEMS)), min_size=1)


def rows(answers: list[tuple[tuple[int, float | None], ...]]) -> list[list[str]]:
    header = ["n", *ITEMS]
    return [header, *([str(n), *(WORDS[one] for one in each)] for n, each in enumerate(answers))]


def check(path: Path, answers: list[tuple[tuple[int, float | None], ...]]) -> None:
    found = read_answers(path, MAPPING, b"k").responses
    for place, item in enumerate(ITEMS):
        assert found.states[item].to_pylist() == [int(each[place][0]) for each in answers]
        assert found.times[item].to_pylist() == [each[place][1] for each in answers]


@given(
    ANSWERS, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_every_state_comes_back_from_text(
    answers: list[tuple[tuple[int, float | None], ...]], delimiter: str, encoding: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(files.write_csv(Path(folder) / "a.csv", rows(answers), delimiter, encoding), answers)


@given(ANSWERS)
def test_every_state_comes_back_from_a_workbook(
    answers: list[tuple[tuple[int, float | None], ...]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows(answers)):
                sheet.write_row(number, 0, row)
        check(path, answers)


@settings(max_examples=4)
@given(ANSWERS, st.sampled_from([".sav", ".zsav", ".dta"]))
def test_every_state_comes_back_from_codes_with_words(
    answers: list[tuple[tuple[int, float | None], ...]], suffix: str
) -> None:
    codes = {state: float(place) for place, state in enumerate(WORDS, start=1)}
    empty = (int(AnswerState.SKIPPED), None)
    frame = pd.DataFrame(
        {
            item: [None if each[place] == empty else codes[each[place]] for each in answers]
            for place, item in enumerate(ITEMS)
        },
        dtype="float64",
    )
    words: dict[int | float, str] = {
        int(code): WORDS[state] for state, code in codes.items() if WORDS[state]
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        if suffix == ".dta":
            pyreadstat.write_dta(frame, path, variable_value_labels=dict.fromkeys(ITEMS, words))
        else:
            pyreadstat.write_sav(
                frame, path, variable_value_labels=dict.fromkeys(ITEMS, words),
                compress=suffix == ".zsav",
            )  # fmt: skip
        check(path, answers)


def rows_or_a_named_error(path: Path) -> None:
    try:
        raw, layout = lay_out(read_file(path))
    except FolkmootError as error:
        nameless = [each for each in error.problems if not (each.code and each.where and each.got)]
    else:
        nameless = []
        check_counts(path, raw, layout)
    assert nameless == []


def check_counts(path: Path, raw: RawTable, layout: Layout) -> None:
    assert raw.table.num_rows + len(raw.faults) == raw.read_count
    assert len(raw.lines) == raw.table.num_rows
    assert layout.reason
    # A suggestion is TOML, whatever the cells hold.
    tomllib.loads(draft_text(path, raw, layout, suggest(path, raw, layout)))


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_give_rows_or_named_errors(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        rows_or_a_named_error(path)


@cache
def sound(suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        if suffix == ".xlsx":
            return files.kobotoolbox(path, files.people(2), is_split=False).read_bytes()
        return files.statistical(path, files.people(2)).read_bytes()


#: Places to change, as parts of a million of the file, with their new bytes; and where it ends.
DAMAGE = st.tuples(
    st.lists(st.tuples(st.integers(0, 999_999), st.integers(0, 255)), min_size=1, max_size=6),
    st.one_of(st.just(1_000_000), st.integers(1, 1_000_000)),
)


def damaged(suffix: str, damage: tuple[list[tuple[int, int]], int]) -> bytes:
    content = bytearray(sound(suffix))
    for place, byte in damage[0]:
        content[place * len(content) // 1_000_000] = byte
    return bytes(content[: max(1, damage[1] * len(content) // 1_000_000)])


@given(DAMAGE)
def test_a_damaged_workbook_gives_rows_or_named_errors(
    damage: tuple[list[tuple[int, int]], int],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(damaged(".xlsx", damage))
        rows_or_a_named_error(path)


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
@settings(max_examples=5)
@given(damage=DAMAGE)
def test_a_damaged_statistical_file_gives_rows_or_named_errors(
    suffix: str, damage: tuple[list[tuple[int, int]], int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(damaged(suffix, damage))
        rows_or_a_named_error(path)


@given(st.lists(st.lists(st.text(max_size=5), min_size=1, max_size=5), max_size=12))
def test_every_record_is_kept_or_set_aside(cells: list[list[str]]) -> None:
    file = StringIO(newline="")
    csv.writer(file).writerows([["n", *ITEMS], ["0", "Every day", "N/A", ""], *cells])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(file.getvalue().encode("utf-8", "surrogatepass"))
        try:
            found = read_answers(path, MAPPING, b"k")
        except FolkmootError:
            return
    assert found.read_count == len(found.responses) + len(found.records_aside)
    lines = [fault.line for fault in found.records_aside]
    assert lines == sorted(lines)


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=15,
)
_KEYS = st.sampled_from(
    ["items", "scale", "missing", "segments", "choices", "blocks", "design", "numbers", "people"]
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=6))
def test_any_mapping_is_checked(document: dict[str, Any]) -> None:
    assert all(each.got and each.expected for each in mapping_faults(document))
    with pytest.raises(FolkmootError):
        parsed_mapping("survey.toml", document)


def test_the_order_of_records_does_not_matter_for_what_is_read(tmp_path: Path) -> None:
    someone = files.people(20)
    shuffled = random.Random(3).sample(someone, len(someone))
    read = []
    for place, each in enumerate((someone, shuffled)):
        path = files.write_csv(
            tmp_path / f"{place}.csv",
            [["read", "watch"], *([files.label(p, i) for i in ("read", "watch")] for p in each)],
        )
        told = {
            option.label["en"]: option.times for option in files.SCALE if option.times is not None
        }
        silent = {"refused": ["Prefer not to say"], "dont_know": ["Don't know"]}
        mapping = parsed_mapping(
            "survey.toml",
            {"population": "x", "sample_kind": "non-probability", "scale": told, "missing": silent,
             "items": {"read": "read", "watch": "watch"}},
        )  # fmt: skip
        read.append(read_answers(path, mapping, b"k").responses)
    order = [someone.index(each) for each in shuffled]
    assert read[1].times.to_pylist() == [read[0].times.to_pylist()[place] for place in order]
