"""What ends together with a state of an order, beside the order itself: told once, caused by the step."""

from collections.abc import Awaitable, Callable, Mapping

from chassis.db import Tx
from scoring.domain import ends
from scoring.domain.ends import CANCELLED_BECAUSE, Name
from scoring.domain.order import By, Order, Step
from scoring.storage import answers, extensions
from scoring.usecases import adjustments, proposals, talks

End = Callable[[Tx, Step, By], Awaitable[None]]


async def end(tx: Tx, before: Order, step: Step, *, by: By) -> None:
    """Ends what a step leads out of. What has no place here ended with a field of the order or with its deadline."""
    for consequence in ends.ended(before.state, step.command, step.order.state):
        act = BESIDE_THE_ORDER.get(consequence.name)
        if act is not None:
            await act(tx, step, by)


async def _lapse(tx: Tx, step: Step, by: By) -> None:
    await extensions.decide(tx, step.order.id, outcome="lapsed", decided_by=by.principal)


async def _discard(tx: Tx, step: Step, by: By) -> None:
    await answers.discard_draft(tx, step.order.id)


async def _call_off(tx: Tx, step: Step, by: By) -> None:
    await talks.call_off(tx, step.order, because=CANCELLED_BECAUSE[step.command])


async def _withdraw(tx: Tx, step: Step, by: By) -> None:
    await proposals.withdraw(tx, step.order, because=CANCELLED_BECAUSE[step.command])


async def _give_back(tx: Tx, step: Step, by: By) -> None:
    await adjustments.give_back(tx, step.order)


BESIDE_THE_ORDER: Mapping[Name, End] = {
    "extension": _lapse,
    "draft": _discard,
    "talk": _call_off,
    "budget_proposal": _withdraw,
    "points": _give_back,
}
