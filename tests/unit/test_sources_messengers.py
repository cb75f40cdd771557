"""Which native rows the exports of Telegram, Discord and Slack give."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.messenger_samples import (
    DISCORD,
    SLACK,
    TELEGRAM_CHAT,
    write_discord,
    write_discord_direct,
    write_slack,
    write_slack_folder,
    write_telegram,
    write_telegram_account,
)
from tests.sources_samples import Read

from folkmoot.errors import ProblemGroup
from folkmoot.sources import source

TELEGRAM, DISCORD_EXPORT, SLACK_EXPORT = source("telegram"), source("discord"), source("slack")
WORKSPACE = {"platform": "kettles.slack.com"}
ROOM = "-1001234"


def at(clock: str, day: int = 2) -> datetime:
    """A moment in UTC of the days of the samples."""
    return datetime.fromisoformat(f"2024-01-{day:02}T{clock}+00:00")


def saved(folder: Path, name: str, value: object) -> Path:
    """A JSON file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), "utf-8")
    return path


def everything(read: Read) -> str:
    """All that came out of a source, raw and native."""
    pages = [page.records.to_pylist() for page in read.pages]
    tables = [table.to_pylist() for table in read.tables.values()]
    return str([pages, tables, read.faults])


def test_a_telegram_group(tmp_path: Path) -> None:
    read = Read(TELEGRAM, write_telegram(tmp_path))
    assert read.rows(
        "activities", "native_id", "verb", "object_type", "actor_native", "published_at", "text"
    ) == [
        (f"{ROOM}/1", "Create", "Group", "user1", at("03:00:00"), None),
        (f"{ROOM}/2", "Join", "Group", "user2", at("03:01:00"), None),
        (f"{ROOM}/3", "Create", "Note", "user1", at("03:02:00"), "Which kettle? Call me:"),
        (f"{ROOM}/3#edit/1704164700", "Update", "Note", "user1", at("03:05:00"), None),
        (f"{ROOM}/4", "Create", "Note", "user2", at("03:06:00"), "A plain one"),
        (f"{ROOM}/5", "Announce", "Note", "user3", at("03:07:00"), None),
        (f"{ROOM}/6", "Create", "Poll", "user3", at("03:08:00"), "Steel or glass?"),
        (f"{ROOM}/7", "Leave", "Group", "user4", at("03:09:00"), None),
        (f"{ROOM}/3#reaction/user2/👍", "Like", "Note", "user2", at("03:03:30"), None),
        (f"{ROOM}/3#reaction/user3/👍", "Like", "Note", "user3", at("04:00:00"), None),
        (f"{ROOM}/3#reaction/user4/👎", "Dislike", "Note", "user4", at("04:01:00"), None),
    ]
    assert read.rows("observations", "object_native", "metric", "value") == [
        (f"{ROOM}/3", "reactions", 4.0), (f"{ROOM}/6", "votes", 7.0)
    ]  # fmt: skip
    assert [(one.row, one.column) for one in read.faults] == [(11, "date")]
    assert read.read_count == read.count == 11


def test_a_telegram_reply_names_what_it_answers_and_begins_no_thread(tmp_path: Path) -> None:
    read = Read(TELEGRAM, write_telegram(tmp_path))
    threads = {
        name: (reply, root)
        for name, reply, root in read.rows(
            "activities", "native_id", "in_reply_to_native", "root_native"
        )
    }
    assert threads[f"{ROOM}/4"] == (f"{ROOM}/3", None)
    assert threads[f"{ROOM}/3"] == (None, f"{ROOM}/3")


def test_reactions_of_telegram_are_as_far_from_utc_as_their_message(tmp_path: Path) -> None:
    read = Read(TELEGRAM, write_telegram(tmp_path))
    times = read.rows("activities", "verb", "time_source", "time_precision")
    assert {one for one in times if one[0] in {"Like", "Dislike"}} == {
        ("Like", "local", "second"), ("Dislike", "local", "second")
    }  # fmt: skip


