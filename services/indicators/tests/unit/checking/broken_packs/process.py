"""Kinds of assessment that flow into each other, and time limits."""

from services.indicators.tests.unit.checking.broken_packs.edits import Pack, named

PROCESS: list[Pack] = [
    ("assessments that flow into each other", {"modes": [
        named("annual", rhythm="year", feeds="spot"), named("spot", rhythm="live", feeds="annual")]},
     "mode_cycle", "modes[annual].feeds"),
    ("an assessment that flows into itself", {"modes": [named("annual", rhythm="year", feeds="annual")]},
     "mode_cycle", "modes[annual].feeds"),
    ("working days by the clock on the wall", {"time_limits[answer].unit": "working_days"},
     "clock_contradicts_unit", "time_limits[answer].clock"),
]  # fmt: skip
