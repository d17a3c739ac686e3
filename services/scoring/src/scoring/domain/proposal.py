"""A proposal to adjust a budget, made by a light, decided by finance."""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID, uuid5

from contracts.budget import LightCrossed
from contracts.envelope import EVENT_IDS
from contracts.indicators import ObjectKind
from contracts.scoring import BudgetProposalDecided, BudgetProposalMade, BudgetProposalWithdrawn, OrderGone
from scoring.domain.order import By, expect_other_side
from scoring.domain.refusals import IllegalTransition, RoleMayNot

DECIDES = "finance"
Outcome = Literal["adopted", "declined"]


@dataclass(frozen=True, slots=True)
class Proposal:
    id: UUID
    order: UUID | None
    case: str
    object_kind: ObjectKind
    object: str
    fiscal_year: str
    unit: str
    level: str
    state: Literal["proposed", "adopted", "declined", "withdrawn"] = "proposed"
    decided_by: str | None = None
    reason: str | None = None
    version: int = 1


def propose(
    crossing: LightCrossed, *, cause_event: UUID, region: str, order: UUID | None, case: str
) -> tuple[Proposal, BudgetProposalMade]:
    proposal = Proposal(
        id=uuid5(EVENT_IDS, f"{region}|budget-proposal|{cause_event}"),
        order=order,
        case=case,
        object_kind=crossing.object_kind,
        object=crossing.object,
        fiscal_year=crossing.fiscal_year,
        unit=crossing.owner,
        level=crossing.to_level,
    )
    return proposal, BudgetProposalMade(
        proposal=proposal.id,
        order=order,
        case=case,
        object_kind=proposal.object_kind,
        object=proposal.object,
        fiscal_year=proposal.fiscal_year,
        unit=proposal.unit,
        level=proposal.level,
    )


def decide(proposal: Proposal, *, by: By, outcome: Outcome, reason: str) -> tuple[Proposal, BudgetProposalDecided]:
    """Adopted or declined, once. Raises RoleMayNot, OwnUnit or IllegalTransition."""
    command = "adopt" if outcome == "adopted" else "decline"
    if DECIDES not in by.roles:
        raise RoleMayNot(command=command, id=proposal.id, allowed=DECIDES, roles=", ".join(sorted(by.roles)) or "-")
    expect_other_side(by, command=command, unit=proposal.unit)
    if proposal.state != "proposed":
        raise IllegalTransition(
            what="budget proposal",
            id=proposal.id,
            command=command,
            state=proposal.state,
            because="its order was cancelled" if proposal.state == "withdrawn" else "it is decided",
        )
    after = replace(proposal, state=outcome, decided_by=by.principal, reason=reason, version=proposal.version + 1)
    return after, BudgetProposalDecided(proposal=proposal.id, outcome=outcome, reason=reason)


def withdraw(proposal: Proposal, *, order: UUID, because: OrderGone) -> tuple[Proposal, BudgetProposalWithdrawn]:
    """The order that brought it is gone before finance decided. What was decided stays decided."""
    after = replace(proposal, state="withdrawn", version=proposal.version + 1)
    return after, BudgetProposalWithdrawn(proposal=proposal.id, unit=proposal.unit, order=order, because=because)
