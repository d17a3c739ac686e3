"""Would it be paid? The same check as for a payment; a decision record stays, nothing else changes."""

from uuid import UUID, uuid4

from sqlalchemy import RowMapping

from budget_monitor.domain import amount, check, payment
from budget_monitor.domain.payment import Request
from budget_monitor.storage import budget_items, decisions, feeds
from budget_monitor.usecases import books, measured, scope
from budget_monitor.usecases.books import Wanted
from chassis.db import ReadTx, Tx
from chassis.refusal import NotFound
from contracts.money import money_text


async def ask(tx: Tx, request: Request) -> UUID:
    """The id of the decision record. Raises what `check_form` raises, UnitNeeded, UnitNotNeeded, OutsideYourUnits."""
    amount.require_coins(tx.region.currency, (line.amount for line in request.lines))
    payment.check_form(request.lines)
    unit = scope.sender(tx, request.unit)
    year = tx.region.fiscal_year_of(request.value_date)
    wanted = Wanted()
    wanted.add(request.lines, request.value_date)
    own, rows = await books.read_books(tx, year, wanted)
    owners = {row["owner"] for row in rows.values()}
    await scope.require(tx, owners)
    if request.feed is not None:
        own.feeds = await feeds.known(tx, [request.feed])
    reasons = check.check(request.lines, on=request.value_date, books=own, feed=request.feed)
    decision = uuid4()
    record = {
        "id": decision,
        "payment": None,
        "about": "check",
        "outcome": "intercepted" if reasons else "accepted",
        "reasons": [reason.model_dump() for reason in reasons],
        "request": {**_content(request, year), "owners": sorted(owners), "unit": unit},
    }
    await decisions.add(tx, [record])
    measured.decided("check", [reason.code for reason in reasons])
    return decision


def _content(request: Request, fiscal_year: str) -> dict[str, object]:
    # no payee: a question needs none, and a name would stay readable here
    return {
        "value_date": request.value_date.isoformat(),
        "fiscal_year": fiscal_year,
        "feed": request.feed,
        "lines": [
            {"line": line.number, "item": line.item, "fund": line.fund, "amount": money_text(line.amount)}
            for line in request.lines
        ],
    }


async def get(tx: ReadTx, decision: UUID) -> RowMapping:
    """Raises NotFound, for decisions about payments too: those are read with their payment. Raises OutsideYourUnits
    where it is of a unit beyond the actor's: one whose items it asked about, else the one that asked."""
    row = (await decisions.known(tx, [decision])).get(decision)
    if row is None or row["payment"] is not None:
        raise NotFound(what="payment check", id=str(decision), region=tx.region.code)
    asked = row["request"]
    owners = asked.get("owners")
    if owners is None:  # asked before this was kept
        items = await budget_items.by_code(tx, asked["fiscal_year"], {line["item"] for line in asked["lines"]})
        owners = [item["owner"] for item in items.values()]
    await scope.require_sight(tx, owners, asked.get("unit"))
    return row
