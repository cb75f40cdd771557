"""Stack Exchange by its API: answers about questions, answers, comments and users, as JSON.

An answer of the API nests: a question holds its answers and comments, an answer its comments. Each
of them is a record of its own here, so that each stands or falls alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from folkmoot.activity import FRAMES
from folkmoot.files import Fault, Page
from folkmoot.sources._archives import Export
from folkmoot.sources._fields import Raw
from folkmoot.sources._html import with_plain_text
from folkmoot.sources._json import Layout, count_json
from folkmoot.sources._json_source import JsonSource
from folkmoot.sources._json_start import Start
from folkmoot.sources._native import Record, Refused, Rows
from folkmoot.sources._options import Option
from folkmoot.sources._platform_ids import native_id, platform_ids
from folkmoot.sources.base import About, Claim, Mapped, Tells

__all__ = ["StackApi"]

_IDS: Final = platform_ids("stackexchange")
_FIELDS: Final = (
    "question_id", "answer_id", "comment_id", "post_id", "creation_date", "last_edit_date",
    "owner.user_id", "owner.display_name", "owner.user_type", "last_editor.user_id",
    "reply_to_user.user_id", "title", "body", "body_markdown", "link", "tags[]", "score",
    "view_count", "answer_count", "comment_count", "favorite_count", "accepted_answer_id",
    "closed_date", "user_id", "display_name", "reputation", "last_access_date", "location",
    "^.link",
)  # fmt: skip
_THINGS: Final = Layout("things", _FIELDS, ("items",))
_BARE: Final = Layout("things", _FIELDS)
#: Lists inside an item whose entries are records themselves.
_INNER: Final = ("answers", "comments")
_METRICS: Final = {
    "view_count": "views", "answer_count": "answers", "comment_count": "comments",
    "favorite_count": "favourites",
}  # fmt: skip


class StackApi(JsonSource):
    """Answers of the Stack Exchange API, one or many a file, or their items alone.

    Options: ``site``, the host of the community, where links in the answers do not tell it;
    ``frame``, how the questions were chosen.
    """

    name = "stackapi"
    version = "1"
    layouts = (_BARE, _THINGS)
    people: ClassVar = {
        "things": {
            "owner.user_id": "author",
            "owner.display_name": "name",
            "user_id": "author",
            "display_name": "name",
            "last_editor.user_id": "mention",
            "reply_to_user.user_id": "mention",
        }
    }
    known_options: ClassVar[tuple[Option, ...]] = (
        Option("site", "host of the community, where links do not tell it", form="host"),
        Option("frame", "how the questions were chosen", "community", choices=FRAMES),
    )
    is_one_export = False
    about = About(
        title="Stack Exchange: answers of its API",
        platforms=(),
        export="The API answers with questions, answers, comments and users as JSON; save each "
        "answer, or one a line.",
        frame="community",
        actor_scheme=_IDS.scheme,
        time_source="server",
        rungs={
            "creator": Tells("no", "a question is no work of one's own"),
            "conversationalist": Tells("no", "the sites have no statuses"),
            "critic": Tells("yes", "questions, answers, comments and edits, with author and time"),
            "collector": Tells("no", "votes are counted, and nobody is named"),
            "joiner": Tells("partly", "only where users were asked for as well"),
            "spectator": Tells("no", "views are counted, and nobody is named"),
        },
        sensitive=("owner.display_name", "display_name", "reputation", "location"),
        may_train=None,
        may_redistribute=True,
        deletes="A deleted post is no longer answered with.",
        edits="The last edit by somebody else is an Update; earlier ones are not told.",
    )

    def recognise(self, start: Start) -> Claim | None:
        """Recognise the frame around the API's answers, or the items by their keys."""
        item = start.first("items") if start.has("items") else start.first()
        is_item = (
            item.keys() & {"question_id", "answer_id", "comment_id"} and "creation_date" in item
        )
        if is_item and start.has("items") and start.top.keys() & {"has_more", "quota_remaining"}:
            return Claim(0.95, "it is an answer of the Stack Exchange API")
        return Claim(0.85, "it holds items of the Stack Exchange API") if is_item else None

    def rows(self, options: Mapping[str, str]) -> Rows:
        """A fresh gatherer of rows; the platform is told by each record."""
        return Rows(options["site"], _IDS.kind, frame=options["frame"], scheme=_IDS.scheme)

    def map(self, page: Page, options: Mapping[str, str]) -> Mapped:
        """Turn one raw page into native rows; texts are HTML."""
        return with_plain_text(super().map(page, options))

    def tell(self, kind: str, record: Record, rows: Rows, options: Mapping[str, str]) -> None:
        """What one question, answer, comment or user tells."""
        del kind
        rows.platform = options["site"] or _host(record)
        if record.text("comment_id"):
            _comment(record, rows)
        elif record.text("answer_id"):
            _post(record, rows, "answer_id", "Answer")
        elif record.text("question_id"):
            _post(record, rows, "question_id", "Question")
        elif record.text("user_id") and record.text("creation_date"):
            _user(record, rows)
        else:
            expected = "a question, an answer, a comment or a user"
            raise Refused("", "unknown-item", "an item of another kind", expected)
        rows.community(rows.platform, rows.platform, url=f"https://{rows.platform}")

    def _form(self, export: Export, name: str) -> tuple[Sequence[Layout], bool]:
        # Lines are read as documents too, since what is inside an item is counted as well.
        return super()._form(export, name)[0], False

    def _count(self, export: Export, name: str, encoding: str) -> int:
        layouts, _ = self._form(export, name)
        opened, base = partial(export.blocks, name, encoding), layouts[0].path
        inner = (
            ("answers",),
            ("comments",),
            ("answers", "[]", "comments"),
            ("answers", "comments"),
        )
        paths = [(*base, *step, *path) for step in ((), ("[]",)) for path in inner]
        inside = [[Layout("things", (), path)] for path in paths]
        return sum(count_json(opened, found, lines=False) for found in (layouts, *inside))

    def _raw(self, export: Export, names: Iterable[str], encoding: str, row: int) -> Iterator[Raw]:
        for raw in super()._raw(export, names, encoding, row):
            for value in _apart(raw.value):
                numbered = value
                if isinstance(value, Fault):
                    numbered = replace(value, row=row, line=raw.line)
                yield replace(raw, row=row, value=numbered)
                row += 1


