"""Conversations worth helping in: found by an index, ordered by meaning, learnt from decisions."""

from folkmoot.talks.index import OPENERS, TalkIndex, openers
from folkmoot.talks.keeping import index_fault, open_index
from folkmoot.talks.known import Known
from folkmoot.talks.learning import (
    EXPLORED_EVERY,
    FEWEST_DECISIONS,
    Decided,
    Learnt,
    arrange,
    learn,
    logarithm,
)
from folkmoot.talks.queries import MOST_WORDS, Asked, read_query
from folkmoot.talks.relating import (
    CANDIDATES,
    LEAST_RELEVANCE,
    PERHAPS_RELEVANCE,
    RELATION_PARTS,
    Relation,
    found_for,
    relate,
    relation_parts,
)
from folkmoot.talks.reranking import MEANING_WEIGHT, rerank
from folkmoot.talks.words import WORDS_VERSION, index_words

__all__ = [
    "CANDIDATES",
    "EXPLORED_EVERY",
    "FEWEST_DECISIONS",
    "LEAST_RELEVANCE",
    "MEANING_WEIGHT",
    "MOST_WORDS",
    "OPENERS",
    "PERHAPS_RELEVANCE",
    "RELATION_PARTS",
    "WORDS_VERSION",
    "Asked",
    "Decided",
    "Known",
    "Learnt",
    "Relation",
    "TalkIndex",
    "arrange",
    "found_for",
    "index_fault",
    "index_words",
    "learn",
    "logarithm",
    "open_index",
    "openers",
    "read_query",
    "relate",
    "relation_parts",
    "rerank",
]
