from budget_monitor.storage import tables
from chassis import tables as chassis_tables
from chassis.migrate import run_env

run_env(chassis_tables.metadata, tables.metadata)
