"""Captures of browsing for the tests of their source, written by us in the documented forms.

Values that must never come out of a source hold the word SECRET.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]

#: When the browser saw all of it: 2024-03-05 10:00:00 UTC.
SEEN = 1709632800000

NOTE: Json = {
    "id": "65e5a1b0000000000b003a28", "model_type": "note", "xsec_token": "SECRET",
    "note_card": {
        "type": "normal", "display_title": "One plain kettle",
        "user": {"user_id": "5bd313d73a2b6700015ef04c", "nickname": "Ann", "phone": "SECRET"},
        "interact_info": {"liked_count": "1.2万", "collected_count": "10+"},
    },
}  # fmt: skip
XHS: Sequence[Json] = (
    NOTE,
    {"id": "65e5a1b1000000000b003a29", "note": {
        "type": "video", "title": "Steel or glass", "desc": "I say glass #tea",
        "time": 1709500000000, "user": {"userId": "u2", "nickname": "Bob"},
        "interactInfo": {"likedCount": "7", "shareCount": "2"}, "tagList": [{"name": "tea"}]}},
    {"_zs-origin": "html", "id": "65e5a1b2000000000b003a2a", "url": "/explore/x",
     "title": "A tile", "author_name": "Cem", "likes": "3"},
    {"id": "65e5b000000000001b003a28", "note_id": "65e5a1b0000000000b003a28",
     "content": "Which one?", "create_time": 1709551600000, "ip_location": "SECRET",
     "user_info": {"user_id": "u3", "nickname": "Dee", "image": "x"}, "like_count": "2",
     "sub_comment_count": "1", "sub_comments": [
         {"id": "65e5b0aa000000001b003a28", "content": "Mine too", "create_time": 1709551700000,
          "user_info": {"user_id": "u4", "nickname": "Eve"}, "like_count": "1",
          "ip_location": "SECRET"}]},
    {"id": "65e5b100000000001b003a28", "note_id": "65e5a1b0000000000b003a28",
     "content": "The small one", "create_time": 1709551900000,
     "target_comment": {"id": "65e5b000000000001b003a28"},
     "user_info": {"user_id": "u1", "nickname": "Ann"}, "like_count": "0",
     "sub_comment_count": 0},
)  # fmt: skip
DOUYIN: Sequence[Json] = (
    {"aweme_id": "71", "group_id": "71", "desc": "Water", "create_time": 1709500000,
     "author": {"uid": "9", "sec_uid": "s", "nickname": "Ann", "follower_count": 1200},
     "statistics": {"digg_count": 5, "comment_count": 2, "share_count": 1, "collect_count": 3,
                    "play_count": 0},
     "text_extra": [{"hashtag_name": "tea"}, {"sec_uid": "SECRET"}]},
    {"awemeId": "72", "desc": "Cups", "createTime": 1709500100, "images": [{"urlList": ["x"]}],
     "authorInfo": {"uid": "10", "nickname": "Bob"}, "stats": {"diggCount": "1.5万"},
     "ZS_collected_from_embed": True, "textExtra": None},
    {"aweme_id": "73", "rawdata": "{}"},
)  # fmt: skip
TIKTOK: Sequence[Json] = (
    {"id": "701", "desc": "Boil #tea", "createTime": 1709500000,
     "author": {"id": "11", "uniqueId": "ann", "nickname": "Ann", "email": "SECRET"},
     "authorStats": {"followerCount": 300}, "textExtra": [{"hashtagName": "tea"}],
     "stats": {"diggCount": 8, "commentCount": 1, "shareCount": 0, "playCount": 900},
     "video": {"cover": "x"}},
    {"id": "702", "desc": "", "createTime": "1709500100", "author": "bob", "nickname": "Bob",
     "imagePost": {"images": []}, "stats": {"diggCount": 1}},
    {"cid": "801", "id": "801", "aweme_id": "701", "reply_id": "0", "text": "Nice",
     "create_time": 1709500500, "digg_count": 2, "reply_comment_total": 1,
     "user": {"uid": "12", "unique_id": "cem", "nickname": "Cem"}},
    {"cid": "802", "id": "802", "aweme_id": "701", "reply_id": "801", "text": "Yes",
     "create_time": 1709500600, "digg_count": 0, "user": {"uid": "11", "unique_id": "ann"}},
)  # fmt: skip
INSTAGRAM: Sequence[Json] = (
    {"code": "B-fKL9qpeab", "media_type": 1, "taken_at": 1709500000, "like_count": 4,
     "caption": {"text": "Morning tea"}, "comment_count": 2,
     "user": {"pk": "21", "username": "ann", "full_name": "Ann"},
     "location": {"lat": "SECRET", "lng": "SECRET"}},
    {"__typename": "GraphVideo", "shortcode": "Cabc", "taken_at_timestamp": 1709500100,
     "edge_media_to_caption": {"edges": [{"node": {"text": "Pouring"}}]},
     "edge_media_preview_like": {"count": 6}, "owner": {"id": "22", "username": "bob"}},
    {"comment_id": "901", "id": "901", "text": "Lovely", "created_at": 1709500200,
     "post_id": "2278584739065882267_21", "post_shortcode": None, "parent_comment_id": None,
     "comment_like_count": 1, "child_comment_count": 1,
     "user": {"id": "23", "unique_id": "cem", "nickname": "Cem"},
     "child_comments": [{"pk": "902", "text": "SECRET"}]},
    {"comment_id": "902", "id": "902", "text": "Thanks", "created_at": 1709500300,
     "post_id": "2278584739065882267", "post_shortcode": "B-fKL9qpeab",
     "parent_comment_id": "901", "user": {"id": "21", "unique_id": "ann"}},
    {"code": "Cad", "product_type": "ad", "taken_at": 1709500400},
)  # fmt: skip
X: Sequence[Json] = (
    {"rest_id": "31", "id": "31", "views": {"count": "77"},
     "core": {"user_results": {"result": {"rest_id": "41", "legacy": {
         "screen_name": "ann", "name": "Ann", "followers_count": 9, "location": "SECRET",
         "created_at": "Sun Aug 27 04:31:26 +0000 2017"}}}},
     "legacy": {"created_at": "Mon Mar 04 10:00:00 +0000 2024", "full_text": "Which kettle?",
                "user_id_str": "41", "conversation_id_str": "31", "lang": "en",
                "favorite_count": 3, "retweet_count": 1, "reply_count": 1, "quote_count": 0,
                "entities": {"hashtags": [{"text": "tea"}], "user_mentions": []}}},
    {"rest_id": "32", "legacy": {
        "created_at": "Mon Mar 04 11:00:00 +0000 2024", "full_text": "The small one",
        "user_id_str": "42", "conversation_id_str": "31", "in_reply_to_status_id_str": "31",
        "in_reply_to_user_id_str": "41"}},
    {"rest_id": "33", "legacy": {
        "created_at": "Mon Mar 04 12:00:00 +0000 2024", "full_text": "RT", "user_id_str": "43",
        "conversation_id_str": "33", "retweeted_status_result": {"result": {"tweet": {
            "rest_id": "31", "legacy": {"user_id_str": "41", "full_text": "SECRET"}}}}}},
    {"type": "adaptive", "id": "34", "user": {"id_str": "44", "screen_name": "dee"},
     "legacy": {"id_str": "34", "created_at": "Mon Mar 04 13:00:00 +0000 2024",
                "full_text": "Tea time", "conversation_id_str": "34"}},
)  # fmt: skip
THREADS: Sequence[Json] = (
    {"code": "C4x", "taken_at": 1709500000, "caption": {"text": "Tea?"}, "like_count": 2,
     "user": {"pk": "51", "username": "ann"},
     "text_post_app_info": {"repost_count": 1, "direct_reply_count": 3, "quote_count": 0}},
    {"code": "C4y", "taken_at": 1709500001, "caption": None, "user": {"username": "bob"}},
)  # fmt: skip
LINKEDIN: Sequence[Json] = (
    {"updateMetadata": {"urn": "urn:li:activity:7170000000000000001"},
     "actor": {"name": {"text": "Ann"}, "subDescription": {"text": "18h • Edited"},
               "navigationContext": {"actionTarget": "https://www.linkedin.com/in/ann-1?x=SECRET"}},
     "commentary": {"text": {"text": "We hire"}}, "content": None,
     "*socialDetail": {"*totalSocialActivityCounts": {
         "numLikes": 12, "numComments": 2, "numShares": 1}}},
    {"preDashEntityUrn": "urn:li:fs_updateV2:(urn:li:activity:6960882777168695296,FEED)",
     "actor": {"name": {"text": "Kettles"}, "subDescription": {"text": "18 mnd"},
               "navigationContext": {"actionTarget": "https://www.linkedin.com/company/kettles/"}},
     "commentary": None, "content": {"linkedInVideoComponent": {"x": 1}},
     "*socialDetail": {"likes": {"paging": {"total": 5}}, "comments": {"paging": {"total": 0}},
                       "totalShares": 0}},
    {"updateMetadata": {"urn": "urn:li:activity:7170000000000000002"},
     "actor": {"name": {"text": "Shop"}, "subDescription": {"text": "Promoted"}}},
)  # fmt: skip

CAPTURES = {
    "xiaohongshu.com": XHS, "douyin.com": DOUYIN, "tiktok.com": TIKTOK,
    "instagram.com": INSTAGRAM, "x.com": X, "threads.net": THREADS, "linkedin.com": LINKEDIN,
}  # fmt: skip


def envelope(site: str, data: object, number: int) -> Json:
    """What the extension writes around a record."""
    return {
        "nav_index": "1:2:0", "item_id": str(number), "timestamp_collected": SEEN,
        "source_platform": site, "source_platform_url": f"https://www.{site}/SECRET",
        "source_url": f"https://www.{site}/api?token=SECRET", "user_agent": "SECRET",
        "data": data, "id": number,
    }  # fmt: skip


def stored(site: str, data: Json, number: int) -> Json:
    """The same as 4CAT stores it."""
    whole = envelope(site, None, number)
    return {**data, "__import_meta": {key: whole[key] for key in whole if key != "data"}}


def write_capture(folder: Path, site: str, *, form: str = "zeeschuimer") -> Path:
    """A capture of one site."""
    write = stored if form == "4cat" else envelope
    lines = [json.dumps(write(site, data, row)) for row, data in enumerate(CAPTURES[site], 1)]
    path = folder / f"{form}-export-{site}.ndjson"
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path
