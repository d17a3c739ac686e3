"""The register of assessees as a table: read as ministries write it, told as changes, and back without loss."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import Labels
from indicators.documents.registers import assessee_changes, assessees, grid
from indicators.documents.registers.assessees import Registered

Draw = Callable[..., Path]
AT = datetime(2026, 1, 5, tzinfo=UTC)
UPPER = ["序号", "考核对象", None, "对象类型", "分类", "归类标准", "上级单位", "责任科室", "生效日期"]
LOWER = [None, "编码", "名称", None, None, None, None, None, None]
MERGED = [(1, 1, 1, 2, "考核对象"), *((1, column, 2, column, UPPER[column]) for column in (0, 3, 4, 5, 6, 7, 8))]


@pytest.fixture
def read(draw: Draw) -> Callable[..., assessees.Register]:
    """Reads rows below a title and a header of two merged rows."""

    def found(*rows: list[Any], merged: list[Any] | None = None) -> assessees.Register:
        path = draw({"登记表": [["考核对象登记表"], UPPER, LOWER, *rows]}, merged=[*MERGED, *(merged or [])])
        return assessees.read(grid.load(path))

    return found


def told(found: assessees.Register) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in found.refused]


def unit(code: str, **more: Any) -> Registered:
    return Registered(**{"code": code, "labels": Labels(zh=code, en=code), "category": "organs", **more})


class TestReading:
    def test_a_table_with_merged_headers_is_read(self, read: Callable[..., assessees.Register]) -> None:
        found = read(
            ["1", "bureau", "市监局", "单位", "organs", "机关", None, "办公室", None],
            ["2", "Ｏ－１", " 一科 ", "部门", "organs", None, "市监局", None, "2026年3月1日"],
            ["合计", None, None, None, None, None, None, None, None],
        )
        assert told(found) == []
        office = Labels(zh="办公室", en="办公室")
        bureau, first = found.rows
        assert (bureau.labels.zh, bureau.criterion, bureau.responsible) == ("市监局", "机关", office)
        assert (first.code, first.kind, first.parent, first.since) == ("O-1", "department", "bureau", date(2026, 3, 1))

    def test_a_cell_merged_over_rows_says_the_same_of_each(self, read: Callable[..., assessees.Register]) -> None:
        found = read(
            [1, "a", "甲", None, "organs"], [2, "b", "乙", None, None], [3, "c", "丙", None, "同上"],
            merged=[(3, 4, 4, 4, "organs")],
        )  # fmt: skip
        assert [one.category for one in found.rows] == ["organs"] * 3

    def test_every_refused_cell_of_a_file_is_named_at_once(self, read: Callable[..., assessees.Register]) -> None:
        found = read(
            [1, 7, "甲", None, "organs"],
            [2, "b", None, "机构", "organs"],
            [3, "c", "丙", None, "organs", None, "某局", None, "去年"],
            [4, "d", "丁", None, "organs"], [5, "d", "戊", None, "organs"],
        )  # fmt: skip
        assert told(found) == [
            ("B4", "code_is_a_number"), ("C5", "empty"), ("D5", "unknown_word"), ("I6", "not_a_day"),
            ("G6", "parent_name_unknown"), ("B8", "duplicate_code"),
        ]  # fmt: skip
        assert [one.code for one in found.rows] == ["d"]

    def test_who_would_stand_above_himself_is_refused(self, read: Callable[..., assessees.Register]) -> None:
        found = read([1, "a", "甲", None, "organs", None, "乙"], [2, "b", "乙", None, "organs", None, "甲"])
        assert told(found) == [("G4", "parents_in_circle")]

    def test_a_hidden_column_that_nobody_knows_is_told(self, draw: Draw) -> None:
        found = assessees.read(grid.load(draw({"表": [["编码", "名称", "分类", "电话"], ["a", "甲", "organs", "1"]]})))
        assert [(one.cell, one.text, one.why) for one in found.left_out] == [("D1", "电话", "column")]


class TestChanges:
    def test_what_is_registered_already_is_no_change(self) -> None:
        found = assessee_changes.of([unit("a")], {"a": unit("a", since=date(2025, 1, 1))})
        assert (found.new, found.amended, found.unchanged, found.refused) == ((), (), 1, ())

    def test_units_above_are_registered_before_units_below(self) -> None:
        found = assessee_changes.of([unit("c", parent="b"), unit("b", parent="a"), unit("a")], {})
        assert [one.code for one in found.new] == ["a", "b", "c"]

    def test_a_move_needs_the_day_from_which_it_holds(self) -> None:
        moved = unit("a", category="towns")
        found = assessee_changes.of([moved], {"a": unit("a")})
        assert [one.code for one in found.refused] == ["change_without_day"]
        dated = unit("a", category="towns", since=date(2026, 3, 1))
        (amended,) = assessee_changes.of([dated], {"a": unit("a")}).amended
        assert amended.changes == {"category": "towns"}

    def test_a_change_is_not_dated_before_the_version_in_force(self) -> None:
        before = unit("a", since=date(2026, 3, 1))
        found = assessee_changes.of([unit("a", category="towns", since=date(2026, 2, 1))], {"a": before})
        assert [one.code for one in found.refused] == ["change_too_early"]

    def test_what_a_table_has_no_column_for_stays_as_it_is(self, draw: Draw) -> None:
        read = assessees.read(grid.load(draw({"表": [["编码", "名称", "分类"], ["a", "甲", "organs"]]}))).rows
        before = unit(
            "a", labels=Labels(zh="甲", en="A"), kind="school", criterion="机关", parent="b",
            responsible=Labels(zh="办公室", en="Office"),
        )  # fmt: skip
        found = assessee_changes.of(read, {"a": before, "b": unit("b")})
        assert (found.amended, found.unchanged, found.refused) == ((), 1, ())

    def test_a_column_that_is_empty_removes_what_stood_there(self, draw: Draw) -> None:
        rows = [["编码", "名称", "分类", "归类标准", "起始日期"], ["a", "甲", "organs", None, "2026-03-01"]]
        read = assessees.read(grid.load(draw({"表": rows}))).rows
        (amended,) = assessee_changes.of(
            read, {"a": unit("a", labels=Labels(zh="甲", en="A"), criterion="机关")}
        ).amended
        assert amended.changes == {"criterion": None}

    def test_who_hangs_on_a_refused_row_is_refused_too(self) -> None:
        found = assessee_changes.of([unit("b", parent="a"), unit("c", parent="b"), unit("d")], {})
        assert [one.value for one in found.refused] == ["b", "c"]
        assert [one.code for one in found.new] == ["d"]

    def test_a_circle_with_what_is_registered_is_refused(self) -> None:
        found = assessee_changes.of(
            [unit("a", parent="b", since=date(2026, 1, 1))], {"a": unit("a"), "b": unit("b", parent="a")}
        )
        assert [one.code for one in found.refused] == ["parents_in_circle"]


NAME = (
    st.text("市监局办公室甲乙 ABC", min_size=1, max_size=12).map(str.strip).filter(lambda text: text not in ("", "无"))
)


@st.composite
def registers(draw: st.DrawFn) -> list[Registered]:
    codes = draw(st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True), unique=True, max_size=8))
    labels = st.builds(Labels, zh=NAME, en=NAME)
    return [
        Registered(
            code=code,
            labels=draw(labels),
            category=draw(st.sampled_from(["organs", "towns"])),
            kind=draw(st.sampled_from(["organisation", "department", "post", "person", "school", "project"])),
            criterion=draw(st.none() | NAME),
            parent=draw(st.none() | st.sampled_from(codes[:index])) if index else None,
            responsible=draw(st.none() | labels),
            since=draw(st.none() | st.dates(date(2000, 1, 1), date(2090, 1, 1))),
        )
        for index, code in enumerate(codes)
    ]


class TestRoundTrip:
    @given(registers(), st.sampled_from(["zh", "en"]))
    def test_what_is_exported_and_imported_again_changes_nothing(
        self, tmp_path_factory: pytest.TempPathFactory, register: list[Registered], language: Any
    ) -> None:
        path = tmp_path_factory.mktemp("register") / "register.xlsx"
        path.write_bytes(assessees.write(register, title="登记表", made_at=AT, language=language))
        found = assessees.read(grid.load(path))
        if register:
            assert found.refused == ()
        assert list(found.rows) == register
        changes = assessee_changes.of(found.rows, {one.code: one for one in register})
        assert (changes.new, changes.amended, changes.refused) == ((), (), ())