def test_a_telegram_account_without_private_chats_contacts_or_sessions(tmp_path: Path) -> None:
    path = write_telegram_account(tmp_path)
    read = Read(TELEGRAM, path)
    assert [(one.row, one.code) for one in read.faults] == [
        (1, "private-chat"), (13, "missing-value"), (2, "private-chat")
    ]  # fmt: skip
    assert "SECRET" in path.read_text("utf-8")
    assert "SECRET" not in everything(read)
    assert set(read.rows("communities", "community_native", "kind", "name")) == {
        ("chat/-1001234", "chat", "Tea room"), ("chat/-10055", "official_account", "Kettle news"),
    }  # fmt: skip
    posts = read.rows("activities", "actor_native", "actor_type", "kind", "community_native")
    assert ("channel55", "Group", "official_account", "chat/-10055") in posts


def test_a_telegram_conversation_of_two_is_read_when_asked(tmp_path: Path) -> None:
    read = Read(TELEGRAM, write_telegram_account(tmp_path), {"private": "yes"})
    texts = read.rows("activities", "native_id", "text")
    assert ("2/20", "SECRET") in texts
    # What was never part of a chat is not read even then.
    assert everything(read).count("SECRET") == 3


def test_an_older_telegram_export_has_only_local_times(tmp_path: Path) -> None:
    chat = copy.deepcopy(TELEGRAM_CHAT)
    for message in chat["messages"]:
        message.pop("date_unixtime", None)
    read = Read(TELEGRAM, saved(tmp_path, "result.json", chat))
    (first, *_) = read.rows("activities", "published_at", "time_source")
    assert first == (at("04:00:00"), "local")


def test_what_telegram_writes_that_is_no_json_is_put_right(tmp_path: Path) -> None:
    chat = copy.deepcopy(TELEGRAM_CHAT)
    chat["messages"][3]["text"] = [
        "A\\x0B ",
        "odd",
        {"type": "custom_emoji", "text": "!", "document_id": "STICKER"},
    ]
    text = json.dumps(chat, indent=1).replace("odd", "\\x0B\\x1F one")
    text = text.replace('"STICKER"', "video_files/sticker (2).webm")
    path = tmp_path / "result.json"
    path.write_text(text, "utf-8")
    read = Read(TELEGRAM, path)
    texts = dict(read.rows("activities", "native_id", "text"))
    # A backslash that stands for itself begins nothing.
    assert texts[f"{ROOM}/4"] == "A\\x0B \x0b\x1f one!"
    assert read.read_count == read.count == 11


def test_a_discord_channel(tmp_path: Path) -> None:
    read = Read(DISCORD_EXPORT, write_discord(tmp_path))
    assert read.rows(
        "activities", "native_id", "verb", "object_native", "actor_native", "actor_type",
        "in_reply_to_native", "text",
    ) == [
        ("message/30", "Join", "guild/10", "1", "Person", None, None),
        ("message/31", "Create", "message/31", "1", "Person", None, "Which kettle?"),
        ("message/31#edit/2024-01-02T04:09:00+01:00", "Update", "message/31", "1", "Person",
         "message/31", None),
        ("message/32", "Create", "message/32", "2", "Person", "message/31", "A plain one"),
        ("message/33", "Create", "message/33", "9", "Application", None, "It is noon"),
        ("message/34", "Announce", "message/77", "2", "Person", None, None),
        ("message/35", "Update", "guild/10", "1", "Person", None, None),
        ("message/31#reaction/2/👍", "Like", "message/31", "2", "Person", None, None),
        ("message/31#reaction/9/👍", "Like", "message/31", "9", "Application", None, None),
    ]  # fmt: skip
    assert read.rows("observations", "object_native", "metric", "value", "observed_at") == [
        ("message/31", "reactions", 4.0, datetime(2024, 2, 1, tzinfo=UTC))
    ]
    assert set(read.rows("communities", "community_native", "name", "parent_native")) == {
        ("guild/10", "Kettles", None), ("channel/20", "tea", "guild/10")
    }  # fmt: skip
    assert read.faults == []
    assert read.read_count == read.count == 8
    assert read.rows("activities", "published_at")[0] == (at("03:00:00.500000"),)


def test_attachments_avatars_and_mentions_of_discord_are_not_read(tmp_path: Path) -> None:
    assert "SECRET" in json.dumps(DISCORD)
    assert "SECRET" not in everything(Read(DISCORD_EXPORT, write_discord(tmp_path)))


def test_direct_messages_of_discord_are_read_only_when_asked(tmp_path: Path) -> None:
    path = write_discord_direct(tmp_path)
    read = Read(DISCORD_EXPORT, path)
    assert [one.code for one in read.faults] == ["private-chat", "private-chat"]
    assert "SECRET" not in everything(read)
    asked = Read(DISCORD_EXPORT, path, {"private": "yes"})
    assert asked.rows("activities", "verb", "text") == [("Create", "SECRET"), ("Like", None)]


