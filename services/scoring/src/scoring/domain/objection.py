"""Objecting to an order: granted, it is cancelled with all that its deadline cost; refused, it goes on."""

from contracts import scoring as events
from scoring.domain.ends import CANCELLED_BECAUSE
from scoring.domain.order import By, Order, Step, advance, facts


def raise_objection(order: Order, *, by: By, reason: str) -> Step:
    """Once a round. The clock of the deadline goes on meanwhile."""
    after = advance(
        order,
        "object",
        by,
        objected_by=by.principal,
        objected_round=order.round,
        state_before=order.state,
    )
    return Step(after, "object", events.OrderObjected(**facts(after), reason=reason))


def grant(order: Order, *, by: By, reason: str) -> Step:
    """The order should not have been: all that it brought ends with it, what its deadline cost included."""
    after = advance(order, "grant-objection", by)
    because = CANCELLED_BECAUSE["grant-objection"]
    cancelled = events.OrderCancelled(**facts(after), reason=reason, because=because)
    return Step(after, "grant-objection", cancelled)


def refuse(order: Order, *, by: By, reason: str) -> Step:
    after = advance(order, "refuse-objection", by)
    return Step(after, "refuse-objection", events.OrderObjectionRefused(**facts(after), reason=reason))
