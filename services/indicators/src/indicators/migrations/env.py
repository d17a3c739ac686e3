from chassis import tables as chassis_tables
from chassis.migrate import run_env
from indicators.storage import declared

run_env(chassis_tables.metadata, declared.metadata)
