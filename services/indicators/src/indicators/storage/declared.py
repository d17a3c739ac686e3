"""Every table of this service: importing this module completes the metadata."""

from indicators.storage import indicator_tables, scheme_tables, screening_tables, tables
from indicators.storage.columns import metadata

__all__ = ["indicator_tables", "metadata", "scheme_tables", "screening_tables", "tables"]
