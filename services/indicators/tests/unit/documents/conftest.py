"""Schemes for documents: one rich sample that a person wrote, and any that the models allow."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.documents.registers.grid import address, load
from indicators.documents.workbook import writing

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[4]

SCHEMA = SchemeContent.model_json_schema()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@cache
def _reference(name: str) -> SearchStrategy[Any]:
    return st.deferred(lambda: _value(SCHEMA["$defs"][name]))


def _value(schema: dict[str, Any]) -> SearchStrategy[Any]:
    if "$ref" in schema:
        return _reference(schema["$ref"].rsplit("/", 1)[-1])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if either := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of(*(_value(inner) for inner in either))
    match schema["type"]:
        case "null":
            return st.none()
        case "object":
            return _fields(schema, [name for name in schema["properties"] if name not in schema.get("required", ())])
        case "array":
            least = schema.get("minItems", 0)
            return st.lists(_value(schema["items"]), min_size=least, max_size=max(2, least))
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum", 0), schema.get("maximum", 1000))
    if schema.get("format") == "date":
        return st.dates().map(lambda day: day.isoformat())
    return st.from_regex(schema["pattern"].replace("$", r"\Z")) if "pattern" in schema else TEXTS


def _fields(schema: dict[str, Any], optional: list[str]) -> SearchStrategy[dict[str, Any]]:
    properties = {name: _value(inner) for name, inner in schema["properties"].items()}
    tag = [name for name in ("kind",) if "const" in schema["properties"].get(name, {})]
    needed = {name: properties[name] for name in [*schema.get("required", ()), *tag]}
    return st.fixed_dictionaries(needed, optional={name: properties[name] for name in optional if name not in needed})


@pytest.fixture(scope="session")
def contents() -> SearchStrategy[SchemeContent]:
    """Any scheme that the models allow, valid as a scheme or not: a few of its lists at a time."""
    optional = [name for name in SCHEMA["properties"] if name not in SCHEMA["required"]]
    some = st.lists(st.sampled_from(optional), min_size=1, max_size=3, unique=True)
    return some.flatmap(lambda names: _fields(SCHEMA, names)).map(SchemeContent.model_validate)


@pytest.fixture(scope="session")
def towns_text() -> str:
    return (HERE / "towns.yaml").read_text(encoding="utf-8")


@pytest.fixture
def with_changes(towns_text: str) -> Callable[..., str]:
    """The sample with texts replaced, each once."""

    def changed(*changes: tuple[str, str]) -> str:
        text = towns_text
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        return text

    return changed


Cells = dict[tuple[str, str], Any]
"""(Sheet, address) → what somebody typed there."""


@pytest.fixture
def retyped(tmp_path: Path) -> Callable[..., Path]:
    """A workbook as another program saves it, with cells typed over; None empties one. `without` names sheets that
    somebody deleted. A hidden sheet in which somebody types is unhidden before, unless it is `still_hidden`."""

    def saved(
        source: Path, typed: Cells | None = None, without: Iterable[str] = (), still_hidden: Iterable[str] = ()
    ) -> Path:
        target = tmp_path / f"retyped-{source.name}"
        book = xlsxwriter.Workbook(str(target))
        day, percent = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.0%"})
        wanted = {place: value for place, value in (typed or {}).items() if place[0] not in without}
        kept = [(grid, hidden) for hidden in (False, True) for grid in load(source, hidden=hidden)]
        for grid, hidden in kept:
            if grid.name in without:
                continue
            sheet = book.add_worksheet(grid.name)
            if hidden and (grid.name in still_hidden or all(name != grid.name for name, _ in wanted)):
                sheet.hide()
            for at, row in enumerate(grid.rows):
                for number, cell in enumerate(row):
                    if (grid.name, address(at, number)) not in wanted and not cell.is_empty:
                        sheet.write_string(at, number, str(cell.value))
            for (name, place), value in wanted.items():
                if name == grid.name:
                    _type(sheet, place, value, day, percent)
        assert {name for name, _ in wanted} <= set(book.sheetnames)
        book.close()
        return target

    return saved


def _type(sheet: Any, at: str, value: Any, day: Any, percent: Any) -> None:
    match value:
        case None:
            pass
        case bool():
            sheet.write_boolean(at, value)
        case ("percent", number):
            sheet.write_number(at, number, percent)
        case ("failed", error):
            sheet.write_formula(at, "=1/0", None, error)
        case ("merged", last, text):
            sheet.merge_range(f"{at}:{last}", text)
        case ("uncomputed", formula):
            sheet.write_formula(at, formula, None, "")
        case float() | int():
            sheet.write_number(at, value)
        case date():
            sheet.write_datetime(at, value, day)
        case _:
            sheet.write_string(at, value)


@pytest.fixture
def towns(towns_text: str) -> SchemeContent:
    return pack.loads(towns_text)


@pytest.fixture
def book(towns: SchemeContent, tmp_path: Path) -> Path:
    writing.write(towns, tmp_path / "towns.xlsx")
    return tmp_path / "towns.xlsx"


@pytest.fixture
def at(book: Path) -> Callable[[str, str, str], tuple[str, str]]:
    """The cell of a sheet in the row of a key and below a header: `at("指标库", "jobs", "维度")`."""
    grids = {grid.name: grid for hidden in (False, True) for grid in load(book, hidden=hidden)}

    def found(sheet: str, key: str, header: str) -> tuple[str, str]:
        grid = grids[sheet]
        column = 1 if sheet == "方案" else [str(cell.value).replace("\n", "") for cell in grid.rows[1]].index(header)
        row = next(at for at, row in enumerate(grid.rows) if at > 1 and any(is_(cell.value, key) for cell in row))
        return sheet, address(row, column)

    def is_(value: Any, key: str) -> bool:
        return value == key or str(value).endswith(f"（{key}）")

    return found


@pytest.fixture
def free() -> Callable[[Path, str], int]:
    """The number of the first empty row below the items of a sheet, from 1."""

    def row(path: Path, sheet: str) -> int:
        return (
            len(next(one for hidden in (False, True) for one in load(path, hidden=hidden) if one.name == sheet).rows)
            + 1
        )

    return row
