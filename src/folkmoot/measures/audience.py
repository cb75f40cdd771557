"""What sets people with a need of the brief apart from the others who ask in the same places.

The target are members whose own questions state a need that the product meets. They are compared
with all other members who asked a question in the same communities since the first such question.
What else the target asks is read off their other questions only: those that state the need are
what chose them, and would set them apart by construction. Who asks much has more chances to state
a need, and shows more of everything, so each is compared with others who ask as often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from folkmoot.brief import Brief, Hypothesis
from folkmoot.estimate import (
    Estimate,
    EstimateTable,
    Row,
    amount,
    disclose,
    false_discovery,
    interval,
    share,
    withheld,
)
from folkmoot.estimate.disclosure import MINIMUM_BASE
from folkmoot.measures._compare import log_odds, log_odds_estimate
from folkmoot.measures._counted import PLACES, SPREAD
from folkmoot.measures._groups import BASES, Groups, Trait, read_groups
from folkmoot.measures._prepared import prepare
from folkmoot.measures._strata import (
    Strata,
    chances,
    pooled_index,
    standardised_share,
)
from folkmoot.places import country_name
from folkmoot.view import View

__all__ = ["audience", "hypotheses"]

_TARGET: Final = "people with the need"
_OTHERS: Final = "other askers"

#: A category that fewer people than this share, in both groups together, is not tested: no
#: difference could be told from chance, and the many tests would drown the rest.
_LEAST_PEOPLE: Final = 10

#: A difference is called clear when at most one in twenty so called is expected to be chance.
_CLEAR: Final = 0.05

#: "About as often": the target's share is within a quarter of the others', up or down. A smaller
#: difference gives no reason to treat them otherwise.
_ALIKE: Final = (80.0, 125.0)

_VERDICTS: Final = ("confirmed", "contradicted", "undecided")

#: So many of what sets the target apart are named in the answer.
_NAMED: Final = 5

_ABOUT: Final = (
    *(pa.field(name, pa.string()) for name in ("characteristic", "category", "label", "measure")),
    pa.field("q_value", pa.float64()),
)
_HYPOTHESES: Final = tuple(
    pa.field(name, pa.string())
    for name in (
        "hypothesis_id", "statement", "characteristic", "category", "expectation", "verdict",
        "measure",
    )
)  # fmt: skip


def audience(view: View, brief: Brief) -> EstimateTable:
    """Answer which characteristics set people with a need apart.

    Parameters
    ----------
    view
        The lake at a moment.
    brief
        Its needs choose the target.

    Returns
    -------
    EstimateTable
        By characteristic and category: ``share`` of the target, ``base_share`` of the others,
        spread over how often they ask as the target is, ``index`` of the first against the second
        (100 = as common), and the shrunk ``log_odds``, by which to rank. ``q_value`` is the share
        of false findings to expect among all categories that differ at least as clearly
        (Benjamini & Hochberg 1995), over everything that was tested.
    """
    return _compared(view, _groups(view, brief))


def _compared(view: View, groups: Groups) -> EstimateTable:
    tested = [t for t in groups.traits if _shown(t.strata) >= _LEAST_PEOPLE]
    varied = {name for name in BASES if _is_varied(tested, name)}
    tested = [trait for trait in tested if trait.characteristic in varied]
    qs = false_discovery(chances([trait.strata for trait in tested]))
    shrunk = [
        log_odds_estimate(delta, se, trait.strata, _base(_TARGET, trait))
        for trait, delta, se in zip(tested, *log_odds([t.strata for t in tested]), strict=True)
    ]
    rows = []
    for trait, q, odds in sorted(zip(tested, qs, shrunk, strict=True), key=_order):
        about = {
            "characteristic": trait.characteristic, "category": trait.category,
            "label": trait.label, "q_value": q,
        }  # fmt: skip
        for measure, estimate in _measures(trait, odds):
            rows.append(Row({**about, "measure": measure}, disclose(estimate), "people"))
    return EstimateTable.build(
        "audience", "Who has the need, beside the others who ask", _ABOUT, rows, groups.evidence,
        view.as_of, _notes(groups, list(zip(tested, qs, strict=True))), _say,
    )  # fmt: skip


def hypotheses(view: View, brief: Brief) -> EstimateTable:
    """Answer which of the brief's guesses about the target hold.

    Each guess was made before the figures, so each is judged by its own 95 % interval, without
    the correction that a search over all characteristics needs.

    Returns
    -------
    EstimateTable
        One ``index`` a hypothesis, with a verdict. *Over* is confirmed by an interval above 100
        and contradicted by one below it; *under* the other way round; *equal* is confirmed by
        an interval within 80 to 125 and contradicted by one beyond. Everything else, and
        whatever cannot be shown, is undecided.
    """
    groups = _groups(view, brief)
    rows = []
    for guess in brief.hypotheses:
        trait = next((t for t in groups.traits if _speaks_of(guess, t)), None)
        estimate = disclose(_nobody(guess) if trait is None else _index(trait))
        about = {
            "hypothesis_id": guess.id, "statement": _stated(guess),
            "characteristic": guess.characteristic, "category": guess.value,
            "expectation": guess.expectation, "verdict": _verdict(guess.expectation, estimate),
            "measure": "index",
        }  # fmt: skip
        rows.append(Row(about, estimate, "people"))
    return EstimateTable.build(
        "hypotheses", "What the brief expected of the target", _HYPOTHESES, rows, groups.evidence,
        view.as_of, _verdict_notes(rows), _say_verdict,
    )  # fmt: skip


def _verdict_notes(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return ["The brief expects nothing of the target, so there is nothing to check."]
    verdicts = Counter(str(row.about["verdict"]) for row in rows)
    told = ", ".join(f"{verdicts[name]} {name}" for name in _VERDICTS)
    many = "1 expectation" if len(rows) == 1 else f"{len(rows)} expectations"
    return [f"Of {many} of the brief: {told}."]


def _groups(view: View, brief: Brief) -> Groups:
    prepare(view, brief)
    return read_groups(view)


def _shown(strata: Strata) -> int:
    return int(strata.cases.sum() + strata.other_cases.sum())


def _is_varied(traits: Sequence[Trait], name: str) -> bool:
    """Whether a characteristic has two categories, or one that not everybody shares."""
    found = [trait.strata for trait in traits if trait.characteristic == name]
    return len(found) > 1 or any(_shown(s) < s.base.sum() + s.other_base.sum() for s in found)


def _order(found: tuple[Trait, float, Estimate]) -> tuple[int, float]:
    """Characteristics in their order; places and countries by how clear the difference is."""
    trait, q, _ = found
    searched = trait.characteristic in ("topic", "community", "country", "language")
    return list(BASES).index(trait.characteristic), q if searched else 0.0


def _base(who: str, trait: Trait) -> str:
    return f"{who} {BASES[trait.characteristic]}".strip()


def _index(trait: Trait) -> Estimate:
    return pooled_index(trait.strata, _base(_TARGET, trait))


def _measures(trait: Trait, odds: Estimate) -> list[tuple[str, Estimate]]:
    strata = trait.strata
    cases, base = int(strata.cases.sum()), int(strata.base.sum())
    return [
        ("share", share(cases, base, _base(_TARGET, trait))),
        ("base_share", standardised_share(strata, f"{_base(_OTHERS, trait)}{SPREAD}")),
        ("index", _index(trait)),
        ("log_odds", odds),
    ]


def _notes(groups: Groups, tested: Sequence[tuple[Trait, float]]) -> list[str]:
    if groups.since is None:
        return ["Nobody in this data states a need of the brief."]
    return [
        f"{groups.people:,} people stated a need. {_apart(tested)}",
        (
            f"Compared with others who asked in the same places since {groups.since:%Y-%m-%d}, and"
            " as often: who asks much has more chances to state a need, and shows more of"
            f" everything. Tested is what {_LEAST_PEOPLE} people or more share."
        ),
        (
            "What else they ask about leaves out questions that state a need (of the others one"
            " each, drawn evenly); how often is then counted of those that are left."
        ),
        "Age, country and date of joining are as declared; hours are UTC, not their own clock.",
        *groups.left_out_notes,
    ]


def _apart(tested: Sequence[tuple[Trait, float]]) -> str:
    """Name what sets the target apart after correction, the clearest first; nothing may."""
    clear = [(q, trait) for trait, q in tested if q < _CLEAR and _is_told(trait)]
    if not clear:
        return f"Nothing sets them apart beyond chance, of {len(tested):,} categories tested."
    clear.sort(key=lambda each: (each[0], each[1].characteristic, each[1].category))
    named = [trait for _, trait in clear[:_NAMED]]
    parts = [
        f"{often} {', '.join(_NAMES[trait.characteristic].format(trait.label) for trait in found)}"
        for often, found in (
            ("more often", [trait for trait in named if _is_more(trait)]),
            ("less often", [trait for trait in named if not _is_more(trait)]),
        )
        if found
    ]
    more = f"; and {len(clear) - _NAMED:,} more" if len(clear) > _NAMED else ""
    sets = "sets" if len(clear) == 1 else "set"
    return (
        f"Of {len(tested):,} categories tested {len(clear):,} {sets} them apart beyond chance:"
        f" {'; '.join(parts)}{more}."
    )


#: A category in few words.
_NAMES: Final = {
    "age_band": "aged {}", "gender": "{}", "country": "from {}", "language": "writing {}",
    "tenure": "members for {}", "rung": "{}", "hour": "asking from {}", "weekday": "asking on {}",
    "topic": "asking about “{}”", "community": "in “{}”", "room": "in “{}”",
}  # fmt: skip


def _is_told(trait: Trait) -> bool:
    return min(int(trait.strata.base.sum()), int(trait.strata.other_base.sum())) >= MINIMUM_BASE


def _is_more(trait: Trait) -> bool:
    return (_index(trait).value or 0.0) > 100


def _stated(guess: Hypothesis) -> str:
    """Say a hypothesis, with the name of a country for its code."""
    if guess.characteristic != "country":
        return guess.statement
    return guess.model_copy(update={"value": country_name(guess.value, in_prose=True)}).statement


def _speaks_of(guess: Hypothesis, trait: Trait) -> bool:
    if trait.characteristic != guess.characteristic:
        return False
    if guess.characteristic == "hour":
        first, last = trait.category.split("-")
        return int(first) <= int(guess.value) <= int(last)
    return guess.value.casefold() in (trait.category.casefold(), trait.label.casefold())


def _nobody(guess: Hypothesis) -> Estimate:
    label = f"{_TARGET} {BASES[guess.characteristic]}".strip()
    return Estimate(None, None, None, 0, 0, label, "index", "mantel-haenszel-ratio", people=0)


def _verdict(expectation: str, estimate: Estimate) -> str:
    low, high = estimate.low, estimate.high
    if low is None or high is None:
        return "undecided"
    if expectation == "equal":
        if _ALIKE[0] < low and high < _ALIKE[1]:
            return "confirmed"
        return "contradicted" if high < _ALIKE[0] or low > _ALIKE[1] else "undecided"
    above, below = low > 100, high < 100
    if not above and not below:
        return "undecided"
    return "confirmed" if above == (expectation == "over") else "contradicted"


#: What the people of a category are or do.
_ARE: Final = {
    "age_band": "are aged {}", "gender": "are {}", "country": "are from {}",
    "tenure": "have been members for {}", "rung": "are {} by habit",
    "hour": "write from {}", "weekday": "write on {}",
    "language": "write mostly in {}", "topic": "ask about “{}”", "community": "ask in “{}”",
}  # fmt: skip


def _say(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    are = _ARE[row["characteristic"]].format(row["label"])
    if row["value"] is None:
        return f"How many {row['base_label']}, {are}: {withheld(row)}."
    bounds = f"{interval(row)}; {row['base']:,} people"
    low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
    if row["measure"] in ("share", "base_share"):
        of_100 = f"{amount(row).removesuffix(' %')} of 100 {row['base_label']}"
        # What the others are spread over stands between them and what they are.
        return f"{of_100}{',' if row['measure'] == 'base_share' else ''} {are} ({bounds}).{low}"
    chance = "This sets them apart" if row["q_value"] < _CLEAR else "This could be chance"
    if row["measure"] == "log_odds":
        return f"Shrunk log-odds that they {are}: {row['value']:+.2f} ({bounds}). {chance}.{low}"
    among = "Of those who ask anything else, " if row["characteristic"] in PLACES else ""
    bounds = f"index {row['value']:.0f}, {bounds}"
    return f"{among}{_times(row['value'])} {are} ({bounds}). {chance}.{low}"


def _times(value: float) -> str:
    others = "of the others who ask as often"
    if value >= 200:
        return f"{value / 100:.1f} times as many of them as {others}"
    more = "more" if value >= 100 else "fewer"
    return f"{abs(value - 100):.0f} % {more} of them than {others}"


def _say_verdict(row: Mapping[str, Any]) -> str:
    number = (
        f"index {row['value']:.0f}, {interval(row)}; {row['base']:,} people"
        if row["value"] is not None
        else withheld(row)
    )
    return f"{row['statement'][0].upper()}{row['statement'][1:]}: {row['verdict']} ({number})."
