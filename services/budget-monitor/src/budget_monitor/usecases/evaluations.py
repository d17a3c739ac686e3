"""One evaluation of many lights of a rule: measure, compare, keep, tell. The balances must be locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import ids
from budget_monitor.domain import light as lights
from budget_monitor.domain.light import STALE
from budget_monitor.domain.rate import NothingToDivideBy, Rate
from budget_monitor.domain.rule import DatedCheckpoint, PublishedRule
from budget_monitor.storage import feeds, ledger
from budget_monitor.storage import lights as storage
from budget_monitor.storage.lights import Evaluated
from budget_monitor.usecases import objects
from budget_monitor.usecases.objects import Money
from chassis import outbox
from chassis.db import Tx
from chassis.outbox import Happened
from contracts.budget import LightChange, LightCrossed, LightRecovered, PaymentSeen, RateShown
from contracts.envelope import Labels

MOST_PAYMENTS = 500

Cause = Literal["checkpoint", "late_row", "movement", "feed_silent", "feed_returned"]


@dataclass(frozen=True, slots=True)
class Look:
    """How to look: by which version of the rule, under the bands of which checkpoint, counting until when.

    `holds_from` is the first day that the result is about, `time` the business time at which it is said.
    Without a checkpoint none has passed: only silence moves the light. With `moves` false the result is about an
    earlier day and leaves the light's present state alone; `before` then gives the levels to start from.
    """

    rule: PublishedRule
    cause: Cause
    checkpoint: DatedCheckpoint | None
    holds_from: date
    paid_until: date
    time: datetime
    moves: bool = True
    before: Mapping[UUID, str] | None = None
    may_be_stale: frozenset[UUID] | None = None


@dataclass(slots=True)
class Light:
    """A locked light while it is evaluated, perhaps more than once."""

    row: RowMapping
    state: str
    level: str
    evaluation: int
    seen_entry: int
    paid_until: date | None
    episode: int
    open_case: str | None
    last_case: str | None
    version: int

    @classmethod
    def of(cls, row: RowMapping) -> "Light":
        return cls(
            row,
            row["state"],
            row["level"],
            row["evaluation"],
            row["seen_entry"],
            row["paid_until"],
            row["episode"],
            row["open_case"],
            row["last_case"],
            row["version"],
        )

    @property
    def id(self) -> UUID:
        found: UUID = self.row["id"]
        return found

    @property
    def object(self) -> str:
        return str(self.row["object"])


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one light was found at."""

    light: Light
    money: Money
    rate: Rate | None
    state: str
    level: str
    before: str
    previous_entry: int
    previous_until: date | None
    direction: lights.Direction | None


async def evaluate(tx: Tx, fiscal_year: str, watched: Sequence[Light], look: Look) -> dict[UUID, str]:
    """Keeps one evaluation per light and puts one event per crossing or recovery; returns the real levels.

    An object that has vanished (no item left) is passed over.
    """
    rule = look.rule.content
    codes = [light.object for light in watched]
    money = await objects.money(tx, fiscal_year, rule.measure.object, codes, look.paid_until)
    silent = await feeds.silent_at(tx, look.time)
    seen = [_see(light, money[light.object], look, silent) for light in watched if light.object in money]
    changed = [one for one in seen if one.direction is not None]
    open_elsewhere = await _open_elsewhere(tx, changed)
    for one in seen:
        _move(one, look, open_elsewhere)
    await storage.keep(tx, [_evaluated(one, look) for one in seen])
    if changed:
        await outbox.put_many(tx, await _events(tx, fiscal_year, changed, look))
    return {one.light.id: one.level for one in seen}


def _see(light: Light, money: Money, look: Look, silent: set[str]) -> _Seen:
    rule = look.rule.content
    before = light.level if look.before is None else look.before.get(light.id, lights.best(rule))
    rate = _rate(money, original=rule.measure.budget == "original")
    stale = bool(money.feeds & silent) and (look.may_be_stale is None or light.id in look.may_be_stale)
    level = before
    if not stale and rate is not None and look.checkpoint is not None:
        level = lights.evaluate(rule, look.checkpoint.checkpoint, rate, before=before)
    state = STALE if stale else level
    direction = lights.change(rule, before=before, after=state) if look.moves else None
    return _Seen(light, money, rate, state, level, before, light.seen_entry, light.paid_until, direction)


