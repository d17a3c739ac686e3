"""What a file's rows become: typed, checked, and still knowing the line that they came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from allinone.files.refusals import RefusedRow
from contracts.budget import Purpose
from indicators.documents.registers.refused import LeftOut


@dataclass(frozen=True, slots=True)
class BudgetRecord:
    line: int
    code: str
    fiscal_year: str
    owner: str
    fund: str
    label_zh: str
    label_en: str
    purpose: Purpose
    feed: str | None
    amount: Decimal
    goal_approved: bool


@dataclass(frozen=True, slots=True)
class PaymentLine:
    item: str
    fund: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """One payment; `line` is the first line of the file that belongs to it."""

    line: int
    external_ref: str
    value_date: date
    payee: str
    natural: bool
    description: str | None
    feed: str | None
    lines: tuple[PaymentLine, ...]
    budget_year: str | None = None

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class AssesseeRecord:
    line: int
    code: str
    category: str
    parent: str | None
    label_zh: str
    label_en: str


Record = TypeVar("Record", BudgetRecord, PaymentRecord, AssesseeRecord)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Record]):
    """All that a file says: its records in the order of the file, and every reason for a refused row. `hidden` names
    what nobody sees who opens the workbook. `nameless` are refused lines that may belong to any payment."""

    records: tuple[Record, ...]
    refused: tuple[RefusedRow, ...]
    ignored: int
    hidden: tuple[LeftOut, ...] = ()
    nameless: tuple[int, ...] = ()

    @property
    def refused_lines(self) -> int:
        return len({row.line for row in self.refused})
