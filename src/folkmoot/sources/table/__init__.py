"""Tables of any origin: CSV, XLSX, NDJSON or Parquet, and a mapping that says what is what."""

from folkmoot.sources.table.draft import suggest
from folkmoot.sources.table.source import TableSource

__all__ = ["TableSource", "suggest"]
