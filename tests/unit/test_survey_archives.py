"""Workbooks that ask for more memory than they say are refused before anything opens them."""

from __future__ import annotations

import io
import resource
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from folkmoot.errors import FolkmootError
from folkmoot.survey.reading.files import read_file


def workbook(path: Path, rows: list[list[object]], sheet: str = "Answers") -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("About").write(0, 0, "not here")
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def refusal(path: Path) -> str:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FolkmootError) as caught:
        read_file(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # KiB
    return f"{caught.value.problem.code}: {caught.value.problem.got}"


def repacked(source: Path, target: Path, changed: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, changed.pop(member.filename, old.read(member)))
        for name, data in changed.items():
            new.writestr(name, data)
    return target


def test_cells_keep_their_rows_and_kinds(tmp_path: Path) -> None:
    rows: list[list[object]] = [["id", "reads"], [1, "Never"], [], [2.5, True]]
    raw = read_file(workbook(tmp_path / "a.xlsx", rows), sheet="Answers")
    assert raw.table.to_pylist() == [{"id": "1", "reads": "Never"}, {"id": "2.5", "reads": "TRUE"}]
    assert raw.lines.to_pylist() == [2, 4]
    assert raw.read_count == 2


def test_a_sheet_of_another_name_is_asked_for(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id"], [1]])
    with pytest.raises(FolkmootError, match="one of About, Answers"):
        read_file(path, sheet="answers")


def test_a_member_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    sound = workbook(tmp_path / "a.xlsx", [["id"], [1]])
    strings = b"<sst><si><t>" + b"a" * (300 << 20) + b"</t></si></sst>"
    path = repacked(sound, tmp_path / "bomb.xlsx", {"xl/sharedStrings.xml": strings})
    del strings
    assert path.stat().st_size < 400_000
    assert refusal(path).startswith("too-large: ")


def test_a_member_that_lies_about_its_size_is_found_out(tmp_path: Path) -> None:
    sound = workbook(tmp_path / "a.xlsx", [["id"], [1]])
    path = repacked(sound, tmp_path / "bomb.xlsx", {"xl/media/x.bin": b"\0" * (300 << 20)})
    data = bytearray(path.read_bytes())
    large = (300 << 20).to_bytes(4, "little")
    while (place := data.find(large)) >= 0:
        data[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        assert max(member.file_size for member in archive.infolist()) < 1 << 20
    assert refusal(path).startswith("too-large: ")


def test_a_cell_far_away_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "id")
        sheet.write(1_048_575, 16_383, "x")
    assert refusal(path) == "too-large: cells up to row 1,048,576 and column 16,384"


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    sound = workbook(tmp_path / "a.xlsx", [["id"], [1]])
    more = {f"xl/media/{number}.bin": b"x" for number in range(2_100)}
    assert refusal(repacked(sound, tmp_path / "many.xlsx", more)).startswith("too-large: 2,1")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 200, b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(FolkmootError):
        read_file(path)


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "id\n1\n")
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed.getvalue())
    assert "xl/workbook.xml" in refusal(path)
