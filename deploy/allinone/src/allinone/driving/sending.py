"""Sends what files say: budgets all or nothing, payments in chunks, in order."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from allinone.driving import bodies
from allinone.driving.bodies import Then
from allinone.driving.client import Baton, Json
from allinone.driving.people import FINANCE, TREASURY, Person
from allinone.driving.progress import Meter, silent
from allinone.failures import NotReachable, Refused
from allinone.files.mapping import DeclaredFund
from allinone.files.records import BudgetRecord, PaymentRecord
from allinone.files.refusals import RefusedRow

IMPORT = "/budget-items:import"
CHUNK = 200
PART_ITEMS, PART_FUNDS = 1_000, 400
MOST_BYTES = 1_000_000
"""Half of what a request may have."""
MOST_TURNS = 5


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
    def rechecked(self) -> bool:
        """Whether it stood intercepted and was decided anew."""
        return bool(self.answer.get("rechecked"))

    @property
    def reason_codes(self) -> list[str]:
        """Each code once: two lines may be short of the same money."""
        return sorted({reason["code"] for reason in self.answer["decision"]["reasons"]})


def chunks(payments: Sequence[PaymentRecord], size: int = CHUNK) -> Iterator[list[PaymentRecord]]:
    """Payments of one request each: a limited number of them, and of bytes."""
    chunk: list[PaymentRecord] = []
    weight = 0
    for payment in payments:
        weighs = _bytes(bodies.payment(payment, then="check"))
        if chunk and (len(chunk) == size or weight + weighs > MOST_BYTES):
            yield chunk
            chunk, weight = [], 0
        chunk.append(payment)
        weight += weighs
    if chunk:
        yield chunk


async def budget(
    baton: Baton,
    records: Sequence[BudgetRecord],
    declared: Mapping[str, DeclaredFund],
    *,
    dry_run: bool = False,
    expected: Json | None = None,
    again: str = "",
    meter: Meter = silent,
) -> Json:
    """Items, funds and allocations, of any number, as one import: all or nothing.

    What is too large for one request is sent in parts, which have no effect before the last one is there: whoever is
    stopped in between has changed nothing, and sends them again. A dry run leaves at most parts that wait. `expected`
    are units and feeds that the run itself would have registered by then. `again` tells a run from those before it, so
    that it hears what is known by now.
    """
    parts = list(_parts(records, declared))
    trial = {"expected": expected} if dry_run and expected is not None else {}
    if len(parts) == 1:
        return await baton.post(IMPORT, {**parts[0], **trial}, by=FINANCE, dry_run=dry_run, again=again)
    import_id = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:40]
    missing: Sequence[int] = range(1, len(parts) + 1)
    for turn in range(MOST_TURNS):
        for number in missing:
            body = {**parts[number - 1], "part": {"import_id": import_id, "number": number, "of": len(parts)}}
            said = f"{again} turn {turn}" if turn else again
            last = dry_run and number == missing[-1]
            asked = {**body, **trial} if last else body
            answer = await baton.post(IMPORT, asked, by=FINANCE, dry_run=last, again=said)
            meter(f"part {number}", number, len(parts))
        if answer["state"] == "done":
            return answer
        # another run of the same file was faster, and took the parts along
        missing = answer["missing"]
    raise NotReachable(f"Parts {missing} of import {import_id} are taken by other runs of it. Give the command again.")


def _parts(records: Sequence[BudgetRecord], declared: Mapping[str, DeclaredFund]) -> Iterator[Json]:
    funds = bodies.funds(records, declared)
    shares = [funds[first : first + PART_FUNDS] for first in range(0, len(funds), PART_FUNDS)]
    for some, share in zip_longest(_limited(records) if records else ([],), shares):
        yield {
            "items": [bodies.budget_item(record) for record in some or ()],
            "funds": share or [],
            "allocations": [bodies.allocation(record) for record in some or ()],
        }


def _limited(records: Sequence[BudgetRecord]) -> Iterator[list[BudgetRecord]]:
    some: list[BudgetRecord] = []
    weight = 0
    for record in records:
        weighs = _bytes(bodies.budget_item(record)) + _bytes(bodies.allocation(record))
        if some and (len(some) == PART_ITEMS or weight + weighs > MOST_BYTES):
            yield some
            some, weight = [], 0
        some.append(record)
        weight += weighs
    if some:
        yield some


def _bytes(body: Json) -> int:
    return len(json.dumps(body, ensure_ascii=False).encode())


async def payments(
    baton: Baton,
    records: Sequence[PaymentRecord],
    *,
    then: Then = "pay",
    by: Person = TREASURY,
    dry_run: bool = False,
    again: str = "",
) -> list[Sent]:
    """The payments of one request, decided one after the other in this order."""
    body = {"payments": [bodies.payment(record, then=then) for record in records]}
    answer = await baton.post("/payments:import", body, by=by, dry_run=dry_run, again=again)
    return [Sent(record, result) for record, result in zip(records, answer["results"], strict=True)]


async def recheck(
    baton: Baton,
    sent: Sequence[Sent],
    *,
    then: Then = "pay",
    by: Person = TREASURY,
    dry_run: bool = False,
    again: str = "",
) -> list[Sent]:
    """New decisions, one after the other, about those that stood intercepted before they were sent again.

    What leaves is booked on the day that its file names. Whoever is stopped in between gives the command again.
    """
    found: list[Sent] = []
    for one in sent:
        path = one.answer.get("recheck") if one.answer.get("known") else None
        if path is not None:
            body = {"then": then} | ({"value_date": one.payment.value_date.isoformat()} if then == "pay" else {})
            decided = await baton.post(path, body, by=by, dry_run=dry_run, again=again)
            told = {name: decided[name] for name in ("state", "decision", "recheck")}
            one = replace(one, answer={**one.answer, **told, "rechecked": True})
        found.append(one)
    return found


NAMED_BY = {"budget item": "code", "assessee": "owner", "feed": "feed", "fund": "fund"}
"""What a refusal of a budget is about, and the value of a row that names it."""


def rows_refused(refused: Refused, records: Sequence[BudgetRecord]) -> list[RefusedRow]:
    """The rows of a budget that Baton's refusal is about; none where it is about no row."""
    key = NAMED_BY.get(str(refused.values.get("what")))
    about = refused.values.get("id")
    if key is None or not {"zh", "en"} <= refused.texts.keys():
        return []
    values = {"code": refused.code, **refused.texts}
    return [
        RefusedRow(record.line, None, str(about), "refused_by_baton", values, f"columns.{key}")
        for record in records
        if getattr(record, key) == about
    ]


def refused_row(sent: Sent) -> RefusedRow:
    texts = sent.answer["problem"]["texts"]
    return RefusedRow(
        line=sent.payment.line,
        column=None,
        value=sent.payment.external_ref,
        code="refused_by_baton",
        values={"code": sent.answer["problem"]["code"], **texts},
    )
