"""Tables of Weibo and Douban for the tests of shipped mappings, with the headers of the programs.

Values that must never come out of ``map`` hold the word SECRET.
"""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import xlsxwriter

Rows = list[list[str]]

WEIBO_SEARCH: Rows = [
    ["id", "bid", "user_id", "用户昵称", "微博正文", "头条文章url", "发布位置", "艾特用户",
     "话题", "转发数", "评论数", "点赞数", "发布时间", "发布工具", "微博图片url", "微博视频url",
     "retweet_id", "ip", "user_authentication", "会员类型", "会员等级"],
    ["5029000000000001", "Ob1", "77", "安", "一只水壶", "", "SECRET", "", "水壶,茶", "1", "2",
     "1.2万", "2024-05-01 08:00", "SECRET", "", "", "", "SECRET", "普通用户", "", ""],
    ["5029000000000002", "Ob2", "78", "波", "好看，哪里买", "", "", "", "", "0", "0", "10+",
     "2024-05-01 09:30", "", "", "", "5029000000000001", "SECRET", "普通用户", "", ""],
    ["5029000000000003", "Ob3", "79", "常", "何时", "", "", "", "", "0", "0", "0", "soon", "",
     "", "", "", "SECRET", "", "", ""],
]  # fmt: skip
WEIBO_CRAWLER: Rows = [
    ["id", "bid", "正文", "头条文章url", "原始图片url", "视频url", "位置", "日期", "工具",
     "点赞数", "评论数", "转发数", "话题", "@用户", "完整日期"],
    ["5029000000000004", "Ob4", "茶", "", "", "", "SECRET", "2024-05-01", "SECRET", "5", "1",
     "0", "", "", "2024-05-01 10:00:00"],
]  # fmt: skip
WEIBO_SPIDER: Rows = [
    ["微博id", "微博正文", "头条文章url", "原始图片url", "微博视频url", "发布位置", "发布时间",
     "发布工具", "点赞数", "转发数", "评论数"],
    ["Ob5", "壶", "", "无", "无", "SECRET", "2024-05-01 11:00", "SECRET", "3", "0", "0"],
]  # fmt: skip
DOUBAN_GROUP: Rows = [
    ["id", "group_id", "thread_id", "group_name", "subject", "body", "author", "author_id",
     "author_avatar", "timestamp", "likes", "is_highlighted", "is_reply", "is_topic_elite",
     "image_urls"],
    ["300", "55", "300", "水壶小组", "哪只水壶好", "两个人用", "安", "ann", "SECRET",
     "1714521600", "0", "no", "no", "no", ""],
    ["901", "55", "300", "水壶小组", "", "小的那只", "波", "bob", "SECRET", "1714525200", "2",
     "no", "no", "no", ""],
    ["902", "55", "300", "水壶小组", "", "谢谢", "安", "ann", "SECRET", "1714528800", "Unknown",
     "no", "yes", "no", ""],
]  # fmt: skip

SHEETS = {
    "weibo_search": WEIBO_SEARCH, "weibo_crawler": WEIBO_CRAWLER, "weibo_spider": WEIBO_SPIDER,
    "douban_group": DOUBAN_GROUP,
}  # fmt: skip


def write_sheet(folder: Path, name: str, form: str = "csv") -> Path:
    """A table as ``csv`` (with a byte order mark), ``gb18030`` or ``xlsx``, all cells as text."""
    rows = SHEETS[name]
    if form == "xlsx":
        path = folder / f"{name}.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(place, column, cell)
        return path
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    path = folder / f"{name}.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig" if form == "csv" else form))
    return path
