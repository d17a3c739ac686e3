from chassis import tables
from chassis.migrate import run_env
from scoring.storage import declared

run_env(tables.metadata, declared.metadata)
