from chassis import tables as chassis_tables
from chassis.migrate import run_env
from indicators.storage import tables

run_env(chassis_tables.metadata, tables.metadata)
