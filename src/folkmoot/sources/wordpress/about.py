"""What exports and answers of WordPress can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources._options import Option
from folkmoot.sources.base import About, Tells
from folkmoot.sources.wordpress.records import SENSITIVE

__all__ = ["ABOUT", "PLATFORM"]

PLATFORM: Final = Option(
    "platform", "host of the site, where no address in the file tells it", form="host"
)

ABOUT: Final = About(
    title="WordPress: a site's export (WXR), or answers of its REST API (JSON)",
    platforms=(),
    export="Tools, Export, All content; or save answers of /wp-json/wp/v2/posts and /comments.",
    frame="community",
    actor_scheme="id",
    time_source="server",
    rungs={
        "creator": Tells("yes", "posts, pages and media, with their authors"),
        "conversationalist": Tells("no", "a blog has no status updates"),
        "critic": Tells("yes", "comments and their threads; of guests only the name they gave"),
        "collector": Tells("no", "plugins keep likes and shares to themselves"),
        "joiner": Tells("no", "authors are told, subscribers are not"),
        "spectator": Tells("no", "the site's own logs have the views"),
    },
    sensitive=SENSITIVE,
    deletes="What is in the trash is set aside; what was deleted is missing.",
    edits="The last edit of a post is an update of it; the text is the newest.",
    options={PLATFORM.name: PLATFORM.meaning},
)
