"""The index of posts that open a conversation: words to posts, by tantivy (BM25).

It holds words with their places, the identifier and the moment of each post; no text, no person.
Words are texts all the same, so it lies in the project and is dropped when somebody is forgotten:
tantivy's own delete leaves the words in its files until these are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from folkmoot.talks.queries import Asked
from folkmoot.talks.words import index_words

if TYPE_CHECKING:
    import tantivy

    from folkmoot.engines import Engine

__all__ = ["OPENERS", "TalkIndex", "openers"]

#: Columns of what is indexed.
OPENERS: Final = pa.schema(
    [
        pa.field("object_id", pa.int64()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("title", pa.string()),
        pa.field("text", pa.string()),
    ]
)
#: Memory of the writer; one thread, since several wait for each other on a busy machine.
_HEAP_BYTES: Final = 128_000_000
_LONGEST_WORD: Final = 100


def openers(engine: Engine, relation: str) -> pa.Table:
    """Posts of a relation (columns of `folkmoot.activity.ACTIVITIES`) that open a conversation."""
    return engine.query(engine.render("talk_openers", relation=relation), OPENERS)


class TalkIndex:
    """Posts by their words; in memory, or in a folder of its own.

    Parameters
    ----------
    folder
        Where its files are; ``None`` keeps it in memory. A folder that holds an index is opened.

    Examples
    --------
    >>> from folkmoot.talks import read_query
    >>> index = TalkIndex()
    >>> asked = datetime(2026, 1, 1, tzinfo=UTC)
    >>> titles = ["Which quiet grinder?", "Best tea?"]
    >>> rows = zip([1, 2], [asked] * 2, titles, [None] * 2)
    >>> index.add([pa.table(list(map(list, zip(*rows))), schema=OPENERS)])
    >>> [object_id for object_id, score in index.search(read_query("grinders"), asked, asked)]
    [1]
    """

    def __init__(self, folder: Path | None = None) -> None:
        import tantivy

        if folder is not None and tantivy.Index.exists(str(folder)):
            self._index = tantivy.Index.open(str(folder))
        else:
            builder = tantivy.SchemaBuilder()
            builder.add_integer_field("object_id", fast=True)
            builder.add_integer_field("asked", fast=True)
            builder.add_text_field("words", tokenizer_name="whitespace")
            schema = builder.build()
            self._index = tantivy.Index(schema, None if folder is None else str(folder))
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def add(self, tables: Iterable[pa.Table]) -> None:
        """Add posts (tables of `OPENERS`); they are found once this returns."""
        writer = self._index.writer(_HEAP_BYTES, 1)
        for posts in tables:
            _write(writer, posts)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(
        self, asked: Asked, since: datetime, until: datetime, limit: int = 200
    ) -> list[tuple[int, float]]:
        """Posts of a span that a query finds, best first, each with its BM25 score.

        Parameters
        ----------
        asked
            What to look for. Without a word wanted nothing is found.
        since, until
            First and last moment (UTC).
        limit
            Posts at most.
        """
        query = self._query(asked)
        if query is None or not len(self):
            return []
        import tantivy

        span = tantivy.Query.range_query(
            self._index.schema, "asked", tantivy.FieldType.Integer, _second(since), _second(until)
        )
        # A filter that weighs nothing.
        within = tantivy.Query.const_score_query(span, 0.0)
        whole = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, query), (tantivy.Occur.Must, within)]
        )
        hits = self._searcher.search(whole, limit, count=False).hits
        named = self._searcher.fast_field_values("object_id", [place for _, place in hits])
        # A post whose import was repeated stands once.
        best: dict[int, float] = {}
        for object_id, (score, _) in zip(named, hits, strict=True):
            best.setdefault(int(object_id or 0), float(score))
        return list(best.items())

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """Weight of each word: the logarithm of how many posts there are to one that holds it."""
        from math import log

        posts = len(self)
        return {
            word: log((posts + 1) / (self._searcher.doc_freq("words", word) + 0.5))
            for word in words
            if len(word) <= _LONGEST_WORD
        }

    def _query(self, asked: Asked) -> Any:
        """The query as tantivy has it; built of terms, so that no text can be a fault of syntax."""
        import tantivy

        make, schema = tantivy.Query, self._index.schema
        parts: list[tuple[tantivy.Occur, tantivy.Query]] = [
            (tantivy.Occur.Should, make.term_query(schema, "words", word)) for word in asked.words
        ]
        for phrase in asked.phrases:
            whole = (
                make.phrase_query(schema, "words", list(phrase))
                if len(phrase) > 1
                else make.term_query(schema, "words", phrase[0])
            )
            parts.append((tantivy.Occur.Must, whole))
        if not parts:
            return None
        parts += [
            (tantivy.Occur.MustNot, make.term_query(schema, "words", word))
            for word in asked.unwanted
        ]
        return make.boolean_query(parts)


def _write(writer: tantivy.IndexWriter, posts: pa.Table) -> None:
    import tantivy

    columns = [posts[name].to_pylist() for name in ("object_id", "title", "text")]
    moments = posts["published_at"].cast(pa.int64()).to_pylist()
    for object_id, title, text, moment in zip(*columns, moments, strict=True):
        document = tantivy.Document()
        document.add_integer("object_id", object_id)
        document.add_integer("asked", moment // 1_000_000)
        document.add_text("words", " ".join(_kept(f"{title or ''} {text or ''}")))
        writer.add_document(document)


def _kept(text: str) -> Sequence[str]:
    return [word for word in index_words(text) if len(word) <= _LONGEST_WORD]


def _second(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
