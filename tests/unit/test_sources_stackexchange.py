"""Which native rows a Stack Exchange dump gives."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.sources_samples import DUMP, VOTES, Read, write_dump, xml_file, xml_row

from folkmoot.errors import ProblemGroup
from folkmoot.sources import source

STACKEXCHANGE = source("stackexchange")
SITE = "travel.stackexchange.com"


@pytest.fixture
def dump(tmp_path: Path) -> Read:
    """A whole dump, read."""
    return Read(STACKEXCHANGE, write_dump(tmp_path / SITE))


def one(folder: Path, name: str, *records: dict[str, object]) -> Read:
    """A dump of one file."""
    path = folder / f"{name}.xml"
    path.write_text(xml_file(name, "".join(xml_row(record) for record in records)), "utf-8")
    return Read(STACKEXCHANGE, path, {"site": SITE})


def test_every_record_is_read_in_the_order_of_what_refers_to_what(dump: Read) -> None:
    assert [page.kind for page in dump.pages] == list(DUMP)
    assert dump.read_count == dump.count == sum(map(len, DUMP.values()))
    assert dump.faults == []


def test_posts_become_what_their_type_says(dump: Read) -> None:
    created = dump.rows(
        "activities", "verb", "object_type", "native_id", "actor_native", "in_reply_to_native",
        "root_native", "url",
    )  # fmt: skip
    assert [row for row in created if row[2].startswith("post/") and "edit" not in row[2]] == [
        ("Create", "Question", "post/1", "2", None, "post/1", f"https://{SITE}/q/1"),
        ("Create", "Answer", "post/2", "3", "post/1", "post/1", f"https://{SITE}/a/2"),
        ("Create", "Wiki", "post/3", None, None, "post/3", f"https://{SITE}/posts/3/revisions"),
    ]


def test_text_of_posts_is_plain_and_tags_are_lists(dump: Read) -> None:
    texts = dump.rows("activities", "native_id", "title", "text", "tags")
    assert texts[0] == ("post/1", "Ships & <boats>", "Is 1 < 2?", ["visas", "air-travel"])
    assert texts[1] == ("post/2", None, "Yes", None)


def test_the_last_edit_by_somebody_else_is_an_update_of_theirs(dump: Read) -> None:
    rows = dump.rows(
        "activities", "verb", "native_id", "object_type", "object_native", "actor_native",
        "actor_type", "in_reply_to_actor_native", "published_at",
    )  # fmt: skip
    assert [row for row in rows if row[0] == "Update"] == [
        ("Update", "post/1/edit/2011-12-28T21:36:43.910", "Wiki", "post/1", "3", "Person", "2",
         datetime(2011, 12, 28, 21, 36, 43, 910_000, tzinfo=UTC)),
        ("Update", "post/3/edit/2011-06-24T00:00:00.000", "Wiki", "post/3", "-1", "Service", None,
         datetime(2011, 6, 24, tzinfo=UTC)),
    ]  # fmt: skip


def test_counters_of_posts_and_comments_are_observations(dump: Read) -> None:
    closed = datetime(2013, 2, 25, 23, 52, 47, 953_000, tzinfo=UTC)
    found = dump.rows("observations", "object_native", "metric", "value", "observed_at")
    assert set(found) == {
        (f"{SITE}/tag/visas", "posts", 7.0, None),
        ("post/1", "score", 8.0, None),
        ("post/1", "views", 419.0, None),
        ("post/1", "answers", 1.0, None),
        ("post/1", "accepted_answer", 1.0, None),
        ("post/1", "closed", 1.0, closed),
        ("post/2", "score", -1.0, None),
        ("post/3", "score", 0.0, None),
        ("comment/5", "score", 2.0, None),
    }


def test_people_keep_a_band_and_a_country_and_nothing_that_names_them(dump: Read) -> None:
    members = dump.rows(
        "members", "actor_native", "actor_type", "age_band", "country", "joined_at", "last_seen_at"
    )
    joined, seen = (
        datetime(2011, 6, 21, 20, 10, 3, 720_000, tzinfo=UTC),
        datetime(2016, 5, 29, 1, 18, 20, 767_000, tzinfo=UTC),
    )
    assert members[1] == ("2", "Person", "35-44", "US", joined, seen)
    assert [row[:4] for row in members] == [
        ("-1", "Service", None, None), ("2", "Person", "35-44", "US"), ("3", "Person", None, None)
    ]  # fmt: skip
    assert not {"user", "2"} & {name for (name,) in dump.rows("observations", "object_native")}


def test_votes_name_a_voter_only_where_the_dump_does(dump: Read) -> None:
    rows = dump.rows(
        "activities", "native_id", "verb", "object_native", "actor_native", "actor_scheme",
        "time_precision",
    )  # fmt: skip
    votes = [row for row in rows if row[0].startswith("vote/")]
    verbs = ("Accept", "Like", "Dislike", "Flag", "Add", "Offer", "Offer", "Flag", "Flag")
    assert votes == [
        (f"vote/{vote['Id']}", verb, "post/1", "2" if "UserId" in vote else None,
         "id" if "UserId" in vote else "none", "day")
        for vote, verb in zip(VOTES, verbs, strict=True)
    ]  # fmt: skip


def test_comments_badges_and_links(dump: Read) -> None:
    rows = dump.rows(
        "activities", "native_id", "verb", "object_type", "actor_native", "in_reply_to_native",
        "title", "text", "tags",
    )  # fmt: skip
    assert [row for row in rows if row[0].split("/")[0] in {"comment", "badge", "link"}] == [
        ("comment/5", "Create", "Comment", "3", "post/1", None, "Nice", None),
        ("comment/6", "Create", "Comment", None, "post/1", None, "Hm", None),
        ("badge/1", "Award", "Badge", "2", None, "Teacher", None, None),
        ("link/1", "Create", "Link", None, "post/3", None, None, ["duplicate"]),
    ]


def test_the_site_and_its_tags_are_communities(dump: Read) -> None:
    found = set(dump.rows("communities", "community_native", "name", "parent_native", "kind"))
    assert found == {
        (SITE, SITE, None, "qa"),
        (f"{SITE}/tag/visas", "visas", SITE, "qa"),
    }


def test_each_faulty_record_has_one_fault_with_its_line(tmp_path: Path) -> None:
    good = {"Id": 1, "PostTypeId": 1, "CreationDate": "2011-06-21T20:19:34.730"}
    read = one(
        tmp_path,
        "Posts",
        good,
        {**good, "Id": "x", "Score": "y"},
        {**good, "PostTypeId": 99},
        {**good, "PostTypeId": 2},
        {**good, "CreationDate": "2011-02-30T00:00:00.000"},
        {"PostTypeId": 1, "CreationDate": "2011-06-21T20:19:34.730"},
        {**good, "Score": "many"},
    )
    assert read.rows("activities", "row") == [(1,)]
    found = [(one.row, one.line, one.column, one.code, one.got) for one in read.faults]
    assert found == [
        (2, 5, "Id", "not-an-id", "x"),
        (3, 6, "PostTypeId", "unknown-post-type", "99"),
        (4, 7, "ParentId", "missing-value", "nothing"),
        (5, 8, "CreationDate", "impossible-date", "2011-02-30T00:00:00.000"),
        (6, 9, "Id", "missing-value", "nothing"),
        (7, 10, "Score", "not-a-number", "many"),
    ]


def test_the_first_dumps_did_not_number_badges(tmp_path: Path) -> None:
    path = tmp_path / "Badges.csv"
    path.write_text("Date,Name,UserId\n2011-06-21T20:16:48.910,Teacher,2\n")
    read = Read(STACKEXCHANGE, path, {"site": SITE})
    assert read.rows("activities", "native_id", "actor_native") == [
        ("badge/2/Teacher/2011-06-21T20:16:48.910", "2")
    ]


def test_columns_may_stand_in_any_order_and_be_fewer(tmp_path: Path) -> None:
    path = tmp_path / "Comments.csv"
    path.write_text("PostId,Id,CreationDate\n7,1,2011-06-21T20:25:14.257\n")
    read = Read(STACKEXCHANGE, path, {"site": SITE})
    assert read.rows("activities", "native_id", "in_reply_to_native", "actor_scheme") == [
        ("comment/1", "post/7", "none")
    ]


@pytest.mark.parametrize(
    ("folder", "site"),
    [
        ("travel.stackexchange.com", "travel.stackexchange.com"),
        ("history_meta_stackexchange_2018", "history.meta.stackexchange.com"),
        ("stackoverflow-2017", "stackoverflow.com"),
    ],
)
def test_the_site_is_told_by_the_folder(tmp_path: Path, folder: str, site: str) -> None:
    claim = STACKEXCHANGE.claim(write_dump(tmp_path / folder))
    assert claim is not None
    assert claim.options == {"site": site}


def test_options_are_checked_together(tmp_path: Path) -> None:
    folder = write_dump(tmp_path / "downloads")
    with pytest.raises(ProblemGroup) as caught:
        STACKEXCHANGE.settle(folder, {"sites": "travel", "encoding": "nonsense"})
    assert [(one.code, one.where) for one in caught.value.problems] == [
        ("unknown-option", "sites"), ("missing-option", "site"), ("unknown-encoding", "encoding"),
    ]  # fmt: skip
    with pytest.raises(ProblemGroup, match="got: travel  expected: a host"):
        STACKEXCHANGE.settle(folder, {"site": "travel"})
    assert STACKEXCHANGE.settle(folder, {"site": "https://Travel.stackexchange.com/"}) == {
        "site": SITE,
        "encoding": "",
    }


def test_two_files_of_a_kind_are_refused(tmp_path: Path) -> None:
    folder = write_dump(tmp_path / SITE)
    (folder / "Posts.csv").write_text("Id,PostTypeId,CreationDate\n")
    with pytest.raises(Exception, match=r"Posts\.csv and Posts\.xml"):
        STACKEXCHANGE.files(folder)


def test_other_files_of_such_names_are_not_claimed(tmp_path: Path) -> None:
    path = tmp_path / "Posts.csv"
    path.write_text("title,text\nhello,world\n")
    assert STACKEXCHANGE.claim(path) is None
    assert STACKEXCHANGE.claim(tmp_path) is not None
