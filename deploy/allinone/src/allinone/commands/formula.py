"""`baton formula`: what a formula yields on the data of a file, without a server (docs/formulas.md)."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from allinone.commands import showing
from allinone.failures import FormulaRefused
from formulas import data as datas
from formulas import evaluation, language, names
from formulas.arithmetic import NoValue
from formulas.data import Data, Value
from formulas.errors import FormulaError, FormulaType

_app = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)


# a formula may begin with a minus: what is no option of this command is the formula
@_app.command(context_settings={"ignore_unknown_options": True})
def formula(
    text: Annotated[str, typer.Argument(metavar="FORMULA", help="The formula, in quotes.")],
    data: Annotated[Path | None, typer.Option("--data", help="A JSON file with the values of its names.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Evaluates a formula: its value, why it has none, or what is wrong with it and where."""
    try:
        value = _evaluated(text, data)
    except FormulaError as refused:
        if as_json:
            told = refused.as_value()
            showing.as_json({"error": told.pop("category"), **told})
        raise FormulaRefused(_line_of(refused)) from refused
    if as_json:
        showing.as_json({"no_value": str(value)} if isinstance(value, NoValue) else {"value": evaluation.plain(value)})
        return
    print(f"no value: {value}" if isinstance(value, NoValue) else evaluation.plain(value))


command = typer.main.get_command(_app)


def _evaluated(text: str, path: Path | None) -> Value:
    read = language.parse(text)
    given = {} if path is None else _object(path)
    return evaluation.evaluate(read, Data.of_json(given, used=names.names(read.tree)))


def _object(path: Path) -> dict[str, Any]:
    """The object in a JSON file. Raises FormulaType where there is none, or a name stands twice in it."""
    try:
        given = json.loads(
            path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once, parse_float=_Unquoted, parse_int=_Unquoted
        )
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FormulaType("data_unreadable", path=path, reason=reason) from error
    if not isinstance(given, dict):
        raise FormulaType("data_misshapen", expected=("an object",), path=path)
    return given


class _Unquoted:
    """A number that is no string: it is refused where a formula asks for it, and never becomes a binary fraction."""

    def __init__(self, _digits: str) -> None: ...


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise FormulaType("names_collide", name=datas.shown(key))
        found[key] = value
    return found


def _line_of(refused: FormulaError) -> str:
    place = "" if refused.line is None else f"line {refused.line}, column {refused.column}: "
    return f"{place}{refused.text('en')} / {refused.text('zh')}"
