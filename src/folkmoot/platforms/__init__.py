"""Kinds of communities and named platforms: what each affords, and how outreach is bound there.

Facts are data, each with its source and its date: ``reference/platforms/``, and for rules
``reference/policy_rules.csv``. What is not known is written as ``unknown``.
"""

from folkmoot.platforms.finding import first_platform, host_of, platform, platform_of
from folkmoot.platforms.listed import kinds, platforms
from folkmoot.platforms.model import (
    ABOUT,
    EFFECTS,
    JUDGEMENT,
    STATUSES,
    UNKNOWN,
    Fact,
    Platform,
    Rule,
    platform_told,
)

__all__ = [
    "ABOUT",
    "EFFECTS",
    "JUDGEMENT",
    "STATUSES",
    "UNKNOWN",
    "Fact",
    "Platform",
    "Rule",
    "first_platform",
    "host_of",
    "kinds",
    "platform",
    "platform_of",
    "platform_told",
    "platforms",
]
