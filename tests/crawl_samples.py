"""Files of MediaCrawler for the tests of their source, written by us in the documented layout.

Values that must never come out of a source hold the word SECRET.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

Json = dict[str, Any]

#: When the crawl ran: 2024-05-10 00:00:00 UTC. No post has this time.
CRAWLED = 1715299200000
_ANN: Json = {
    "creator_hash": "a1f0", "nickname": "A**n", "last_modify_ts": CRAWLED, "ip_location": "SECRET",
    "avatar": "SECRET",
}  # fmt: skip
_BOB: Json = {**_ANN, "creator_hash": "b2e9", "nickname": "B*b"}
#: As older versions write them.
_CEM: Json = {
    "user_id": "77", "nickname": "Cem", "last_modify_ts": CRAWLED, "ip_location": "SECRET",
    "avatar": "SECRET",
}  # fmt: skip

XHS_NOTES: Sequence[Json] = (
    {**_ANN, "note_id": "66", "type": "normal", "title": "Kettles", "desc": "Five of them",
     "time": 1714521600000, "last_update_time": 1714521660000, "liked_count": "1.2万",
     "collected_count": "10+", "comment_count": "3", "share_count": "0", "tag_list": "tea,茶",
     "note_url": "https://www.xiaohongshu.com/explore/66?xsec_token=SECRET",
     "source_keyword": "kettle"},
    {**_CEM, "note_id": "67", "type": "video", "title": "Pouring", "desc": "",
     "time": 1714521700000, "liked_count": "5", "collected_count": "", "comment_count": "",
     "share_count": "", "tag_list": "", "source_keyword": ""},
    {**_CEM, "note_id": "68", "type": "video", "title": "When?", "desc": "", "time": 0,
     "liked_count": "5", "collected_count": "1", "comment_count": "1", "share_count": "1",
     "tag_list": "", "source_keyword": ""},
)  # fmt: skip
XHS_COMMENTS: Sequence[Json] = (
    {**_BOB, "comment_id": "c1", "create_time": 1714525200000, "note_id": "66",
     "content": "Which one?", "sub_comment_count": 1, "pictures": "", "parent_comment_id": 0,
     "like_count": "2"},
    {**_ANN, "comment_id": "c2", "create_time": 1714528800000, "note_id": "66",
     "content": "The small one", "sub_comment_count": 0, "pictures": "",
     "parent_comment_id": "c1", "like_count": "0"},
)  # fmt: skip
WEIBO_POSTS: Sequence[Json] = (
    {**_ANN, "note_id": "5029", "content": "A plain kettle", "create_time": 1714521600,
     "create_date_time": "2024-05-01 08:00:00", "liked_count": "12", "comments_count": "3",
     "shared_count": "1", "note_url": "x", "gender": "f", "source_keyword": "kettle"},
)  # fmt: skip
WEIBO_COMMENTS: Sequence[Json] = (
    {**_BOB, "comment_id": "51", "note_id": "5029", "content": "Yes", "create_time": 1714525200,
     "create_date_time": "2024-05-01 09:00:00", "sub_comment_count": "1",
     "comment_like_count": "4", "parent_comment_id": "51"},
    {**_ANN, "comment_id": "52", "note_id": "5029", "content": "Thanks",
     "create_time": 1714528800, "create_date_time": "", "sub_comment_count": "0",
     "comment_like_count": "0", "parent_comment_id": "51"},
)  # fmt: skip
BILIBILI_VIDEOS: Sequence[Json] = (
    {**_ANN, "video_id": "1001", "video_type": "video", "title": "Kettle test", "desc": "All",
     "create_time": 1714521600, "liked_count": "8", "disliked_count": "0",
     "video_play_count": "3.4万", "video_favorite_count": "2", "video_share_count": "1",
     "video_coin_count": "5", "video_danmaku": "6", "video_comment": "1",
     "source_keyword": "kettle"},
)  # fmt: skip
BILIBILI_COMMENTS: Sequence[Json] = (
    {**_BOB, "comment_id": "61", "parent_comment_id": "0", "create_time": 1714525200,
     "video_id": "1001", "content": "Good", "sub_comment_count": "0", "like_count": "1",
     "sign": "SECRET"},
)  # fmt: skip
BILIBILI_DYNAMICS: Sequence[Json] = (
    {**_ANN, "dynamic_id": "71", "user_name": "A**n", "text": "Soon", "type": "WORD",
     "pub_ts": 1714521600, "total_comments": 1, "total_forwards": 0, "total_liked": 2},
)  # fmt: skip
DOUYIN_VIDEOS: Sequence[Json] = (
    {**_ANN, "aweme_id": "81", "aweme_type": "0", "title": "Boil", "desc": "Boil",
     "create_time": 1714521600, "liked_count": "9", "collected_count": "3", "comment_count": "1",
     "share_count": "2", "note_download_url": "", "user_signature": "SECRET",
     "source_keyword": "kettle"},
    {**_ANN, "aweme_id": "82", "aweme_type": "68", "title": "Cups", "desc": "Ten cups",
     "create_time": 1714521700, "liked_count": "1", "collected_count": "0", "comment_count": "0",
     "share_count": "0", "note_download_url": "x", "source_keyword": "kettle"},
)  # fmt: skip
DOUYIN_COMMENTS: Sequence[Json] = (
    {**_BOB, "comment_id": "83", "create_time": 1714525200, "aweme_id": "81", "content": "How?",
     "sub_comment_count": "0", "like_count": "0", "parent_comment_id": "0", "pictures": ""},
)  # fmt: skip
KUAISHOU_VIDEOS: Sequence[Json] = (
    {**_ANN, "video_id": "3x", "video_type": "1", "title": "Tea", "desc": "Tea at home",
     "create_time": 1714521600000, "liked_count": "1", "viewd_count": "900",
     "source_keyword": "kettle"},
)  # fmt: skip
KUAISHOU_COMMENTS: Sequence[Json] = (
    {**_BOB, "comment_id": "91", "create_time": 1714525200000, "video_id": "3x",
     "content": "Nice", "sub_comment_count": "0"},
)  # fmt: skip
TIEBA_THREADS: Sequence[Json] = (
    {**_ANN, "note_id": "9001", "title": "Which kettle", "desc": "For two",
     "publish_time": "2024-05-01 12:34", "user_nickname": "A**n", "tieba_id": "",
     "tieba_name": "茶壶吧", "tieba_link": "https://tieba.baidu.com/f?kw=%E8%8C%B6%E5%A3%B6",
     "total_replay_num": 2, "source_keyword": ""},
)  # fmt: skip
TIEBA_COMMENTS: Sequence[Json] = (
    {**_BOB, "comment_id": "92", "parent_comment_id": "", "content": "A small one",
     "publish_time": "2024-05-01 13:00", "tieba_name": "茶壶",
     "tieba_link": "https://tieba.baidu.com/f?kw=%E8%8C%B6%E5%A3%B6", "sub_comment_count": 1,
     "note_id": "9001", "note_url": "x"},
    {**_ANN, "comment_id": "93", "parent_comment_id": "92", "content": "Thanks",
     "publish_time": "2024-05-01 13:05", "tieba_name": "茶壶吧", "tieba_link": "",
     "sub_comment_count": 0, "note_id": "9001", "note_url": "x"},
)  # fmt: skip
ZHIHU_WORKS: Sequence[Json] = (
    {**_ANN, "content_id": "31", "content_type": "answer", "content_text": "The small one",
     "question_id": "30", "title": "Which kettle?", "desc": "", "created_time": "1714521600",
     "updated_time": "1714525200", "voteup_count": 8, "comment_count": 1,
     "source_keyword": "kettle"},
    {**_ANN, "content_id": "32", "content_type": "article", "content_text": "On kettles",
     "question_id": "", "title": "Kettles", "desc": "", "created_time": "1714521700",
     "voteup_count": 2, "comment_count": 0, "source_keyword": "kettle"},
    {**_ANN, "content_id": "33", "content_type": "pin", "content_text": "Hm",
     "created_time": "1714521700", "voteup_count": 2, "comment_count": 0},
)  # fmt: skip
ZHIHU_COMMENTS: Sequence[Json] = (
    {**_BOB, "comment_id": "34", "parent_comment_id": "0", "content": "Right",
     "publish_time": "1714528800", "sub_comment_count": 0, "like_count": 1, "dislike_count": 0,
     "content_id": "31", "content_type": "answer"},
)  # fmt: skip

CRAWLS = {
    "xhs/search_contents": XHS_NOTES, "xhs/search_comments": XHS_COMMENTS,
    "weibo/search_contents": WEIBO_POSTS, "weibo/search_comments": WEIBO_COMMENTS,
    "bili/search_contents": BILIBILI_VIDEOS, "bili/search_comments": BILIBILI_COMMENTS,
    "bili/creator_dynamics": BILIBILI_DYNAMICS, "douyin/search_contents": DOUYIN_VIDEOS,
    "douyin/search_comments": DOUYIN_COMMENTS, "kuaishou/search_contents": KUAISHOU_VIDEOS,
    "kuaishou/search_comments": KUAISHOU_COMMENTS, "tieba/detail_contents": TIEBA_THREADS,
    "tieba/detail_comments": TIEBA_COMMENTS, "zhihu/search_contents": ZHIHU_WORKS,
    "zhihu/search_comments": ZHIHU_COMMENTS,
}  # fmt: skip


def write_crawl(folder: Path, name: str, form: str = "json") -> Path:
    """One file of a crawl."""
    records = CRAWLS[name]
    path = folder / f"{name.replace('/', '/' + form + '/')}_2024-05-10.{form}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "json":
        path.write_text(json.dumps(records, ensure_ascii=False, indent=4), "utf-8")
    elif form == "jsonl":
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
        path.write_text("".join(lines), "utf-8")
    else:
        path.write_bytes(_table(records).encode("utf-8-sig"))
    return path


def _table(records: Sequence[Json]) -> str:
    columns = list(dict.fromkeys(key for record in records for key in record))
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()
