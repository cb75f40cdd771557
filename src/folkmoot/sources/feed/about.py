"""What feeds can tell, and what they cannot."""

from __future__ import annotations

from typing import Final

from folkmoot.sources.base import About, Tells

__all__ = ["ABOUT"]

ABOUT: Final = About(
    title="Feeds: RSS, Atom and JSON Feed, of posts or of comments",
    platforms=(),
    export="Save the address that a site gives for its feed, and that of its comments; many sites "
    "give one for the comments of each post as well.",
    frame="community",
    actor_scheme="handle",
    time_source="server",
    rungs={
        "creator": Tells("partly", "the latest entries, by the name that their author shows"),
        "conversationalist": Tells(
            "partly", "a microblog, where the option kind says that it is one"
        ),
        "critic": Tells("partly", "the latest comments, and what they answer"),
        "collector": Tells("no", "how often an entry was shared is not told, nor by whom"),
        "joiner": Tells("no", "who subscribes to a feed, nobody knows"),
        "spectator": Tells("no", "views of a video are a count, and nobody's"),
    },
    sensitive=("author_email", "author_url"),
    deletes="An entry that is gone has left the feed, as old ones do; nothing says that it is.",
    edits="The moment of the last change serves where none of publication is told.",
    options={
        "kind": "kind of the community that publishes it: blog unless given, or forum, microblog",
        "platform": "host that identifiers belong to, where no address in the feed tells it",
    },
)
