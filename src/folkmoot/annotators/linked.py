"""Communities that posts point to: addresses, r/names, accounts on other platforms, 公众号 names.

What is found is only a name. Whether it is a community, whether anybody is there and whether one
may speak in it is for a person to see; `folkmoot.measures.proposed` counts who named it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Linked", "find_linked"]


@dataclass(frozen=True, slots=True)
class Linked:
    """A place that a text points to.

    Parameters
    ----------
    platform
        Where it is, as `folkmoot.platforms` names it, or the host of a site of its own.
    kind
        Kind of community, of `folkmoot.activity.KINDS`.
    name
        As people know it: ``r/coffee``, ``cooking.stackexchange.com``.
    is_account
        Whether it may be one person's account, and no community.
    """

    platform: str
    kind: str
    name: str
    is_account: bool = False


_URL: Final = re.compile(
    r"(?:https?://|(?<![\w@/.])(?:www\.|(?:\w+\.)?(?:reddit\.com|t\.me|discord\.gg)(?=/)))"
    r"[^\s<>()\[\]{}\"'」』》】，。；！]+",
    re.IGNORECASE,
)
_SUBREDDIT: Final = re.compile(r"(?<![\w/.&?=-])/?r/([A-Za-z0-9][A-Za-z0-9_]{2,20})(?![\w/])")
_FEDIVERSE: Final = re.compile(
    r"(?<![\w@/.])@([\w.-]+)@((?:[\w-]+\.)+[a-z]{2,})(?!\w)", re.IGNORECASE
)
_OPEN: Final = r"[「『“\"《【‘]"
_CHINESE_NAME: Final = r"([\w\u4e00-\u9fff·.-]{2,24})"

#: Names in running text; a colon or a quotation mark has to part the word from the name, since
#: "公众号里" only speaks of such accounts.
_SPOKEN: Final = (
    (re.compile(rf"(?:公众号|公眾號)(?:\s*[:：]\s*{_OPEN}?|\s*{_OPEN}){_CHINESE_NAME}"),
     "wechat", "official_account", True),
    (re.compile(rf"(?:贴吧|貼吧)(?:\s*[:：]\s*{_OPEN}?|\s*{_OPEN}){_CHINESE_NAME}"),
     "tieba", "forum", False),
    (re.compile(r"QQ\s*(?:交流)?[群裙]\s*(?:号\s*)?[:：]?\s*(\d{5,11})(?!\d)"),
     "qqgroups", "chat", False),
    (re.compile(rf"(?:豆瓣)小组(?:\s*[:：]\s*{_OPEN}?|\s*{_OPEN}){_CHINESE_NAME}"),
     "douban", "forum", False),
    (re.compile(r"(?:微博|weibo)\s*[:：]?\s*@([\w\u4e00-\u9fff-]{2,30})", re.IGNORECASE),
     "weibo", "microblog", True),
    (re.compile(rf"小红书(?:号)?\s*[:：]\s*@?{_CHINESE_NAME}"), "xiaohongshu", "shopping", True),
    (re.compile(r"(?:instagram|insta|ig)\s*[:：]?\s*@([A-Za-z0-9_.]{3,30})", re.IGNORECASE),
     "instagram", "picture", True),
    (re.compile(r"(?:twitter|tweet(?:s|ed)? by)\s*[:：]?\s*@([A-Za-z0-9_]{3,15})", re.IGNORECASE),
     "x", "microblog", True),
)  # fmt: skip

#: Sites that hold discussions of their own pages, and are read for other reasons.
_NO_PLACES: Final = re.compile(
    r"(?:[\w-]+\.)*(?:wikipedia|wikimedia|wiktionary|wikivoyage|google|amazon|imgur|archive|github)"
    r"\.\w+(?:\.\w+)?"
)

#: Hosts whose path names a place: the host, what the path begins with, platform, kind, how the
#: name is written, and whether it may be one person's account.
_PATHS: Final = (
    ("reddit.com", r"/r/([A-Za-z0-9_]{2,21})", "reddit", "forum", "r/{}", False),
    ("facebook.com", r"/groups/([\w.-]+)", "facebookgroups", "sns", "group {}", False),
    ("groups.google.com", r"/(?:g|forum/#!forum)/([\w.-]+)", "mailinglists", "mailing_list",
     "{}", False),
    ("groups.io", r"/g/([\w.-]+)", "mailinglists", "mailing_list", "{}", False),
    ("t.me", r"/(?:s/)?(?!joinchat|\+)([A-Za-z][\w]{4,31})", "telegram", "chat", "{}", False),
    ("discord.gg", r"/([\w-]+)", "discord", "chat", "invitation {}", False),
    ("discord.com", r"/invite/([\w-]+)", "discord", "chat", "invitation {}", False),
    ("youtube.com", r"/(?:@|c/|channel/|user/)([\w.-]+)", "youtube", "video", "{}", True),
    ("instagram.com", r"/(?!p/|reel/|explore/)([\w.]{3,30})/?$", "instagram", "picture", "{}",
     True),
    ("twitter.com", r"/(?!search|hashtag|intent|share)(\w{3,15})", "x", "microblog", "{}", True),
    ("x.com", r"/(?!search|hashtag|intent|share)(\w{3,15})", "x", "microblog", "{}", True),
    ("tieba.baidu.com", r"/f\?kw=([^&#]+)", "tieba", "forum", "{}", False),
    ("douban.com", r"/group/([\w-]+)", "douban", "forum", "group {}", False),
    ("zhihu.com", r"/(?:topic|column)/([\w-]+)", "zhihu", "qa", "{}", False),
    ("space.bilibili.com", r"/(\d+)", "bilibili", "video", "{}", True),
)  # fmt: skip

#: Sites that are communities as a whole, told by their host.
_SITES: Final = (
    (re.compile(r"[\w-]+\.stackexchange\.com|stackoverflow\.com|superuser\.com|serverfault\.com|"
                r"askubuntu\.com|mathoverflow\.net"), "stackexchange", "qa"),
    (re.compile(r"[\w-]+\.(?:wordpress\.com|blogspot\.\w+(?:\.\w+)?|substack\.com|tumblr\.com)"),
     "", "blog"),
    (re.compile(r"(?:[\w-]+\.)*(?:forums?|boards?|bbs|discuss|discourse)\.[\w.-]+"), "", "forum"),
)  # fmt: skip
_FORUM_PATH: Final = re.compile(
    r"/(?:[\w-]+/)?(?:forums?|bbs|boards?|viewtopic|viewforum|showthread|threads?|discussions?)"
    r"(?:[/?.]|$)|/t/[\w-]+/\d+", re.IGNORECASE,
)  # fmt: skip


def find_linked(text: str) -> frozenset[Linked]:
    """Find the places that a text points to, once each.

    Parameters
    ----------
    text
        A title or a post.

    Examples
    --------
    >>> found = find_linked(
    ...     "See r/Coffee, https://cooking.stackexchange.com/q/1 and 公众号：咖啡时间"
    ... )
    >>> sorted((each.platform, each.name) for each in found)
    [('reddit', 'r/coffee'), ('stackexchange', 'cooking.stackexchange.com'), ('wechat', '咖啡时间')]
    >>> find_linked("Our 公众号里 is a r/w file, see https://en.wikipedia.org/wiki/Forum")
    frozenset()
    """
    found = set(_addressed(text))
    rest = _URL.sub(" ", text)
    found |= {Linked("reddit", "forum", f"r/{name.casefold()}")
              for name in _SUBREDDIT.findall(rest)}  # fmt: skip
    found |= {Linked(host.casefold(), "microblog", f"@{name}@{host}".casefold(), True)
              for name, host in _FEDIVERSE.findall(rest)}  # fmt: skip
    for pattern, platform, kind, is_account in _SPOKEN:
        found |= {Linked(platform, kind, name.strip(".-·").casefold(), is_account)
                  for name in pattern.findall(rest)}  # fmt: skip
    return frozenset(found)


def _addressed(text: str) -> Iterator[Linked]:
    for address in _URL.findall(text):
        host, slash, path = re.sub(r"^https?://", "", address, flags=re.IGNORECASE).partition("/")
        host = host.partition(":")[0].casefold().removeprefix("www.").removeprefix("m.")
        place = _place(host, f"{slash}{path}".rstrip(".,;:!?"))
        if place is not None:
            yield place


def _place(host: str, path: str) -> Linked | None:
    for site, start, platform, kind, written, is_account in _PATHS:
        if host == site or host.endswith(f".{site}"):
            match = re.match(start, path, re.IGNORECASE)
            return (
                Linked(platform, kind, _decoded(written.format(match[1])).casefold(), is_account)
                if match else None
            )  # fmt: skip
    for pattern, platform, kind in _SITES:
        if pattern.fullmatch(host):
            return Linked(platform or host, kind, host)
    if _FORUM_PATH.match(path) and not _NO_PLACES.fullmatch(host):
        return Linked(host, "forum", host)
    return None


def _decoded(name: str) -> str:
    """Read percent signs of an address as the letters that they stand for."""
    if "%" not in name:
        return name
    as_bytes: Callable[[re.Match[str]], str] = lambda match: bytes.fromhex(  # noqa: E731
        match[0].replace("%", "")
    ).decode("utf-8", "replace")
    return re.sub(r"(?:%[0-9A-Fa-f]{2})+", as_bytes, name)
