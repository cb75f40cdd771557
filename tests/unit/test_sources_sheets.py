"""Which rows tables of Weibo and Douban give, and what is special about workbooks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from tests.sheet_samples import SHEETS, WEIBO_SEARCH, write_sheet
from tests.sources_samples import Read

from folkmoot.errors import FolkmootError
from folkmoot.sources import source
from folkmoot.sources.table import suggest
from folkmoot.sources.table.mapping import read_mapping
from folkmoot.sources.table.shipped import shipped_for, shipped_mappings

TABLE = source("table")
#: Columns that tell where a person is or how to reach them.
SECRET = {"ip", "发布位置", "位置", "发布工具", "工具", "author_avatar", "手机", "邮箱", "电话"}


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2024-05-01T{clock}").replace(tzinfo=UTC)


@pytest.mark.parametrize("form", ["csv", "gb18030", "xlsx"])
@pytest.mark.parametrize("name", sorted(SHEETS))
def test_every_form_gives_the_same_rows_and_nothing_that_is_secret(
    name: str, form: str, tmp_path: Path
) -> None:
    found = Read(TABLE, write_sheet(tmp_path, name, form))
    plain = Read(TABLE, write_sheet(tmp_path, name))
    tables = {one: table.to_pylist() for one, table in found.tables.items()}
    assert tables == {one: table.to_pylist() for one, table in plain.tables.items()}
    assert "SECRET" not in str(tables)


def test_no_shipped_mapping_names_a_column_that_is_secret() -> None:
    for one in shipped_mappings().values():
        named = {column for _, column in read_mapping(one.mapping, one.name).columns()}
        assert not named & SECRET
        assert shipped_for([*one.columns, *named]) == one


def test_posts_that_a_search_found(tmp_path: Path) -> None:
    found = Read(TABLE, write_sheet(tmp_path, "weibo_search"))
    assert found.rows(
        "activities", "native_id", "actor_native", "in_reply_to_native", "tags", "published_at",
        "time_precision", "sampling_frame",
    ) == [
        ("post/5029000000000001", "77", None, ["水壶", "茶"], at("00:00"), "minute", "keyword"),
        ("post/5029000000000002", "78", "post/5029000000000001", None, at("01:30"), "minute",
         "keyword"),
    ]  # fmt: skip
    counts = found.rows("observations", "metric", "value", "is_lower_bound")
    assert ("likes", 12000.0, False) in counts
    assert ("likes", 10.0, True) in counts
    assert [(one.row, one.column) for one in found.faults] == [(3, "发布时间")]


def test_posts_of_one_user_name_no_author(tmp_path: Path) -> None:
    for name, post in (("weibo_crawler", "post/5029000000000004"), ("weibo_spider", "post/Ob5")):
        found = Read(TABLE, write_sheet(tmp_path, name))
        columns = ("native_id", "actor_scheme", "sampling_frame")
        assert found.rows("activities", *columns) == [(post, "none", "user")]


def test_topics_and_replies_of_a_group(tmp_path: Path) -> None:
    found = Read(TABLE, write_sheet(tmp_path, "douban_group"))
    topic = "topic/300"
    assert found.rows(
        "activities", "native_id", "in_reply_to_native", "root_native", "actor_native", "title",
        "community_native",
    ) == [
        (topic, None, topic, "ann", "哪只水壶好", "group/55"),
        ("comment/901", topic, topic, "bob", None, "group/55"),
        ("comment/902", topic, topic, "ann", None, "group/55"),
    ]  # fmt: skip
    assert set(found.rows("communities", "community_native", "name")) == {("group/55", "水壶小组")}
    assert found.rows("observations", "object_native", "value") == [
        (topic, 0.0), ("comment/901", 2.0)
    ]  # fmt: skip


def test_a_number_that_a_workbook_has_rounded_sets_its_row_aside(tmp_path: Path) -> None:
    path = tmp_path / "weibo.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for column, name in enumerate(WEIBO_SEARCH[0]):
            sheet.write_string(0, column, name)
        for column, cell in enumerate(WEIBO_SEARCH[1]):
            sheet.write_string(2, column, cell)
        sheet.write_number(3, 0, 5029000000000002)
        sheet.write_datetime(2, 12, datetime(2024, 5, 1, 8, 5),  # noqa: DTZ001 - as sheets have it
                             workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}))  # fmt: skip
    found = Read(TABLE, path)
    assert found.read_count == found.count == 2
    assert [(one.row, one.line, one.column, one.code) for one in found.faults] == [
        (2, 4, "id", "rounded-number")
    ]
    assert found.rows("activities", "published_at") == [(at("00:05"),)]


def test_a_mapping_is_suggested_for_a_workbook(tmp_path: Path) -> None:
    path = write_sheet(tmp_path, "weibo_search", "xlsx")
    text = suggest(path)
    assert 'published_at = { column = "发布时间", style = "year_first" }' in text


def test_a_mapping_that_does_not_come_along_is_refused(tmp_path: Path) -> None:
    path = write_sheet(tmp_path, "weibo_search")
    with pytest.raises(FolkmootError, match="shipped:weibo_search"):
        TABLE.settle(path, {"mapping": "shipped:weibo"})


def test_an_identifier_may_depend_on_whether_it_equals_another(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,thread,at\n1,1,2024-01-02\n2,1,2024-01-02\n", "utf-8")
    mapping = path.with_name("posts.csv.mapping.toml")
    head = 'platform = "example.org"\nkind = "forum"\n[activities]\npublished_at = "at"\n'
    mapping.write_text(
        head + 'id = { column = "id", prefix = "c/", unless = "thread", otherwise = "t/" }\n'
        'in_reply_to = { column = "thread", prefix = "t/", unless = "id" }\n',
        "utf-8",
    )
    found = Read(TABLE, path)
    assert found.rows("activities", "native_id", "in_reply_to_native") == [
        ("t/1", None), ("c/2", "t/1")
    ]  # fmt: skip
    mapping.write_text(head + 'id = "id"\ntext = { column = "id", unless = "threat" }\n', "utf-8")
    with pytest.raises(FolkmootError) as caught:
        TABLE.settle(path, {"mapping": str(mapping)})
    assert [(one.code, one.where) for one in caught.value.problems] == [
        ("bad-field", "activities.text")
    ]
