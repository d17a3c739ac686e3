"""The events of lights: that they began, froze and thawed; one per crossing and one per recovery, each with the
payments and the budget versions since the last look."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import ids
from budget_monitor.domain import light as lights
from budget_monitor.domain.light import Still
from budget_monitor.storage import budget_items, ledger
from budget_monitor.usecases.looks import Light, Look, Seen, new_case
from chassis.db import Tx
from chassis.outbox import Happened
from contracts.budget import (
    LightBegun,
    LightChange,
    LightCrossed,
    LightFrozen,
    LightRecovered,
    LightsBegan,
    LightStanding,
    LightThawed,
    PaymentSeen,
    RateShown,
    RevisionSeen,
)
from contracts.envelope import Labels
from contracts.indicators import RuleContent

MOST_PAYMENTS = 500
MOST_BEGUN = 1000


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
    revised = await _revisions(tx, changed, look)
    return [_event(one, look, since.get(one.light.id, []), revised.get(one.light.id, [])) for one in changed]


async def _revisions(tx: Tx, changed: Sequence[Seen], look: Look) -> dict[UUID, list[RowMapping]]:
    """Where the rule compares on the original budget a revision moves nothing."""
    if look.rule.content.measure.budget == "original":
        return {}
    wanted = [
        budget_items.Since(one.light.id, one.money.items, one.previous_version, one.previous_until) for one in changed
    ]
    return await budget_items.not_counted_before(tx, wanted, until=look.paid_until)


def _event(seen: Seen, look: Look, rows: Sequence[RowMapping], revised: Sequence[RowMapping]) -> Happened:
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
        day=look.holds_from,
        cause=look.cause,
        revisions=tuple(
            RevisionSeen(
                item=one["item"],
                item_code=one["item_code"],
                version=one["number"],
                difference=one["difference"],
                in_force_from=one["in_force_from"],
                reason=one["reason"],
                decided_by=one["decided_by"],
            )
            for one in revised
        ),
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


def of_standing(light: Light, look: Look) -> Happened:
    """The light lost its value, or has one again: `light` is as it stands now."""
    return _standing(
        light.row,
        look.rule.content,
        level=light.level,
        state=light.state,
        version=light.version,
        case=light.open_case,
        still=None,
    )


def of_still(row: RowMapping, rule: RuleContent) -> Happened:
    """A version left the object out or watches it again, or the rule was withdrawn: `row` is as it stands now."""
    return _standing(
        row,
        rule,
        level=row["level"],
        state=row["state"],
        version=row["version"],
        case=row["open_case"],
        still=row["still_because"],
    )


def _standing(
    row: RowMapping,
    rule: RuleContent,
    *,
    level: str,
    state: str,
    version: int,
    case: str | None,
    still: Still | None,
) -> Happened:
    shared = LightStanding(
        light=row["id"],
        rule=row["rule"],
        rule_version=row["rule_version"],
        object_kind=row["object_kind"],
        object=row["object"],
        object_labels=Labels(**row["labels"]),
        owner=row["owner"],
        fiscal_year=row["fiscal_year"],
        level=level,
        is_best=level == lights.best(rule),
    )
    fields = {name: getattr(shared, name) for name in LightStanding.model_fields}
    because = lights.frozen(still=still, state=state)
    event = LightThawed(**fields) if because is None else LightFrozen(**fields, because=because)
    return Happened(event, aggregate=str(row["id"]), sequence=version, case=case)


def of_begun(rows: Sequence[RowMapping], rule: RuleContent) -> list[Happened]:
    """Lights of one rule and year, as they stand now. Each light is the first of such an event at most once."""
    return [
        Happened(
            LightsBegan(
                rule=chunk[0]["rule"],
                rule_version=chunk[0]["rule_version"],
                object_kind=chunk[0]["object_kind"],
                fiscal_year=chunk[0]["fiscal_year"],
                lights=tuple(_begun(row, rule) for row in chunk),
            ),
            aggregate=str(chunk[0]["id"]),
            sequence=1,
        )
        for chunk in (rows[start : start + MOST_BEGUN] for start in range(0, len(rows), MOST_BEGUN))
    ]


def _begun(row: RowMapping, rule: RuleContent) -> LightBegun:
    return LightBegun(
        light=row["id"],
        object=row["object"],
        owner=row["owner"],
        level=row["level"],
        is_best=row["level"] == lights.best(rule),
        frozen=lights.frozen(still=row["still_because"], state=row["state"]),
        version=row["version"],
    )
