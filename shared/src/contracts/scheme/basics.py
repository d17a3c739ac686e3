"""What all parts of a scheme are made of. Every field's title is the word that officials read and may write."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.envelope import SchemeLabels
from contracts.indicators import Frozen, Operator
from contracts.money import Number

CODE_PATTERN = r"^[a-z0-9][a-z0-9-]{0,79}$"
MEMBER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"
MONTH_DAY_PATTERN = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
PERIOD_PATTERN = r"^[0-9]{4}(-(Q[1-4]|H[12]|(0[1-9]|1[0-2])))?$"
PART_OF_YEAR_PATTERN = r"^(Q[1-4]|H[12]|0[1-9]|1[0-2])$"

Code = Annotated[str, Field(pattern=CODE_PATTERN)]
"""A code of something in the scheme: small letters, digits, hyphens."""

MemberCode = Annotated[str, Field(pattern=MEMBER_PATTERN)]
"""The code of an assessee."""

MonthDay = Annotated[str, Field(pattern=MONTH_DAY_PATTERN)]
Period = Annotated[str, Field(pattern=PERIOD_PATTERN, examples=["2026", "2026-Q1", "2026-H1", "2026-03"])]
PartOfYear = Annotated[str, Field(pattern=PART_OF_YEAR_PATTERN, examples=["Q1", "H1", "03"])]
Sentence = Annotated[str, Field(min_length=1, max_length=2000)]

AssesseeKind = Literal["organisation", "department", "post", "person", "school", "project"]
Rhythm = Literal["live", "day", "month", "quarter", "half_year", "year", "once"]
Role = Literal[
    "assessment_office",
    "finance",
    "unit_head",
    "unit_clerk",
    "person",
    "leader_in_charge",
    "inspector",
    "third_party",
    "organisation_personnel",
    "process_supervisor",
    "congress",
    "auditor",
]


Waits = Literal["time_limit", "pay_freeze", "rectification_hold"]
"""What may bind one payment: it must go out in time, pay is frozen, a rectification holds it."""


class Bound(Frozen):
    """A limit with its operator, so that "below 15 %" and "at most 15 %" are two things."""

    operator: Operator = Field(title="比较")
    value: Number = Field(title="数值")


class RankBound(Frozen):
    """A limit of ranks: 1 is the best, so that `<=` 30 is the first thirty. Its words are those of ranks."""

    operator: Operator = Field(title="比较")
    value: Number = Field(title="数值")


class LegalBasis(Frozen):
    """The rule that a value rests on."""

    title: Sentence = Field(title="文件")
    article: str | None = Field(default=None, title="条款", max_length=200)
    day: date | None = Field(default=None, title="日期")


class Named(Frozen):
    """A code with what officials call it."""

    code: Code = Field(title="编码")
    labels: SchemeLabels = Field(title="名称")


class Assumption(Frozen):
    """One value that no published text gives, and why it was chosen. `at` is its path, as findings name it."""

    at: Sentence = Field(title="位置")
    why: SchemeLabels = Field(title="理由")


class Ground(Frozen):
    """One value that a published text does give, and which text that is. `at` is its path, as findings name it.

    It is needed where the value is what nobody needs to write: that it stands by a rule, and not by default.
    """

    at: Sentence = Field(title="位置")
    source: Sentence = Field(title="出处")


class Option(Named):
    """One way to read a text."""


class Reading(Named):
    """A text that leaves two readings open: which one this scheme takes. Another reading is another version.

    `decides` is empty where no field of a scheme holds what is read, such as whose result a gate asks for: scoring
    then takes the chosen option as its parameter.
    """

    question: SchemeLabels = Field(title="疑问")
    options: Annotated[tuple[Option, ...], Field(min_length=2)] = Field(title="可选解读")
    chosen: Code = Field(title="采用")
    decides: Sentence | None = Field(
        default=None, title="落实位置", description="path of the value of this scheme that the reading decides"
    )
    why: SchemeLabels = Field(title="理由")


class Note(Named):
    """An outcome or a fact that is no rule: told, with its year and source, and computed with by nobody."""

    text: SchemeLabels = Field(title="内容")
    figure: Number | None = Field(default=None, title="数据")
    unit: str | None = Field(default=None, title="单位", max_length=40)
    year: int | None = Field(default=None, title="年份", ge=1900, le=2999)
    source: Sentence = Field(title="出处")
