"""Sources of chats and takeouts keep what is promised, on whole and damaged samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.chat_samples import write_irc, write_whatsapp, write_whatsapp_zip
from tests.messenger_samples import (
    write_discord,
    write_discord_direct,
    write_slack,
    write_slack_folder,
    write_telegram,
    write_telegram_account,
)
from tests.takeout_samples import (
    write_instagram,
    write_tiktok,
    write_x,
    write_youtube,
    write_youtube_html,
)

from folkmoot.sources import detect, source
from folkmoot.testing import SourceReport, check_source

#: Source, sample, options, and what the sample is known to hold.
SAMPLES: Mapping[str, tuple[str, Callable[[Path], Path], Mapping[str, str], SourceReport]] = {
    "irc": (
        "irc", write_irc, {"platform": "irc.example", "zone": "UTC"},
        SourceReport(11, 1, {"activities": 10, "communities": 1}),
    ),
    "whatsapp android": (
        "whatsapp", write_whatsapp, {"zone": "Europe/London"},
        SourceReport(12, 1, {"activities": 11, "members": 1, "communities": 1}),
    ),
    "whatsapp iphone": (
        "whatsapp", write_whatsapp_zip, {"zone": "Europe/Berlin"},
        SourceReport(5, 0, {"activities": 5, "communities": 1}),
    ),
    "telegram chat": (
        "telegram", write_telegram, {},
        SourceReport(11, 1, {"activities": 11, "communities": 2, "observations": 2}),
    ),
    "telegram account": (
        "telegram", write_telegram_account, {},
        SourceReport(14, 3, {"activities": 12, "communities": 3, "observations": 2}),
    ),
    "discord channel": (
        "discord", write_discord, {},
        SourceReport(8, 0, {"activities": 9, "communities": 4, "observations": 1}),
    ),
    "discord direct": ("discord", write_discord_direct, {}, SourceReport(2, 2, {})),
    "slack folder": (
        "slack", write_slack_folder, {"platform": "kettles.slack.com"},
        SourceReport(
            15, 1, {"activities": 10, "communities": 1, "members": 5, "observations": 2}
        ),
    ),
    "slack": (
        "slack", write_slack, {"platform": "kettles.slack.com"},
        SourceReport(
            15, 1, {"activities": 10, "communities": 1, "members": 5, "observations": 2}
        ),
    ),
    "tiktok": (
        "tiktok", write_tiktok, {}, SourceReport(9, 1, {"activities": 8, "observations": 1})
    ),
    "instagram": ("instagram", write_instagram, {}, SourceReport(8, 1, {"activities": 7})),
    "youtube": (
        "youtube_takeout", write_youtube, {},
        SourceReport(9, 3, {"activities": 5, "communities": 1}),
    ),
    "youtube page": (
        "youtube_takeout", write_youtube_html, {"person": "UC1", "zone": "Europe/Berlin"},
        SourceReport(2, 1, {"activities": 1}),
    ),
    "x": ("x", write_x, {}, SourceReport(8, 3, {"activities": 6, "observations": 6})),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_and_damaged_copies_of_it(name: str, tmp_path: Path) -> None:
    by, write, options, report = SAMPLES[name]
    assert check_source(source(by), write(tmp_path), options, damage_count=60) == report


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_claimed_by_its_own_source_and_a_reason(name: str, tmp_path: Path) -> None:
    by, write, _, _ = SAMPLES[name]
    (first, claim), *others = detect(write(tmp_path))
    assert first == by
    assert claim.reason
    assert not [other for other, one in others if one.confidence >= claim.confidence]
