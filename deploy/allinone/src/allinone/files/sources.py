"""Where one value of a row comes from: columns, a constant or the row's own content, and what is done to it."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Normalisation = Literal["nfkc", "strip", "single_spaces", "upper", "lower"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Padding(Strict):
    """Makes a code as long as it is elsewhere: `{length: 6}` turns 1234 into 001234."""

    length: int = Field(ge=1, le=120)
    sign: str = Field(default="0", alias="with", min_length=1, max_length=1)
    side: Literal["left", "right"] = "left"


def _expression(pattern: Any) -> Any:
    if isinstance(pattern, str):
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error} · 不是正则表达式") from error
    return pattern


Pattern = Annotated[str, BeforeValidator(_expression)]


class Steps(Strict):
    """What is done to a text, in this order: take → normalise → translate → when_empty → pad."""

    take: Pattern | None = Field(default=None, description="regular expression; its first group is the value")
    normalise: tuple[Normalisation, ...] = Field(default=(), description="applied in the order given")
    translate: dict[str, str] = Field(default={}, description="words of the file → words of Baton")
    when_empty: str | None = Field(default=None, description="the value where the cell is empty")
    pad: Padding | None = None

    @model_validator(mode="after")
    def _one_group(self) -> Self:
        if self.take is not None and re.compile(self.take).groups != 1:
            raise ValueError(
                f"`take: {self.take}` needs exactly one group in parentheses: the part to take · 须恰有一个括号组"
            )
        return self

    @property
    def has_steps(self) -> bool:
        return bool(self.take or self.normalise or self.translate or self.when_empty is not None or self.pad)


def _short_form(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class Part(Steps):
    """One of the columns that a value is made from."""

    column: str = Field(description="name of the column as the file spells it")


PartOrName = Annotated[Part, BeforeValidator(_short_form, json_schema_input_type=str | Part)]


class Source(Steps):
    """Where one value of a row comes from, and what is done to it."""

    column: str | None = Field(default=None, description="name of the column as the file spells it")
    columns: tuple[PartOrName, ...] = Field(default=(), description="several columns make the value, joined in order")
    separator: str | None = Field(default=None, min_length=1, description="stands between the parts of `columns`")
    constant: str | None = Field(default=None, description="the same value for every row")
    from_content: tuple[str, ...] = Field(
        default=(),
        description="for a reference that the file lacks: it follows from these columns and from how often their "
        "content has stood before, so the same file gives the same references",
    )

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        origins = [bool(self.columns), bool(self.from_content), self.column is not None, self.constant is not None]
        if sum(origins) != 1:
            raise ValueError(
                "name a `column`, `columns`, a `constant` or `from_content`, exactly one of them · 四者恰写其一"
            )
        if bool(self.columns) != (self.separator is not None):
            raise ValueError("`columns` and `separator` go together: {columns: [a, b], separator: -} · 两者须同时写")
        if len(self.columns) == 1:
            raise ValueError("`columns` joins two or more; for one write `column` · 只有一列时写 column")
        if self.from_content and self.has_steps:
            raise ValueError("nothing is done to a reference `from_content`; name its columns only · 只写列名")
        return self

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns of the file that the value is made from."""
        single = (self.column,) if self.column is not None else ()
        return single + tuple(part.column for part in self.columns) + self.from_content

    @property
    def place(self) -> str | None:
        """The columns as a report names them."""
        return " + ".join(self.reads) or None


def _short_source(value: Any) -> Any:
    if isinstance(value, list):
        names = ", ".join(str(one) for one in value)
        raise ValueError(f'several columns make one value so: {{columns: [{names}], separator: "-"}} · 多列须这样合并')
    return _short_form(value)


Value = Annotated[Source, BeforeValidator(_short_source, json_schema_input_type=str | Source)]


class Condition(Strict):
    """True for a row whose cell in `column` is one of `values`, or matches the expression `matches`."""

    column: str
    values: frozenset[str] = frozenset()
    matches: Pattern | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.values and self.matches is None:
            raise ValueError("give `values` (a list) or `matches` (a regular expression) · 须写 values 或 matches")
        return self
