"""What is believed of accounts, bots and answers before a log and a questionnaire are joined.

Nobody can read these from the data at hand, so they are stated, each with its reason, and yours to
replace. The answer shows how it moves with the one that matters most: what people claim.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from folkmoot.errors import FolkmootError

__all__ = ["LogNormal", "Priors"]


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A factor that is not known: half of the belief lies under ``median``.

    Parameters
    ----------
    median
        Over 0; 1 changes nothing.
    sigma
        Standard deviation of its logarithm: the factor lies between ``median / exp(2 sigma)`` and
        ``median * exp(2 sigma)`` 95 times in 100. 0 takes it as known.

    Examples
    --------
    >>> [round(end, 2) for end in LogNormal(1.25, 0.25).ends()]
    [0.77, 2.04]
    """

    median: float
    sigma: float

    def __post_init__(self) -> None:
        if not (0 < self.median < math.inf and 0 <= self.sigma < math.inf):
            raise FolkmootError(
                "no-prior", "prior", f"median {self.median}, sigma {self.sigma}",
                "a median over 0 and a sigma from 0",
            )  # fmt: skip

    def ends(self) -> tuple[float, float]:
        """Give the interval that holds the factor 95 times in 100."""
        reach = math.exp(1.959964 * self.sigma)
        return self.median / reach, self.median * reach


@dataclass(frozen=True, slots=True)
class Priors:
    """Everything that is believed beforehand.

    Parameters
    ----------
    claims_part, claims_post
        Odds of saying "I take part" (of those who take part: "I post") over the true odds. Answers
        about use of media are seldom right, and wrong both ways (Parry and others, Nature Human
        Behaviour 5, 2021); that they lean to over-claiming is our judgement.
    accounts_per_poster
        Accounts that a person who posts has in one community, in the time counted. Few have two.
    devices_per_visitor
        Visitors that a counter sees for one person: browsers, telephones, deleted cookies.
    bots_among_posters, bots_among_visitors
        All accounts, or visitors, over those of people. Declared bots are taken out before; these
        are the others. Crawlers make up more of visitors than of posters.
    noise
        Standard deviation of the logarithm of each total beside all that: periods that do not
        match, deleted accounts.

    Examples
    --------
    >>> Priors(claims_post=LogNormal(1.0, 0.0)).claims_post.ends()
    (1.0, 1.0)
    """

    claims_part: LogNormal = LogNormal(1.25, 0.25)
    claims_post: LogNormal = LogNormal(1.25, 0.25)
    accounts_per_poster: LogNormal = LogNormal(1.05, 0.05)
    devices_per_visitor: LogNormal = LogNormal(1.6, 0.3)
    bots_among_posters: LogNormal = LogNormal(1.05, 0.05)
    bots_among_visitors: LogNormal = LogNormal(1.25, 0.2)
    noise: float = 0.1
