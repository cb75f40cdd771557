"""What the files of MediaCrawler can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources.base import About, Tells

__all__ = ["ABOUT"]

ABOUT: Final = About(
    title="MediaCrawler output (JSON, JSONL, CSV): Xiaohongshu, Weibo, Bilibili, Douyin, Kuaishou, "
    "Tieba, Zhihu",
    platforms=(
        "xiaohongshu.com", "weibo.com", "bilibili.com", "douyin.com", "kuaishou.com",
        "tieba.baidu.com", "zhihu.com",
    ),
    export="Files that MediaCrawler wrote, such as search_contents_2024-05-01.json; the program is "
    "for learning and not for commerce, by its licence, and so is what was made with it.",
    frame="keyword",
    actor_scheme="hash",
    time_source="server",
    rungs={
        "creator": Tells("partly", "notes, videos and articles that a search found"),
        "conversationalist": Tells("partly", "posts of Weibo and dynamics of Bilibili"),
        "critic": Tells("partly", "comments and answers under what a search found"),
        "collector": Tells("no", "likes, saves and shares are counted, and nobody is named"),
        "joiner": Tells("no", "who follows or joins is not told; profiles are not read"),
        "spectator": Tells("no", "plays are counted on Bilibili and Kuaishou; nobody is named"),
    },
    sensitive=(
        "ip_location", "avatar", "user_avatar", "sign", "user_signature", "profile_url",
        "sec_uid", "short_user_id", "xsec_token", "note_url", "email", "phone", "rest{}",
    ),
    may_train=False,
    may_redistribute=False,
    deletes="A deleted post is missing; a later crawl takes nothing back.",
    edits="The state that the crawl met; last_modify_ts is the crawl's time, and no edit's.",
)  # fmt: skip
