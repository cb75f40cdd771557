"""What exports of Stack Exchange are, and how far they go."""

from __future__ import annotations

from typing import Final

from folkmoot.sources.base import About, Tells

__all__ = ["ABOUT"]

ABOUT: Final = About(
    title="Stack Exchange: a dump as XML, CSV or 7z",
    platforms=(),
    export="Each site's whole dump can be downloaded by its users; answers of the API are read by "
    "stackapi.",
    frame="community",
    actor_scheme="id",
    time_source="server",
    rungs={
        "creator": Tells("partly", "articles alone; a question is no work of one's own"),
        "conversationalist": Tells("no", "the sites have no statuses"),
        "critic": Tells("yes", "questions, answers, comments and edits, with author and time"),
        "collector": Tells("partly", "votes are dated to the day, and only favourites and "
                                     "bounties name who gave them"),
        "joiner": Tells("yes", "every account with the day on which it was made"),
        "spectator": Tells("no", "views are counted, and nobody is named"),
    },
    sensitive=("EmailHash", "AboutMe", "WebsiteUrl", "ProfileImageUrl", "AccountId"),
    may_train=None,
    may_redistribute=True,
    deletes="A dump leaves deleted posts out; a later dump does not say which they were.",
    edits="The last edit by somebody else is an Update; earlier ones are not in the dump.",
    options={
        "site": "host of the community, where the folder's name does not tell it",
        "encoding": "encoding of the files, where it is not UTF-8",
    },
)  # fmt: skip
