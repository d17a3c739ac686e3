from chassis import migrate, tables
from gateway.storage.tables import metadata

migrate.run_env(tables.metadata, metadata)
