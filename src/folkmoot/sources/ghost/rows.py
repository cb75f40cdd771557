"""From posts, comments and events of a site to native rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from folkmoot.sources._addresses import host_of
from folkmoot.sources._moments import Moment
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._platform_ids import native_id, platform_ids

__all__ = ["CONVERTERS", "new_rows"]

#: A post that was changed within this time of its publication was finished, not edited.
_FINISHED: Final = timedelta(minutes=1)
#: Events of members -> what they did; what they did it to is the site, or a post that is named.
_EVENTS: Final = {
    "signup_event": "Join", "login_event": "View", "click_event": "View",
    "aggregated_click_event": "View", "email_opened_event": "Read", "feedback_event": "Rate",
    "newsletter_event": "Follow", "comment_event": "Create",
}  # fmt: skip


def new_rows(options: Mapping[str, str]) -> Rows:
    """A gatherer for the rows of a page."""
    ids = platform_ids("ghost")
    return Rows(options.get("platform", ""), ids.kind, scheme=ids.scheme)


def _post(record: Record, rows: Rows) -> None:
    _refuse_withheld(record)
    number = record.identifier("id")
    address = record.text("url")
    platform = _platform(rows, address)
    slug = record.text("slug")
    link = address or (f"https://{platform}/{slug}/" if slug else None)
    is_page = record.text("type") == "page" or record.flag("page")
    name = native_id("ghost", "post", number)
    said: dict[str, Any] = {
        "platform": platform, "object_type": "Page" if is_page else "Article",
        # By its number, since that is how comments and events name a post.
        "object_native": name, "community_native": _site(link, platform), "root_native": name,
        "url": link,
    }  # fmt: skip
    tags = [tag for tag in record.items("tag_names[]") if isinstance(tag, str)]
    published = _at(record, "published_at", "created_at")
    rows.activity(name, "Create", published, actor=record.text("actor"),
                  title=record.text("title"), text=record.text("html"), tags=tags or None,
                  **said)  # fmt: skip
    rows.observe(name, "replies", record.count("count.comments"))
    changed = record.maybe_moment("updated_at")
    if changed and changed.at - published.at > _FINISHED:
        rows.activity(f"{name}#update/{changed.at:%Y%m%d%H%M%S}", "Update", changed, **said)


def _user(record: Record, rows: Rows) -> None:
    joined = record.maybe_moment("created_at")
    rows.member(_actor(record), platform=_platform(rows, None),
                joined_at=joined.at if joined else None)  # fmt: skip


def _member(record: Record, rows: Rows) -> None:
    _user(record, rows)
    platform = _platform(rows, None)
    rows.activity(f"member/{record.identifier('id')}", "Join", _at(record, "created_at"),
                  actor=_actor(record), platform=platform, object_type="Group",
                  object_native=platform, community_native=_site(None, platform))  # fmt: skip
    if left := record.maybe_moment("deleted_at"):
        rows.activity(f"member/{record.need('id')}#left", "Leave",
                      Moment(left.at, left.precision), actor=_actor(record), platform=platform,
                      object_type="Group", object_native=platform,
                      community_native=_site(None, platform))  # fmt: skip


def _comment(record: Record, rows: Rows) -> None:
    _refuse_withheld(record)
    _commented(record, rows, "", record.text("post_id") or record.text("post.id"),
               record.text("parent_id") or record.text("parent.id"))  # fmt: skip
    name = native_id("ghost", "comment", record.need("id"))
    rows.observe(name, "likes", record.count("count.likes"))
    rows.observe(name, "replies", record.count("count.replies"))


def _commented(record: Record, rows: Rows, at: str, post: str | None, parent: str | None) -> None:
    platform = _platform(rows, None)
    name = native_id("ghost", "comment", record.identifier(f"{at}id"))
    answered = record.text(f"{at}in_reply_to_id") or parent
    root = native_id("ghost", "post", post) if post else None
    said = {"platform": platform, "object_type": "Comment",
            "community_native": _site(None, platform)}  # fmt: skip
    rows.activity(
        name, "Create", _at(record, f"{at}created_at"), actor=record.text("actor"),
        # Where an answer does not say on which post, that it is a reply is known all the same.
        in_reply_to_native=native_id("ghost", "comment", answered) if answered else root or "post",
        root_native=root, text=record.text(f"{at}html"), **said,
    )  # fmt: skip
    if edited := record.maybe_moment(f"{at}edited_at"):
        rows.activity(f"{name}#update/{edited.at:%Y%m%d%H%M%S}", "Update", edited,
                      actor=record.text("actor"), in_reply_to_native=name,
                      in_reply_to_actor_native=record.text("actor"),
                      **{**said, "object_native": name})  # fmt: skip


def _like(record: Record, rows: Rows) -> None:
    comment = native_id("ghost", "comment", record.identifier("comment_id"))
    rows.activity(f"like/{record.identifier('id')}", "Like", _at(record, "created_at"),
                  actor=_actor(record), platform=_platform(rows, None), object_type="Comment",
                  object_native=comment)  # fmt: skip


def _event(record: Record, rows: Rows) -> None:
    kind = record.need("type")
    verb = _EVENTS.get(kind)
    if verb is None:
        raise Refused("type", "unknown-event", kind, f"one of {', '.join(_EVENTS)}")
    if kind == "comment_event":
        _commented(record, rows, "data.", record.text("data.post.id"),
                   record.text("data.parent.id"))  # fmt: skip
        return
    if kind == "newsletter_event" and record.text("data.subscribed") == "false":
        verb = "Undo"
    posts = [record.text(f"data.{name}") for name in
             ("post.id", "email.post_id", "link.post_id")]  # fmt: skip
    post = next((one for one in posts if one), None)
    platform = _platform(rows, None)
    # Who is in the table of members as well has signed up once.
    name = f"member/{_actor(record)}" if verb == "Join" else f"event/{record.need('data.id')}"
    rows.activity(
        name, verb, _at(record, "data.created_at"),
        actor=_actor(record), platform=platform, community_native=_site(None, platform),
        object_type="Article" if post else "Group",
        object_native=native_id("ghost", "post", post) if post else platform,
    )  # fmt: skip


#: What is made of a record of each kind.
CONVERTERS: Final[Mapping[str, Callable[[Record, Rows], None]]] = {
    "posts": _post,
    "users": _user,
    "members": _member,
    "comments": _comment,
    "comment_likes": _like,
    "events": _event,
}


def _refuse_withheld(record: Record) -> None:
    if withheld := record.text("withheld"):
        raise Refused("withheld", "not-public", withheld, "what is published")


def _actor(record: Record) -> str:
    return record.identifier("actor")


def _platform(rows: Rows, address: str | None) -> str:
    platform = rows.platform or host_of(address or "")
    if not platform:
        raise Refused("url", "missing-value", "nothing", "--option platform=HOST of the site")
    return platform


def _site(link: str | None, platform: str) -> str:
    """The site as its feed names it."""
    if link and link.startswith("http://"):
        return f"http://{link.removeprefix('http://').partition('/')[0]}"
    return f"https://{link.removeprefix('https://').partition('/')[0] if link else platform}"


def _at(record: Record, *names: str) -> Moment:
    """The first moment that is told; without a zone, as older exports write it, it is UTC."""
    for name in names:
        if found := record.maybe_moment(name):
            return Moment(found.at, found.precision)
    return record.moment(names[0])
