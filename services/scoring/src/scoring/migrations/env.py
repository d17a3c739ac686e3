from chassis import tables
from chassis.migrate import run_env
from scoring.storage.tables import metadata

run_env(tables.metadata, metadata)
