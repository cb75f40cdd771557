"""Which native rows messages to lists and newsgroups give."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.sources_samples import Read

from folkmoot.sources import source
from folkmoot.sources.mail.message import fields_of
from folkmoot.sources.mail.rows import own_words
from folkmoot.sources.mail.split import count_messages, split_messages
from folkmoot.testing import SourceReport, check_source

MAIL = source("mail")
#: The same post as a list's archive has it and as a news server gives it.
QUESTION = """\
Message-ID: <q1@mail.example.org>
From: =?utf-8?q?Ann_M=C3=BCller?= <Ann@Example.org>
Subject: =?utf-8?b?V2VpbiB6dW0gRmV1ZXJ0b3BmPw==?=
Date: Tue, 02 Jan 2024 04:04:05 +0100
X-Originating-IP: [203.0.113.9]
To: wine@lists.example.org
"""
LISTED = "List-Id: Wine talk <wine.lists.example.org>\n"
POSTED = "Newsgroups: rec.food.wine,rec.food\nPath: news!not-for-mail\n"
ANSWER = """\
Message-ID: <a1@mail.example.net>
From: bob@example.net (Bob)
Subject: Re: Wein
Date: Tue, 02 Jan 2024 05:00:00 -0000
References: <q1@mail.example.org> <x9@elsewhere>
In-Reply-To: <q1@mail.example.org>
List-Id: Wine talk <wine.lists.example.org>
Content-Type: multipart/alternative; boundary="cut"

Not for readers of mail with parts.
--cut
Content-Type: text/html; charset=utf-8

<p>Red</p>
--cut
Content-Type: text/plain; charset=iso-8859-15
Content-Transfer-Encoding: quoted-printable

On Tuesday Ann M=FCller <ann@example.org> wrote:
> Which one?

Red, for 10 =A4. Ask cem@example.com or call +49 30 1234567.
--=20
Bob, phone +49 30 7654321
--cut--
"""
OTHERS = """\
Message-ID: <c1@x>
From: ann@example.org
Date: Wed, 03 Jan 2024 00:00:00 +0000
Newsgroups: rec.food.wine
Control: cancel <q1@mail.example.org>

Withdrawn.

From dee@example.org Thu Jan  4 00:00:00 2024
Message-ID: <d1@x>
From: dee@example.org
X-No-Archive: Yes
Newsgroups: rec.food.wine
Date: Thu, 04 Jan 2024 00:00:00 +0000

Not for archives.

From eve@example.org Thu Jan  4 00:00:00 2024
From: eve@example.org
To: ann@example.org
Date: Thu, 04 Jan 2024 00:00:00 +0000

A private letter.

From fay@example.org Thu Jan  4 00:00:00 2024
From: fay@example.org
Newsgroups: rec.food.wine
Date: yesterday
Injection-Date: Fri, 05 Jan 2024 00:00:00 +0000
Supersedes: <d0@x>

