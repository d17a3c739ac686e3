"""Which deadline leads to which use case."""

from collections.abc import Mapping

from chassis.service import DeadlineHandler
from indicators.usecases import scheme_rounds

deadlines: Mapping[str, DeadlineHandler] = {scheme_rounds.DUE: scheme_rounds.fall_due}
