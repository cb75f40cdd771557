"""The participation ladder: its rungs, the questionnaire's rule and the traces' rule, as data.

The rungs are those of the Social Technographics ladder (Li & Bernoff, *Groundswell*, 2008, and
Forrester's addition of conversationalists in 2010), in our own words. Groups overlap; only the
inactive stand apart. The rules for traces are ours: one ordered list, each rule with its reason,
from which the Python function and the SQL expression are both made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import Final, Literal

__all__ = [
    "HABIT",
    "IS_REPLY_SQL",
    "QUESTIONNAIRE",
    "RUNGS",
    "TRACE_RULES",
    "Behaviour",
    "Frequency",
    "Habit",
    "Rung",
    "TraceRule",
    "is_reaction",
    "reactor_sql",
    "rung",
    "rung_of",
    "rung_sql",
    "rungs_of_answers",
    "trace_rule",
    "verb_codes",
]

Frequency = Literal["weekly", "monthly"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One group of the ladder.

    Parameters
    ----------
    name
        As used in every table.
    bit
        Its number in bit masks, 0 to 5; ``None`` for the inactive, who have none of the bits.
    minimum
        How often a listed behaviour must occur, at the least, to belong.
    point_days
        The same for traces: did it in this many days before the moment of asking.
    meaning
        What its members do, in one clause.
    in_posts
        Whether public posts show it. Reading leaves no public trace.
    """

    name: str
    bit: int | None
    minimum: Frequency
    point_days: int
    meaning: str
    in_posts: bool


#: All groups, most demanding first. A month is 30 days in traces, a week 7.
RUNGS: Final = (
    Rung("creator", 0, "monthly", 30, "publish articles, pages, pictures or videos", True),
    Rung("conversationalist", 1, "weekly", 7, "post short updates about themselves", True),
    Rung("critic", 2, "monthly", 30, "answer, comment, rate, review or edit", True),
    Rung("collector", 3, "monthly", 30, "save, tag, share on or vote", True),
    Rung("joiner", 4, "monthly", 30, "keep a profile, follow or join groups", True),
    Rung("spectator", 5, "monthly", 30, "read, watch or listen", False),
    Rung("inactive", None, "monthly", 30, "do none of these", False),
)  # fmt: skip


def rung(name: str) -> Rung:
    """Look up a group by its name.

    Raises
    ------
    KeyError
        For a name that is not on the ladder.

    Examples
    --------
    >>> rung("critic").bit
    2
    """
    return _BY_NAME[name]


_BY_NAME: Final = {each.name: each for each in RUNGS}


@dataclass(frozen=True, slots=True)
class Habit:
    """When a behaviour counts as a habit: in at least ``k`` of the last ``m`` buckets.

    Buckets are ``bucket_days`` long and are counted back from the moment of asking, so that the
    last one is whole.
    """

    k: int
    m: int
    bucket_days: int


