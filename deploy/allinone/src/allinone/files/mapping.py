"""Mapping files: how the columns of somebody's file become budget items, payments or assessees.

A mapping is data that a stranger can write for a file never seen before; `docs/mapping.md` explains it and
`docs/mapping.schema.json` is generated from these models.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from allinone.files import documents
from allinone.files.dates import checked as checked_format
from allinone.files.numbers import Numbers
from allinone.files.sources import Condition, Source, Strict, Value
from contracts.budget import Purpose
from contracts.envelope import Labels

Year = Annotated[str, Field(pattern=r"^[12][0-9]{3}$")]
_MONTH_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


class RegionFacts(Strict):
    """The county that the file belongs to; `baton replay` creates it."""

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")
    labels: Labels
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    zone: str = Field(description="IANA time zone; a fiscal day and a checkpoint end there")
    fiscal_year_start: str = Field(pattern=_MONTH_DAY, description="month-day")
    working_days: Literal["china", "weekdays"] | dict[Year, str] = Field(
        default="weekdays",
        description="china: with the published holidays; weekdays: Monday to Friday; "
        "or for each year one of these or a file: {2026: china, 2027: days-2027.yaml}",
    )


_CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"


class DeclaredAssessee(Strict):
    code: str = Field(pattern=_CODE)
    labels: Labels
    category: str
    parent: str | None = None


class DeclaredFund(Strict):
    """A fund that the budget rows are allocated from; by default its amount is the sum of its allocations."""

    code: str = Field(pattern=_CODE)
    labels: Labels
    trace_tag: str
    purpose: Purpose = "other"
    amount: str | None = Field(
        default=None,
        pattern=r"^(0|[1-9][0-9]{0,17})\.[0-9]{2}$",
        description="of the whole fund, such as 1250.00; where several files allocate from it, all of them say it",
    )


class DeclaredFeed(Strict):
    """A source of data that the rows name. Where nothing arrives for `rhythm_days`, its lights turn stale."""

    code: str = Field(pattern=_CODE)
    labels: Labels
    rhythm_days: int | None = Field(default=None, ge=1, le=366, description="none: it never counts as silent")


class TableFile(Strict):
    """A file of rows below one line of column names: CSV, or a sheet of an .xlsx workbook."""

    encoding: str = Field(default="utf-8", description="of a CSV file: utf-8 (with or without a mark), gb18030 …")
    delimiter: str = Field(default=",", min_length=1, max_length=1, description="of a CSV file")
    sheet: str | None = Field(default=None, description="of a workbook: the sheet to read; needed where it has several")
    hidden: Literal["read", "leave_out"] = Field(
        default="read", description="of a workbook: what becomes of hidden rows and columns; the report names them"
    )
    skip_lines: int = Field(default=0, ge=0, description="lines (of a sheet: rows) above the column names")
    dates: tuple[Annotated[str, AfterValidator(checked_format)], ...] = Field(
        default=("%Y-%m-%d",), min_length=1, description="strptime formats; one meaning must fit"
    )
    numbers: Numbers = Numbers()
    ignore_rows: tuple[Condition, ...] = Field(default=(), description="rows that are no data: totals")
    region: RegionFacts | None = None

    columns: Strict

    @model_validator(mode="after")
    def _cells_end(self) -> Self:
        if self.delimiter.isalnum() or self.delimiter in '"\r\n\0':
            raise ValueError(f'{self.delimiter!r} cannot stand between cells; usual are , ; and "\\t" · 不能用作分隔符')
        return self

    @model_validator(mode="after")
    def _content_makes_references(self) -> Self:
        for name, value in self.columns:
            if isinstance(value, Source) and value.from_content and name != "external_ref":
                raise ValueError(f"`from_content` makes references; columns.{name} is none · from_content 只用于编号")
        return self

    def columns_named(self) -> set[str]:
        """Every column of the file that this mapping reads."""
        read = {name for _, value in self.columns if isinstance(value, Source) for name in value.reads}
        return read | {condition.column for condition in self.conditions()}

    def conditions(self) -> tuple[Condition, ...]:
        return self.ignore_rows


class BudgetColumns(Strict):
    code: Value
    amount: Value
    fiscal_year: Value = Field(description="the calendar year in which the fiscal year begins, such as 2012")
    owner: Value = Field(description="code of the assessee that owns the item")
    fund: Value = Field(description="code of the fund that the item is allocated from")
    label_zh: Value | None = Field(default=None, description="default: the code")
    label_en: Value | None = Field(default=None, description="default: the code")
    purpose: Value = Source(constant="other")
    feed: Value | None = None
    goal_approved: Value = Source(constant="true")


class BudgetMapping(TableFile):
    """A file of budget items: one row is one item with its approved amount, allocated from one fund."""

    kind: Literal["budget"]
    columns: BudgetColumns
    assessees: tuple[DeclaredAssessee, ...] = ()
    funds: tuple[DeclaredFund, ...] = ()
    feeds: tuple[DeclaredFeed, ...] = ()


class PaymentColumns(Strict):
    external_ref: Value = Field(description="identifies the payment in its source")
    value_date: Value
    payee: Value
    item: Value
    fund: Value
    amount: Value
    description: Value | None = None
    feed: Value | None = None
    budget_year: Value | None = Field(
        default=None,
        description="the fiscal year whose budget the payment belongs to, where the file has those of several",
    )


class PaymentsMapping(TableFile):
    """A file of payments; `rows_are: lines` joins rows with the same external_ref into one payment."""

    kind: Literal["payments"]
    columns: PaymentColumns
    rows_are: Literal["payments", "lines"] = "payments"
    natural_payees: tuple[Condition, ...] = Field(
        default=(), description="rows whose payee is a person: only a pseudonym travels in events"
    )

    @model_validator(mode="after")
    def _lines_share_a_reference(self) -> Self:
        if self.rows_are == "lines" and self.columns.external_ref.from_content:
            raise ValueError(
                "lines of one payment share a reference; one `from_content` is of a single row · "
                "同一笔支付的各行须共用编号，from_content 只属单行"
            )
        return self

    def conditions(self) -> tuple[Condition, ...]:
        return self.ignore_rows + self.natural_payees


class AssesseeColumns(Strict):
    code: Value
    category: Value
    label_zh: Value
    label_en: Value | None = Field(default=None, description="default: the Chinese label")
    parent: Value | None = None


class AssesseesMapping(TableFile):
    """A file of the units that are assessed."""

    kind: Literal["assessees"]
    columns: AssesseeColumns


Mapping = BudgetMapping | PaymentsMapping | AssesseesMapping
MAPPING: TypeAdapter[Mapping] = TypeAdapter(Annotated[Mapping, Field(discriminator="kind")])


def load(path: Path) -> Mapping:
    """Reads a mapping file. Raises FileRefused naming every place that is wrong."""
    return documents.load(path, MAPPING)


FACTS: TypeAdapter[RegionFacts] = TypeAdapter(RegionFacts)


def facts(given: dict[str, Any]) -> RegionFacts:
    """A region as somebody described it. Raises FileRefused naming everything that is wrong."""
    return documents.validated("The region", given, FACTS)
