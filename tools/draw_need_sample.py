"""Draw the posts that people label by hand for the types of need: ``draw_need_sample.py FOLDER``.

The larger data sets are found through ``FOLKMOOT_SHARED``. Only sets whose licence lets their texts
stand in this repository are drawn from. Half of every set is drawn by words that often go with a
need and half at random, so that rare types are met and the share of each type can still be told
(column ``stratum``). The same seed draws the same posts. Each line of the folder's ``sample.csv``
is a post: title, then the beginning of its text.

Types too rare to be met so are drawn by words of their own: ``draw_need_sample.py FOLDER offers``
takes all posts of Reddit with words of offers; ``rare``, ``more`` and ``problems`` in its place
draw posts with words of comparisons, praise and problems.
"""

from __future__ import annotations

import csv
import gzip
import html
import os
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

SEED: Final = 5
#: Characters of a post that a labeller reads: who asks says so early.
SHOWN: Final = 420
FIELDS: Final = ("sample_id", "source", "community", "author", "lang", "stratum", "text")

_NEEDS: Final = re.compile(
    r"recommend|suggest|best|which|looking for|how (do|to|can)|problem|broken|won't|doesn't|issue|"
    r"vs\.?\b|versus|compare|better|worth|buy|price|cheap|discount|code|sale|review|love|"
    # A hot list in Chinese is mostly news: only words of choosing, buying, using and complaining.
    r"推荐|怎么选|买|值不值|性价比|对比|哪款|哪个牌子|好用|怎么办|求助|入手|选购|使用体验|避坑|"
    r"维权|售后|质量|多少钱|贵|便宜|优惠|投诉|坏了|装修|家电|手机|护肤|什么好",
    re.IGNORECASE,
)
_OFFERS: Final = re.compile(
    r"\bgiveaway|giving away|\bdiscount code|coupon|promo(tion)? code|\d+ ?% off|"
    r"\bi (just |recently )?(made|built|wrote|created|released|launched|developed) (an?|my|this) "
    r"(\w+ ){0,3}(app|site|website|tool|program|book|blog|guide|shop|store|game|widget|service|"
    r"list)|"
    r"\bmy (new |first |own )?(app|shop|store|etsy|website|startup|company|kickstarter)\b|"
    r"for sale\b|\bselling (my|some)|kickstarter|on sale|deal of|beta test|"
    r"free (app|copy|copies|shipping|sample|download|promo)|"
    r"\bwe('re| are) (a|giving|offering|launching)",
    re.IGNORECASE,
)
_COMPARISONS: Final = re.compile(
    r"\bvs\b|\bversus\b|\bcompar(ed?|ing|ison)\b|\bdifference between|\bworth upgrading|"
    r"\b(better|worse|cheaper|faster|nicer|lighter|quicker|safer) than\b|"
    r"\bupgrad(e|ed|ing) (my \w+ )?(from|to)\b|\bswitch(ed|ing)? (from|to)\b|"
    r"\b(choos\w+|decid\w+|torn) between|\bor (the|a|an|just|should)\b[^.!?]*\?|"
    r"\b(which|what) (one |is |are )*(better|best|cheaper|faster)\b|\binstead of\b|"
    r"还是|相比|对比|比较|区别|哪个(更|比较)?好|哪个更|差别|\bpk\b|更(好|值得|适合|划算)|升级",
    re.IGNORECASE,
)
_PRAISE: Final = re.compile(
    r"\breview\b|\b(love|loving) (my|this|these|it|the)\b|\bimpress(ed|ive)\b|\bhighly recommend\b|"
    r"\b(months?|years?|weeks?|days?) (with|in|later|of (use|using|owning))\b|\bdisappoint\w+|"
    r"\bbest \w+ (i|i've|i have) (ever )?\w+|\bworth (it|every|the (money|price))\b|"
    r"\bholy grail|\bthank(s| you)\b.{0,40}\b(for|recommend)|\bfirst impressions?\b|"
    r"\b(so|very|really|super|extremely) (happy|pleased|satisfied) with\b|\bfinally got\b|"
    r"\blasted\b|\bstill going\b",
    re.IGNORECASE,
)
_PROBLEMS: Final = re.compile(
    r"\bbroken?\b|\bbroke\b|\b(won't|wont|doesn't|doesnt|isn't|not|never|stopped) work(s|ing)?\b|"
    r"\b(keeps?|kept) \w+ing\b|\bissues? with\b|\bproblems? with\b|\bfrustrat\w+|\brefund\b|"
    r"\b(customer|tech) (service|support)\b|\bwarranty\b|\bwon't (start|boot|turn|charge|connect)|"
    r"\bstuck\b|\bfail(s|ed|ing)?\b|\bscam\w*|\bruined\b|\b(cracked|crash\w*|leak\w*|defective)\b",
    re.IGNORECASE,
)
_WORDED: Final = {"comparisons": _COMPARISONS, "praise": _PRAISE, "problems": _PROBLEMS}
#: A line of chat that begins with the name of whom it answers.
_ADDRESSED: Final = re.compile(r"\S+[:,] ")
_REDDIT: Final = {
    "SuggestALaptop": 60, "buildapcforme": 40, "AndroidQuestions": 70, "androidapps": 50,
    "headphones": 60, "BuyItForLife": 60, "SkincareAddiction": 60, "Coffee": 50, "tea": 40,
    "fountainpens": 50, "bicycling": 40, "running": 40, "photography": 40, "Cooking": 40,
    "Frugal": 40, "gadgets": 30, "Watches": 40, "Ultralight": 40, "femalefashionadvice": 40,
}  # fmt: skip
_TRAVEL, _COFFEE, _CHAT, _ZHIHU = 300, 180, 120, 660
#: By draw: what is drawn by its words, from which set, and how many posts.
_RARE: Final = {
    "rare": (
        ("comparisons", "reddit", 160), ("comparisons", "travel", 40),
        ("comparisons", "coffee", 30), ("comparisons", "zhihu", 200), ("praise", "reddit", 160),
    ),
    "more": (
        ("comparisons", "reddit", 260), ("praise", "reddit", 140), ("problems", "reddit", 260),
    ),
    "problems": (("problems", "chat", 260), ("problems", "reddit", 300)),
}  # fmt: skip


