"""Which native rows WhatsApp's text exports give."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.chat_samples import WHATSAPP_ANDROID, write_whatsapp, write_whatsapp_zip
from tests.sources_samples import Read

from folkmoot.errors import ProblemGroup
from folkmoot.sources import source

WHATSAPP = source("whatsapp")
LONDON = {"zone": "Europe/London"}


def written(folder: Path, *lines: str) -> Path:
    """A chat of these lines."""
    path = folder / "Tea.txt"
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def test_an_android_phone(tmp_path: Path) -> None:
    read = Read(WHATSAPP, write_whatsapp(tmp_path), LONDON)
    assert read.read_count == read.count == 12
    assert read.rows(
        "activities", "row", "verb", "object_type", "actor_native", "published_at", "text"
    ) == [
        (1, "Update", "Group", None, at("2023-12-31 21:14"), None),
        (2, "Create", "Group", "Ann", at("2023-12-31 21:14"), None),
        (3, "Offer", "Person", "Ann", at("2023-12-31 21:14"), None),
        (4, "Create", "Note", "Ann", at("2023-12-31 21:15"),
         "Does anybody know\na quiet grinder: a small one?"),
        (5, "Create", "Note", "Bob", at("2023-12-31 21:15"), "The hand mills are."),
        (6, "Create", "Note", "Bob", at("2023-12-31 21:15"), None),
        (7, "Join", "Group", "+44 7700 900123", at("2024-01-01 09:00"), None),
        (8, "Create", "Note", "+44 7700 900123", at("2024-01-01 09:01"), None),
        (9, "Delete", "Note", "Bob", at("2024-01-01 09:02"), None),
        (10, "Create", "Note", "Bob", at("2024-01-01 09:03"), "They last for years"),
        (12, "Leave", "Group", "Cem", at("2024-01-02 09:02"), None),
    ]  # fmt: skip
    assert [(one.row, one.line, one.code) for one in read.faults] == [(11, 13, "impossible-date")]
    assert set(read.rows("activities", "time_precision", "time_source")) == {("minute", "local")}
    assert read.rows("members", "actor_native", "joined_at", "community_native") == [
        ("Bob", at("2023-12-31 21:14"), "chat/Coffee")
    ]
    assert set(read.rows("communities", "community_native", "name")) == {("chat/Coffee", "Coffee")}


def test_an_iphone_in_german(tmp_path: Path) -> None:
    path = write_whatsapp_zip(tmp_path)
    read = Read(WHATSAPP, path, {"zone": "Europe/Berlin"})
    assert read.rows("activities", "verb", "actor_native", "published_at", "text") == [
        ("Create", "Ann", at("2023-12-31 20:15:03"), "hi"),
        ("Update", None, at("2023-12-31 20:15:04"), None),
        ("Create", "Bob", at("2023-12-31 20:15:05"), "look"),
        ("Leave", "Cem", at("2023-12-31 20:16:05"), None),
        ("Create", "Dee", at("2023-12-31 20:16:06"), "x"),
    ]
    assert read.options["order"] == "day_first"
    assert set(read.rows("communities", "name")) == {("Kaffee",)}


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("12/31/23, 9:15 PM - ", "2023-12-31 21:15"),
        ("12/31/23, 12:05 AM - ", "2023-12-31 00:05"),
        ("12/31/23, 9:15\u202fPM - ", "2023-12-31 21:15"),
        ("31/12/23 21:15 - ", "2023-12-31 21:15"),
        ("31/12/2023, 9:15 p. m. - ", "2023-12-31 21:15"),
        ("31/12/2023 à 21:15 - ", "2023-12-31 21:15"),
        ("31.12.23, 21:15 - ", "2023-12-31 21:15"),
        ("31.12.2023 klo 21.15 - ", "2023-12-31 21:15"),
        ("31-12-2023 21:15 - ", "2023-12-31 21:15"),
        ("2023-12-31, 21:15 - ", "2023-12-31 21:15"),
        ("2023/12/31 下午9:15 - ", "2023-12-31 21:15"),
        ("2023. 12. 31. 오후 9:15 - ", "2023-12-31 21:15"),
        ("2023年12月31日 21:15 - ", "2023-12-31 21:15"),
        ("٣١\u200f/١٢\u200f/٢٠٢٣، ٩:١٥ م - ", "2023-12-31 21:15"),
        ("[31/12/2023, 21:15:03] ", "2023-12-31 21:15:03"),
        ("\u200e[2023-12-31, 9:15:03 PM] ", "2023-12-31 21:15:03"),
        ("[31.12.23, 21:15:03] ", "2023-12-31 21:15:03"),
        ("12/31/13 9:15:03 PM: ", "2013-12-31 21:15:03"),
    ],
)
def test_stamps_of_many_languages(tmp_path: Path, stamp: str, moment: str) -> None:
    path = written(tmp_path, *(f"{stamp}{name}: so" for name in ("Ann", "Bob", "Cem")))
    read = Read(WHATSAPP, path, {"zone": "UTC"})
    assert read.rows("activities", "published_at", "actor_native", "text") == [
        (at(moment), name, "so") for name in ("Ann", "Bob", "Cem")
    ]


def test_the_order_of_dates_is_read_off_the_whole_file(tmp_path: Path) -> None:
    late = [f"{day:02}/01/2024, 10:00 - Ann: a" for day in range(1, 29)]
    many = [*late, "01/02/2024, 10:00 - Bob: b", "01/02/2024, 10:01 - Cem: c"]
    claim = WHATSAPP.claim(written(tmp_path, *many))
    assert claim is not None
    assert claim.options == {"order": "day_first"}
    assert "16 of 30 dates can only be read with the day first" in claim.reason


def test_where_no_number_is_above_twelve_the_running_of_time_decides(tmp_path: Path) -> None:
    days = [f"{month}/{day}/24, 9:15 - Ann: a" for month in (1, 2, 3) for day in range(1, 13)]
    names = ["3/12/24, 9:15 - Bob: b", "3/12/24, 9:15 - Cem: c"]
    read = Read(WHATSAPP, written(tmp_path, *days, *names), {"zone": "UTC"})
    assert read.options["order"] == "month_first"


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        (["01/02/2024", "02/02/2024"], "with the day or the month first"),
        (["31/01/2024", "01/31/2024"], "some dates need the day first and others the month first"),
    ],
)
def test_an_order_that_nothing_shows_is_asked_for(
    tmp_path: Path, dates: list[str], why: str
) -> None:
    path = written(tmp_path, *(f"{day}, 10:00 - {name}: a" for day in dates for name in "abc"))
    with pytest.raises(ProblemGroup) as caught:
        WHATSAPP.settle(path, {"zone": "UTC"})
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("missing-option", "order")
    assert why in problem.got
    settled = WHATSAPP.settle(path, {"zone": "UTC", "order": "month_first"})
    assert settled["order"] == "month_first"


def test_the_zone_is_asked_for_and_must_be_one(tmp_path: Path) -> None:
    path = write_whatsapp(tmp_path)
    for options, code in (({}, "missing-option"), ({"zone": "Middle-earth"}, "unknown-zone")):
        with pytest.raises(ProblemGroup) as caught:
            WHATSAPP.settle(path, options)
        assert [one.code for one in caught.value.problems] == [code]


def test_a_conversation_of_two_is_read_only_when_asked(tmp_path: Path) -> None:
    path = written(tmp_path, "31/12/2023, 21:15 - Ann: hi", "31/12/2023, 21:16 - Bob: hi")
    with pytest.raises(ProblemGroup) as caught:
        WHATSAPP.settle(path, LONDON)
    assert [one.code for one in caught.value.problems] == ["private-chat"]
    read = Read(WHATSAPP, path, {**LONDON, "private": "yes"})
    assert len(read.rows("activities", "row")) == 2


def test_where_somebody_was_never_leaves_the_map(tmp_path: Path) -> None:
    read = Read(WHATSAPP, write_whatsapp(tmp_path), LONDON)
    assert "51.5007" in WHATSAPP_ANDROID
    assert "51.5007" not in str([table.to_pylist() for table in read.tables.values()])


def test_a_message_keeps_its_name_when_it_is_deleted_or_edited(tmp_path: Path) -> None:
    names = ["31/12/2023, 21:16 - Bob: x", "31/12/2023, 21:16 - Cem: y"]
    first = "31/12/2023, 21:15 - Ann: hi"
    second = "31/12/2023, 21:15 - Ann: This message was deleted"
    (before, *_) = Read(WHATSAPP, written(tmp_path, first, *names), LONDON).rows(
        "activities", "native_id", "object_native"
    )
    (after, *_) = Read(WHATSAPP, written(tmp_path, second, *names), LONDON).rows(
        "activities", "native_id", "object_native"
    )
    assert after == (f"{before[0]}#deleted", before[0])


def test_what_stands_before_the_first_message_is_one_fault(tmp_path: Path) -> None:
    path = written(tmp_path, "Chat history", "of tea", "", "31/12/2023, 21:15 - Ann: hi")
    read = Read(WHATSAPP, path, {**LONDON, "private": "yes"})
    assert [(one.row, one.line, one.code) for one in read.faults] == [(1, 1, "not-a-message")]
    assert read.rows("activities", "row") == [(2,)]
    assert read.count == 2


def test_a_poll(tmp_path: Path) -> None:
    poll = "31/12/2023, 21:15 - Ann: \u200ePOLL:\nWhich mill?\n\u200eOPTION: hand (2 votes)"
    read = Read(WHATSAPP, written(tmp_path, poll), {**LONDON, "private": "yes"})
    assert read.rows("activities", "object_type", "text") == [
        ("Poll", "POLL:\nWhich mill?\n\u200eOPTION: hand (2 votes)")
    ]
