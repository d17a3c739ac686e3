"""The events of lights: one per crossing and one per recovery, each with the payments since the last look."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import RowMapping

from budget_monitor.domain import ids
from budget_monitor.domain import light as lights
from budget_monitor.storage import ledger
from budget_monitor.usecases.looks import Look, Seen, new_case
from chassis.db import Tx
from chassis.outbox import Happened
from contracts.budget import LightChange, LightCrossed, LightRecovered, PaymentSeen, RateShown
from contracts.envelope import Labels

MOST_PAYMENTS = 500


async def of_changes(tx: Tx, fiscal_year: str, changed: Sequence[Seen], look: Look) -> list[Happened]:
    of_fund = look.rule.content.measure.object == "fund"
    since = await ledger.not_counted_before(
        tx,
        fiscal_year,
        [
            ledger.Since(
                one.light.id,
                one.money.items,
                one.light.object if of_fund else None,
                one.previous_entry,
                one.previous_until,
            )
            for one in changed
        ],
        until=look.paid_until,
        most=MOST_PAYMENTS,
    )
    return [_event(one, look, since.get(one.light.id, [])) for one in changed]


def _event(seen: Seen, look: Look, rows: Sequence[RowMapping]) -> Happened:
    light, row, rule = seen.light, seen.light.row, look.rule.content
    if look.checkpoint is None:
        raise ValueError(f"light {light.id} changed before any checkpoint of {rule.code} had passed")
    # a recovery without an open case ends what the last crossing began
    case = light.open_case or light.last_case or new_case(light)
    shared = LightChange(
        light=light.id,
        rule=rule.code,
        rule_version=look.rule.version,
        object_kind=row["object_kind"],
        object=row["object"],
        object_labels=Labels(**row["labels"]),
        owner=row["owner"],
        fiscal_year=row["fiscal_year"],
        episode=ids.episode(case),
        from_level=seen.before,
        to_level=seen.level,
        checkpoint=look.checkpoint.on,
        evaluation=light.evaluation,
        rate=_shown(seen, look),
        previous_seen_entry=seen.previous_entry,
        seen_entry=seen.money.last_entry,
        payments=tuple(
            PaymentSeen(
                payment=one["payment"],
                entry=one["entry"],
                value_date=one["value_date"],
                amount=one["amount"],
                external_ref=one["external_ref"],
            )
            for one in rows
        ),
        payments_count=rows[0]["total"] if rows else 0,
    )
    fields = {name: getattr(shared, name) for name in LightChange.model_fields}
    event = (
        LightCrossed(**fields)
        if seen.direction == "crossing"
        else LightRecovered(**fields, fully=seen.level == lights.best(rule))
    )
    return Happened(
        event,
        aggregate=str(light.id),
        sequence=light.version,
        case=case,
        time=look.time,
    )


def _shown(seen: Seen, look: Look) -> RateShown:
    percent = None if seen.rate is None else Decimal(seen.rate.percent())
    return RateShown(
        paid=seen.money.paid,
        original_budget=seen.money.original,
        current_budget=seen.money.current,
        basis=look.rule.content.measure.budget,
        percent=percent,
    )