class Post(NamedTuple):
    """A post as a labeller sees it."""

    source: str
    community: str
    author: str
    lang: str
    text: str
    native: str


def main(folder: Path, kind: str = "needs") -> None:
    """Write ``sample.csv`` into a folder."""
    shared = Path(os.environ["FOLKMOOT_SHARED"]) / "data"
    chance = random.Random(SEED)  # noqa: S311
    drawn = DRAWS[kind](shared, chance)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "sample.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        for stratum, post in drawn:
            sample_id = f"{post.source}/{post.native}"
            writer.writerow([sample_id, *post[:4], stratum, post.text])
    print(f"{len(drawn):,} posts drawn")


def draw_needs(shared: Path, chance: random.Random) -> list[tuple[str, Post]]:
    """Draw from every set, each of its own size."""
    drawn: list[tuple[str, Post]] = []
    for name, size in _REDDIT.items():
        drawn += draw(list(reddit(shared, name)), size, chance)
    drawn += draw(list(travel(shared)), _TRAVEL, chance)
    drawn += draw(list(coffee(shared)), _COFFEE, chance)
    drawn += draw(list(chat(shared)), _CHAT, chance)
    return drawn + draw(list(zhihu(shared)), _ZHIHU, chance)


def draw_offers(shared: Path, _chance: random.Random) -> list[tuple[str, Post]]:
    """Posts of Reddit with words of offers."""
    return [("offers", post) for post in all_reddit(shared) if _OFFERS.search(post.text)]


def draw_rare(shared: Path, chance: random.Random, kind: str) -> list[tuple[str, Post]]:
    """Posts by words of what is rare, each once, shuffled, so that a reader sees no order."""
    sets = {
        "reddit": list(all_reddit(shared)), "travel": list(travel(shared)),
        "coffee": list(coffee(shared)), "zhihu": list(zhihu(shared)),
        "chat": [post for post in chat(shared) if not _ADDRESSED.match(post.text)],
    }  # fmt: skip
    drawn: dict[Post, str] = {}
    for stratum, name, size in _RARE[kind]:
        worded = [
            post for post in sets[name]
            if post not in drawn and _WORDED[stratum].search(post.text)
        ]  # fmt: skip
        drawn |= dict.fromkeys(chance.sample(worded, size), stratum)
    shuffled = [(stratum, post) for post, stratum in drawn.items()]
    chance.shuffle(shuffled)
    return shuffled


