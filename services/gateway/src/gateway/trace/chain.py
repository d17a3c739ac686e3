"""The story of one case, oldest first. Pure: logged events in, steps out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from contracts.budget import LightCrossed, LightRecovered
from contracts.envelope import Labels, SchemeLabels
from contracts.indicators import MonitoringRulePublished
from gateway.trace import texts
from gateway.trace.texts import Texts

CHANGES = (LightCrossed.event_type, LightRecovered.event_type)


@dataclass(frozen=True, slots=True)
class Logged:
    """An event as the log holds it: its position and its body, a CloudEvent."""

    position: int
    event: dict[str, Any]

    @property
    def type(self) -> str:
        return str(self.event["type"])

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.event["data"]
        return data

    @property
    def time(self) -> datetime:
        return datetime.fromisoformat(self.event["time"])


class Step(BaseModel):
    """One thing that happened. `cause` is the event that directly caused it.

    A `payment` step is a ledger row that the crossing names; its event is the payment's, where the log has it.
    """

    kind: Literal["rule", "payment", "event"]
    type: str
    time: datetime
    event: UUID | None
    position: int | None
    subject: str
    actor: str | None
    roles: list[str]
    cause: UUID | None
    values: dict[str, Any]
    texts: dict[Literal["zh", "en"], str]


class RuleCited(BaseModel):
    code: str
    version: int
    digest: str
    labels: SchemeLabels


class Trace(BaseModel):
    """`complete` is false where the case is longer than one answer holds."""

    case: str
    region: str
    rules: list[RuleCited]
    object: str | None
    object_labels: Labels | None
    unit: str | None
    complete: bool
    steps: list[Step]


def rules_cited(chain: Iterable[Logged]) -> set[tuple[str, int]]:
    """Code and version of every rule that the case's events name."""
    return {
        (one.data["rule"], one.data["rule_version"])
        for one in chain
        if isinstance(one.data.get("rule"), str) and "rule_version" in one.data
    }


def payments_seen(chain: Iterable[Logged]) -> set[str]:
    """The ids of the payments that the light's changes name."""
    return {seen["payment"] for one in chain if one.type in CHANGES for seen in one.data["payments"]}


def revisions_seen(chain: Iterable[Logged]) -> set[tuple[str, int]]:
    """Budget item and version of the revisions that the light's changes name."""
    return {(seen["item"], seen["version"]) for one in chain if one.type in CHANGES for seen in _revisions(one)}


def _revisions(change: Logged) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = change.data.get("revisions", ())
    return found


def unit_of(chain: Iterable[Logged]) -> str | None:
    """The unit that must answer."""
    for one in chain:
        unit = one.data.get("unit") or (one.data.get("owner") if one.type in CHANGES else None)
        if unit is not None:
            return str(unit)
    return None


def build(
    case: str,
    region: str,
    chain: Sequence[Logged],
    *,
    rules: Sequence[Logged],
    payments: Sequence[Logged],
    revisions: Sequence[Logged] = (),
    complete: bool,
) -> Trace:
    """`rules` are the published versions that `rules_cited` names, `payments` the events about `payments_seen`,
    `revisions` those about `revisions_seen`: what moved a light stands before it, also where it was no cause by itself.
    """
    known = {one.position for one in chain}
    chain = [*chain, *(one for one in revisions if one.position not in known)]
    levels = {level["code"]: level["labels"] for rule in rules for level in rule.data["rule"]["levels"]}
    objects = {one.data["object"]: one.data["object_labels"] for one in chain if "object_labels" in one.data}
    shown = {one.position for one in rules}
    steps = [_step("rule", one, levels, objects) for one in rules]
    steps += [step for one in chain if one.type in CHANGES for step in _payments_before(one, payments)]
    steps += [_step("event", one, levels, objects) for one in chain if one.position not in shown]
    first = next((one for one in chain if "object" in one.data), None)
    return Trace(
        case=case,
        region=region,
        rules=[_cited(one) for one in rules],
        object=first.data["object"] if first else None,
        object_labels=objects.get(first.data["object"]) if first else None,
        unit=unit_of(chain),
        complete=complete,
        steps=_oldest_first(steps, {UUID(one.event["id"]): _recorded(one) for one in (*rules, *chain)}),
    )


_RANK = {"rule": 0, "payment": 1, "event": 2}
_UNKNOWN = datetime.min.replace(tzinfo=UTC)


def _recorded(one: Logged) -> datetime:
    return datetime.fromisoformat(one.event["recordedtime"])


def _oldest_first(steps: Iterable[Step], recorded: Mapping[UUID, datetime]) -> list[Step]:
    """By business time. Much happens at one moment of a replayed clock: then in the order of recording, and causes
    stand before their effects, however the clocks of two machines differ and whatever the log learned first."""
    steps = list(steps)
    causes = {step.event: step.cause for step in steps if step.kind != "payment"}

    def since(event: UUID | None) -> tuple[datetime, int]:
        """When an event can have been recorded at the earliest, and how many causes it has."""
        seen: list[UUID] = []
        while event is not None and event in causes and event not in seen:
            seen.append(event)
            event = causes[event]
        return max((recorded[one] for one in seen if one in recorded), default=_UNKNOWN), len(seen)

    return sorted(steps, key=lambda step: (step.time, _RANK[step.kind], *since(step.event), step.position or 0))


def _step(kind: Literal["rule", "event"], one: Logged, levels: dict[str, Texts], objects: dict[str, Texts]) -> Step:
    event = one.event
    return Step(
        kind=kind,
        type=one.type,
        time=one.time,
        event=event["id"],
        position=one.position,
        subject=event["subject"],
        actor=event["actor"],
        roles=event.get("actorroles", "").split(),
        cause=event.get("causationid"),
        values=one.data,
        texts=texts.of_event(event, levels=levels, objects=objects),
    )


def _payments_before(change: Logged, payments: Sequence[Logged]) -> list[Step]:
    """The ledger rows that the light's evaluation saw for the first time, in the order of their entry numbers."""
    by_entry = {entry: one for one in payments for entry in one.data.get("entries", ())}
    steps = []
    for seen in change.data["payments"]:
        paid = by_entry.get(seen["entry"])
        values = {key: str(value) for key, value in seen.items()}
        values["ref"] = seen.get("external_ref") or seen["payment"]
        steps.append(
            Step(
                kind="payment",
                type=paid.type if paid else "budget-monitor.ledger-entry",
                # a payment dated later than the crossing that saw it would stand after its own effect
                time=min(paid.time, change.time) if paid else change.time,
                event=paid.event["id"] if paid else None,
                position=seen["entry"],
                subject=seen["payment"],
                actor=paid.event["actor"] if paid else None,
                roles=paid.event.get("actorroles", "").split() if paid else [],
                cause=None,
                values=seen,
                texts=texts.render(texts.PAYMENT_SEEN, {"zh": values, "en": values}),
            )
        )
    return steps


def _cited(rule: Logged) -> RuleCited:
    published = MonitoringRulePublished.model_validate(rule.data)
    content = published.content
    return RuleCited(code=content.code, version=published.version, digest=published.digest, labels=content.labels)
