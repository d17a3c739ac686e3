"""Every table of this service: importing this module completes the metadata."""

from indicators.storage import scheme_tables, tables
from indicators.storage.columns import metadata

__all__ = ["metadata", "scheme_tables", "tables"]
