"""The three kinds of files: rows of budget items, of payments, of assessees → typed records.

Pure: nothing is sent here. Every refused row is named with its line, column, value and reason.
"""

from collections import defaultdict
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar, cast, get_args

from allinone.files import values
from allinone.files.cells import Cell
from allinone.files.mapping import AssesseesMapping, BudgetMapping, PaymentsMapping
from allinone.files.records import AssesseeRecord, BudgetRecord, PaymentLine, PaymentRecord, Reading
from allinone.files.refusals import CellRefused, RefusedRow
from allinone.files.rows import Row, Rows
from chassis import texts
from contracts.budget import MOST_LINES, Purpose

Claim = TypeVar("Claim", bound=Hashable)

LONGEST_REFERENCE = 200
LONGEST_DESCRIPTION = 1000
ABOUT_THE_PAYMENT = frozenset({"lines_disagree", "too_many_lines", "payment_incomplete"})
"""Refusals of a row whose reference was read."""
LONG_CODE = partial(values.code, longest=LONGEST_REFERENCE)


def read_budget(path: Path, mapping: BudgetMapping) -> Reading[BudgetRecord]:
    records: dict[tuple[str, str], BudgetRecord] = {}
    of_code: dict[tuple[str, str], list[Row]] = defaultdict(list)
    rows = Rows(path, mapping)
    for row in rows:
        code = row.read("code", values.code)
        amount = row.read("amount", lambda cell: _not_negative(values.amount(cell, mapping.numbers)))
        record = BudgetRecord(
            line=row.line,
            code=code,
            fiscal_year=row.read("fiscal_year", values.fiscal_year),
            owner=row.read("owner", values.plain_code),
            fund=row.read("fund", values.plain_code),
            label_zh=row.read_or("label_zh", values.label, code),
            label_en=row.read_or("label_en", values.label, code),
            purpose=row.read("purpose", _purpose),
            feed=row.read_or("feed", values.plain_code, None),
            amount=amount,
            goal_approved=row.read("goal_approved", values.true_or_false),
        )
        if record.fiscal_year and record.code:
            of_code[record.fiscal_year, record.code].append(row)
        if rows.keep(row):
            records[record.fiscal_year, record.code] = record
    twice = _claimed_twice(rows, of_code, "duplicate_code", "code")
    alone = tuple(record for key, record in records.items() if key not in twice)
    return Reading(alone, tuple(rows.refused), rows.ignored, rows.hidden)


def read_payments(path: Path, mapping: PaymentsMapping) -> Reading[PaymentRecord]:
    """Payments in the order of the file. A payment of several lines is refused as a whole, and so are all rows of
    one reference where each row is a payment.

    References that Baton takes for one are one here too, kept as first written.
    """
    payments: dict[str, PaymentRecord] = {}
    of_payment: dict[str, list[Row]] = defaultdict(list)
    # reference → the first of its lines that was refused: a payment of several lines is whole, or left out
    incomplete: dict[str, int] = {}
    rows = Rows(path, mapping)
    for row in rows:
        record = _payment(row, mapping)
        reference = record.external_ref and texts.visible(record.external_ref)
        if reference and mapping.rows_are == "payments":
            of_payment[reference].append(row)
            if rows.keep(row):
                payments.setdefault(reference, record)
            continue
        if not row.refused:
            try:
                if reference in incomplete:
                    raise CellRefused("payment_incomplete", other=incomplete[reference])
                payments[reference] = _join(payments.get(reference), record)
            except CellRefused as reason:
                row.refuse(reason, "external_ref")
        if rows.keep(row):
            of_payment[reference].append(row)
        elif reference:
            incomplete.setdefault(reference, row.line)
    for reference, line in incomplete.items():
        for row in of_payment[reference]:
            row.refuse(CellRefused("payment_incomplete", other=line), "external_ref")
            rows.keep(row)
    left_out: Container[str] = incomplete
    if mapping.rows_are == "payments":
        left_out = _claimed_twice(rows, of_payment, "duplicate_reference", "external_ref")
    complete = tuple(payment for reference, payment in payments.items() if reference not in left_out)
    nameless = tuple(_nameless(rows.refused)) if mapping.rows_are == "lines" else ()
    return Reading(complete, tuple(rows.refused), rows.ignored, rows.hidden, nameless)


