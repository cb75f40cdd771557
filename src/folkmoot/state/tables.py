"""Tables of what changes row by row: imports, plans, contacts, decisions, searches, and others.

No table holds a handle, a name or a text that a member wrote; what we note of a person ourselves
stands in ``notes`` and ``consents``, and is deleted with the person. Times are UTC.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = [
    "METADATA",
    "allocations",
    "audit",
    "consents",
    "contacts",
    "decisions",
    "forgotten",
    "import_counts",
    "imports",
    "joined_accounts",
    "left_alone",
    "links",
    "notes",
    "outcomes",
    "plans",
    "search_hits",
    "searches",
    "trend_events",
    "trend_log",
]

#: Names of constraints, so that migrations can speak of them on every database.
METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

#: One row a file imported; ``status`` is reading, ready, done or failed.
imports = Table(
    "imports",
    METADATA,
    Column("import_id", String(32), primary_key=True),
    Column("path", Text, nullable=False),
    Column("source", String(64), nullable=False),
    Column("source_version", String(32), nullable=False),
    Column("options", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("failure", Text),
    Index("ix_imports_status", "status"),
)

#: Conservation of an import: records read = kept + already there + refused, a row a kind.
import_counts = Table(
    "import_counts",
    METADATA,
    Column("import_id", String(32), ForeignKey("imports.import_id"), primary_key=True),
    Column("kind", String(64), primary_key=True),
    Column("read_count", BigInteger, nullable=False),
    Column("kept_count", BigInteger, nullable=False),
    Column("already_count", BigInteger, nullable=False),
    Column("refused_count", BigInteger, nullable=False),
)

#: Keyed digests (another key than the pseudonyms') of people who were forgotten, so that a later
#: import does not bring them back.
forgotten = Table(
    "forgotten",
    METADATA,
    Column("digest", BigInteger, primary_key=True, autoincrement=False),
    Column("forgotten_at", DateTime(timezone=True), nullable=False),
)

#: People who asked not to be contacted, by pseudonym.
left_alone = Table(
    "left_alone",
    METADATA,
    Column("actor_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
)

#: Help that a named person gave: whom (pseudonym), where, for which conversation.
contacts = Table(
    "contacts",
    METADATA,
    Column("contact_id", Integer, primary_key=True),
    Column("actor_id", BigInteger),
    Column("object_id", BigInteger, nullable=False),
    Column("community", Text, nullable=False),
    Column("contacted_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("is_promotion", Integer, nullable=False),
    Index("ix_contacts_actor_id", "actor_id"),
)

#: What we note of a person: what came of our help, and when to come back to them.
notes = Table(
    "notes",
    METADATA,
    Column("note_id", Integer, primary_key=True),
    Column("actor_id", BigInteger, nullable=False),
    Column("noted_at", DateTime(timezone=True), nullable=False),
    Column("noted_by", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("outcome", String(16)),
    Column("due_at", DateTime(timezone=True)),
    Column("done_at", DateTime(timezone=True)),
    Index("ix_notes_actor_id", "actor_id"),
)

#: What a person allowed or took back, in the order they said so; the newest row of a purpose holds.
consents = Table(
    "consents",
    METADATA,
    Column("consent_id", Integer, primary_key=True),
    Column("actor_id", BigInteger, nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("is_given", Integer, nullable=False),
    Column("said_at", DateTime(timezone=True), nullable=False),
    Column("words", Text, nullable=False),
    Index("ix_consents_actor_id", "actor_id"),
)

#: Accounts that stand under another account of the same person, by that person's opt-in.
joined_accounts = Table(
    "joined_accounts",
    METADATA,
    Column("actor_id", BigInteger, primary_key=True, autoincrement=False),
    Column("main_id", BigInteger, nullable=False),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    Index("ix_joined_accounts_main_id", "main_id"),
)

#: Plans made, by the file that holds them.
plans = Table(
    "plans",
    METADATA,
    Column("plan_id", String(64), primary_key=True),
    Column("as_of", DateTime(timezone=True), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("path", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)

#: What people decided of conversations that were shown: kept or dropped, with what was shown of
#: each (``features``, JSON of numbers), so that what is learnt from them can be learnt again.
decisions = Table(
    "decisions",
    METADATA,
    Column("decision_id", Integer, primary_key=True),
    Column("object_id", BigInteger, nullable=False),
    Column("actor_id", BigInteger),
    Column("is_kept", Integer, nullable=False),
    Column("features", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Index("ix_decisions_actor_id", "actor_id"),
)

#: Searches under a name; the words are the user's own.
searches = Table(
    "searches",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("words", Text, nullable=False),
    Column("need_id", Text),
    Column("saved_at", DateTime(timezone=True), nullable=False),
)

#: What a saved search has found, and when first, so that the next run can say what is new.
search_hits = Table(
    "search_hits",
    METADATA,
    Column("name", String(64), ForeignKey("searches.name"), primary_key=True),
    Column("object_id", BigInteger, primary_key=True, autoincrement=False),
    Column("actor_id", BigInteger),
    Column("found_at", DateTime(timezone=True), nullable=False),
    Index("ix_search_hits_actor_id", "actor_id"),
)

#: Events that were told, as last told, under names that last; the words are terms, no text.
trend_events = Table(
    "trend_events",
    METADATA,
    Column("event_id", String(16), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("grain", String(8), nullable=False),
    Column("terms", Text, nullable=False),
    Column("parents", Text, nullable=False),
    Column("first_seen_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False),
    Column("size", Float),
    Column("size_name", String(16), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("gate", String(16), nullable=False),
    Column("reason", Text, nullable=False),
)

#: What people decided about events, why, and what came of it; ``by_name`` is one of the project.
trend_log = Table(
    "trend_log",
    METADATA,
    Column("log_id", Integer, primary_key=True),
    Column("event_id", String(16), nullable=False),
    Column("decision", String(16), nullable=False),
    Column("because", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("proposed", String(16), nullable=False),
    Column("size_then", Float),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Index("ix_trend_log_event_id", "event_id"),
)

#: Who did what to the project; subjects are identifiers, never names.
audit = Table(
    "audit",
    METADATA,
    Column("audit_id", Integer, primary_key=True),
    Column("happened_at", DateTime(timezone=True), nullable=False),
    Column("action", String(64), nullable=False),
    Column("detail", Text, nullable=False),
)

#: Links handed out, each with the arm its tag names and the part of all hours the arm had then.
links = Table(
    "links",
    METADATA,
    Column("link_id", BigInteger, primary_key=True, autoincrement=False),
    Column("tag", String(160), nullable=False),
    Column("url", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("strategy", Text, nullable=False),
    Column("acted_on", Date, nullable=False),
    Column("propensity", Float, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Index("ix_links_tag", "tag"),
)

#: What one origin tells of one day and arm; null is not told. The id is a hash of what names a row.
outcomes = Table(
    "outcomes",
    METADATA,
    Column("outcome_id", BigInteger, primary_key=True, autoincrement=False),
    Column("origin", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("community", Text, nullable=False),
    Column("strategy", Text, nullable=False),
    Column("tag", String(160), nullable=False),
    Column("acted_on", Date),
    Column("hours", Float),
    Column("spent", Float),
    Column("replies", Float),
    Column("thanks", Float),
    Column("clicks", Float),
    Column("conversions", Float),
    Column("complaints", Float),
    Index("ix_outcomes_day", "day"),
)

#: Hours decided for a week (its Monday), as JSON; deciding a week again replaces its row.
allocations = Table(
    "allocations",
    METADATA,
    Column("week_on", Date, primary_key=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("told", Text, nullable=False),
)
