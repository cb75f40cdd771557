"""How a questionnaire's numbers are said: whom they speak of, and what a reader must know first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc

from folkmoot import ladder
from folkmoot.estimate import amount, interval, withheld
from folkmoot.measures._segments import DECLARED, JOINED, parts, who
from folkmoot.survey.estimation import Design, kish_count, kish_effect
from folkmoot.survey.membership import Membership
from folkmoot.survey.responses import Responses

__all__ = ["asked_until", "base_label", "notes", "said_segment", "sentence"]

_INTERVALS: Final = (
    "Intervals: 95 %, by linearisation over the design with strata and clusters as far as the file"
    " names them; logit, and Korn and Graubard's where few say so."
)

#: A difference is called clear when at most one in twenty so called is expected to be chance.
_CLEAR: Final = 0.05


def asked_until(responses: Responses) -> datetime:
    """When the last answer came; where no answer has a date, the beginning of time is honest."""
    if "completed_at" in responses.people.column_names:
        last = pc.max(responses.people["completed_at"]).as_py()
        if isinstance(last, datetime):
            return last
    return datetime(1970, 1, 1, tzinfo=UTC)


def base_label(responses: Responses) -> str:
    """Say who the base are, such as ``respondents of online adults of Germany``."""
    simulated = "simulated " if responses.is_simulated else ""
    return f"{simulated}respondents ({responses.population})"


def said_segment(kind: str, segment: str) -> str:
    """Say whom a segment holds; characteristics of one's own go by name and value."""
    if kind == "all":
        return "All of them"
    if all(part in DECLARED for part in parts(kind)):
        return who(kind, segment)
    pairs = zip(parts(kind), segment.split(JOINED), strict=True)
    text = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in pairs)
    return text[:1].upper() + text[1:]


def sentence(row: Mapping[str, Any]) -> str:
    """Say one row as a marketer would."""
    named = said_segment(row["segment_kind"], row["segment"])
    if row["value"] is None:
        return f"{named}, {row['rung']}: {withheld(row)}."
    low = " Low base: a hint, no more." if row["reliability"] == "low base" else ""
    who = row["base_label"].partition(" (")[0]
    reach = f"{interval(row)}; {row['base']:,} {who}"
    kind = "inactive" if row["rung"] == "inactive" else f"{row['rung']}s"
    if row["measure"] == "index":
        far = f"{_than_all(row['value'])} to be {kind}"
        chance = "" if _is_clear(row) else ": this could be chance"
        return f"{named}: {far} (index {amount(row)}, {reach}){chance}.{low}"
    means = ladder.rung(row["rung"]).meaning
    return (
        f"{named}: by their own word {amount(row).removesuffix(' %')} of 100 are {kind} "
        f"(they {means}; {reach}).{low}"
    )


def _than_all(index: float) -> str:
    """Say an index in words.

    Examples
    --------
    >>> _than_all(100.3), _than_all(84.0)
    ('as likely as all', '16 % less likely than all')
    """
    distance = round(index - 100)
    if not distance:
        return "as likely as all"
    return f"{abs(distance)} % {'more' if distance > 0 else 'less'} likely than all"


def _is_clear(row: Mapping[str, Any]) -> bool:
    q_value = row["q_value"]
    return q_value is not None and q_value < _CLEAR


def notes(
    responses: Responses, members: Membership, design: Design, held_to: str = ""
) -> list[str]:
    """Say what a statistician asks first: who was asked, how, with which weights, what is open."""
    return [
        *_simulated(responses),
        *_who(responses),
        _weights(responses, design, held_to),
        _INTERVALS,
        *_unasked(members),
        *_open(responses, members),
        *_flagged(responses),
        "Groups overlap: one person may be on several rungs, and shares do not add to 100.",
        "An answer is what people say of themselves; most say more than they do.",
    ]


def _simulated(responses: Responses) -> list[str]:
    if not responses.is_simulated:
        return []
    return ["SIMULATED: a program made these answers. Nobody said any of this."]


def _who(responses: Responses) -> list[str]:
    found = f"{len(responses):,} respondents speak for {responses.population}{_when(responses)}."
    if responses.sample_kind == "probability":
        return [f"{found} They were drawn with known chances."]
    warning = (
        "They were not drawn at random: weights mend the margins that they are held to, not what"
        " sets those who answered apart from those who did not. The intervals cover chance alone."
    )
    return [f"{found} {warning}"]


def _when(responses: Responses) -> str:
    if "completed_at" not in responses.people.column_names:
        return ""
    ends = pc.min_max(responses.people["completed_at"]).as_py()
    if ends["min"] is None:
        return ""
    return f", asked {ends['min']:%Y-%m-%d} to {ends['max']:%Y-%m-%d}"


def _weights(responses: Responses, design: Design, held_to: str) -> str:
    weights = design.weights
    if np.ptp(weights) == 0:
        return "All weigh the same."
    to = f" and held to {held_to}" if held_to else ""
    return (
        f"Weighted{to}. For what weights cost, {len(responses):,} respondents tell as much as"
        f" {kish_count(weights):,.0f} would without them (design effect"
        f" {kish_effect(weights):.2f}, Kish)."
    )


def _unasked(members: Membership) -> list[str]:
    said = []
    whole = {rung.name: 0 for rung in ladder.RUNGS}
    for asked in ladder.QUESTIONNAIRE:
        whole[asked.rung] += 1
    nothing = [name for name, items in members.asked.items() if not items]
    if nothing:
        said.append(f"Not asked, so not known: {', '.join(f'{name}s' for name in nothing)}.")
    fewer = [
        f"{name}s by {len(items)} of {whole[name]} questions"
        for name, items in members.asked.items()
        if name != "inactive" and 0 < len(items) < whole[name]
    ]
    if fewer:
        said.append(
            f"Asked in part: {'; '.join(fewer)}. Their shares are lower bounds of what the ladder"
            " means, and the inactive are an upper one."
        )
    return said


def _open(responses: Responses, members: Membership) -> list[str]:
    unknown = np.isnan(members.belongs).sum(axis=0)
    asked = [bool(members.asked[name]) for name in members.rungs]
    told = [
        f"{name} of {count:,}"
        for name, count, is_asked in zip(members.rungs, unknown, asked, strict=True)
        if count and is_asked
    ]
    if not told:
        return []
    what = "Left open (skipped, refused, not known or not asked), and out of that base alone"
    return [f"{what}: {', '.join(told)}, of {len(responses):,}."]


def _flagged(responses: Responses) -> list[str]:
    names = {"is_duplicate": "look like doubles", "is_speeder": "were very quick"}
    found = {
        words: int(pc.sum(responses.people[name]).as_py() or 0)
        for name, words in names.items()
        if name in responses.people.column_names
    }
    told = [f"{count:,} {words}" for words, count in found.items() if count]
    return [f"Kept, though flagged: {', '.join(told)}."] if told else []