def test_a_slack_workspace(tmp_path: Path) -> None:
    read = Read(SLACK_EXPORT, write_slack(tmp_path), WORKSPACE)
    first = "C0001/1704164460.000200"
    assert read.rows(
        "activities", "native_id", "verb", "actor_native", "actor_type", "in_reply_to_native",
        "text",
    ) == [
        ("channel/C0001#created", "Create", "U0001", "Person", None, None),
        ("C0001/1704164400.000100", "Join", "U0002", "Person", None, None),
        (first, "Create", "U0001", "Person", None, "Which kettle?"),
        (f"{first}#edit/1704164500.000000", "Update", "U0001", "Person", first, None),
        ("C0001/1704164520.000300", "Create", "U0002", "Person", first, "A plain one"),
        ("C0001/1704164580.000400", "Create", "B0001", "Application", None, "It is noon"),
        ("C0001/1704164640.000500", "Update", "U0001", "Person", None, None),
        ("C0001/1704164700.000600#deleted", "Delete", "USLACKBOT", "Application", None, None),
        (f"{first}#reaction/U0002/+1", "Like", "U0002", "Person", None, None),
        (f"{first}#reaction/U0009/+1", "Like", "U0009", "Person", None, None),
    ]  # fmt: skip
    assert read.rows("members", "actor_native", "actor_type", "community_native") == [
        ("U0001", "Person", "channel/C0001"),
        ("U0002", "Person", "channel/C0001"),
        ("U0001", "Person", None),
        ("U0002", "Person", None),
        ("U0009", "Application", None),
    ]
    assert read.rows("communities", "community_native", "name", "members_count", "rules") == [
        ("channel/C0001", "tea", 2, "Talk of tea")
    ]
    assert read.rows("observations", "object_native", "metric", "value") == [
        (first, "reactions", 2.0), (first, "replies", 1.0)
    ]  # fmt: skip
    assert [(one.row, one.column, one.code) for one in read.faults] == [
        (15, "ts", "impossible-date")
    ]
    assert read.read_count == read.count == 15


def test_a_slack_folder_is_read_as_its_zip(tmp_path: Path) -> None:
    packed = Read(SLACK_EXPORT, write_slack(tmp_path), WORKSPACE)
    folder = Read(SLACK_EXPORT, write_slack_folder(tmp_path), WORKSPACE)
    assert folder.tables == packed.tables


def test_mail_telephone_and_conversations_of_slack_are_not_read(tmp_path: Path) -> None:
    assert "SECRET" in json.dumps(SLACK)
    assert "SECRET" not in everything(Read(SLACK_EXPORT, write_slack(tmp_path), WORKSPACE))
    asked = Read(SLACK_EXPORT, write_slack(tmp_path), {**WORKSPACE, "private": "yes"})
    assert asked.read_count == 19
    assert everything(asked).count("SECRET") == 2


def test_a_slack_export_does_not_say_its_workspace(tmp_path: Path) -> None:
    with pytest.raises(ProblemGroup) as caught:
        SLACK_EXPORT.settle(write_slack(tmp_path), {"private": "maybe"})
    assert [(one.code, one.where) for one in caught.value.problems] == [
        ("missing-option", "platform"), ("unknown-value", "private")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    [
        {"id": 7, "text": {"a": [1]}, "reactions": {"a": 1}},
        {"reactions": [{"count": {}, "recent": [3, None, {"from_id": []}]}]},
        {"author": [], "reactions": [{"users": {"id": 1}}, 5], "reference": 3},
        {"ts": 17, "reactions": [{"users": ["U1", {}, None]}], "edited": []},
    ],
)
def test_fields_of_another_form_than_theirs_cost_only_their_record(
    tmp_path: Path, odd: Mapping[str, Any]
) -> None:
    chats = {
        "telegram": {**TELEGRAM_CHAT, "messages": [odd, *TELEGRAM_CHAT["messages"]]},
        "discord": {**DISCORD, "messages": [odd, *DISCORD["messages"]]},
    }
    for name, chat in chats.items():
        read = Read(source(name), saved(tmp_path, f"{name}.json", chat))
        assert read.read_count == read.count
        assert len(read.rows("activities", "row")) >= 9
