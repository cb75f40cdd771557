"""A published figure, with all that must be known before it is compared with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from folkmoot.places import country_name

__all__ = ["METHODS", "MODES", "PLACES", "SAMPLES", "Figure", "Method", "Mode", "Sample"]

Method = Literal["questionnaire", "traces", "register"]
Mode = Literal["online", "phone", "in person", "post", "mixed", "unknown"]
Sample = Literal["national", "region", "metro", "business", "community"]

#: How people were counted: asked, seen in what they posted, or found in a register.
METHODS: Final[tuple[Method, ...]] = ("questionnaire", "traces", "register")
#: How they were reached.
MODES: Final[tuple[Mode, ...]] = ("online", "phone", "in person", "post", "mixed", "unknown")
#: Whom the sample is drawn from: a country, several countries, large cities alone, business
#: buyers, the members of a community.
SAMPLES: Final[tuple[Sample, ...]] = ("national", "region", "metro", "business", "community")

#: Names of the countries that published figures tell of, by their code.
PLACES: Final = {
    "AU": "Australia", "CA": "Canada", "CN": "China", "DE": "Germany", "FR": "France",
    "GB": "UK", "IN": "India", "IT": "Italy", "JP": "Japan", "KR": "South Korea",
    "NL": "Netherlands", "SE": "Sweden", "US": "US",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it was published.

    Parameters
    ----------
    id
        Unique among all figures of a project: ``forrester/us-2009q4-all-creator``.
    table
        The table that it stands in.
    variable, category
        What is told: ``rung`` and ``creator``, ``age_band`` and ``18-24``.
    share
        0 to 1; ``None`` where the figure is no share of people, such as a score.
    place
        Country as ISO 3166-1 alpha-2 where it is one, else a name such as ``EU-7``.
    year, dated
        Year of the data, and the date as the source gives it (``2009Q4``).
    segment
        ``all``, or whom within the base: ``age 18-24``, ``women 35-44``.
    base
        Whom the share is of: ``online adults``.
    method, mode, sample
        One of `METHODS`, `MODES`, `SAMPLES`.
    questions
        Name of the questionnaire; figures of two are told in other words at the least.
    people
        How many were asked (where only a bound is published, that), or ``None``.
    is_approximate
        Whether the source rounds it or it was read off a chart.
    source
        Where it was read.
    licence
        Under which it may be passed on; empty where none is named.
    """

    id: str
    table: str
    variable: str
    category: str
    share: float | None
    place: str
    year: int
    dated: str
    segment: str
    base: str
    method: Method
    mode: Mode
    sample: Sample
    questions: str
    people: int | None
    is_approximate: bool
    source: str
    licence: str = ""

    @property
    def place_name(self) -> str:
        """The place as it is said: ``UK`` for ``GB``."""
        return PLACES.get(self.place) or country_name(self.place)

    def words(self) -> str:
        """Say what it is, in a clause.

        Examples
        --------
        >>> from folkmoot.benchmarks import published
        >>> published()[0].words()
        '13 % of online adults in US, 2006, are creators'
        """
        of = self.base if self.segment == "all" else f"{self.base} ({self.segment})"
        head = "a score" if self.share is None else f"{100 * self.share:.0f} %"
        about = "about " if self.is_approximate and self.share is not None else ""
        is_rung = self.variable == "rung"
        what = f"{self.category}s" if is_rung else f"{self.variable}: {self.category}"
        return f"{about}{head} of {of} in {self.place_name}, {self.dated}, are {what}"
