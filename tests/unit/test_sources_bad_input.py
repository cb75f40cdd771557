"""What users bring when things go wrong: a clear refusal, or a counted record set aside."""

from __future__ import annotations

import bz2
import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from tests.sources_samples import POSTS_CSV, Read, write_dump, write_table

from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.files.records import RECORD_LIMIT
from folkmoot.sources import Fault, source

TABLE = source("table")


def refusal(path: Path) -> FolkmootError:
    """The error that refuses a table as a whole."""
    mapping = path.parent / "posts.csv.mapping.toml"
    with pytest.raises(FolkmootError) as caught:
        Read(TABLE, path, {"mapping": str(mapping)})
    return caught.value


def faults(folder: Path, text: str | bytes) -> list[tuple[int, int, str, str, str]]:
    """Row, line, column, code and value of each record set aside."""
    path = write_table(folder)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found = Read(TABLE, path)
    assert found.read_count == found.count
    return [(one.row, one.line, one.column, one.code, one.got) for one in found.faults]


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [("gz", gzip.compress), ("zst", zstandard.compress), ("bz2", bz2.compress)],
)
def test_a_truncated_archive_is_refused_as_a_whole(
    tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    write_table(tmp_path)
    lines = "".join(f"{number},u,2024-01-02,text {number * 7919},1\n" for number in range(100_000))
    whole = compress(("id,user,at,body,likes\n" + lines).encode())
    path = tmp_path / f"posts.csv.{suffix}"
    path.write_bytes(whole[: len(whole) // 2])
    problem = refusal(path).problem
    assert problem.code == "truncated-file"
    assert "ends too early, after" in problem.got
    assert "whole records" in problem.got
    assert problem.hint == "copy or download the file again; nothing of it was imported"
    path.write_bytes(whole)
    assert Read(TABLE, path, {"mapping": f"{tmp_path}/posts.csv.mapping.toml"}).count == 100_000


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    write_table(tmp_path)
    packed = bytearray(gzip.compress(POSTS_CSV.encode()))
    packed[-6] ^= 255
    path = tmp_path / "posts.csv.gz"
    path.write_bytes(packed)
    assert refusal(path).problem.code == "damaged-file"


def test_archives_joined_end_to_end_are_one_table(tmp_path: Path) -> None:
    mapping = f"{write_table(tmp_path)}.mapping.toml"
    first, second = POSTS_CSV.encode()[:60], POSTS_CSV.encode()[60:]
    for suffix, compress in (("gz", gzip.compress), ("zst", zstandard.compress)):
        path = tmp_path / f"joined.csv.{suffix}"
        path.write_bytes(compress(first) + compress(second) + b"\0" * (8 * (suffix == "gz")))
        assert Read(TABLE, path, {"mapping": mapping}).count == 3


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = write_table(tmp_path)
    path.write_bytes(content)
    assert refusal(path).problem.code == "empty-file"


def test_a_table_without_records_is_read_as_such(tmp_path: Path) -> None:
    path = write_table(tmp_path, "id,user,at,body,likes\n")
    found = Read(TABLE, path)
    assert (found.read_count, found.count, found.tables) == (0, 0, {})


def test_a_workbook_is_refused_with_advice(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    path.write_bytes(b"PK\x03\x04 and so on")
    problem = refusal(path).problem
    assert (problem.code, problem.got) == ("foreign-format", "a zip archive or a workbook")
    assert problem.hint == "unpack it, or save the sheet as CSV"


def test_rows_in_another_encoding_are_set_aside_by_line(tmp_path: Path) -> None:
    text = 'id,user,at,body,likes\n1,ann,2024-01-02,"a\nb",1\n2,bob,2024-01-02,caf\xe9 x,1\n'
    path = write_table(tmp_path)
    path.write_bytes(text.encode("latin-1"))
    (fault,) = Read(TABLE, path).faults
    assert fault == Fault(
        row=2,
        line=4,
        column="",
        code="not-utf-8",
        got="bytes E9 20",
        expected=(
            "UTF-8 (a file in another encoding needs its name, as in --option encoding=latin-1)"
        ),
        record="2,bob,2024-01-02,caf\\xe9 x,1",
    )
    read = Read(TABLE, path, {"encoding": "latin-1"})
    assert read.faults == []
    assert read.rows("activities", "text") == [("a\nb",), ("café x",)]


def test_bytes_that_the_named_encoding_cannot_mean_set_their_row_aside(tmp_path: Path) -> None:
    head = "id,user,at,body,likes\n1,甲,2024-01-02,你好,1\n".encode("gb18030")
    path = write_table(tmp_path)
    path.write_bytes(head + b"2,u,2024-01-02,\xff\xff,1\n3,u,2024-01-02,c,1\n")
    read = Read(TABLE, path, {"encoding": "gb18030"})
    assert read.rows("activities", "actor_native", "text") == [("甲", "你好"), ("u", "c")]
    assert [(one.row, one.code, one.got) for one in read.faults] == [
        (2, "not-utf-8", "bytes that are not gb18030")
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = write_table(tmp_path)
    path.write_bytes(POSTS_CSV.encode(encoding))
    read = Read(TABLE, path)
    assert read.rows("activities", "native_id") == [("post/1",), ("post/2",), ("post/3",)]
    assert read.faults == []


def test_utf_16_without_a_mark_is_refused_with_advice(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    path.write_bytes(POSTS_CSV.encode("utf-16-le"))
    problem = refusal(path).problem
    assert problem.code == "no-header"
    assert "--option encoding=utf-16-le" in problem.hint
    assert Read(TABLE, path, {"encoding": "utf-16-le"}).count == 3


def test_an_unknown_encoding_is_the_users_fault(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    with pytest.raises(FolkmootError) as caught:
        TABLE.settle(path, {"encoding": "utf-9", "mapping": f"{path}.mapping.toml"})
    assert caught.value.problem.code == "unknown-encoding"


def test_ragged_rows_are_set_aside_and_their_neighbours_kept(tmp_path: Path) -> None:
    head, good = "id,user,at,body,likes\n", "1,a,2024-01-02,x,1\n"
    text = f"{head}{good}2,b\n3,c,2024-01-02,y,1,more\n\n4,d,2024-01-02,z,\n"
    assert faults(tmp_path, text) == [
        (2, 3, "", "ragged-row", "2 columns"),
        (3, 4, "", "ragged-row", "6 columns"),
    ]


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = write_table(tmp_path, POSTS_CSV.replace("user", "users").replace("likes", "hearts"))
    with pytest.raises(ProblemGroup) as caught:
        Read(TABLE, path)
    problems = caught.value.problems
    assert [(one.code, one.where, one.got) for one in problems] == [
        ("missing-column", "activities.actor", '"user"'),
        ("missing-column", "counts.likes", '"likes"'),
    ]
    assert problems[0].expected == "a column of the table, perhaps users"
    assert {one.hint for one in problems} == {"the table has id, users, at, body, hearts"}


def test_a_dump_as_csv_without_a_column_that_it_needs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Posts.csv"
    path.write_text("Id,CreationDate\n1,2011-06-21T20:19:34.730\n")
    stackexchange = source("stackexchange")
    with pytest.raises(FolkmootError) as caught:
        Read(stackexchange, path, {"site": "travel.stackexchange.com"})
    assert caught.value.problem.got == "no column PostTypeId"
    assert caught.value.problem.hint == "the file has Id, CreationDate"


def test_impossible_dates_are_set_aside(tmp_path: Path) -> None:
    dates = ["2024-02-30", "2023-02-29", "0001-01-01", "2024-01-02T25:00", "soon", "", "2024-02-29"]
    lines = "".join(f"{row},u,{date},x,1\n" for row, date in enumerate(dates, start=1))
    found = faults(tmp_path, "id,user,at,body,likes\n" + lines)
    assert found == [
        *((row, row + 1, "at", "impossible-date", date) for row, date in enumerate(dates[:5], 1)),
        (6, 7, "at", "missing-value", "nothing"),
    ]


def test_identifiers_that_come_twice_are_let_through(tmp_path: Path) -> None:
    path = write_table(tmp_path, POSTS_CSV.replace("2,bob", "1,bob"))
    read = Read(TABLE, path)
    assert read.faults == []
    assert read.rows("activities", "native_id") == [("post/1",), ("post/1",), ("post/3",)]


def test_an_unclosed_quotation_mark_costs_what_it_swallows_and_no_more(tmp_path: Path) -> None:
    text = POSTS_CSV + '4,d,2024-01-02,"open,1\n' + "5,e,2024-01-02,x,1\n" * 3
    assert faults(tmp_path, text) == [(4, 6, "", "ragged-row", "4 columns")]


@pytest.mark.parametrize("name", ["posts.csv", "posts.ndjson", "Posts.xml"])
def test_a_record_of_50_mib_is_set_aside_in_bounded_memory(tmp_path: Path, name: str) -> None:
    """Memory is measured in a process of its own, against one that reads the same without it."""
    size = 50 << 20
    parts = {
        "posts.csv": (
            "id,user,at,body,likes\n1,a,2024-01-02,x,1\n2,b,2024-01-02,",
            ",1\n3,c,2024-01-02,y,1\n",
        ),
        "posts.ndjson": (
            '{"id": "1", "user": "a", "at": "2024-01-02", "body": "x", "likes": "1"}\n{"id": "',
            '"}\n{"id": "3", "user": "a", "at": "2024-01-02", "body": "x", "likes": "1"}\n',
        ),
        "Posts.xml": (
            '<posts><row Id="1" PostTypeId="1" CreationDate="2011-06-21"/>\n<row Body="',
            '"/>\n<row Id="3" PostTypeId="1" CreationDate="2011-06-21"/></posts>',
        ),
    }[name]
    write_table(tmp_path)
    path = tmp_path / name
    peaks = []
    for filling in (10, size):
        with path.open("w") as file:
            file.write(parts[0])
            for _ in range(0, filling, 1 << 20):
                file.write("x" * min(filling, 1 << 20))
            file.write(parts[1])
        read = subprocess.run(
            [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=True
        )
        peak, *told = read.stdout.split()
        peaks.append(int(peak))
    assert told == ["read:3", "counted:3", "rows:[1,3]", "faults:[(2,'record-too-long')]"]
    # The bound on one record, held twice over, and a few blocks beside it.
    assert peaks[1] - peaks[0] < (4 * RECORD_LIMIT) / 1024


_MEASURE = """
import resource, sys
from pathlib import Path
from folkmoot.sources import source
path = Path(sys.argv[1])
if path.suffix == ".xml":
    reader, given = source("stackexchange"), {"site": "travel.stackexchange.com"}
else:
    reader, given = source("table"), {"mapping": str(path.parent / "posts.csv.mapping.toml")}
options = reader.settle(path, given)
rows, faults, read = [], [], 0
for page in reader.fetch(path, options):
    mapped = reader.map(page, options)
    read += page.read_count
    if "activities" in mapped.tables:
        rows += mapped.tables["activities"]["row"].to_pylist()
    faults += [(fault.row, fault.code) for fault in (*page.faults, *mapped.faults)]
count = reader.count(path, options)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
told = {"read": read, "counted": count, "rows": rows, "faults": faults}
print(peak, *(f"{name}:{value}".replace(" ", "") for name, value in told.items()))
"""


def test_a_dump_that_stops_between_two_records_is_refused(tmp_path: Path) -> None:
    path = write_dump(tmp_path / "travel.stackexchange.com") / "Comments.xml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.rindex("<row")], "utf-8")
    with pytest.raises(FolkmootError) as caught:
        Read(source("stackexchange"), path)
    assert caught.value.problem.code == "truncated-file"
    assert caught.value.problem.expected == "</comments> at its end"


def test_entities_of_a_dump_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    path = tmp_path / "Comments.xml"
    rows = [
        '<row Id="1" PostId="1" CreationDate="2011-06-21" Text="&big;"/>',
        '<row Id="2" PostId="1" CreationDate="2011-06-21" Text="&outside;"/>',
        '<row Id="3" PostId="1" CreationDate="2011-06-21" Text="&#x1F600; &amp;lt; &#10;"/>',
        '<row Id="4" PostId="1" CreationDate="2011-06-21" Text="a & b"/>',
    ]
    declared = (
        '<!ENTITY a "aaaa"><!ENTITY big "&a;&a;"><!ENTITY outside SYSTEM "file:///etc/passwd">'
    )
    path.write_text(f"<!DOCTYPE comments [{declared}]>\n<comments>{''.join(rows)}</comments>")
    read = Read(source("stackexchange"), path, {"site": "travel.stackexchange.com"})
    assert read.rows("activities", "native_id", "text") == [("comment/3", "😀 &lt;")]
    assert [(one.row, one.code) for one in read.faults] == [
        (1, "unknown-entity"), (2, "unknown-entity"), (4, "unknown-entity"),
    ]  # fmt: skip
