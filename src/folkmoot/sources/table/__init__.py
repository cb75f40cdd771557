"""Tables of any origin: CSV, NDJSON or Parquet, with a mapping file that says what is what."""

from folkmoot.sources.table.draft import suggest
from folkmoot.sources.table.source import TableSource

__all__ = ["TableSource", "suggest"]
