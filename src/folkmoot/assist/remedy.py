"""What would help this person best: our product, an alternative, an answer without any, silence.

Remedies are ranked by the brief's facts beside what the need requires and the person says. A
rival that fits better comes first, and what is said of rivals is factual and positive: trust grows
from that and from nothing less (Liberali, Urban & Hauser, Competitive information, trust, brand
consideration and sales, International Journal of Research in Marketing 30, 2013).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Any, Final, Literal

from folkmoot.assist.statements import Statement, quantity, statements
from folkmoot.brief import Brief, Price

__all__ = ["WEIGHTS", "Finding", "Kind", "Remedy", "remedies"]

Kind = Literal["ours", "alternative", "nothing", "answer", "silence"]

#: What a statement weighs, with the reason. The weights are our judgement; only their order
#: matters as long as nobody states three things that oppose one must-have.
WEIGHTS: Final = {
    "must": (3.0, "the need is not met without it, whatever else fits"),
    "said": (1.0, "the person asked for it in their own words"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """How one fact of a remedy stands beside one statement.

    ``verdict`` is ``fit``, ``misfit`` or ``unknown``; ``fact`` says what the brief knows.
    """

    statement: Statement
    verdict: Literal["fit", "misfit", "unknown"]
    fact: str

    @property
    def points(self) -> float:
        """Plus its weight for a fit, minus for a misfit, nothing for what is not known."""
        weight = WEIGHTS["must" if self.statement.is_must else "said"][0]
        return {"fit": weight, "misfit": -weight, "unknown": 0.0}[self.verdict]

    def __str__(self) -> str:
        asked = self.statement
        why = f'they say "{asked.words}"' if asked.is_said else f"needed for: {asked.words}"
        return f"{asked.title} ({why}): {self.verdict}, {self.fact}"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to help, with every fit and misfit.

    Parameters
    ----------
    kind, id, name
        What it is (``nothing``: doing without); ``id`` is the alternative's, or ``ours``,
        ``answer``, ``silence``.
    score
        Sum of the findings' points; 0 for an answer without a product and for silence.
    findings
        One for each statement (what is asked for by name stands with that remedy alone); none
        for an answer and for silence.
    is_fit
        False where a must-have of the need is known to be missing.
    good_to_know
        What it is good at beyond what was asked, as plain facts from the brief.
    price
        As the brief states it.
    cost
        What the quantity asked for costs (the packages that a stay needs), where the price says
        how far one package goes; in the currency of the price.
    also
        Of the things that customers ask for and this person did not: those it has, less those
        it lacks.
    why
        Why it stands where it stands.
    """

    kind: Kind
    id: str
    name: str
    score: float
    findings: tuple[Finding, ...]
    is_fit: bool
    good_to_know: tuple[str, ...]
    price: Price | None
    cost: float | None
    also: int
    why: str

    @property
    def known(self) -> int:
        """How many of the statements the brief knows the answer to."""
        return sum(finding.verdict != "unknown" for finding in self.findings)


def remedies(
    conversation: Mapping[str, Any], brief: Brief, refused: str = ""
) -> tuple[Remedy, ...]:
    """Rank the ways to help in one conversation, best first.

    Parameters
    ----------
    conversation
        A row of ``conversations``; ``title``, ``text`` (optional) and ``need_id`` are read.
    brief
        Facts of the product and of its alternatives.
    refused
        Why the conduct gate refuses, if it does: silence then comes first.

    Returns
    -------
    tuple of Remedy
        The product, every alternative, an answer without a product, and silence. First come
        remedies with more for them than against them; then an answer; then the other remedies;
        then silence; last, those that lack what the need cannot do without. Ties go to whom
        more is known of, then to the lower cost of what was asked, then to who has more of what
        customers ask for elsewhere, then to an alternative before ours. Doing without stands
        behind other remedies that fit, unless it is asked for by name: who asks has found it
        wanting.

    Notes
    -----
    Where neither need nor statement is known, silence comes first. Where nothing that was asked
    tells the best two apart, an answer comes first: it says what the choice depends on.

    Every product and alternative has one finding for each statement of the person and each
    must-have of the need: all that speaks for it, and all that speaks against it.
    """
    text = " . ".join(str(conversation.get(part) or "") for part in ("title", "text"))
    asked = statements(text, brief, conversation.get("need_id"))
    offers = [_ours(brief, asked), *_alternatives(brief, asked)]
    known = bool(asked) or any(need.id == conversation.get("need_id") for need in brief.needs)
    answer = _plain("answer", "an answer without a product",
                    "it says what the choice depends on, without a product")  # fmt: skip
    silence = _plain("silence", "staying silent", _why_silent(refused, is_known=known))
    ranked = sorted([*offers, answer, silence], key=_order)
    if refused or not known:
        return (silence, *(each for each in ranked if each is not silence))
    if _is_tied(ranked):
        return (answer, *(each for each in ranked if each is not answer))
    return tuple(ranked)


def _is_tied(ranked: Sequence[Remedy]) -> bool:
    """Whether nothing that was asked tells the best two apart (doing without aside)."""
    best = [each for each in ranked if each.kind in ("ours", "alternative") and each.is_fit][:2]
    return len(best) > 1 and best[0].score > 0 and _merit(best[0]) == _merit(best[1])


