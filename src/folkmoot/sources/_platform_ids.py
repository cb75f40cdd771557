"""How each platform names posts, rooms and people, so that two exports of one post agree.

An activity is known by the hash of ``platform`` and ``native_id``. Every source of a platform takes
both from here: what the official export, an answer of the API and a third party's tool say of one
post is then one activity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["PLATFORM_IDS", "PlatformIds", "native_id", "platform_ids"]


@dataclass(frozen=True, slots=True)
class PlatformIds:
    """Names on one platform.

    Parameters
    ----------
    platform
        Host that the identifiers belong to; empty where each site is a platform of its own, and
        the host of the site is given by the export or by the user.
    kind
        Of `folkmoot.activity.KINDS`.
    scheme
        ``actor_scheme`` of its people: ``id`` for numbers that never change, ``handle`` for names.
    templates
        ``native_id`` by what is named; ``{0}``, ``{1}`` are the platform's own identifiers.
    note
        What is particular about it; empty for nothing.
    """

    platform: str
    kind: str
    scheme: str
    templates: Mapping[str, str]
    note: str = ""


def _ids(platform: str, kind: str, scheme: str, note: str = "", /, **templates: str) -> PlatformIds:
    return PlatformIds(platform, kind, scheme, MappingProxyType(templates), note)


#: Rules by the short name of a platform. Where a native identifier is unique on the whole platform
#: it stands alone or behind a word; where only a room makes it unique, the room stands before it.
PLATFORM_IDS: Final = MappingProxyType({
    "bilibili": _ids("bilibili.com", "video", "id", video="video/{0}", comment="comment/{0}",
                     dynamic="dynamic/{0}"),
    "bluesky": _ids("bsky.app", "microblog", "id",
                    "people are DIDs; records are at-uris, which hold the DID",
                    record="at://{0}/{1}/{2}", uri="{0}"),
    "discord": _ids("discord.com", "chat", "id", "snowflakes are unique on the platform",
                    message="message/{0}", channel="channel/{0}", guild="guild/{0}"),
    "discourse": _ids("", "forum", "handle",
                      "a post is its topic and its number in it: the export of an account knows "
                      "no other",
                      post="post/{0}/{1}", topic="topic/{0}", category="category/{0}"),
    "douban": _ids("douban.com", "forum", "id", topic="topic/{0}", comment="comment/{0}",
                   group="group/{0}"),
    "douyin": _ids("douyin.com", "video", "id", video="video/{0}", comment="comment/{0}"),
    "facebook": _ids("facebook.com", "sns", "id", post="post/{0}", comment="comment/{0}"),
    "ghost": _ids("", "blog", "id", "a post's id alone, as its feed has it",
                  post="{0}", comment="comment/{0}"),
    "hackernews": _ids("news.ycombinator.com", "forum", "handle",
                       "stories, comments and polls share one numbering", item="item/{0}"),
    "instagram": _ids("instagram.com", "picture", "id", post="post/{0}", comment="comment/{0}"),
    "irc": _ids("", "chat", "handle", "a log numbers nothing: a hash of what was said",
                message="message/{0}", channel="channel/{0}"),
    "kuaishou": _ids("kuaishou.com", "video", "id", video="video/{0}", comment="comment/{0}"),
    "linkedin": _ids("linkedin.com", "sns", "id", post="post/{0}", comment="comment/{0}"),
    "mail": _ids("mail", "mailing_list", "handle",
                 "Message-IDs, without angle brackets, are unique in all mail and Usenet",
                 message="{0}", list="list/{0}", newsgroup="news/{0}"),
    "mastodon": _ids("mastodon", "microblog", "handle",
                     "all servers are one platform, since people answer across them: uris name "
                     "their server, and a person is user@host",
                     status="{0}", boost="{0}"),
    "matrix": _ids("matrix.org", "chat", "id", "event ids and room ids name their server",
                   event="{0}", room="{0}"),
    "reddit": _ids("reddit.com", "forum", "handle",
                   "fullnames: t3 posts, t1 comments; a room is r/ and its name in lower case",
                   post="t3_{0}", comment="t1_{0}", room="r/{0}"),
    "slack": _ids("", "chat", "id",
                  "a message is its channel and its ts, whose digits are kept as text",
                  message="{0}/{1}", channel="channel/{0}"),
    "stackexchange": _ids("", "qa", "id", "the platform is the host of the site",
                          post="post/{0}", comment="comment/{0}", tag="{0}/tag/{1}"),
    "telegram": _ids("telegram.org", "chat", "id", message="{0}/{1}", chat="chat/{0}"),
    "threads": _ids("threads.net", "microblog", "id", post="post/{0}"),
    "tieba": _ids("tieba.baidu.com", "forum", "id", thread="thread/{0}", comment="comment/{0}",
                  room="bar/{0}"),
    "tiktok": _ids("tiktok.com", "video", "id", video="video/{0}", comment="comment/{0}"),
    "weibo": _ids("weibo.com", "microblog", "id",
                  "a topic of the hot list is known by its wording alone",
                  post="post/{0}", comment="comment/{0}", hot_topic="topic/{0}",
                  hot_list="list/hot"),
    "whatsapp": _ids("whatsapp.com", "chat", "handle",
                     "an export numbers nothing: a hash of what was said",
                     message="message/{0}", chat="chat/{0}"),
    "wordpress": _ids("", "blog", "handle",
                      "a post is its guid, which feeds, WXR and REST answers share; a comment is "
                      "its post's address with #comment-N, without the page of comments",
                      post="{0}", comment="{0}#comment-{1}"),
    "x": _ids("x.com", "microblog", "id", post="post/{0}", like="like/{0}/{1}"),
    "xiaohongshu": _ids("xiaohongshu.com", "sns", "id", note="note/{0}", comment="comment/{0}"),
    "youtube": _ids("youtube.com", "video", "id", video="video/{0}", comment="comment/{0}",
                    channel="channel/{0}"),
    "zhihu": _ids("zhihu.com", "qa", "id", question="question/{0}", answer="answer/{0}",
                  article="article/{0}", video="video/{0}", comment="comment/{0}",
                  hot_topic="topic/{0}", hot_list="list/hot"),
})  # fmt: skip


def platform_ids(name: str) -> PlatformIds:
    """Rules of one platform.

    Raises
    ------
    KeyError
        For a name that `PLATFORM_IDS` does not have.
    """
    return PLATFORM_IDS[name]


def native_id(name: str, what: str, *parts: str) -> str:
    """Write the ``native_id`` of something on a platform.

    Examples
    --------
    >>> native_id("reddit", "comment", "c0xyz"), native_id("telegram", "message", "-100123", "7")
    ('t1_c0xyz', '-100123/7')
    """
    return PLATFORM_IDS[name].templates[what].format(*parts)
