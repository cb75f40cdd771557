"""What captures of one's own browsing can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources.base import About, Tells

__all__ = ["ABOUT"]

ABOUT: Final = About(
    title="Zeeschuimer captures (NDJSON), also as 4CAT stores them: Xiaohongshu, Douyin, TikTok, "
    "Instagram, X, Threads, LinkedIn",
    platforms=(
        "xiaohongshu.com", "douyin.com", "tiktok.com", "instagram.com", "x.com", "threads.net",
        "linkedin.com",
    ),
    export="Browse a site with the extension Zeeschuimer switched on, then save what it saw with "
    "the button .ndjson; or download the NDJSON of a data set from 4CAT.",
    frame="browsing",
    actor_scheme="id",
    time_source="server",
    rungs={
        "creator": Tells("partly", "videos, pictures and notes that the site chose to show"),
        "conversationalist": Tells(
            "partly", "posts of X, LinkedIn and Threads; a reply on Threads looks like one"
        ),
        "critic": Tells(
            "partly", "comments of TikTok, Xiaohongshu, Instagram, and replies on X, where the "
            "pages were opened"
        ),
        "collector": Tells("partly", "reposts on X by name; likes and saves are only counted"),
        "joiner": Tells("no", "a capture shows posts, not who follows or joins"),
        "spectator": Tells("no", "views are counted where the site shows them; nobody is named"),
    },
    sensitive=(
        "ip_location", "user_agent", "source_url", "source_platform_url", "location.lat",
        "location.lng", "legacy.place.full_name", "user.email", "user.phone", "rest{}",
    ),
    may_train=None,
    may_redistribute=None,
    deletes="A deleted post is missing; what was seen before it was deleted stays.",
    edits="The state that was seen; LinkedIn says that a post was edited, but not when.",
    options={},
)  # fmt: skip