def _rate(money: Money, *, original: bool) -> Rate | None:
    """None where there is nothing to divide by: the light then stays where it is."""
    try:
        return Rate(money.paid, money.original if original else money.current)
    except NothingToDivideBy:
        return None


async def _open_elsewhere(tx: Tx, changed: Sequence[_Seen]) -> dict[str, str]:
    """Cases of the same rule and objects that began in another year: orders outlive the year they were issued in."""
    newly = [one.light for one in changed if one.direction == "crossing" and one.light.open_case is None]
    if not newly:
        return {}
    row = newly[0].row
    return await storage.open_cases(
        tx, rule=row["rule"], object_kind=row["object_kind"], objects=[light.object for light in newly]
    )


def _move(seen: _Seen, look: Look, open_elsewhere: Mapping[str, str]) -> None:
    """Brings the light to what was seen; a case is born with the first crossing while none is open."""
    light = seen.light
    light.evaluation += 1
    if not look.moves:
        return
    light.state, light.level = seen.state, seen.level
    if seen.state != STALE and look.checkpoint is not None:
        # a silent feed's rows are counted when it returns: then they are the payments since this evaluation
        light.seen_entry = max(light.seen_entry, seen.money.last_entry)
        light.paid_until = look.paid_until
    if seen.direction is None:
        return
    light.version += 1
    if seen.direction == "crossing" and light.open_case is None:
        light.open_case = open_elsewhere.get(light.object)
        if light.open_case is None:
            light.episode += 1
            light.open_case = _new_case(light)
        light.last_case = light.open_case
    ends_by_itself = light.row["open_order"] is None and not any(
        lights.opens_an_order(look.rule.content, level.code) for level in look.rule.content.levels
    )
    if ends_by_itself and seen.level == lights.best(look.rule.content):
        light.open_case = None


def _new_case(light: Light) -> str:
    row = light.row
    return ids.case(row["rule"], row["object_kind"], row["object"], row["fiscal_year"], light.episode)


def _evaluated(seen: _Seen, look: Look) -> Evaluated:
    light = seen.light
    return Evaluated(
        light=light.id,
        number=light.evaluation,
        cause=look.cause,
        rule_version=look.rule.version,
        checkpoint=None if look.checkpoint is None else look.checkpoint.on,
        holds_from=look.holds_from,
        paid_until=look.paid_until,
        state=seen.state,
        level=seen.level,
        moves=look.moves,
        changed=seen.direction is not None,
        paid=seen.money.paid,
        original_budget=seen.money.original,
        current_budget=seen.money.current,
        seen_entry=seen.money.last_entry,
        counted_entry=light.seen_entry,
        counted_until=light.paid_until,
        episode=light.episode,
        open_case=light.open_case,
        last_case=light.last_case,
        version=light.version,
    )


async def _events(tx: Tx, fiscal_year: str, changed: Sequence[_Seen], look: Look) -> list[Happened]:
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


def _event(seen: _Seen, look: Look, rows: Sequence[RowMapping]) -> Happened:
    light, row, rule = seen.light, seen.light.row, look.rule.content
    if look.checkpoint is None:
        raise ValueError(f"light {light.id} changed before any checkpoint of {rule.code} had passed")
    # a recovery without an open case ends what the last crossing began
    case = light.open_case or light.last_case or _new_case(light)
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


def _shown(seen: _Seen, look: Look) -> RateShown:
    percent = None if seen.rate is None else Decimal(seen.rate.percent())
    return RateShown(
        paid=seen.money.paid,
        original_budget=seen.money.original,
        current_budget=seen.money.current,
        basis=look.rule.content.measure.budget,
        percent=percent,
    )


def earlier(look: Look, *, at: DatedCheckpoint, before: Mapping[UUID, str], stale: frozenset[UUID]) -> Look:
    """The same look at a checkpoint that passed: about its day, not about now."""
    return replace(
        look,
        checkpoint=at,
        holds_from=at.on,
        paid_until=at.on,
        moves=False,
        before=before,
        may_be_stale=stale,
    )
