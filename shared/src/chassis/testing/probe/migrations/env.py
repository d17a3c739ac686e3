from chassis import tables
from chassis.migrate import run_env
from chassis.testing.probe.service import metadata

run_env(tables.metadata, metadata)
