"""The office cancels an order that nobody can answer any more: its unit was merged or ended, its object is gone."""

from contracts import scoring as events
from scoring.domain.ends import CANCELLED_BECAUSE
from scoring.domain.order import By, Order, Step, advance, facts


def cancel(order: Order, *, by: By, reason: str) -> Step:
    """Only while the unit has the next step: what was answered is accepted or returned, what was objected to decided.

    The points that it cost stay: they are given back by an objection only.
    """
    after = advance(order, "cancel", by)
    cancelled = events.OrderCancelled(**facts(after), reason=reason, because=CANCELLED_BECAUSE["cancel"])
    return Step(after, "cancel", cancelled)