#: Two of the last three months: once can be chance, and holidays interrupt any habit.
HABIT: Final = Habit(k=2, m=3, bucket_days=30)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing a questionnaire asks about: the behaviour that it shows, and the group of that."""

    item: str
    behaviour: str
    rung: str


def _questionnaire() -> tuple[Behaviour, ...]:
    structure = tomllib.loads(
        (files("folkmoot") / "reference" / "questionnaire.toml").read_text("utf-8")
    )
    return tuple(
        Behaviour(item, behaviour["id"], behaviour["rung"])
        for behaviour in structure["behaviour"]
        for item in behaviour["items"]
    )


#: What a questionnaire asks about (how often, of late), each item with its group. The map is data,
#: ``reference/questionnaire.toml``; `folkmoot.survey.instrument` has the words.
QUESTIONNAIRE: Final = _questionnaire()


def rungs_of_answers(answers: Mapping[str, float | None]) -> frozenset[str] | None:
    """Find the groups of a respondent from how often a month they did each thing.

    Parameters
    ----------
    answers
        Times a month by item of `QUESTIONNAIRE`; ``None`` where not answered.

    Returns
    -------
    frozenset or None
        ``{"inactive"}`` only if every item was answered and none reached its minimum; ``None``
        if nothing reached it but something was left open, since then nobody knows.

    Examples
    --------
    >>> sorted(rungs_of_answers({"post_status": 2, "comment": 1, "read": 30}))
    ['critic', 'spectator']
    >>> rungs_of_answers({"comment": 0}) is None
    True
    """
    needed = {"weekly": 4, "monthly": 1}
    found = {
        asked.rung
        for asked in QUESTIONNAIRE
        if (answers.get(asked.item) or 0) >= needed[rung(asked.rung).minimum]
    }
    if found:
        return frozenset(found)
    complete = all(answers.get(asked.item) is not None for asked in QUESTIONNAIRE)
    return frozenset({"inactive"}) if complete else None


@dataclass(frozen=True, slots=True)
class TraceRule:
    """One rule from a trace to a group; the first that fits decides.

    Empty tuples and ``None`` for ``is_reply`` fit anything; ``rung`` is ``None`` where the trace
    says nothing of participation. All rules of a verb stand together, and the last of them fits
    anything, so that a verb never falls through.
    """

    verbs: tuple[str, ...]
    object_types: tuple[str, ...]
    is_reply: bool | None
    kinds: tuple[str, ...]
    rung: str | None
    reason: str

    def fits(self, object_type: str | None, is_reply: bool | None, kind: str) -> bool:
        """Say whether the rule fits a trace of one of its verbs."""
        return (
            (not self.object_types or object_type in self.object_types)
            and (self.is_reply is None or self.is_reply == bool(is_reply))
            and (not self.kinds or kind in self.kinds)
        )


_UNDECIDED: Final = 8
_CREATE: Final = ("Create",)
_UPDATE: Final = ("Update",)
_REACT: Final = ("Like", "Dislike")
_DISCUSSIONS: Final = ("qa", "forum", "mailing_list", "chat")
_STATUS: Final = ("microblog", "sns")
_OWN_SITES: Final = ("blog", "feed", "official_account")

#: The traces' rule, in order. On every kind of community it is our judgement, by the reason given.
TRACE_RULES: Final = (
    TraceRule(_CREATE, ("Article", "Video", "Audio", "Image", "Page"), None, (), "creator",
              "publishing a work of one's own, wherever it appears"),
    TraceRule(_CREATE, ("Question", "Answer", "Comment", "Note", "Topic", "Poll"), None,
              _DISCUSSIONS, "critic", "a contribution to a discussion, begun or joined"),
    TraceRule(_CREATE, ("Note", "Question", "Comment", "Topic", "Poll"), True, (), "critic",
              "a reply to what somebody else posted"),
    TraceRule(_CREATE, ("Note", "Question", "Comment", "Poll"), False, _STATUS,
              "conversationalist", "a status, or the next part of one's own thread"),
    TraceRule(_CREATE, ("Note",), False, _OWN_SITES, "creator",
              "a short post on a site of one's own is still publishing"),
    TraceRule(_CREATE, ("Note", "Poll"), False, (), "conversationalist",
              "a short post that answers nobody"),
    TraceRule(_CREATE, ("Question", "Answer", "Comment", "Topic", "Review", "Wiki"), None, (),
              "critic", "it takes part in a discussion, judges something, or adds to a wiki"),
    TraceRule(_CREATE, ("Group", "Person"), None, (), "joiner",
              "opening a group or a profile is the first act of joining"),
    TraceRule(_CREATE, ("Link",), None, (), "collector",
              "tying two posts together helps others to find them"),
    TraceRule(_CREATE, (), None, (), None, "what was made is not said, or is made by the site"),
    TraceRule(_UPDATE, ("Wiki",), None, (), "critic",
              "a page that many edit is nobody's own"),
    TraceRule(_UPDATE, (), True, (), "critic", "mending what somebody else wrote"),
    TraceRule(_UPDATE, (), None, (), None, "mending one's own post adds no participation"),
    TraceRule(("Rate",), (), None, (), "critic", "a rating judges something"),
    TraceRule(("Add", "Announce"), (), None, (), "collector",
              "saving, tagging or passing on what others made; passing on is never creation"),
    TraceRule(_REACT, (), None, ("qa",), "collector",
              "on a questions site it is a vote, which sorts what is worth reading"),
    TraceRule(_REACT, (), None, (), None,
              "a reaction takes one tap: a weak sign, reported apart"),
    TraceRule(("Follow", "Join"), (), None, (), "joiner", "following a person, joining a group"),
    TraceRule(("View", "Read", "Listen"), (), None, (), "spectator",
              "seen only in receipts, events of members, and people's own exports"),
    TraceRule(("Delete", "Undo", "Remove", "Leave"), (), None, (), None,
              "taking something back is no participation"),
    TraceRule(("Accept", "Flag", "Block", "Move", "Award", "Offer"), (), None, (), None,
              "upkeep and rewards say how a place is run, not how a person takes part"),
)  # fmt: skip

#: ``is_reply`` of a row of ``activities``. Replying to oneself counts as no reply; where either
#: person is unknown, a reply counts as one. For ``Update`` the object that was changed and its
#: author stand in the same two columns.
IS_REPLY_SQL: Final = (
    "(in_reply_to IS NOT NULL AND (actor_id IS NULL OR in_reply_to_actor_id IS NULL"
    " OR in_reply_to_actor_id <> actor_id))"
)


def trace_rule(
    verb: str, object_type: str | None, is_reply: bool | None, kind: str
) -> TraceRule | None:
    """Find the rule that decides a trace; ``None`` for a verb that no rule knows."""
    for rule in TRACE_RULES:
        if verb in rule.verbs and rule.fits(object_type, is_reply, kind):
            return rule
    return None


def rung_of(verb: str, object_type: str | None, is_reply: bool | None, kind: str) -> str | None:
    """Group of the ladder that a trace shows; ``None`` where it shows none.

    Parameters
    ----------
    verb, object_type, kind
        As in ``activities`` (`folkmoot.activity`).
    is_reply
        Whether it replies to somebody else; a reply to oneself is none, nor is ``None``.

    Examples
    --------
    >>> rung_of("Create", "Note", is_reply=False, kind="microblog")
    'conversationalist'
    >>> rung_of("Create", "Note", is_reply=True, kind="microblog")
    'critic'
    >>> rung_of("Update", "Answer", is_reply=False, kind="qa") is None
    True
    """
    rule = trace_rule(verb, object_type, is_reply, kind)
    return rule.rung if rule else None


def is_reaction(verb: str, kind: str) -> bool:
    """Say whether a trace is a reaction alone (a like that is no vote), reported apart.

    Examples
    --------
    >>> is_reaction("Like", "microblog"), is_reaction("Like", "qa")
    (True, False)
    """
    return verb in _REACT and rung_of(verb, None, is_reply=None, kind=kind) is None


def rung_sql(verb_code: str = "") -> str:
    """Write the traces' rule as a portable SQL expression giving the bit number, or NULL.

    It reads the columns ``verb``, ``object_type``, ``is_reply`` (see `IS_REPLY_SQL`) and
    ``kind``. Verbs are asked for once each, since most rows are decided by the verb alone.
    ``verb_code`` names a column of `verb_codes` that is read in place of ``verb``: to compare
    small numbers costs a tenth less of the whole query.
    """
    cases = []
    for verbs, rules in groupby(TRACE_RULES, key=lambda rule: rule.verbs):
        branches = list(rules)
        result = " ".join(f"WHEN {_condition(rule)} THEN {_bit(rule)}" for rule in branches[:-1])
        last = _bit(branches[-1])
        result = f"CASE {result} ELSE {last} END" if result else last
        if not verb_code:
            cases.append(f"WHEN {_among('verb', verbs)} THEN {result}")
        elif len(branches) > 1:
            cases.append(f"WHEN {verb_code} = {verb_codes()[verbs[0]]} THEN {result}")
    if verb_code:
        cases.insert(0, f"WHEN {verb_code} < {_UNDECIDED} THEN {verb_code}")
    return f"CASE {' '.join(cases)} END"


def verb_codes() -> dict[str, int]:
    """Number the verbs: by the rung's bit where the verb decides, from 8 on where more is asked.

    Verbs that show no rung have no number.

    Examples
    --------
    >>> codes = verb_codes()
    >>> codes["Follow"], codes["Announce"], codes["Create"], codes.get("Block")
    (4, 3, 8, None)
    """
    codes: dict[str, int] = {}
    following = _UNDECIDED
    for verbs, rules in groupby(TRACE_RULES, key=lambda rule: rule.verbs):
        first, *others = rules
        if others:
            codes |= dict.fromkeys(verbs, following)
            following += 1
        elif first.rung is not None:
            codes |= dict.fromkeys(verbs, int(_bit(first)))
    return codes


def reactor_sql() -> str:
    """Write as a portable SQL condition what `is_reaction` says; reads ``verb`` and ``kind``."""
    votes = sorted(kind for rule in TRACE_RULES if rule.verbs == _REACT for kind in rule.kinds)
    return f"({_among('verb', _REACT)} AND NOT {_among('kind', votes)})"


def _condition(rule: TraceRule) -> str:
    parts = []
    if rule.object_types:
        parts.append(_among("object_type", rule.object_types))
    if rule.is_reply is not None:
        parts.append("is_reply" if rule.is_reply else "NOT coalesce(is_reply, FALSE)")
    if rule.kinds:
        parts.append(_among("kind", rule.kinds))
    return " AND ".join(parts)


def _bit(rule: TraceRule) -> str:
    return "NULL" if rule.rung is None else str(rung(rule.rung).bit)


def _among(column: str, names: Iterable[str]) -> str:
    # Not IN: of five names or more DuckDB makes a join, which costs a tenth of the whole query.
    return "(" + " OR ".join(f"{column} = '{name}'" for name in names) + ")"
