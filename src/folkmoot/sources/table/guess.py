"""Guess which column of a table is which field, from names and from some values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.files.times import STYLES, read_times
from folkmoot.sources.table.values import counts
from folkmoot.sources.table.words import plain_name, words

__all__ = ["Draft", "Guess", "guess"]

#: Share of the values that must read as a count, or as a moment where no name says so, before a
#: column is taken for one; half is enough where the name says so: a few dates may be broken.
_MOST: Final = 0.9
_HALF: Final = 0.5
#: Letters in the mean value of a column that may be taken for text without being called so.
_LONG: Final = 40
_TIMES: Final = ("published_at", "joined_at", "last_seen_at")


@dataclass(frozen=True, slots=True)
class Guess:
    """A column for a field, and why; for moments, how they are written."""

    columns: tuple[str, ...]
    reason: str
    style: str = ""


@dataclass(slots=True)
class Draft:
    """All that was guessed: fields and metrics with their columns, columns with people's names."""

    fields: dict[str, Guess] = field(default_factory=dict)
    metrics: dict[str, Guess] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    platform: str = ""
    platform_reason: str = "nothing tells the platform"
    kind: str = ""
    kind_reason: str = "nothing tells the kind"
    object_type: str = "Note"
    object_reason: str = "nothing tells what the objects are"


def guess(file_name: str, samples: Mapping[str, pa.Array]) -> Draft:
    """Guess a mapping.

    Parameters
    ----------
    file_name
        Name of the table's file, which often says what it holds.
    samples
        For each column some values as text, without nulls.
    """
    draft = Draft()
    for name, known in words().fields.items():
        for column in _called(draft, samples, known):
            if found := _fitting(name, column, samples[column]):
                draft.fields[name] = found
                break
    for metric, known in words().counts.items():
        for column in _called(draft, samples, known):
            if _share(counts(samples[column])[0]) >= _MOST:
                draft.metrics[metric] = Guess((column,), "its name; its values are counts")
                break
    _by_values(draft, samples)
    _identifier(draft)
    _names(draft, samples)
    _place(draft, file_name, samples)
    _object(draft, file_name)
    return draft


def _used(draft: Draft) -> set[str]:
    found = [*draft.fields.values(), *draft.metrics.values()]
    return {column for one in found for column in one.columns}


def _called(draft: Draft, samples: Mapping[str, pa.Array], known: Sequence[str]) -> list[str]:
    """Unused columns of one of the names, the surest name first, then as they stand."""
    order = {word: place for place, word in enumerate(known)}
    found = [column for column in samples if plain_name(column) in order]
    left = [column for column in found if column not in _used(draft)]
    return sorted(left, key=lambda column: order[plain_name(column)])


def _fitting(name: str, column: str, sample: pa.Array) -> Guess | None:
    """The column as a guess, unless its values cannot be what its name says."""
    if name in _TIMES:
        return _moments(column, sample, "its name", _HALF)
    if name == "id":
        if not len(sample) or len(pc.unique(sample)) < len(sample):
            return None
        return Guess((column,), f"its name; its first {len(sample)} values all differ")
    return Guess((column,), "its name")


def _moments(column: str, sample: pa.Array, why: str, least: float) -> Guess | None:
    shares = {style: _share(read_times(sample, style).moments) for style in STYLES}
    best = max(shares, key=lambda style: shares[style])
    if shares[best] < least:
        return None
    same = [style for style in shares if style != best and shares[style] == shares[best]]
    doubt = f"; they could also be {' or '.join(same)}" if same else ""
    return Guess((column,), f"{why}; {shares[best]:.0%} of its values are {best}{doubt}", best)


def _share(read: pa.Array) -> float:
    return (len(read) - read.null_count) / len(read) if len(read) else 0.0


def _by_values(draft: Draft, samples: Mapping[str, pa.Array]) -> None:
    """Where no name helped: a column of moments, a column of long text."""
    free = [column for column in samples if column not in _used(draft)]
    if "published_at" not in draft.fields:
        found = (_moments(column, samples[column], "its values alone", _MOST) for column in free)
        if first := next((one for one in found if one and not one.style.startswith("unix")), None):
            draft.fields["published_at"] = first
    if not draft.fields.keys() & {"text", "title"}:
        lengths = {column: _mean_length(samples[column]) for column in free}
        longest = max(lengths, key=lambda column: lengths[column], default="")
        if longest and lengths[longest] >= _LONG:
            reason = f"its values are the longest, {lengths[longest]:.0f} letters on average"
            draft.fields["text"] = Guess((longest,), reason)


def _mean_length(sample: pa.Array) -> float:
    return float(pc.mean(pc.utf8_length(sample)).as_py() or 0)


def _identifier(draft: Draft) -> None:
    """Where nothing numbers the records: several columns together."""
    parts = [
        column
        for name in ("actor", "published_at", "title", "text")
        if name in draft.fields
        for column in draft.fields[name].columns
    ]
    if "id" not in draft.fields and parts:
        reason = "no column numbers the records, so these together do"
        draft.fields["id"] = Guess(tuple(parts), reason)


def _names(draft: Draft, samples: Mapping[str, pa.Array]) -> None:
    known = words().people
    actor = draft.fields["actor"].columns if "actor" in draft.fields else ()
    draft.names = [
        column for column in samples if plain_name(column) in known and column not in actor
    ]


def _place(draft: Draft, file_name: str, samples: Mapping[str, pa.Array]) -> None:
    """Platform and kind, from the addresses of the table or the name of its file."""
    urls = samples[draft.fields["url"].columns[0]].to_pylist() if "url" in draft.fields else []
    hosts = Counter(host for url in urls if (host := _host(url)))
    host, count = hosts.most_common(1)[0] if hosts else ("", 0)
    # Where the addresses lead to many hosts, they are links to elsewhere.
    if count > len(urls) / 2:
        draft.platform = host
        draft.platform_reason = f"the host of {count} of {len(urls)} addresses"
    else:
        parts = re.split(r"[\W_]+", file_name.lower())
        known = [
            host
            for host in words().hosts
            if len(label := host.split(".")[0]) > 2 and label in parts
        ]
        if known:
            draft.platform, draft.platform_reason = known[0], "the name of the file"
    for host, kind in words().hosts.items():
        if draft.platform == host or draft.platform.endswith(f".{host}"):
            draft.kind, draft.kind_reason = kind, f"{host} is one"
            return


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return re.sub(r"^(www|m)\.", "", host)


def _object(draft: Draft, file_name: str) -> None:
    """Type of the objects, from the file's name, then from names of columns."""
    columns = [
        column
        for name in ("id", "text")
        if name in draft.fields
        for column in draft.fields[name].columns
    ]
    for where, texts in (("the name of the file", [file_name]), ("the names of columns", columns)):
        for object_type, known in words().objects.items():
            if any(_tells(text, known) for text in texts):
                draft.object_type, draft.object_reason = object_type, where
                return
    if "in_reply_to" in draft.fields:
        draft.object_type, draft.object_reason = "Comment", "records reply to others"


def _tells(text: str, known: Sequence[str]) -> bool:
    """Whether one of the words stands in a name; Chinese puts no space around them."""
    parts = plain_name(text).split("_")
    return any(word in parts if word.isascii() else word in text for word in known)
