"""Whatever stands in a table: it is read or refused by name, and nothing else ever happens."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.cascades import CascadeContent
from contracts.scheme.content import SchemeContent
from indicators.documents.registers import assessee_changes, assessees, formats, sheet_targets, sheets, targets
from indicators.documents.registers.columns import Column
from indicators.documents.registers.grid import Cell, Grid
from indicators.documents.registers.refused import LeftOut, RefusedCell
from indicators.documents.registers.sheet_columns import GOALS, INDICATORS
from indicators.documents.registers.target_columns import COLUMNS as TARGETS

Json = dict[str, Any]
WORDS = [
    "", " ", "-", "无", "同上", "合计", "备注：x", "jobs", "gdp", "a-1", "office-a", "全部",
    "２６，０００", "7%", "2026", "2026年3月", "1e9999", "9" * 400, "万元", "%", "元",
    "单位", "编码", "指标编码", "目标", "版本", "1（草案）", "①", "\u200b", "\x00", "文" * 600,
]  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=6),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.just(time(8)),
    st.just(timedelta(days=1)),
).map(Cell) | st.builds(Cell, st.just(""), st.sampled_from([None, "#DIV/0!"]), st.booleans())


def tables(*columns: Column) -> st.SearchStrategy[list[tuple[Cell, ...]]]:
    """Rows of anything below a header that names some of these columns."""
    names = st.lists(st.sampled_from([f"{one.group_zh}{one.zh}" for one in columns]), min_size=2, max_size=9)
    row = st.lists(CELLS, max_size=9).map(tuple)
    above = st.lists(row, max_size=3)
    header = names.map(lambda found: tuple(Cell(name) for name in found))
    return st.builds(lambda top, head, below: [*top, head, *below], above, header, st.lists(row, max_size=6))


def check(refused: tuple[RefusedCell, ...], left_out: tuple[LeftOut, ...], grid: Grid) -> None:
    for one in refused:
        assert one.sheet == grid.name
        assert one.line >= 1
        assert one.text("zh")
        assert one.text("en")
        json.dumps(one.as_json(), allow_nan=False)
    for left in left_out:
        json.dumps(left.as_json(), allow_nan=False)


@pytest.fixture(scope="module")
def scheme(make_scheme: Callable[..., SchemeContent]) -> SchemeContent:
    return make_scheme()


@pytest.fixture(scope="module")
def cascade(cascade_json: Callable[..., Json]) -> CascadeContent:
    return CascadeContent.model_validate(cascade_json())


@given(tables(*assessees.COLUMNS))
@settings(max_examples=300)
def test_as_a_register(rows: list[tuple[Cell, ...]]) -> None:
    grid = Grid("表", tuple(rows))
    found = assessees.read([grid])
    check(found.refused, found.left_out, grid)
    check(assessee_changes.of(found.rows, {}).refused, (), grid)


@given(tables(*TARGETS))
@settings(max_examples=300)
def test_as_targets_of_a_scheme(scheme: SchemeContent, rows: list[tuple[Cell, ...]]) -> None:
    grid = Grid("表", tuple(rows))
    found = targets.read([grid], scheme)
    check(found.refused, found.left_out, grid)
    SchemeContent.model_validate(found.content.model_dump(mode="json"))


@given(tables(*GOALS, *INDICATORS))
@settings(max_examples=300)
def test_as_a_sheet(cascade: CascadeContent, rows: list[tuple[Cell, ...]]) -> None:
    grid = Grid("表", ((Cell("编码"), Cell("a-1")), *rows))
    found = sheets.read([grid], cascade)
    check(found.refused, found.left_out, grid)
    CascadeContent.model_validate(found.content.model_dump(mode="json"))


@given(tables(*sheet_targets.COLUMNS))
def test_as_targets_of_sheets(cascade: CascadeContent, rows: list[tuple[Cell, ...]]) -> None:
    grid = Grid("表", tuple(rows))
    found = sheet_targets.read([grid], cascade)
    check(found.refused, found.left_out, grid)
    CascadeContent.model_validate(found.content.model_dump(mode="json"))


@pytest.mark.parametrize(
    "value",
    [date(1, 1, 1), datetime.fromisoformat("9999-12-31T23:59:59"), float("inf"), float("nan"), -0.0, 1e300, 5e-324],
)
def test_odd_values_are_shown_in_a_report(value: Any) -> None:
    assert Cell(value).shown
    assert Cell(value, format=formats.read("0%")).shown
