"""Why a formula is refused: what kind of error, where, what was expected, said in zh and en."""

from typing import Any, ClassVar, Literal

from formulas import messages
from formulas.tree import Place

Category = Literal["syntax", "type", "limit"]


class FormulaError(Exception):
    """Base of all refusals of this package; nothing else is raised for any text or any data.

    `line` and `column` count from 1 and name the offending place of the formula; None where data is at fault.
    `expected` lists what could stand there, or how it can be written.
    """

    category: ClassVar[Category]

    def __init__(self, code: str, at: Place | None = None, *, expected: tuple[str, ...] = (), **values: Any) -> None:
        self.code = code
        self.line = at.line if at else None
        self.column = at.column if at else None
        self.expected = expected
        self.values = values
        super().__init__(messages.text(code, "en", values, expected))

    def text(self, language: Literal["zh", "en"]) -> str:
        return messages.text(self.code, language, self.values, self.expected)

    def as_value(self) -> dict[str, Any]:
        """As it stands in an answer: with its texts."""
        return {
            "category": self.category,
            "code": self.code,
            "line": self.line,
            "column": self.column,
            "expected": list(self.expected),
            "texts": {"zh": self.text("zh"), "en": self.text("en")},
        }


class FormulaSyntax(FormulaError):
    """The text is no formula."""

    category = "syntax"


class FormulaType(FormulaError):
    """The formula does not fit together, or not with the data."""

    category = "type"


class FormulaLimit(FormulaError):
    """The formula, or a value in it, is larger than the language allows."""

    category = "limit"
