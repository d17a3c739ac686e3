"""Mapping files: how the columns of somebody's CSV file become budget items, payments or assessees.

A mapping is data that a stranger can write for a file never seen before; `docs/mapping.md` explains it and
`docs/mapping.schema.json` is generated from these models.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from allinone.files import documents
from contracts.budget import Purpose
from contracts.envelope import Labels

Normalisation = Literal["nfkc", "strip", "single_spaces", "upper", "lower"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Padding(Strict):
    """Makes a code as long as it is elsewhere: `{length: 6}` turns 1234 into 001234."""

    length: int = Field(ge=1, le=120)
    sign: str = Field(default="0", alias="with", min_length=1, max_length=1)
    side: Literal["left", "right"] = "left"


def _expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


Year = Annotated[str, Field(pattern=r"^[12][0-9]{3}$")]
_MONTH_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
Pattern = Annotated[str, BeforeValidator(_expression)]


class Source(Strict):
    """Where one value of a row comes from, and what is done to it, in this order:

    column (or constant) → take → normalise → translate → when_empty → pad.
    """

    column: str | None = Field(default=None, description="name of the column as the file spells it")
    constant: str | None = Field(default=None, description="the same value for every row")
    take: Pattern | None = Field(default=None, description="regular expression; its first group is the value")
    normalise: tuple[Normalisation, ...] = Field(default=(), description="applied in the order given")
    translate: dict[str, str] = Field(default={}, description="words of the file → words of Baton")
    when_empty: str | None = Field(default=None, description="the value where the cell is empty")
    pad: Padding | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.column is None) == (self.constant is None):
            raise ValueError("name a `column` or a `constant`, exactly one of them")
        if self.take is not None and re.compile(self.take).groups != 1:
            raise ValueError(f"`take: {self.take}` needs exactly one group in parentheses: the part to take")
        return self


def _short_form(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


Value = Annotated[
    Source,
    BeforeValidator(_short_form, json_schema_input_type=str | Source),
]


class Numbers(Strict):
    """How the file writes amounts. `unit: "10000"` reads a file in 万元."""

    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    leave_out: tuple[str, ...] = Field(default=(), description="signs to ignore, such as £, ¥ or 元")
    negative: Literal["minus", "trailing_minus", "parentheses"] = "minus"
    inverted: bool = Field(default=False, description="true where payments are negative")
    unit: Annotated[str, Field(pattern=r"^[1-9][0-9]*$")] = "1"

    @model_validator(mode="after")
    def _different_signs(self) -> Self:
        if self.decimal == self.thousands:
            raise ValueError(f"`{self.decimal}` cannot be both the decimal and the thousands sign")
        return self


class Condition(Strict):
    """True for a row whose cell in `column` is one of `values`, or matches the expression `matches`."""

    column: str
    values: frozenset[str] = frozenset()
    matches: Pattern | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.values and self.matches is None:
            raise ValueError("give `values` (a list) or `matches` (a regular expression)")
        return self


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
    """A fund that the budget rows are allocated from; its amount is the sum of its allocations."""

    code: str = Field(pattern=_CODE)
    labels: Labels
    trace_tag: str
    purpose: Purpose = "other"


class DeclaredFeed(Strict):
    """A source of data that the rows name. Where nothing arrives for `rhythm_days`, its lights turn stale."""

    code: str = Field(pattern=_CODE)
    labels: Labels
    rhythm_days: int | None = Field(default=None, ge=1, le=366, description="none: it never counts as silent")


class CsvFile(Strict):
    encoding: str = Field(default="utf-8", description="utf-8 (with or without a mark), gb18030, utf-16 …")
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    skip_lines: int = Field(default=0, ge=0, description="lines above the line with the column names")
    dates: tuple[str, ...] = Field(default=("%Y-%m-%d",), description="strptime formats; one meaning must fit")
    numbers: Numbers = Numbers()
    ignore_rows: tuple[Condition, ...] = Field(default=(), description="rows that are no data: totals")
    region: RegionFacts | None = None

    columns: Strict

    def columns_named(self) -> set[str]:
        """Every column of the file that this mapping reads."""
        sources = {value.column for _, value in self.columns if isinstance(value, Source) and value.column}
        return sources | {condition.column for condition in self.conditions()}

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


class BudgetMapping(CsvFile):
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


class PaymentsMapping(CsvFile):
    """A file of payments; `rows_are: lines` joins rows with the same external_ref into one payment."""

    kind: Literal["payments"]
    columns: PaymentColumns
    rows_are: Literal["payments", "lines"] = "payments"
    natural_payees: tuple[Condition, ...] = Field(
        default=(), description="rows whose payee is a person: only a pseudonym travels in events"
    )

    def conditions(self) -> tuple[Condition, ...]:
        return self.ignore_rows + self.natural_payees


class AssesseeColumns(Strict):
    code: Value
    category: Value
    label_zh: Value
    label_en: Value | None = Field(default=None, description="default: the Chinese label")
    parent: Value | None = None


class AssesseesMapping(CsvFile):
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
