"""Which event leads to which use case, and which deadline."""

from collections.abc import Mapping

from chassis.service import DeadlineHandler, Handler
from contracts.budget import (
    FiscalYearClosed,
    LightCrossed,
    LightFrozen,
    LightRecovered,
    LightsBegan,
    LightThawed,
)
from contracts.indicators import AssesseeAmended, AssesseeRegistered, MonitoringRulePublished
from contracts.regions import WorkingDaysPublished
from contracts.schemes import SchemeAmended, SchemePublished, SchemeWithdrawn
from scoring.usecases import alarms, crossings, definitions, escalation, lights, scheme_copies, suspensions, talks

handlers: Mapping[str, Handler] = {
    MonitoringRulePublished.event_type: definitions.on_rule_published,
    AssesseeRegistered.event_type: definitions.on_assessee_registered,
    AssesseeAmended.event_type: definitions.on_assessee_amended,
    SchemePublished.event_type: scheme_copies.on_published,
    SchemeAmended.event_type: scheme_copies.on_amended,
    SchemeWithdrawn.event_type: scheme_copies.on_withdrawn,
    FiscalYearClosed.event_type: definitions.on_fiscal_year_closed,
    WorkingDaysPublished.event_type: definitions.on_working_days_published,
    LightCrossed.event_type: crossings.on_crossed,
    LightRecovered.event_type: crossings.on_recovered,
    LightsBegan.event_type: lights.on_began,
    LightFrozen.event_type: lights.on_frozen,
    LightThawed.event_type: lights.on_thawed,
}

deadlines: Mapping[str, DeadlineHandler] = {
    alarms.DUE: escalation.fall_due,
    alarms.ESCALATION: escalation.take_step,
    alarms.RECHECK: escalation.recheck,
    alarms.SUSPENSION_END: suspensions.end,
    talks.DUE: talks.fall_due,
    definitions.ASSESSEE_BEGINS: definitions.assessee_version_begins,
}