def _apart(value: Any, inner: Sequence[str] = _INNER, link: Any = None) -> Iterator[Any]:
    """A record, then the records inside it, without them in it."""
    if not isinstance(value, dict):
        yield value
        return
    lists = {key: value.pop(key) for key in inner if isinstance(value.get(key), list | dict)}
    if link:
        value["^"] = {"link": link}
    yield value
    for key, found in lists.items():
        deeper = _INNER[1:] if key == "answers" else ()
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, dict):
                yield from _apart(one, deeper, value.get("link") or link)
            else:
                got = f"a {type(one).__name__}"
                yield Fault(1, 1, "", "malformed-record", got, "one JSON object")


def _host(record: Record) -> str:
    for name in ("link", "^.link"):
        try:
            host = urlsplit(record.text(name) or "").hostname
        except ValueError:
            continue
        if host:
            return host.removeprefix("www.")
    expected = "a link that tells the site, or --option site=travel.stackexchange.com"
    raise Refused("link", "missing-value", "nothing", expected)


def _post(record: Record, rows: Rows, key: str, what: str) -> None:
    post = native_id("stackexchange", "post", record.identifier(key))
    question = record.text("question_id") if what == "Answer" else None
    asked = native_id("stackexchange", "post", question) if question else None
    owner = record.text("owner.user_id")
    at = record.moment("creation_date")
    rows.activity(
        post, "Create", at, actor=owner, object_type=what, community_native=rows.platform,
        in_reply_to_native=asked, root_native=asked or post, title=record.text("title"),
        text=_body(record), url=record.text("link"), tags=_tags(record),
    )  # fmt: skip
    editor, edited = record.text("last_editor.user_id"), record.maybe_moment("last_edit_date")
    if editor and edited and editor != owner:
        rows.activity(
            f"{post}/edit/{edited.at:%Y-%m-%dT%H:%M:%S}", "Update", edited, actor=editor,
            object_type="Wiki", object_native=post, community_native=rows.platform,
            in_reply_to_native=post, in_reply_to_actor_native=owner,
        )  # fmt: skip
    rows.observe_signed(post, "score", record.text("score"))
    for column, metric in _METRICS.items():
        rows.observe(post, metric, record.count(column))


def _comment(record: Record, rows: Rows) -> None:
    comment = native_id("stackexchange", "comment", record.identifier("comment_id"))
    post = native_id("stackexchange", "post", record.identifier("post_id"))
    rows.activity(
        comment, "Create", record.moment("creation_date"), actor=record.text("owner.user_id"),
        object_type="Comment", community_native=rows.platform, in_reply_to_native=post,
        in_reply_to_actor_native=record.text("reply_to_user.user_id"), text=_body(record),
        url=record.text("link"),
    )  # fmt: skip
    rows.observe_signed(comment, "score", record.text("score"))


def _user(record: Record, rows: Rows) -> None:
    from folkmoot.places import country_of

    seen = record.maybe_moment("last_access_date")
    place = record.text("location")
    rows.member(
        record.identifier("user_id"), community_native=rows.platform,
        joined_at=record.moment("creation_date").at, last_seen_at=seen.at if seen else None,
        country=country_of(place) if place else None,
    )  # fmt: skip


def _body(record: Record) -> str | None:
    return record.text("body") or record.text("body_markdown")


def _tags(record: Record) -> list[str] | None:
    return [tag for tag in record.items("tags[]") if isinstance(tag, str)] or None
