"""Records of files → bodies of HTTP requests."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

from allinone.files.mapping import DeclaredAssessee, DeclaredFeed, DeclaredFund
from allinone.files.records import AssesseeRecord, BudgetRecord, PaymentRecord
from contracts.envelope import Labels
from contracts.money import money_text

Json = dict[str, Any]
Then = Literal["check", "hold", "pay"]


def assessee(record: AssesseeRecord | DeclaredAssessee) -> Json:
    if isinstance(record, DeclaredAssessee):
        labels = record.labels.model_dump()
    else:
        labels = {"zh": record.label_zh, "en": record.label_en}
    return {
        "code": record.code,
        "kind": "organisation",
        "category": record.category,
        "parent": record.parent,
        "labels": labels,
    }


def feed(declared: DeclaredFeed) -> Json:
    return declared.model_dump(mode="json")


def budget_item(record: BudgetRecord) -> Json:
    return {
        "code": record.code,
        "fiscal_year": record.fiscal_year,
        "owner": record.owner,
        "labels": {"zh": record.label_zh, "en": record.label_en},
        "purpose": record.purpose,
        "feed": record.feed,
        "amount": money_text(record.amount),
        "goal_approved": record.goal_approved,
    }


def allocation(record: BudgetRecord) -> Json:
    return {
        "fund": record.fund,
        "item": record.code,
        "fiscal_year": record.fiscal_year,
        "amount": money_text(record.amount),
    }


def funds(records: Iterable[BudgetRecord], declared: Mapping[str, DeclaredFund]) -> list[Json]:
    """The funds that the rows name, each with its declared amount, else the sum of what it allocates here; undeclared
    ones are named by their code."""
    sums: dict[tuple[str, str], Decimal] = {}
    for record in records:
        key = (record.fund, record.fiscal_year)
        sums[key] = sums.get(key, Decimal(0)) + record.amount
    found = []
    for (code, fiscal_year), amount in sums.items():
        fund = declared.get(code) or DeclaredFund(code=code, labels=Labels(zh=code, en=code), trace_tag=code)
        found.append(
            {
                "code": code,
                "fiscal_year": fiscal_year,
                "labels": fund.labels.model_dump(),
                "trace_tag": fund.trace_tag,
                "purpose": fund.purpose,
                "amount": fund.amount or money_text(amount),
            }
        )
    return found


def payment(record: PaymentRecord, *, then: Then) -> Json:
    return {
        "external_ref": record.external_ref,
        "feed": record.feed,
        "payee": record.payee,
        "payee_is_natural": record.natural,
        "value_date": record.value_date.isoformat(),
        "description": record.description,
        "lines": [{"item": line.item, "fund": line.fund, "amount": money_text(line.amount)} for line in record.lines],
        "then": then,
    }