def draw(posts: Sequence[Post], size: int, chance: random.Random) -> list[tuple[str, Post]]:
    """Draw half by words and half from all the others at random, in a shuffled order."""
    worded = [post for post in posts if _NEEDS.search(post.text)]
    first = chance.sample(worded, min(size // 2, len(worded)))
    taken = {post.native for post in first}
    rest = [post for post in posts if post.native not in taken]
    second = chance.sample(rest, min(size - len(first), len(rest)))
    both = [("words", post) for post in first] + [("random", post) for post in second]
    chance.shuffle(both)
    return both


def all_reddit(shared: Path) -> Iterator[Post]:
    """Posts of all its communities."""
    for path in sorted((shared / "reddit_top_subset").glob("*.csv")):
        yield from reddit(shared, path.stem)


def reddit(shared: Path, name: str) -> Iterator[Post]:
    """Posts of a subreddit; the export names no authors."""
    path = shared / "reddit_top_subset" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = shown(row["title"], row["selftext"] or "")
            yield Post("reddit_top_subset", f"r/{name}", "", "en", text, row["id"])


def travel(shared: Path) -> Iterator[Post]:
    """Titles of questions; bodies are not in that export."""
    path = shared / "travel_stackexchange_2017" / "Posts.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["PostTypeId"].startswith("1") and row["Title"]:
                yield Post(
                    "travel_stackexchange_2017", "travel.stackexchange.com",
                    row["OwnerUserId"].removesuffix(".0"), "en", shown(row["Title"], ""), row["Id"],
                )  # fmt: skip


def coffee(shared: Path) -> Iterator[Post]:
    """Questions and answers with their text."""
    path = shared / "coffee_stackexchange_2015" / "Posts.xml"
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        told = dict(re.findall(r'(\w+)="([^"]*)"', line))
        if told.get("PostTypeId") in {"1", "2"}:
            body = re.sub(r"<[^>]+>", " ", html.unescape(told["Body"]))
            text = shown(html.unescape(told.get("Title", "")), html.unescape(body))
            yield Post(
                "coffee_stackexchange_2015", "coffee.stackexchange.com",
                told.get("OwnerUserId", ""), "en", text, told["Id"],
            )  # fmt: skip


def chat(shared: Path) -> Iterator[Post]:
    """Lines of chat that are long enough to say something."""
    folder = shared / "irc_disentangled" / "data"
    for path in sorted(folder.glob("*/*.ascii.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            met = re.match(r"\[\d\d:\d\d\] <([^>]+)> (.{30,})", line)
            if met:
                place = f"{path.parent.name}/{path.name.removesuffix('.ascii.txt')}"
                yield Post(
                    "irc_disentangled", place, met[1], "en", shown(met[2], ""), f"{place}/{number}"
                )


def zhihu(shared: Path) -> Iterator[Post]:
    """Titles of questions on the hot list, each once."""
    import pyarrow.parquet as pq

    table = pq.read_table(shared / "zhihu_hot_daily" / "zhihu_hot_daily_2021-2024.parquet")
    found: dict[str, Post] = {}
    for row in table.select(["date", "title", "url"]).to_pylist():
        native = row["url"].rpartition("/")[2]
        month = row["date"][:7]
        post = Post("zhihu_hot_daily", f"zhihu {month}", "", "zh", shown(row["title"], ""), native)
        found.setdefault(native, post)
    yield from found.values()


def shown(title: str, body: str) -> str:
    """Title, then the beginning of the text, on one line."""
    text = " ".join(f"{title} — {body}".split()) if body.strip() else " ".join(title.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


DRAWS: Final[dict[str, Callable[[Path, random.Random], list[tuple[str, Post]]]]] = {
    "needs": draw_needs,
    "offers": draw_offers,
    **{kind: partial(draw_rare, kind=kind) for kind in _RARE},
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
