"""Every table of this service: importing this module completes the metadata."""

from scoring.storage import copy_tables, tables
from scoring.storage.tables import metadata

__all__ = ["copy_tables", "metadata", "tables"]