From here on it is text.
From 2 to 3 is text as well, since no empty line is before it.
"""


def write_mbox(folder: Path) -> Path:
    """Six messages, of which four may be read."""
    path = folder / "wine.mbox"
    line = "From someone Thu Jan  4 00:00:00 2024\n"
    question = f"{QUESTION}{LISTED}\nWelcher?\n\n"
    path.write_text(f"{line}{question}{line}{ANSWER}\n{line}{OTHERS}", "utf-8")
    return path


def test_an_mbox(tmp_path: Path) -> None:
    path = write_mbox(tmp_path)
    report = check_source(MAIL, path, damage_count=80)
    assert report == SourceReport(6, 2, {"activities": 5, "communities": 2})
    read = Read(MAIL, path)
    assert [(one.row, one.line, one.code, one.record) for one in read.faults] == [
        (4, 48, "not-public", "withheld=its author asks that it is not archived"),
        (5, 57, "not-public", "withheld=it names neither a list nor a newsgroup"),
    ]
    assert read.rows(
        "activities", "native_id", "verb", "object_native", "in_reply_to_native", "root_native",
        "title", "text", "published_at", "time_source", "community_native",
    )[:3] == [
        ("q1@mail.example.org", "Create", "q1@mail.example.org", None, "q1@mail.example.org",
         "Wein zum Feuertopf?", "Welcher?", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "client",
         "list/wine.lists.example.org"),
        ("a1@mail.example.net", "Create", "a1@mail.example.net", "x9@elsewhere",
         "q1@mail.example.org", None, "Red, for 10 €. Ask [address] or call +49 30 1234567.",
         datetime(2024, 1, 2, 5, 0, tzinfo=UTC), "client", "list/wine.lists.example.org"),
        ("c1@x", "Delete", "q1@mail.example.org", None, None, None, None,
         datetime(2024, 1, 3, tzinfo=UTC), "client", "news/rec.food.wine"),
    ]  # fmt: skip
    assert read.rows("activities", "verb", "object_native", "actor_native", "time_source")[3:] == [
        ("Update", "d0@x", "fay@example.org", "server"),
        ("Create", read.rows("activities", "native_id")[4][0], "fay@example.org", "server"),
    ]
    assert read.rows("communities", "community_native", "name") == [
        ("list/wine.lists.example.org", "Wine talk"), ("news/rec.food.wine", "rec.food.wine"),
    ]  # fmt: skip


def test_what_is_private_leaves_no_trace(tmp_path: Path) -> None:
    read = Read(MAIL, write_mbox(tmp_path))
    raw = str([page.records.to_pylist() for page in read.pages])
    rows = str([table.to_pylist() for table in read.tables.values()]) + str(read.faults)
    for planted in ("203.0.113.9", "eve@example.org", "private letter", "Not for archives",
                    "wine@lists.example.org"):  # fmt: skip
        assert planted not in raw
        assert planted not in rows
    for planted in ("cem@example.com", "7654321", "Müller"):
        assert planted in raw
        assert planted not in rows
    # An address names its owner, and ingest makes a keyed pseudonym of it; it is nowhere else.
    for name in ("title", "text", "native_id", "community_native", "object_native"):
        assert "ann@example.org" not in str(read.rows("activities", name))


def test_a_list_and_a_news_server_give_the_same_post(tmp_path: Path) -> None:
    article = tmp_path / "12345"
    article.write_bytes(f"{QUESTION}{POSTED}\nWelcher?\n".replace("\n", "\r\n").encode())
    assert check_source(MAIL, article) == SourceReport(1, 0, {"activities": 1, "communities": 1})
    columns = ("platform", "native_id", "actor_native", "published_at", "title", "text")
    spool = Read(MAIL, article).rows("activities", *columns)
    assert spool == Read(MAIL, write_mbox(tmp_path)).rows("activities", *columns)[:1]
    assert Read(MAIL, article).rows("activities", "tags") == [(["rec.food.wine", "rec.food"],)]


def test_a_maildir_is_a_file_a_message(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "cur" / "1.a:2,S").write_text(f"{QUESTION}{LISTED}\nWelcher?\n", "utf-8")
    (tmp_path / "new" / "2.b").write_text(ANSWER, "utf-8")
    assert check_source(MAIL, tmp_path).row_counts == {"activities": 2, "communities": 2}
    claim = MAIL.claim(tmp_path)
    assert claim is not None
    assert claim.reason == "2 of its files are messages"


def test_the_archive_of_pipermail_needs_the_name_of_its_list(tmp_path: Path) -> None:
    path = tmp_path / "2016-March.txt"
    path.write_text(
        "From ann at example.org  Thu Mar  3 18:20:35 2016\n"
        "From: ann at example.org (=?ISO-8859-1?Q?Germ=E1n?=)\n"
        "Date: Thu, 03 Mar 2016 09:20:35 -0800\nSubject: Hi\nMessage-ID: <1@x>\n\nHello\n",
        "utf-8",
    )
    assert [one.code for one in Read(MAIL, path).faults] == ["not-public"]
    read = Read(MAIL, path, {"list": "<users.example.org>"})
    assert read.rows("activities", "actor_native", "community_native") == [
        ("ann@example.org", "list/users.example.org")
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"Content-Type: text/plain; charset=no-such-one\n\nGr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"Content-Type: text/plain; charset=us-ascii\n\nGr\xfc\xdfe", "Grüße"),
        (b"Content-Type: text/plain; charset=punycode\n\nGruss", "Gruss"),
        (b"Content-Transfer-Encoding: base64\n\nSGFsbG8=", "Hallo"),
        (b"Content-Transfer-Encoding: base64\n\nSGFsbG8gV2Vs!", "Hallo Wel"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nfirst\n--x\n\nsecond", "first"),
        (b"Content-Type: multipart/mixed\n\nno boundary", None),
        (b"Content-Type: image/png\n\n\x89PNG", None),
        (b"\n\x00Hello", "Hello"),
    ],
)
def test_bodies_as_they_are_in_the_wild(body: bytes, text: str | None) -> None:
    found = fields_of(b"From: a@b.c\nNewsgroups: x\n" + body, is_list_known=False)["body"]
    assert (found or "").strip() == (text or "")


def test_comments_inside_comments_name_nobody() -> None:
    message = b"Newsgroups: x\nFrom: " + b"(" * 9_000 + b"\n\nHello"
    found = fields_of(message, is_list_known=False)
    assert (found["from_address"], found["body"]) == (None, "Hello")


def test_parts_inside_parts_end_somewhere() -> None:
    body = b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1)
                    for n in range(500))  # fmt: skip
    message = b"Newsgroups: x\nContent-Type: multipart/mixed; boundary=b0\n\n" + body
    assert fields_of(message, is_list_known=False)["body"] is None


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> a\n> b", None),
        ("Hi\n\nIn article <x>, Ann\nwrote:\n\n> a\nNo.", "Hi\n\nNo."),
        ("Yes\n-----Original Message-----\nFrom: x", "Yes"),
        ("Yes\n_______________________________________________\nlist footer", "Yes"),
        ("Prices:\n10 and 20", "Prices:\n10 and 20"),
        ("one\r\n> a\r\ntwo", "one\n\ntwo"),
        ("See below\nbegin 644 cat.jpg\nM_]C_X``02D9", "See below"),
        ("a@b.example, c.d+e@f.example; @g.example x@", "[address], [address]; @g.example x@"),
    ],
)
def test_whose_words_they_are(text: str, own: str | None) -> None:
    assert own_words(text) == own


LINES = st.sampled_from([
    b"From a 1\n", b"From: a@b.c\n", b"\n", b"\r\n", b"From the 1\r\n", b">From x 2\n", b"text\n",
    b"Subject: =?utf-8?b?////?=\n", b"From 1", b" folded\n", b"\xff\n", b"Newsgroups: x\n",
    b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n",
])  # fmt: skip


@given(st.lists(LINES, max_size=30), st.lists(st.integers(0, 400), max_size=5))
@example([b"\n", b"\n", b"From a 1\n", b"From: a@b.c\n"], [3])
@example([b"x\n", b"\r\n", b"From a 1\n", b"From: a@b.c\n"], [1, 2, 3, 4])
def test_messages_are_counted_as_they_are_cut(lines: list[bytes], cuts: list[int]) -> None:
    content = b"".join(lines)
    places = sorted({0, len(content), *(cut % (len(content) + 1) for cut in cuts)})
    blocks = [content[start:stop] for start, stop in pairwise(places)]
    messages = list(split_messages(blocks))
    assert count_messages(blocks) == len(messages)
    assert b"".join(one.data for one in messages) == content
    for one in messages:
        fields_of(one.data, is_list_known=True)


@given(st.text(st.sampled_from("> \nabc:-_@.wrote"), max_size=80))
def test_own_words_hold_no_quotes(text: str) -> None:
    kept = own_words(text) or ""
    assert not [line for line in kept.split("\n") if line.startswith(">")]


@given(st.binary(max_size=300))
def test_any_bytes_are_one_message(content: bytes) -> None:
    assert set(fields_of(content, is_list_known=True)) <= {*fields_of(b"", is_list_known=True),
                                                           "withheld"}  # fmt: skip
