"""The three kinds of files: rows of budget items, of payments, of assessees → typed records.

Pure: nothing is sent here. Every refused row is named with its line, column, value and reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import cast, get_args

from allinone.files import values
from allinone.files.cells import Cell
from allinone.files.mapping import AssesseesMapping, BudgetMapping, PaymentsMapping
from allinone.files.records import AssesseeRecord, BudgetRecord, PaymentLine, PaymentRecord, Reading
from allinone.files.refusals import CellRefused, RefusedRow
from allinone.files.rows import Row, Rows
from chassis import texts
from contracts.budget import MOST_LINES, Purpose

LONGEST_REFERENCE = 200
LONGEST_DESCRIPTION = 1000
ABOUT_THE_PAYMENT = frozenset({"lines_disagree", "too_many_lines", "payment_incomplete"})
"""Refusals of a row whose reference was read."""
LONG_CODE = partial(values.code, longest=LONGEST_REFERENCE)


def read_budget(path: Path, mapping: BudgetMapping) -> Reading[BudgetRecord]:
    records: list[BudgetRecord] = []
    first_line: dict[tuple[str, str], int] = {}
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
        other = first_line.setdefault((record.fiscal_year, record.code), row.line)
        if not row.refused and other != row.line:
            row.refuse(CellRefused("duplicate_code", other=other), "code")
        if rows.keep(row):
            records.append(record)
    return Reading(tuple(records), tuple(rows.refused), rows.ignored, rows.hidden)


def read_payments(path: Path, mapping: PaymentsMapping) -> Reading[PaymentRecord]:
    """Payments in the order of the file. A payment of several lines is refused as a whole.

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
        if not row.refused:
            try:
                if reference in incomplete:
                    raise CellRefused("payment_incomplete", other=incomplete[reference])
                payments[reference] = _join(payments.get(reference), record, mapping)
            except CellRefused as reason:
                row.refuse(reason, "external_ref")
        if rows.keep(row):
            of_payment[reference].append(row)
        elif reference and mapping.rows_are == "lines":
            incomplete.setdefault(reference, row.line)
    for reference, line in incomplete.items():
        for row in of_payment[reference]:
            row.refuse(CellRefused("payment_incomplete", other=line), "external_ref")
            rows.keep(row)
    complete = tuple(payment for reference, payment in payments.items() if reference not in incomplete)
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


def _join(first: PaymentRecord | None, row: PaymentRecord, mapping: PaymentsMapping) -> PaymentRecord:
    """The payment with one more line; refuses what cannot belong together."""
    if first is None:
        return row
    if mapping.rows_are == "payments":
        raise CellRefused("duplicate_reference", other=first.line)
    for what in ("value_date", "payee", "natural", "description", "feed", "budget_year"):
        if getattr(first, what) != getattr(row, what):
            raise CellRefused("lines_disagree", other=first.line, what=what)
    if len(first.lines) >= MOST_LINES:
        raise CellRefused("too_many_lines", other=first.line, most=MOST_LINES)
    return replace(first, lines=first.lines + row.lines)


def read_assessees(path: Path, mapping: AssesseesMapping) -> Reading[AssesseeRecord]:
    records: list[AssesseeRecord] = []
    first_line: dict[str, int] = {}
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
        other = first_line.setdefault(code, row.line)
        if not row.refused and other != row.line:
            row.refuse(CellRefused("duplicate_code", other=other), "code")
        if rows.keep(row):
            records.append(record)
    return Reading(tuple(records), tuple(rows.refused), rows.ignored, rows.hidden)


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
