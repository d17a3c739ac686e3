"""Formulas: one is checked, and the answer says what it means, what it needs and what it yields, or what is wrong."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, field_validator, model_validator

from chassis.door import ActorHere, Door, read_transaction
from chassis.problems import responses
from contracts.envelope import SchemeLabels
from formulas.names import Unreadable, normalised
from formulas.types import Symbol
from indicators.api.texts import Command, SchemeNamed
from indicators.domain import formula_check
from indicators.domain.formula_check import Checked, Dependency, Thing, Vocabulary
from indicators.domain.screening.subject import Kind
from indicators.usecases import formulas

router = APIRouter(route_class=Door, tags=["formulas"])

MOST_CHARACTERS = 20_000
"""A formula has 2,000 at most; a longer text is told so with its place, up to here."""


class SymbolGiven(Command):
    """What a name stands for."""

    unit: str | None = Field(default=None, max_length=80, description="such as 元/人; none: unknown")
    measure: Literal["number", "yes_no"] = "number"
    direction: Literal["higher", "lower"] = "higher"


class CheckFormula(Command):
    """A formula, and where its names come from: at most one of `symbols`, `scheme`, `library`.

    Without any of them every name is taken as a number of unknown unit.
    """

    formula: str = Field(max_length=MOST_CHARACTERS, examples=["ROUND([旅游收入] / [常住人口], 2)"])
    symbols: Annotated[dict[str, SymbolGiven], Field(max_length=1000)] | None = None
    scheme: SchemeNamed | None = None
    library: bool = Field(default=False, description="the library, and the data items of the schemes in force")

    @field_validator("symbols")
    @classmethod
    def names_can_be_written(cls, given: dict[str, SymbolGiven] | None) -> dict[str, SymbolGiven] | None:
        for name in given or ():
            try:
                normalised(name)
            except Unreadable:
                raise ValueError(
                    f"{name[:80]!r} is no name that a formula can have / {name[:80]!r} 不能用作公式中的名称"
                ) from None
        return given

    @model_validator(mode="after")
    def one_source(self) -> "CheckFormula":
        if (self.symbols is not None) + (self.scheme is not None) + self.library > 1:
            raise ValueError(
                "names come from one place: give symbols, or scheme, or library"
                " / 名称只能来自一处：symbols、scheme 或 library"
            )
        return self

    def given(self) -> Vocabulary:
        """What the body itself says about names."""
        if self.symbols is None:
            return formula_check.ANYTHING
        return formula_check.of_symbols(
            {
                name: Symbol(unit=one.unit, truth=one.measure == "yes_no", direction=one.direction)
                for name, one in self.symbols.items()
            }
        )


class ThingOut(BaseModel):
    kind: Kind
    code: str
    labels: SchemeLabels

    @classmethod
    def of(cls, thing: Thing) -> "ThingOut":
        return cls(kind=thing.kind, code=thing.code, labels=thing.labels)


class DependencyOut(BaseModel):
    """A name and how it is used: by itself (`value`), or through PRIOR, YTD, PEER_AVG … `means`: what it names."""

    name: str
    uses: list[str]
    means: list[ThingOut]

    @classmethod
    def of(cls, one: Dependency) -> "DependencyOut":
        return cls(name=one.name, uses=list(one.uses), means=[ThingOut.of(thing) for thing in one.means])


class FormulaErrorOut(BaseModel):
    """Why it is refused, where (both count from 1), and what was expected there."""

    category: Literal["syntax", "type", "limit"]
    code: str
    line: int
    column: int
    expected: list[str]
    texts: dict[Literal["zh", "en"], str]


class FormulaOut(BaseModel):
    """`formula` is its one spelling, `unit` what it yields: null where nothing is known of it, `1` for a plain number.

    Formulas of equal meaning share their normal form. Of a text that is no formula there is the error only.
    """

    ok: bool
    formula: str | None
    wording: dict[Literal["zh", "en"], str] | None
    dependencies: list[DependencyOut]
    normal_form: str | None
    kind: Literal["number", "truth"] | None
    unit: str | None
    error: FormulaErrorOut | None

    @classmethod
    def of(cls, checked: Checked) -> "FormulaOut":
        told: dict[str, Any] = {name: getattr(checked, name) for name in ("formula", "normal_form", "kind", "unit")}
        return cls(
            ok=checked.error is None,
            wording=None if checked.wording is None else dict(checked.wording),
            dependencies=[DependencyOut.of(one) for one in checked.dependencies],
            error=None if checked.error is None else FormulaErrorOut(**checked.error),
            **told,
        )


@router.post("/formulas:check", responses=responses(404))
async def check(command: CheckFormula, request: Request, actor: ActorHere) -> FormulaOut:
    """What a formula says, needs and yields; or what is wrong, where, and what was expected."
    " / 检查公式。"""
    return FormulaOut.of(formula_check.check(command.formula, await _vocabulary(command, request)))


async def _vocabulary(command: CheckFormula, request: Request) -> Vocabulary:
    """Only names of schemes and of the library need the database."""
    if command.scheme is None and not command.library:
        return command.given()
    async with read_transaction(request) as tx:
        if command.scheme is not None:
            return await formulas.of_scheme(tx, command.scheme.code, command.scheme.version)
        return await formulas.of_library(tx)
