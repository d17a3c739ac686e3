"""Every table of this service: importing this module completes the metadata."""

from indicators.storage import cascade_tables, indicator_tables, scheme_tables, screening_tables, tables
from indicators.storage.columns import metadata

__all__ = ["cascade_tables", "indicator_tables", "metadata", "scheme_tables", "screening_tables", "tables"]
