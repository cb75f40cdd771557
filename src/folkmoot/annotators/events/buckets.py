"""Posts cut into terms and into buckets of time, and which of them do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from folkmoot.annotators.terms import Terms, add_themes, cut_terms, is_paid

__all__ = ["HELD", "POSTS", "Bucket", "Cut", "buckets_of", "cut_posts", "seconds_of"]

_Ints = NDArray[np.int64]

#: Columns of posts; an author that is not known is null.
POSTS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64(), nullable=False),
        pa.field("actor_id", pa.int64()),
        pa.field("published_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("text", pa.string()),
    ]
)
#: The same, with the id of the theme that each lies in; null for none.
HELD: Final = POSTS.append(pa.field("theme", pa.string()))


@dataclass(frozen=True, slots=True)
class Bucket:
    """Posts of one bucket with their terms, a row an occurrence."""

    number: int
    ids: _Ints
    actors: _Ints
    is_known: NDArray[np.bool_]
    seconds: NDArray[np.float64]
    terms: _Ints
    owners: _Ints


@dataclass(frozen=True, slots=True)
class Cut:
    """Posts that count, oldest first, with their terms.

    Parameters
    ----------
    table
        Columns of `HELD`.
    numbers
        Bucket of each.
    found
        Their terms.
    aside
        How many do not count, by reason.
    newest
        Bucket of the newest post, whether it counts or not; ``None`` without posts.
    """

    table: pa.Table
    numbers: _Ints
    found: Terms
    aside: Mapping[str, int]
    newest: int | None

    def buckets(self, terms: _Ints) -> Iterator[Bucket]:
        """Buckets, oldest first; ``terms`` are numbers by place in the vocabulary."""
        ids, seconds = self.table["object_id"].to_numpy(), seconds_of(self.table)
        is_known = self.table["actor_id"].is_valid().to_numpy()
        # A post without a known author counts as one of its own.
        actors = np.where(is_known, pc.fill_null(self.table["actor_id"], 0).to_numpy(), ~ids)
        numbered, owners = terms[self.found.codes], self.found.texts
        edges = np.append(np.flatnonzero(np.diff(self.numbers, prepend=-1)), len(self.numbers))
        for first, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            low, high = np.searchsorted(owners, [first, end])
            here = slice(first, end)
            yield Bucket(
                int(self.numbers[first]), ids[here], actors[here], is_known[here], seconds[here],
                numbered[low:high], owners[low:high] - first,
            )  # fmt: skip


def cut_posts(table: pa.Table, seconds: int) -> Cut:
    """Cut posts into terms, and say which of them do not count.

    Parameters
    ----------
    table
        Columns of `HELD`, in any order.
    seconds
        Length of a bucket.
    """
    table = table.sort_by([("published_at", "ascending"), ("object_id", "ascending")])
    texts = pc.fill_null(table["text"], "").combine_chunks()
    numbers = buckets_of(table, seconds)
    paid, blank = is_paid(texts), _is_blank(texts)
    twice = _repeats(numbers, table["object_id"].to_numpy())
    flags = {"twice": twice, "blank": blank & ~twice, "paid": paid & ~blank & ~twice}
    kept = ~(paid | blank | twice)
    counted = table.filter(pa.array(kept))
    found = add_themes(cut_terms(texts.filter(pa.array(kept))), counted["theme"])
    aside = {name: int(flag.sum()) for name, flag in flags.items()}
    return Cut(counted, numbers[kept], found, aside, int(numbers[-1]) if len(numbers) else None)


def seconds_of(table: pa.Table) -> NDArray[np.float64]:
    """When posts were published, in seconds since 1970."""
    moments = table["published_at"].cast(pa.int64()).to_numpy()
    found: NDArray[np.float64] = moments / 1e6
    return found


def buckets_of(table: pa.Table, seconds: int) -> _Ints:
    """Number of each post's bucket, of a length in seconds."""
    found: _Ints = table["published_at"].cast(pa.int64()).to_numpy() // (seconds * 1_000_000)
    return found


def _is_blank(texts: pa.Array) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = pc.equal(pc.utf8_trim_whitespace(texts), "").to_numpy(
        zero_copy_only=False
    )
    return found


def _repeats(numbers: _Ints, ids: _Ints) -> NDArray[np.bool_]:
    """Which rows name a post that an earlier row of the same bucket names."""
    order = np.lexsort((np.arange(len(ids)), ids, numbers))
    same = np.zeros(len(ids), dtype=np.bool_)
    before, after = order[:-1], order[1:]
    same[after] = (ids[before] == ids[after]) & (numbers[before] == numbers[after])
    return same
