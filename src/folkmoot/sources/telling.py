"""What a source says of itself, for the terminal and for the page of sources."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from folkmoot.sources.base import About, Source

__all__ = ["FRAMES_SAID", "RIGHTS_SAID", "about_of", "described"]

#: What each of `folkmoot.activity.FRAMES` means.
FRAMES_SAID: Final = {
    "community": "a whole community, or what its export holds of it",
    "keyword": "what a search found; says nothing about shares",
    "user": "one person's own history",
    "browsing": "what somebody saw while browsing",
}
#: What ``may_train`` and ``may_redistribute`` mean.
RIGHTS_SAID: Final = {
    True: "yes", False: "no", None: "depends on the site, so no unless you know"
}  # fmt: skip


def about_of(source: Source) -> About | None:
    """What a source says of itself; ``None`` for one that says nothing, as older plugins do."""
    found = getattr(source, "about", None)
    return found if isinstance(found, About) else None


def described(name: str, source: Source) -> dict[str, Any]:
    """A source as a plain mapping: ``name``, ``version``, ``reads`` and all of `About`.

    Fields of `About` are empty for a source that does not have one.

    Examples
    --------
    >>> from folkmoot.sources import source
    >>> told = described("table", source("table"))
    >>> told["name"], "rungs" in told
    ('table', True)
    """
    first = (source.__doc__ or "").strip().partition("\n")[0]
    about = about_of(source)
    told: dict[str, Any] = {"name": name, "version": source.version, "reads": first, "rungs": {}}
    if about is None:
        return told
    # asdict copies read-only mappings badly, so they are made plain first.
    fields = {field: getattr(about, field) for field in About.__dataclass_fields__}
    fields["rungs"] = {rung: asdict(tells) for rung, tells in about.rungs.items()}
    known = {one.name: one.meaning for one in getattr(source, "known_options", ())}
    fields["options"] = known | dict(about.options)
    return {**told, **fields, "reads": about.title}
