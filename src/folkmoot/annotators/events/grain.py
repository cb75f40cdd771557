"""How long a bucket is: an hour or a day where there are posts enough, else a week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from folkmoot.annotators.watch import Pace

__all__ = ["Grain", "choose_grain"]

#: Posts that a bucket holds on average at least. With fewer, three people who use one word in one
#: bucket are met too seldom for anything to be seen.
_POSTS: Final = 100


@dataclass(frozen=True, slots=True)
class Grain:
    """Length of a bucket.

    Parameters
    ----------
    name
        ``hour``, ``day`` or ``week``.
    hours
        Its length.
    quiet
        Buckets after which an event that was not seen any more has ended; a topic that comes back
        earlier counts as never gone.
    """

    name: str
    hours: int
    quiet: int

    @property
    def seconds(self) -> int:
        """Its length in seconds."""
        return self.hours * 3600

    @property
    def pace(self) -> Pace:
        """The pace of a watch in these buckets; a week has none."""
        if self.hours > 24:
            raise ValueError("weeks are not watched bucket by bucket")
        if self.hours == 1:
            return Pace()
        # Days: a level of two weeks, and a peak of a month, hold as many buckets as are needed.
        return Pace(buckets_a_day=1, level_days=14, spread_days=56, peak_days=30, warm_up_days=14)


_HOUR: Final = Grain("hour", 1, 3)
_DAY: Final = Grain("day", 24, 2)
_WEEK: Final = Grain("week", 168, 2)


def choose_grain(posts_a_day: float, name: str = "") -> Grain:
    """Answer in which buckets posts are counted.

    Parameters
    ----------
    posts_a_day
        How many come in, on average.
    name
        ``hour``, ``day`` or ``week`` to have that one in any case.

    Examples
    --------
    >>> [choose_grain(posts).name for posts in (5000, 300, 30)], choose_grain(30, "day").hours
    (['hour', 'day', 'week'], 24)
    """
    for grain in (_HOUR, _DAY, _WEEK):
        if grain.name == name or (not name and posts_a_day * grain.hours / 24 >= _POSTS):
            return grain
    return _WEEK
