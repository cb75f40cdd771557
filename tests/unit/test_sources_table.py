"""Tables by a mapping: which rows they give, and what is told of a faulty mapping."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.sources_samples import POSTS_MAPPING, Read, write_table

from folkmoot.errors import FolkmootError, ProblemGroup
from folkmoot.sources import source
from folkmoot.sources.table import suggest

TABLE = source("table")
HEAD = 'platform = "example.org"\nkind = "microblog"\n'

CHINESE = (
    "评论id,微博id,用户id,用户昵称,评论内容,发布时间,点赞数,回复数,IP属地,性别,链接\n"
    '1001,5001,u1,小明,"出国旅游,求推荐eSIM",2024/9/1 8:05,1.2万,10+,上海,男,https://weibo.com/1\n'
    "1002,5001,u2,小红,我用的是当地的卡,2024/9/1 9:15,3,0,北京,女,https://weibo.com/2\n"
)


def mapped(folder: Path, text: str, mapping: str) -> Read:
    """A table read by a mapping."""
    return Read(TABLE, write_table(folder, text, HEAD + mapping))


def problems(folder: Path, mapping: str) -> list[tuple[str, str]]:
    """What is wrong with a mapping: code and place of each fault."""
    path = write_table(folder, mapping=mapping)
    with pytest.raises(FolkmootError) as caught:
        TABLE.settle(path, {"mapping": f"{path}.mapping.toml"})
    return [(one.code, one.where) for one in caught.value.problems]


def test_activities_of_a_table(tmp_path: Path) -> None:
    read = Read(TABLE, write_table(tmp_path))
    assert read.rows(
        "activities", "row", "native_id", "verb", "object_type", "object_native", "actor_native",
        "actor_scheme", "community_native", "kind", "published_at", "time_precision",
        "time_source", "text",
    ) == [
        (row, f"post/{row}", "Create", "Topic", f"post/{row}", actor, "id" if actor else "none",
         "example.org/general", "forum", datetime(2024, 1, row + 1, 3, 4, 5, tzinfo=UTC),
         "second", "server", text)
        for row, actor, text in ((1, "ann", "hello"), (2, "bob", "two\nlines"), (3, None, "nobody"))
    ]  # fmt: skip
    assert read.rows("observations", "object_native", "metric", "value", "is_lower_bound") == [
        ("post/1", "likes", 3.0, False), ("post/2", "likes", 1200.0, False),
        ("post/3", "likes", 10.0, True),
    ]  # fmt: skip
    assert read.rows("communities", "row", "community_native", "name", "kind") == [
        (1, "example.org/general", "example.org/general", "forum")
    ]


def test_codes_are_translated_and_unknown_ones_set_aside(tmp_path: Path) -> None:
    mapping = """
        [activities]
        id = "id"
        published_at = { column = "at", style = "unix_seconds" }
        verb = { column = "what", map = { up = "Like", post = "Create" } }
        object_type = { column = "kind", map = { q = "Question" }, default = "Note" }
        object = { column = "of", prefix = "post/" }
        """
    text = "id,at,what,kind,of\n1,1503808286,up,q,7\n2,1503808286,post,z,8\n3,1503808286,down,q,9\n"
    read = mapped(tmp_path, text, mapping)
    assert read.rows("activities", "verb", "object_type", "object_native") == [
        ("Like", "Question", "post/7"), ("Create", "Note", "post/8")
    ]  # fmt: skip
    assert [(one.row, one.column, one.code, one.got) for one in read.faults] == [
        (3, "what", "unknown-value", "down")
    ]


def test_people_of_a_table(tmp_path: Path) -> None:
    mapping = """
        nobody = ["[deleted]"]
        [members]
        actor = "user"
        age = "age"
        gender = "sex"
        country = "place"
        joined_at = { column = "since", style = "day_first", zone = "Europe/Berlin" }
        followers = "fans"
        indexable = "open"
        """
    text = (
        "user,age,sex,place,since,fans,open\n"
        "ann,34,Frau,Berlin,01.02.2020,1.2k,ja\n"
        "kid,9,?,,,,\n"
        "[deleted],30,m,,,,\n"
        "bob,old,m,,,,\n"
    )
    read = mapped(tmp_path, text, mapping)
    assert read.rows(
        "members", "actor_native", "age_band", "gender", "country", "joined_at", "followers_count",
        "is_indexable",
    ) == [
        ("ann", "25-34", "f", "DE", datetime(2020, 1, 31, 23, tzinfo=UTC), 1200, True),
        ("kid", None, None, None, None, None, None),
    ]  # fmt: skip
    assert [(one.row, one.column, one.code) for one in read.faults] == [
        (3, "user", "missing-value"), (4, "age", "not-a-number")
    ]  # fmt: skip


def test_what_cannot_be_read_may_be_left_empty_instead(tmp_path: Path) -> None:
    mapping = 'unreadable = "leave_empty"\n[members]\nactor = "user"\nage = "age"\n'
    read = mapped(tmp_path, "user,age\nann,old\n,30\n", mapping)
    assert read.rows("members", "actor_native", "age_band") == [("ann", None)]
    assert [(one.row, one.code) for one in read.faults] == [(2, "missing-value")]


def test_an_activity_of_nobody_is_kept_beside_members(tmp_path: Path) -> None:
    mapping = """
        nobody = ["[deleted]"]
        [activities]
        id = "id"
        actor = "user"
        published_at = "at"
        [members]
        actor = "user"
        """
    read = mapped(tmp_path, "id,user,at\n1,[deleted],2024-01-02\n2,ann,2024-01-02\n", mapping)
    assert read.rows("activities", "row", "actor_native", "actor_scheme", "time_source") == [
        (1, None, "none", "local"), (2, "ann", "id", "local")
    ]  # fmt: skip
    assert read.rows("members", "row", "actor_native") == [(2, "ann")]
    assert read.faults == []


def test_counters_alone(tmp_path: Path) -> None:
    wide = '[observations]\nobject = "id"\nobserved_at = "at"\n[counts]\nlikes = "l"\nviews = "v"\n'
    read = mapped(tmp_path, "id,at,l,v\na,2024-01-02,1,\nb,2024-01-02,,\n", wide)
    assert read.rows("observations", "object_native", "metric", "value", "observed_at") == [
        ("a", "likes", 1.0, datetime(2024, 1, 2, tzinfo=UTC))
    ]
    assert [(one.row, one.code) for one in read.faults] == [(2, "missing-value")]


def test_counters_one_a_record(tmp_path: Path) -> None:
    long = '[observations]\nobject = "id"\nmetric = "m"\nvalue = "n"\n'
    read = mapped(tmp_path, "id,m,n\na,likes,1.5亿\na,views,lots\n", long)
    assert read.rows("observations", "metric", "value") == [("likes", 150_000_000.0)]
    assert [(one.row, one.column, one.code) for one in read.faults] == [(2, "n", "not-a-count")]


def test_communities_of_a_table(tmp_path: Path) -> None:
    mapping = '[communities]\nid = "id"\nname = "n"\nmembers = "m"\n'
    read = mapped(tmp_path, 'id,n,m\nr/a,A,"12,345"\n', mapping)
    assert read.rows("communities", "community_native", "name", "members_count", "kind") == [
        ("r/a", "A", 12345, "microblog")
    ]


def test_records_without_numbers_are_named_by_their_content(tmp_path: Path) -> None:
    mapping = '[activities]\nid = { columns = ["u", "t"] }\nactor = "u"\npublished_at = "at"\n'
    text = "u,t,at\na,x,2024-01-02\nb,x,2024-01-02\na,x,2024-01-02\n"
    names = [name for (name,) in mapped(tmp_path, text, mapping).rows("activities", "native_id")]
    assert names[0] == names[2] != names[1]


def test_every_community_named_gets_one_row_a_page(tmp_path: Path) -> None:
    mapping = '[activities]\nid = "id"\npublished_at = "at"\ncommunity = "c"\n'
    text = "id,at,c\n1,bad,x\n2,2024-01-02,x\n3,2024-01-02,y\n4,2024-01-02,x\n5,2024-01-02,\n"
    read = mapped(tmp_path, text, mapping)
    assert read.rows("communities", "row", "community_native") == [(2, "x"), (3, "y")]


def test_all_faults_of_a_mapping_come_together(tmp_path: Path) -> None:
    mapping = """
        kind = "microblogg"
        sampling_frame = "all"
        colour = "red"
        names = "user"
        [file]
        encoding = "utf-9"
        delimiter = "ab"
        [time]
        style = "american"
        zone = "Mars/Olympus"
        [activities]
        actor = { column = "user", prefix = "u/" }
        verb = { value = "Shout" }
        text = { columns = ["a", "b"] }
        published_at = { value = "2024" }
        title = 3
        [members]
        age = "age"
        """
    assert set(problems(tmp_path, mapping)) == {
        ("missing-value", "platform"), ("unknown-value", "kind"),
        ("unknown-value", "sampling_frame"), ("unknown-key", "colour"), ("bad-field", "names"),
        ("unknown-encoding", "file.encoding"), ("bad-delimiter", "file.delimiter"),
        ("unknown-style", "time.style"), ("unknown-zone", "time.zone"),
        ("missing-field", "activities.id"), ("bad-field", "activities.actor"),
        ("unknown-value", "activities.verb"), ("bad-field", "activities.text"),
        ("bad-field", "activities.published_at"), ("bad-field", "activities.title"),
        ("missing-field", "members.actor"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "found"),
    [
        ("platform = ", [("bad-toml", "MAPPING")]),
        (HEAD, [("empty-mapping", "")]),
        (HEAD + "activities = 3", [
            ("bad-section", "activities"), ("missing-field", "activities.id"),
            ("missing-field", "activities.published_at"),
        ]),
        (HEAD + '[counts]\nlikes = "likes"', [("missing-field", "observations.object")]),
    ],
)  # fmt: skip
def test_a_mapping_that_says_too_little(
    tmp_path: Path, mapping: str, found: list[tuple[str, str]]
) -> None:
    title = str(tmp_path / "posts.csv.mapping.toml")
    expected = [(code, where.replace("MAPPING", title)) for code, where in found]
    assert problems(tmp_path, mapping) == expected


def test_a_table_without_a_mapping_is_told_how_to_get_one(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id\n1\n")
    with pytest.raises(ProblemGroup) as caught:
        TABLE.settle(path, {})
    assert caught.value.problem.hint == "folkmoot add FILE --suggest writes a first mapping"


def test_a_mapping_beside_the_table_is_found_and_kept_with_the_options(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    claim = TABLE.claim(path)
    assert claim is not None
    assert claim.confidence == 0.6
    options = TABLE.settle(path, claim.options)
    (tmp_path / "posts.csv.mapping.toml").unlink()
    assert TABLE.settle(path, options) == options
    assert options["mapping_text"] == POSTS_MAPPING
    assert options["delimiter"] == ","


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    mapping = '[activities]\nid = "id"\npublished_at = "at"\ntext = "text"\n'
    text = "id,at,text\n1,2024-01-02,a, b\n2,2024-01-02,c, d\n"
    rows = [line.split(",", 2) for line in text.splitlines()]
    read = mapped(tmp_path, "".join(delimiter.join(row) + "\n" for row in rows), mapping)
    assert read.rows("activities", "text") == [("a, b",), ("c, d",)]


def test_nested_json_has_columns_of_dotted_names(tmp_path: Path) -> None:
    mapping = write_table(
        tmp_path,
        mapping=HEAD
        + '[activities]\nid = "id"\nactor = "user.id"\npublished_at = "at"\ntags = "tags"\n',
    )
    path = tmp_path / "posts.ndjson"
    lines = [
        {"id": 12345678901234567890, "user": {"id": "u", "x": {}}, "at": "2024-01-02",
         "tags": ["a", "b"]},
        {"id": 2, "user": None, "at": "2024-01-02", "tags": "c, d"},
    ]  # fmt: skip
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"id": "\\ud800"}\n[]\n')
    read = Read(TABLE, path, {"mapping": f"{mapping}.mapping.toml"})
    assert read.rows("activities", "native_id", "actor_native", "tags") == [
        ("12345678901234567890", "u", ["a", "b"]), ("2", None, ["c", "d"])
    ]  # fmt: skip
    assert [(one.row, one.line, one.code) for one in read.faults] == [
        (3, 3, "malformed-record"), (4, 4, "malformed-record")
    ]  # fmt: skip


def test_a_column_that_no_json_object_has_is_missed_at_the_end(tmp_path: Path) -> None:
    mapping = f"{write_table(tmp_path)}.mapping.toml"
    path = tmp_path / "posts.ndjson"
    path.write_text('{"id": 1, "user": "u", "at": "2024-01-02", "body": "b"}\n')
    with pytest.raises(FolkmootError) as caught:
        Read(TABLE, path, {"mapping": mapping})
    assert [(one.code, one.where) for one in caught.value.problems] == [
        ("missing-column", "counts.likes")
    ]


def test_one_json_list_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "posts.json"
    path.write_text("[{}]")
    with pytest.raises(FolkmootError, match=r"jq -c '\.\[\]'"):
        suggest(path)


def test_parquet_of_any_types(tmp_path: Path) -> None:
    fields = 'id = "id"\nactor = "who.name"\npublished_at = "at"\ntext = "t"\ntags = "g"\n'
    mapping = write_table(tmp_path, mapping=f"{HEAD}[activities]\n{fields}")
    path = tmp_path / "posts.parquet"
    table = pa.table(
        {
            "id": pa.array([1, 2, 3]),
            "who": [{"name": "a"}, {"name": None}, None],
            "at": pa.array([datetime(2024, 1, 2, 3, tzinfo=UTC)] * 3, pa.timestamp("us", "UTC")),
            "t": pa.array([b"x", b"\xff", b"caf\xc3\xa9"]),
            "g": pa.array([["p", "q"], None, []]),
        }
    )
    parquet.write_table(table, path)
    read = Read(TABLE, path, {"mapping": f"{mapping}.mapping.toml"})
    assert read.rows("activities", "row", "actor_native", "published_at", "text", "tags") == [
        (1, "a", datetime(2024, 1, 2, 3, tzinfo=UTC), "x", ["p", "q"]),
        (3, None, datetime(2024, 1, 2, 3, tzinfo=UTC), "café", []),
    ]
    assert [(one.row, one.column, one.code) for one in read.faults] == [(2, "t", "not-utf-8")]
    path.write_bytes(path.read_bytes()[:-20] + b"\0" * 20)
    with pytest.raises(FolkmootError) as caught:
        TABLE.count(path, read.options)
    assert caught.value.problem.code == "damaged-file"


def test_a_mapping_is_suggested_for_a_chinese_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "微博评论.csv"
    path.write_bytes(CHINESE.encode("gb18030"))
    text = suggest(path)
    assert 'platform = "weibo.com"  # the host of 2 of 2 addresses' in text
    assert 'kind = "microblog"' in text
    assert 'encoding = "gb18030"' in text
    assert 'names = ["用户昵称"]' in text
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text.replace("# zone =", "zone ="), "utf-8")
    read = Read(TABLE, path, {"mapping": str(mapping)})
    assert read.faults == []
    assert read.rows(
        "activities", "native_id", "actor_native", "object_type", "in_reply_to_native", "text",
        "published_at",
    )[0] == (
        "1001", "u1", "Comment", "5001", "出国旅游,求推荐eSIM",
        datetime(2024, 9, 1, 0, 5, tzinfo=UTC),
    )  # fmt: skip
    assert read.rows("members", "actor_native", "gender", "country") == [
        ("u1", "m", "CN"), ("u2", "f", "CN")
    ]  # fmt: skip
    assert read.rows("observations", "metric", "value", "is_lower_bound")[::2] == [
        ("likes", 12000.0, False), ("replies", 10.0, True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "values", "guessed"),
    [
        ("comment_id,author,created_utc,body,subreddit,score", "a1,ann,1503808286,hi,travel,3",
         ['id = "comment_id"', 'actor = "author"', 'style = "unix_seconds"', 'text = "body"',
          'community = "subreddit"', 'score = "score"']),
        ("Nummer;Nutzer;Datum;Titel;Inhalt", "1;ann;27.08.2017 04:31;T;Text",
         ['id = "Nummer"', 'actor = "Nutzer"', 'style = "day_first"', 'title = "Titel"',
          'text = "Inhalt"', 'delimiter = ";"']),
        ("CreatedAt,UserId,TweetId", "2017-08-27T04:31:26Z,7,1",
         ['id = "TweetId"', 'actor = "UserId"', 'style = "year_first"']),
        ("when,who,words", f"2017-08-27 04:31,ann,{'long text ' * 9}",
         ['published_at = { column = "when", style = "year_first" }  # its values alone',
          'text = "words"', 'id = { columns = ["when", "words"] }']),
        ("user_id,age,country", "u1,34,France", ["[members]", 'actor = "user_id"', 'age = "age"']),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_names_and_values(
    tmp_path: Path, header: str, values: str, guessed: list[str]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"{header}\n{values}\n")
    text = suggest(path)
    assert [line for line in guessed if line not in text] == []
    assert 'platform = ""  # nothing tells the platform' in text