def _nameless(refused: Iterable[RefusedRow]) -> Iterator[int]:
    """Lines of which nobody can tell which payment they belong to."""
    for row in refused:
        if row.key is None or (row.key == "columns.external_ref" and row.code not in ABOUT_THE_PAYMENT):
            yield row.line


def _payment(row: Row, mapping: PaymentsMapping) -> PaymentRecord:
    return PaymentRecord(
        line=row.line,
        external_ref=row.read("external_ref", LONG_CODE),
        value_date=row.read("value_date", partial(values.day, formats=mapping.dates)),
        payee=row.read("payee", LONG_CODE),
        natural=any(row.meets(condition) for condition in mapping.natural_payees),
        description=row.read_or("description", partial(values.label, longest=LONGEST_DESCRIPTION), None),
        feed=row.read_or("feed", values.plain_code, None),
        lines=(
            PaymentLine(
                item=row.read("item", values.code),
                fund=row.read("fund", values.code),
                amount=row.read("amount", lambda cell: _not_zero(values.amount(cell, mapping.numbers))),
            ),
        ),
        budget_year=row.read_or("budget_year", values.fiscal_year, None),
    )


def _join(first: PaymentRecord | None, row: PaymentRecord) -> PaymentRecord:
    """The payment with one more line; refuses what cannot belong together."""
    if first is None:
        return row
    for what in ("value_date", "payee", "natural", "description", "feed", "budget_year"):
        if getattr(first, what) != getattr(row, what):
            raise CellRefused("lines_disagree", other=first.line, what=what)
    if len(first.lines) >= MOST_LINES:
        raise CellRefused("too_many_lines", other=first.line, most=MOST_LINES)
    return replace(first, lines=first.lines + row.lines)


def read_assessees(path: Path, mapping: AssesseesMapping) -> Reading[AssesseeRecord]:
    records: dict[str, AssesseeRecord] = {}
    of_code: dict[str, list[Row]] = defaultdict(list)
    rows = Rows(path, mapping)
    for row in rows:
        code = row.read("code", values.plain_code)
        label = row.read("label_zh", values.label)
        record = AssesseeRecord(
            line=row.line,
            code=code,
            category=row.read("category", values.code),
            parent=row.read_or("parent", values.plain_code, None),
            label_zh=label,
            label_en=row.read_or("label_en", values.label, label),
        )
        of_code[code].append(row)
        if rows.keep(row):
            records[code] = record
    twice = _claimed_twice(rows, of_code, "duplicate_code", "code")
    alone = tuple(record for key, record in records.items() if key not in twice)
    return Reading(alone, tuple(rows.refused), rows.ignored, rows.hidden)


def _claimed_twice(rows: Rows, claims: Mapping[Claim, list[Row]], code: str, key: str) -> frozenset[Claim]:
    """What several rows claim is that of none of them; each of them is told, also beside one that was refused."""
    twice = {claim: listed for claim, listed in claims.items() if claim and len(listed) > 1}
    for listed in twice.values():
        for row in listed:
            if not row.refused:
                other = listed[1] if row is listed[0] else listed[0]
                row.refuse(CellRefused(code, other=other.line), key)
                rows.keep(row)
    return frozenset(twice)


def _not_negative(amount: Decimal) -> Decimal:
    if amount < 0:
        raise CellRefused("budget_below_zero")
    return amount


def _not_zero(amount: Decimal) -> Decimal:
    if not amount:
        raise CellRefused("zero_amount")
    return amount


def _purpose(cell: Cell) -> Purpose:
    return cast(Purpose, values.one_of(cell, get_args(Purpose)))
