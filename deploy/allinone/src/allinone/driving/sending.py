"""Sends what files say: budgets all or nothing, payments in chunks, in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from allinone.driving import bodies
from allinone.driving.bodies import Then
from allinone.driving.client import Baton, Json
from allinone.driving.people import FINANCE, TREASURY, Person
from allinone.files.mapping import DeclaredFund
from allinone.files.records import BudgetRecord, PaymentRecord
from allinone.files.refusals import RefusedRow

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one payment: Baton's own answer."""

    payment: PaymentRecord
    answer: Json

    @property
    def refused(self) -> bool:
        """True where Baton did not take the row: nothing was decided (another matter than an interception)."""
        return bool(self.answer["state"] == "refused")

    @property
    def intercepted(self) -> bool:
        return bool(self.answer["state"] == "intercepted")

    @property
    def reason_codes(self) -> list[str]:
        """Each code once: two lines may be short of the same money."""
        return sorted({reason["code"] for reason in self.answer["decision"]["reasons"]})


def chunks(payments: Sequence[PaymentRecord], size: int = CHUNK) -> Iterator[list[PaymentRecord]]:
    rest = iter(payments)
    while chunk := list(islice(rest, size)):
        yield chunk


async def budget(
    baton: Baton, records: Sequence[BudgetRecord], declared: Mapping[str, DeclaredFund], *, dry_run: bool = False
) -> Json:
    """Items, funds and allocations in one command."""
    body = {
        "items": [bodies.budget_item(record) for record in records],
        "funds": bodies.funds(records, declared),
        "allocations": [bodies.allocation(record) for record in records],
    }
    return await baton.post("/budget-items:import", body, by=FINANCE, dry_run=dry_run)


async def payments(
    baton: Baton,
    records: Sequence[PaymentRecord],
    *,
    then: Then = "pay",
    by: Person = TREASURY,
    dry_run: bool = False,
) -> list[Sent]:
    """At most CHUNK payments, decided one after the other in this order."""
    body = {"payments": [bodies.payment(record, then=then) for record in records]}
    answer = await baton.post("/payments:import", body, by=by, dry_run=dry_run)
    return [Sent(record, result) for record, result in zip(records, answer["results"], strict=True)]


def refused_row(sent: Sent) -> RefusedRow:
    texts = sent.answer["problem"]["texts"]
    return RefusedRow(
        line=sent.payment.line,
        column=None,
        value=sent.payment.external_ref,
        code="refused_by_baton",
        values={"code": sent.answer["problem"]["code"], **texts},
    )