def _merit(remedy: Remedy) -> tuple[float, int, float]:
    return remedy.score, remedy.known, inf if remedy.cost is None else remedy.cost


def _order(remedy: Remedy) -> tuple[float | str, ...]:
    if remedy.kind == "answer":
        group = 2
    elif remedy.kind == "silence":
        group = 4
    elif not remedy.is_fit:
        group = 5
    else:
        group = 1 if remedy.score > 0 else 3
    score, known, cost = _merit(remedy)
    is_named = any(each.statement.names for each in remedy.findings)
    waits = remedy.kind == "nothing" and not is_named
    return (group, waits, -score, -known, cost, -remedy.also, remedy.kind == "ours", remedy.id)


def _ours(brief: Brief, asked: Sequence[Statement]) -> Remedy:
    product = brief.product
    findings = [
        Finding(each, "misfit", "the brief names it as a limit of the product")
        if each.limit and each.ask is None
        else _finding(each, brief.facts, product.price, brief)
        for each in asked
        if each.names in ("", "ours")
    ]
    return _remedy(brief, "ours", ("ours", product.name), findings, brief.facts, product.price)


def _alternatives(brief: Brief, asked: Sequence[Statement]) -> Iterable[Remedy]:
    for each in brief.alternatives:
        findings = [
            _finding(one, each.facts, each.price, brief)
            for one in asked
            if one.names in ("", each.id)
        ]
        kind: Kind = "nothing" if each.kind == "do-nothing" else "alternative"
        found = _remedy(brief, kind, (each.id, each.name), findings, each.facts, each.price)
        yield replace(found, good_to_know=each.better_at)


def _remedy(
    brief: Brief,
    kind: Kind,
    called: tuple[str, str],
    findings: Sequence[Finding],
    facts: Mapping[str, Any],
    price: Price | None,
) -> Remedy:
    lacking = [each for each in findings if each.statement.is_must and each.verdict == "misfit"]
    asked = {each.statement.attribute for each in findings}
    others = [fact for name, fact in facts.items() if name not in asked and isinstance(fact, bool)]
    return Remedy(
        kind, *called, sum(each.points for each in findings), tuple(findings), not lacking, (),
        price, _cost(price, [each.statement for each in findings], brief),
        sum(1 if fact else -1 for fact in others), _why(findings, lacking),
    )  # fmt: skip


def _cost(price: Price | None, asked: Sequence[Statement], brief: Brief) -> float | None:
    """What the quantities asked for cost; ``None`` where the price does not say how far it goes."""
    if price is None or price.currency != brief.product.price.currency:
        return None
    packages = []
    for each in asked:
        attribute = brief.attribute(each.attribute) if each.attribute else None
        if each.ask is None or each.ask.op != "at_least" or attribute is None:
            continue
        goes = quantity(price.per, attribute) or quantity(f"one {price.per}", attribute)
        if goes:
            packages.append(ceil(float(each.ask.value) / goes[0]))  # type: ignore[arg-type]
    return price.amount * max(packages) if packages else None


def _why(findings: Sequence[Finding], lacking: Sequence[Finding]) -> str:
    if lacking:
        return f"it lacks what the need cannot do without: {_titles(lacking)}"
    told = []
    for verdict, words in (("fit", "fits"), ("misfit", "does not fit"), ("unknown", "not known")):
        found = [each for each in findings if each.verdict == verdict]
        if found:
            told.append(f"{words}: {_titles(found)}")
    return "; ".join(told) or "nothing was asked that tells it from others"


def _titles(findings: Sequence[Finding]) -> str:
    return ", ".join(each.statement.title for each in findings)


def _finding(
    statement: Statement, facts: Mapping[str, Any], price: Price | None, brief: Brief
) -> Finding:
    if statement.names:
        return Finding(statement, "fit", "this is what they name")
    if statement.ask is None:
        fact = "the brief does not say" if statement.limit else _price_words(price)
        return Finding(statement, "unknown", fact)
    met = statement.ask.is_met(facts)
    if met is None:
        return Finding(statement, "unknown", "the brief does not say")
    fact = _fact_words(facts[statement.attribute], statement.attribute, brief)
    return Finding(statement, "fit" if met else "misfit", fact)


def _fact_words(fact: Any, attribute_id: str, brief: Brief) -> str:
    """Say a fact: yes, no, a number in the attribute's own unit, or the texts."""
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    if isinstance(fact, int | float):
        units = brief.attribute(attribute_id).units
        own = [unit for unit, factor in units.items() if factor == 1]
        return f"{fact:g} {max(own, key=len)}" if own else f"{fact:g}"
    return fact if isinstance(fact, str) else ", ".join(fact)


def _price_words(price: Price | None) -> str:
    """State a price; prices for different things are not compared."""
    if price is None:
        return "the brief gives no price"
    return f"{price.amount:.2f} {price.currency} for {price.per}"


def _plain(kind: Literal["answer", "silence"], name: str, why: str) -> Remedy:
    return Remedy(kind, kind, name, 0.0, (), is_fit=True, good_to_know=(), price=None, cost=None,
                  also=0, why=why)  # fmt: skip


def _why_silent(refused: str, *, is_known: bool) -> str:
    if refused:
        return refused
    if not is_known:
        return "neither the need nor anything that a remedy must have is known"
    return "others may answer better; nothing is lost by waiting"
