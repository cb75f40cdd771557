"""Threads: posts as the site's answers have them.

Fields as read by the datasource ``threads`` of 4CAT. Whom a post answers is not among them, so a
reply cannot be told from a post of one's own.
"""

from __future__ import annotations

from typing import Final

from folkmoot.sources._native import Record, Rows
from folkmoot.sources._platform_ids import native_id
from folkmoot.sources.zeeschuimer.site import COLLECTED, Site, first, observe, time_of

__all__ = ["THREADS"]


def _tell(record: Record, rows: Rows) -> None:
    code = record.identifier("code")
    name = native_id("threads", "post", code)
    actor = first(record, "user.pk", "user.id")
    handle = None if actor else record.text("user.username")
    rows.activity(
        name, "Create", time_of(record, "taken_at"), actor=actor or handle, object_type="Note",
        text=record.text("caption.text"), url=f"https://www.threads.net/t/{code}",
        **({"actor_scheme": "handle"} if handle else {}),
    )  # fmt: skip
    observe(
        rows, record, name, likes=("like_count",), shares=("text_post_app_info.repost_count",),
        replies=("text_post_app_info.direct_reply_count",),
        quotes=("text_post_app_info.quote_count",),
    )  # fmt: skip


THREADS: Final = Site(
    name="threads",
    modules=("threads.net", "threads.com", "threads"),
    fields=(
        COLLECTED, "code", "taken_at", "caption.text", "user.pk", "user.id", "user.username",
        "user.full_name", "like_count", "text_post_app_info.repost_count",
        "text_post_app_info.direct_reply_count", "text_post_app_info.quote_count",
    ),
    people={
        "user.pk": "author", "user.id": "author", "user.username": "author",
        "user.full_name": "name",
    },
    tell=_tell,
)  # fmt: skip
