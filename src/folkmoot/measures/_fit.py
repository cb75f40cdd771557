"""Whether joining something that rises fits the product: gates first, then what speaks for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from folkmoot.annotators.terms import stands_alone
from folkmoot.annotators.veto import Veto
from folkmoot.brief import Brief
from folkmoot.measures._found import UNKNOWN_LIFE, Found
from folkmoot.text import PhraseFinder, stems

__all__ = ["GATES", "LIKELY", "RELEVANT", "Fit", "Judge"]

#: Something counts as rising while at most this share of the list is expected to be there by
#: chance. One in five: a look costs little, and joining needs a person's word anyway.
LIKELY: Final = 0.2
#: Joining is thought of when this share of the rising posts states a need of the brief.
RELEVANT: Final = 0.5
#: The gates in their order; the first that stops gives the reason.
GATES: Final = ("chance", "paid", "veto", "life", "need")
#: Texts that are shown to the classifier: more would hardly tell more, and cost time.
_READ: Final = 20


@dataclass(frozen=True, slots=True)
class Fit:
    """A verdict with the parts that led to it.

    Parameters
    ----------
    verdict
        ``join`` or ``abstain``; a person confirms a joining.
    gate
        Of `GATES`, the one that stopped; empty for none.
    reason
        In one clause.
    needs
        Titles of the needs that are stated, the most stated first.
    stating
        How many of the texts state one.
    quote
        The customer's phrase that was met most.
    """

    verdict: str
    gate: str
    reason: str
    needs: tuple[str, ...] = ()
    stating: int = 0
    quote: str = ""


class Judge:
    """Judges what rises for one brief.

    Parameters
    ----------
    brief
        Whose needs must be touched.
    hours_to_act
        From now until something could be posted; what is gone by then is left alone.
    veto
        Words and a classifier that rule out tragedy, harm and politics.
    """

    def __init__(self, brief: Brief, hours_to_act: float, veto: Veto) -> None:
        self._brief = brief
        self._hours = hours_to_act
        self._veto = veto
        self._phrases = [(need, phrase) for need in brief.needs for phrase in need.phrases]
        self._finder = PhraseFinder([phrase for _, phrase in self._phrases])
        self._exclude = {need.id: PhraseFinder(need.exclude) for need in brief.needs}

    def stated(self, text: str) -> dict[str, str]:
        """Needs that a text states: title, and the phrase of the brief that was met."""
        tokens = stems(text)
        found: dict[str, str] = {}
        for met in self._finder.find(tokens):
            need, phrase = self._phrases[met.phrase]
            if need.title in found or not stands_alone(text, phrase):
                continue
            if not self._exclude[need.id].find(tokens):
                found[need.title] = phrase
        return found

    def judge(self, found: Found, known: tuple[frozenset[str], ...] = ()) -> Fit:
        """Pass the gates in their order.

        Parameters
        ----------
        found
            What rises.
        known
            By text, titles of needs that are known to be stated in it from elsewhere.
        """
        gate, reason = self._stopped(found)
        fit = self._needs(found, known)
        return replace(fit, verdict="abstain", gate=gate, reason=reason) if gate else fit

    def _stopped(self, found: Found) -> tuple[str, str]:
        """The first gate before that of the needs that stops, and why; nothing for none."""
        if found.q_value > LIKELY:
            return (
                "chance",
                "it could be chance: rises of this size are expected among so many words",
            )
        if found.is_paid:
            return "paid", "its place was paid for"
        vetoed = self._veto.reason((found.term, *found.also), found.texts[:_READ])
        if vetoed:
            return "veto", f"it touches tragedy, harm or politics ({vetoed})"
        late = found.over or self._too_late(found)
        return ("life", late) if late else ("", "")

    def _too_late(self, found: Found) -> str:
        if found.grain == "week":
            return ""
        if found.life is None:
            return f"how long it will last is not known: {found.unknown or UNKNOWN_LIFE}"
        if found.life.middle <= self._hours:
            return (
                f"it will be gone too soon: half of its like last {found.life.middle:.0f} h more "
                f"at most, and acting takes {self._hours:.0f} h"
            )
        return ""

    def _needs(self, found: Found, known: tuple[frozenset[str], ...]) -> Fit:
        needs: Counter[str] = Counter()
        quotes: Counter[str] = Counter()
        stating = 0
        for place, text in enumerate(found.texts):
            met = self.stated(text)
            titles = set(met) | (set(known[place]) if known else set())
            stating += bool(titles)
            needs.update(titles)
            quotes.update(met.values())
        names = tuple(name for name, _ in sorted(needs.items(), key=lambda one: (-one[1], one[0])))
        quote = min(quotes, key=lambda phrase: (-quotes[phrase], phrase), default="")
        if stating < RELEVANT * len(found.texts) or not stating:
            what = "posts state" if len(found.texts) > 1 else "text states"
            reason = (
                f"it is not about a need of the brief ({stating} of {len(found.texts)} {what} one)"
            )
            return Fit("abstain", "need", reason, names, stating, quote)
        reason = f"people ask about {', '.join(sorted(names))}; a person has to confirm"
        return Fit("join", "", reason, names, stating, quote)
