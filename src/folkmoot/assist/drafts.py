"""Drafts for a person: facts in order, with all that was checked; nothing is sent.

A draft is a Markdown file. Its text is a skeleton of the brief's facts in the language of the
post. A named person rewrites it, approves it and posts it, or throws it away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from folkmoot.assist.conduct import Check, History, Verdict, gate
from folkmoot.assist.remedy import Finding, Remedy, remedies
from folkmoot.assist.text_checks import check_text
from folkmoot.assist.wording import LANGUAGES, Wording, wording
from folkmoot.brief import Brief
from folkmoot.durable import write_whole
from folkmoot.ids import format_id
from folkmoot.platforms import Platform, platform_of

__all__ = ["Draft", "Drafted", "draft", "draft_all", "write_drafts"]

#: More than two remedies before ours would be a catalogue.
_REMEDIES: Final = 2

#: Said in every file.
_NOTHING_SENT: Final = "nothing was sent; a named person must approve"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft for one conversation.

    Parameters
    ----------
    conversation
        The row of ``conversations`` that it answers.
    text
        What might be posted, once a person has made it theirs.
    remedies
        All remedies in their order, with every fit and misfit.
    verdict
        The gate's checks.
    checks
        Checks of the text.
    names_product
        Whether the text offers our product (the disclosure aside); it counts as promotion.
    """

    conversation: Mapping[str, Any]
    text: str
    remedies: tuple[Remedy, ...]
    verdict: Verdict
    checks: tuple[Check, ...]
    names_product: bool

    @property
    def is_rival_first(self) -> bool:
        """Whether something else than our product comes first, because it fits better."""
        return self.remedies[0].kind in ("alternative", "nothing")

    @property
    def is_ready(self) -> bool:
        """Whether the text passed all its checks, so that a person may review it."""
        return all(check.passed for check in self.checks)

    @property
    def file_name(self) -> str:
        """Name of its file: the conversation's identifier, so that it can be found again."""
        return f"{format_id(self.conversation['object_id'])}.md"

    def markdown(self) -> str:
        """Write the file: front matter, the text, why this order, what was checked, the rules."""
        head = "\n".join(
            f"{name}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in self._front_matter().items()
        )
        ranked = "\n".join(
            _ranked(number, remedy) for number, remedy in enumerate(self.remedies, 1)
        )
        checks = "\n".join(
            f"- [{'x' if check.passed else ' '}] {check.id}"
            f"{'' if check.passed else f': {check.says}'} ({check.source})"
            for check in (*self.verdict.checks, *self.checks)
        )
        rules = "\n".join(f"- {rule.says} ({rule.source})" for rule in self.verdict.place_rules)
        parts = {
            "Text": self.text,
            "Why in this order": ranked,
            "Checks": checks,
            "Share of promotion": f"{self.verdict.promotion}.",
            "Rules of the place": rules or "None known: read its guidelines first.",
        }
        told = "\n\n".join(f"## {title}\n\n{part}" for title, part in parts.items())
        return f"---\n{head}\n---\n\n{told}\n"

    def _front_matter(self) -> dict[str, object]:
        row = self.conversation
        return {
            "state": "draft",
            "note": _NOTHING_SENT,
            "approved_by": None,
            "conversation": row.get("url"),
            "conversation_id": format_id(row["object_id"]),
            "community": row["community"],
            "need": row.get("need_id"),
            "language": self.verdict.language,
            "first_remedy": self.remedies[0].id,
            "rival_first": self.is_rival_first,
            "names_our_product": self.names_product,
            "ready_for_review": self.is_ready,
            "disclosure": self.verdict.required[0] if self.verdict.required else None,
            "asked": [
                f"{statement.title}: {statement.words}"
                for statement in dict.fromkeys(
                    each.statement for remedy in self.remedies for each in remedy.findings
                )
                if statement.is_said
            ],
        }


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of a list of conversations.

    Parameters
    ----------
    drafts
        Drafts that were written.
    refused
        Conversations without one: the row, and why.
    """

    drafts: tuple[Draft, ...]
    refused: tuple[tuple[Mapping[str, Any], tuple[str, ...]], ...]

    @property
    def rival_first(self) -> int:
        """In how many drafts something else than our product comes first."""
        return sum(draft.is_rival_first for draft in self.drafts)


def draft(
    conversation: Mapping[str, Any],
    brief: Brief,
    ranked: Sequence[Remedy],
    verdict: Verdict,
    others: Mapping[str, str] | None = None,
) -> Draft | None:
    """Write a draft for one conversation; ``None`` where the gate refuses or silence is best.

    Parameters
    ----------
    conversation
        A row of ``conversations``.
    brief
        The facts.
    ranked
        What `folkmoot.assist.remedy.remedies` returned.
    verdict
        What `folkmoot.assist.conduct.gate` returned.
    others
        Texts of earlier drafts and posts by name; a text nearly like one of them fails a check.
    """
    if not verdict.allowed or ranked[0].kind == "silence":
        return None
    words = wording(verdict.language)
    parts, names_product = _parts(brief, ranked, verdict, words)
    text = "\n\n".join([*verdict.required, *parts])
    checks = list(check_text(text, verdict, others or {}))
    if verdict.language not in LANGUAGES:
        said = f"the skeleton is in English; write it in {verdict.language}"
        checks.append(Check("language", passed=False, says=said, source="our judgement"))
    return Draft(conversation, text, tuple(ranked), verdict, tuple(checks), names_product)


def draft_all(
    conversations: Iterable[Mapping[str, Any]],
    brief: Brief,
    history: History,
    *,
    now: datetime,
    others: Mapping[str, str] | None = None,
    platform_of: Callable[[Mapping[str, Any]], Platform | None] = platform_of,
) -> Drafted:
    """Write drafts for a list of conversations: gate, remedies, text, and each beside the others.

    One person gets one draft, however many of their conversations and joined accounts are in the
    list: the first.

    Parameters
    ----------
    conversations
        Rows of ``conversations``, best first.
    brief
        The facts and the limits of conduct.
    history
        Contacts so far, and people to leave alone.
    now
        The moment of asking (UTC).
    others
        Texts of earlier drafts and posts by name.
    platform_of
        Tells the platform of a row; from its address or kind, if not told otherwise.
    """
    texts = dict(others or {})
    drafts: list[Draft] = []
    refused = []
    met: set[int | None] = set()
    for row in conversations:
        verdict = gate(row, brief, history, platform_of(row), now=now)
        ranked = remedies(row, brief, "; ".join(verdict.reasons))
        made = draft(row, brief, ranked, verdict, texts)
        if made is None:
            refused.append((row, verdict.reasons or (ranked[0].why,)))
        elif history.person(row["actor_id"]) in met:
            refused.append((row, ("this person has a draft already",)))
        else:
            met.add(history.person(row["actor_id"]))
            texts[made.file_name] = made.text
            drafts.append(made)
    return Drafted(tuple(drafts), tuple(refused))


def write_drafts(folder: Path, drafts: Iterable[Draft]) -> tuple[Path, ...]:
    """Write each draft to its file in a folder; return the files written.

    A file that is there already is left as it is: a person may have worked on it.
    """
    written = []
    for each in drafts:
        path = folder / each.file_name
        if not path.exists():
            written.append(write_whole(path, each.markdown().encode("utf-8")))
    return tuple(written)


def _parts(
    brief: Brief, ranked: Sequence[Remedy], verdict: Verdict, words: Wording
) -> tuple[list[str], bool]:
    """Paragraphs of the text, and whether they offer our product."""
    ours = next(remedy for remedy in ranked if remedy.kind == "ours")
    first = ranked[0]
    may_name = verdict.may_name_product
    fitting = [remedy for remedy in ranked if remedy.kind in ("alternative", "nothing")
               and remedy.is_fit and remedy.score > 0]  # fmt: skip
    if first.kind == "answer" or (first.kind == "ours" and not may_name):
        return _open_answer(brief, ranked, words), False
    asked = [each for each in first.findings if each.statement.is_said]
    parts = [words.asked.format(asked=_asked(asked, words))] if asked else []
    if first.kind == "ours":
        parts.append(_offer(ours, words.ours_first, words))
        parts += [_offer(each, words.fits, words) for each in fitting[: _REMEDIES - 1]]
        return parts, True
    parts += [_offer(each, words.fits, words) for each in fitting[:_REMEDIES]]
    # Where ours is no answer, naming it would be promotion and nothing else.
    is_answer = may_name and ours.is_fit and ours.score > 0
    if is_answer:
        parts.append(_offer(ours, words.ours_after, words))
    return parts, is_answer


def _asked(findings: Sequence[Finding], words: Wording) -> str:
    return words.comma.join(
        f"“{each.statement.words}”"
        if each.statement.names
        else f"{each.statement.title} (“{each.statement.words}”)"
        for each in findings
    )


def _offer(remedy: Remedy, head: str, words: Wording) -> str:
    """Say what a remedy has of what was asked; what it lacks is said of ours alone."""
    lines = [head.format(name=remedy.name)]
    lines += [f"- {each.statement.title}: {_fact(each, words)}"
              for each in remedy.findings
              if each.verdict == "fit" and not each.statement.names]  # fmt: skip
    lacks = [each.statement.title for each in remedy.findings if each.verdict == "misfit"]
    if lacks and remedy.kind == "ours":
        lines.append(words.lacks.format(lacks=words.comma.join(lacks)))
    if remedy.good_to_know:
        lines.append(words.also.format(also=words.comma.join(remedy.good_to_know)))
    if remedy.price is not None:
        lines.append(_price(remedy, words))
    return "\n".join(lines)


def _fact(finding: Finding, words: Wording) -> str:
    return {"yes": words.yes, "no": words.no}.get(finding.fact, finding.fact)


def _price(remedy: Remedy, words: Wording) -> str:
    price = remedy.price
    if price is None:
        return ""
    told = f"{price.amount:.2f} {price.currency} / {price.per}"
    if remedy.cost is None:
        return words.price.format(price=told)
    return words.cost.format(price=told, cost=f"{remedy.cost:.2f} {price.currency}")


def _open_answer(brief: Brief, ranked: Sequence[Remedy], words: Wording) -> list[str]:
    """An answer without our product: what the choice depends on, and who is good at what.

    What the need and the person settled already is not asked again.
    """
    others = [remedy for remedy in ranked if remedy.good_to_know and remedy.is_fit]
    settled = {each.statement.attribute for remedy in ranked for each in remedy.findings}
    facts = {each.id: each.facts for each in brief.alternatives}
    differ = [
        attribute.title
        for attribute in brief.attributes
        if attribute.id not in settled
        and len({json.dumps(facts[remedy.id].get(attribute.id)) for remedy in others}) > 1
    ]
    parts = [words.depends.format(depends=words.comma.join(differ))] if differ else []
    parts += [_good_at(remedy, words) for remedy in others]
    return [*parts, words.question] if parts else [words.question]


def _good_at(remedy: Remedy, words: Wording) -> str:
    told = words.each.format(name=remedy.name, also=words.comma.join(remedy.good_to_know))
    return told[:1].upper() + told[1:]


def _ranked(number: int, remedy: Remedy) -> str:
    lines = [f"{number}. {remedy.name} ({remedy.score:+g}): {remedy.why}"]
    lines += [f"   - {finding}" for finding in remedy.findings]
    return "\n".join(lines)
