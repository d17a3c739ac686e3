"""What is wrong in a workbook is told at once, each at its sheet and cell, with what mends it in both languages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.documents.problems import PackRefused, Problem
from indicators.documents.registers.grid import EMPTY, Grid, address, load
from indicators.documents.workbook import reading
from indicators.documents.workbook.layout import tables

ANY = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))

Retyped = Callable[..., Path]
At = Callable[[str, str, str], tuple[str, str]]
Free = Callable[[Path, str], int]


def refused(path: Path) -> list[Problem]:
    with pytest.raises(PackRefused) as told:
        reading.read(path)
    for problem in told.value.problems:
        assert problem.as_value()["texts"]["zh"]
        assert problem.as_value()["mend"]["en"]
        assert problem.sheet
    return told.value.problems


def cells(problems: list[Problem]) -> list[tuple[str | None, str | None, str]]:
    return [(problem.sheet, problem.cell, problem.code) for problem in problems]


class TestRefusals:
    def test_every_wrong_cell_is_told_at_once_with_sheet_cell_and_value(
        self, book: Path, at: At, retyped: Retyped
    ) -> None:
        typed = {
            at("方案", "总分", ""): "一千五",
            at("考核对象", "town-01", "计数人数"): -1.0,
            at("考核对象", "town-02", "名称"): None,
            at("指标库", "jobs", "指标类型"): "通用",
            at("指标库", "jobs", "可分期"): "对",
            at("指标库", "cases", "编码"): "Cases！",
            at("指标库·目标", "cases", "目标值"): ("percent", 0.85),
            at("部分·共性指标", "cases", "权重"): ("failed", "#DIV/0!"),
            at("等次", "excellent", "下界数值"): "85%",
        }
        problems = refused(retyped(book, typed))
        expected = [
            ("shape_number", "total"), ("shape_range", "members[town-01].counted"),
            ("shape_missing", "members[town-02].labels.zh"), ("shape_word_unknown", "indicators[jobs].kind"),
            ("shape_truth", "indicators[jobs].schedulable"), ("shape_pattern", "indicators[Cases！].code"),
            ("cell_percent", "indicators.targets.value"),
            ("cell_formula_failed", "parts[common].entries[cases].weight"),
            ("cell_percent", "grades[excellent].lower.value"),
        ]  # fmt: skip
        assert [(problem.code, problem.at) for problem in problems] == expected
        assert {(problem.sheet, problem.cell) for problem in problems} == set(typed)
        assert problems[0].as_value()["values"]["given"] == "一千五"
        assert problems[3].place == "指标库[jobs].指标类型"
        assert "共性、个性" in problems[3].mend.zh
        assert problems[6].values["given"] == "85%"

    @pytest.mark.parametrize(
        ("header", "typed", "code"),
        [
            ("计数人数", 1e15, "cell_digits_lost"),
            ("计数人数", 1.5, "shape_whole"),
            ("计数人数", True, "cell_is_a_truth"),
            ("计数人数", date(2026, 1, 3), "cell_is_a_day"),
            ("计数人数", "八十六", "shape_whole"),
            ("编码", 12.0, "cell_code_is_a_number"),
            ("起始日期", 46053.0, "shape_day"),
            ("起始日期", "2026-02-30", "shape_day"),
            ("归类标准", date(2026, 1, 3), "cell_is_a_day"),
            ("选取指标", "trade、Trade!", "cell_name_unknown"),
            ("对象类型", 3.0, "shape_word_unknown"),
        ],
    )
    def test_a_cell_of_another_kind_is_refused_as_what_it_is(
        self, book: Path, at: At, retyped: Retyped, header: str, typed: Any, code: str
    ) -> None:
        place = at("考核对象", "town-01", header)
        assert cells(refused(retyped(book, {place: typed}))) == [(*place, code)]

    def test_a_formula_that_nobody_computed_is_no_empty_cell(self, book: Path, at: At, retyped: Retyped) -> None:
        bound, note = at("等次", "excellent", "下界数值"), ("维度", "H9")
        typed = {bound: ("uncomputed", "=80+5"), note: ("uncomputed", "=1")}
        problems = refused(retyped(book, typed))
        assert cells(problems) == [(*note, "cell_no_header"), (*bound, "cell_formula_uncomputed")]
        assert "=80+5" in problems[1].texts.zh

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            (("failed", "#REF!"), "cell_formula_failed"),
            (("failed", "#N/A"), "cell_formula_failed"),
            (("uncomputed", "=B3"), "cell_formula_uncomputed"),
        ],
    )
    @pytest.mark.parametrize(
        "place",
        [("考核对象", "town-01", "选取指标"), ("战略目标", "jobs-first", "衡量指标"), ("方案", "周期安排监测频率", "")],
    )
    def test_a_formula_without_a_value_is_no_empty_list(
        self, book: Path, at: At, retyped: Retyped, place: tuple[str, str, str], typed: Any, code: str
    ) -> None:
        cell = at(*place)
        assert cells(refused(retyped(book, {cell: typed}))) == [(*cell, code)]

    def test_of_a_long_wrong_word_the_beginning_is_told(self, book: Path, at: At, retyped: Retyped) -> None:
        place = at("指标库", "jobs", "方向")
        (problem,) = refused(retyped(book, {place: "越" * 600}))
        assert (problem.cell, problem.code) == (place[1], "shape_word_unknown")
        assert "越" * 300 not in problem.texts.zh

    def test_a_row_that_belongs_to_nothing_is_told_with_the_codes_that_there_are(
        self, book: Path, retyped: Retyped, free: Free
    ) -> None:
        row = free(book, "指标库·配合单位")
        typed: dict[tuple[str, str], Any] = {
            ("指标库·配合单位", f"{column}{row}"): text for column, text in zip("ABC", ("jbos", "a", "x"), strict=True)
        }
        first, second = refused(retyped(book, typed))
        assert (first.cell, first.code) == (f"A{row}", "cell_owner_unknown")
        assert "城镇新增就业（jobs）、" in first.mend.zh
        assert (second.cell, second.code) == (f"C{row}", "shape_number")
        typed[("指标库·配合单位", f"A{row}")] = None
        assert cells(refused(retyped(book, typed)))[0] == ("指标库·配合单位", f"A{row}", "shape_missing")

    def test_a_code_that_stands_twice_is_told_with_its_first_row(self, book: Path, at: At, retyped: Retyped) -> None:
        problems = refused(retyped(book, {at("等次", "good", "编码"): "excellent"}))
        assert cells(problems) == [(*at("等次", "good", "编码"), "cell_twice")]
        assert problems[0].values["first"] == "A3"

    def test_an_indicator_stands_once_in_a_part_whatever_the_sheet(self, book: Path, retyped: Retyped) -> None:
        typed = {("部分·（其他）", "A3"): "common", ("部分·（其他）", "B3"): "jobs"}
        (problem,) = refused(retyped(book, typed))
        assert cells([problem]) == [("部分·（其他）", "B3", "cell_twice")]
        assert "部分·共性指标!B" in problem.texts.zh

    def test_what_another_way_of_scoring_would_have_is_told(self, book: Path, at: At, retyped: Retyped) -> None:
        problems = refused(retyped(book, {at("部分·共性指标", "cases", "计分方式"): "按目标完成率"}))
        assert {(problem.sheet, problem.code) for problem in problems} == {("指标项·区间", "cell_not_for_kind")}
        place = at("部分·共性指标", "jobs", "计分方式每次分值")
        assert cells(refused(retyped(book, {place: "3"}))) == [(*place, "cell_not_for_kind")]

    def test_a_sheet_that_is_gone_is_told_and_not_what_follows_from_it(self, book: Path, retyped: Retyped) -> None:
        problems = refused(retyped(book, without=["指标库", "部分·共性指标"]))
        assert [(problem.code, problem.sheet) for problem in problems] == [
            ("sheet_missing", "指标库"),
            ("sheet_missing", "部分·共性指标"),
        ]
        assert [problem.code for problem in refused(retyped(book, without=["目录"]))] == ["sheet_missing"]

    def test_a_header_that_is_gone_or_stands_twice_is_told(self, book: Path, retyped: Retyped) -> None:
        assert [(problem.code, problem.sheet) for problem in refused(retyped(book, {("维度", "A2"): None}))] == [
            ("header_missing", "维度")
        ]
        assert cells(refused(retyped(book, {("维度", "J3"): "注", ("维度", "J4"): "注"}))) == [
            ("维度", "J3", "cell_no_header")
        ]
        problems = refused(retyped(book, {("维度", "F2"): "占比", ("维度", "G2"): "主任", ("维度", "H3"): "注"}))
        assert cells(problems) == [
            ("维度", "F2", "header_twice"), ("维度", "G2", "header_unknown"), ("维度", "H3", "cell_no_header")
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("sheet", "place"), [("指标库", "A2"), ("指标库·目标", "A2"), ("维度", "B2"), ("方案", "A4")]
    )
    def test_a_header_that_was_changed_is_one_problem(
        self, book: Path, retyped: Retyped, sheet: str, place: str
    ) -> None:
        grid = next(grid for grid in load(book) if grid.name == sheet)
        header = next(
            cell.shown
            for at, row in enumerate(grid.rows)
            for number, cell in enumerate(row)
            if address(at, number) == place
        )
        (problem,) = refused(retyped(book, {(sheet, place): "另一列"}))
        assert cells([problem]) == [(sheet, place, "header_unknown")]
        assert problem.values["known"] == header

    @pytest.mark.parametrize(
        ("typed", "code"), [(None, "shape_missing"), ("Cases！", "shape_pattern"), ("jobs", "cell_twice")]
    )
    def test_rows_that_meant_an_item_whose_code_is_refused_follow_from_it(
        self, book: Path, at: At, retyped: Retyped, typed: str | None, code: str
    ) -> None:
        place = at("指标库", "cases", "编码")
        assert cells(refused(retyped(book, {place: typed}))) == [(*place, code)]

    def test_a_code_that_was_changed_is_told_at_every_cell_that_still_names_it(
        self, book: Path, at: At, retyped: Retyped
    ) -> None:
        problems = refused(retyped(book, {at("指标库", "jobs", "编码"): "jobs-2"}))
        assert len({(problem.sheet, problem.cell) for problem in problems}) == len(problems) > 3
        assert {problem.code for problem in problems} == {"cell_owner_unknown", "cell_item_unknown", "cell_owner_goes"}
        assert at("部分·共性指标", "jobs", "指标") in {(problem.sheet, problem.cell) for problem in problems}
        assert "城镇新增就业（jobs-2）" in problems[0].mend.zh

    def test_a_code_that_was_changed_leaves_a_list_too_short_and_both_are_told(
        self, book: Path, at: At, retyped: Retyped
    ) -> None:
        key = reading.read(book).readings[0].code
        place = at("解读", key, "编码")
        told = cells(refused(retyped(book, {place: "1e3"})))
        assert ("解读", f"A{place[1][1:]}", "shape_few") in told
        assert {code for sheet, _, code in told if sheet == "解读·可选解读"} == {"cell_owner_unknown"}

    def test_a_refused_code_hides_no_other_slip(self, book: Path, at: At, retyped: Retyped) -> None:
        typed = {at("指标库", "jobs", "编码"): None, at("指标库·目标", "cases", "所属"): "casse"}
        problems = refused(retyped(book, typed))
        assert {problem.values.get("owner") for problem in problems} >= {"casse"}
        assert all("、、" not in problem.mend.zh for problem in problems)

    def test_a_list_without_a_row_that_it_needs_is_told_at_its_sheet(
        self, book: Path, at: At, retyped: Retyped
    ) -> None:
        grid = next(grid for grid in load(book) if grid.name == "法律依据")
        emptied: dict[tuple[str, str], Any] = {
            ("法律依据", address(2, number)): None for number in range(len(grid.rows[1]))
        }
        assert cells(refused(retyped(book, emptied))) == [("法律依据", "A1", "shape_few")]

    def test_a_part_that_is_deleted_takes_its_entries_and_what_belongs_to_them(
        self, book: Path, at: At, retyped: Retyped
    ) -> None:
        grid = next(grid for grid in load(book) if grid.name == "组成部分")
        row = at("组成部分", "common", "编码")[1][1:]
        gone: dict[tuple[str, str], Any] = {
            ("组成部分", address(int(row) - 1, number)): None for number in range(len(grid.rows[1]))
        }
        told = [(problem.sheet, problem.code) for problem in refused(retyped(book, gone))]
        below = {"指标项·分类权重", "指标项·区间"}
        assert {sheet for sheet, code in told if code == "cell_owner_unknown"} == {"部分·共性指标"}
        assert {sheet for sheet, code in told if code == "cell_owner_goes"} == below
        assert {code for _, code in told} == {"cell_owner_unknown", "cell_owner_goes"}

    @pytest.mark.parametrize(("typed", "code"), [(None, "shape_missing"), ("共同指标", "cell_owner_unknown")])
    def test_an_owner_that_is_wrong_is_one_problem_whatever_belongs_to_the_row(
        self, book: Path, at: At, retyped: Retyped, typed: str | None, code: str
    ) -> None:
        for key in ("jobs", "cases"):
            place = at("部分·共性指标", key, "所属")
            assert cells(refused(retyped(book, {place: typed}))) == [(*place, code)]

    def test_the_sheet_of_single_values_that_is_gone_is_one_problem(self, book: Path, retyped: Retyped) -> None:
        assert cells(refused(retyped(book, without=["方案"]))) == [("方案", None, "sheet_missing")]

    def test_what_stands_beside_the_single_values_is_told(self, book: Path, retyped: Retyped) -> None:
        typed = {("方案", "D5"): "请核", ("方案", "B60"): "1500", ("方案", "A61"): "填表人：张三"}
        assert cells(refused(retyped(book, typed))) == [
            ("方案", "D5", "cell_no_header"), ("方案", "B60", "cell_no_field"), ("方案", "A61", "header_unknown"),
        ]  # fmt: skip

    def test_a_row_above_the_headers_is_told_and_a_note_there_is_none(self, book: Path, retyped: Retyped) -> None:
        row = {("维度", "A1"): "culture", ("维度", "B1"): "文化", ("维度", "C1"): "Culture"}
        assert cells(refused(retyped(book, row))) == [("维度", "A1", "row_above_headers")]
        assert reading.read(retyped(book, {("维度", "A1"): "征求意见稿"})).dimensions
        assert reading.read(retyped(book, {("维度", "A1"): ("merged", "C1", "征求意见稿")})).dimensions

    @pytest.mark.parametrize(
        "place", [("指标库", "jobs", "名称"), ("指标库", "jobs", "释义"), ("部分·共性指标", "jobs", "权重")]
    )
    @pytest.mark.parametrize(("down", "right"), [(1, 0), (0, 1), (1, 1)])
    def test_merged_cells_that_say_of_no_cell_what_it_holds_are_told(
        self, book: Path, at: At, retyped: Retyped, place: tuple[str, str, str], down: int, right: int
    ) -> None:
        sheet, cell = at(*place)
        letter, number = cell.rstrip("0123456789"), int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        problems = refused(
            retyped(book, {(sheet, cell): ("merged", f"{chr(ord(letter) + right)}{number + down}", "10")})
        )
        assert (sheet, cell, "cell_merged") in cells(problems)
        assert "已合并" in problems[0].texts.zh or len(problems) > 1

    def test_an_owner_or_a_word_that_is_merged_over_rows_is_that_of_each(self, book: Path, retyped: Retyped) -> None:
        before = reading.read(book)
        count = len(next(grid for grid in load(book) if grid.name == "部分·共性指标").rows)
        merged = {("部分·共性指标", "A3"): ("merged", f"A{count}", "共性指标")}
        assert reading.read(retyped(book, merged)) == before

    def test_the_single_values_are_found_below_a_line_and_beside_a_column(self, book: Path) -> None:
        def moved(grid: Grid) -> Grid:
            rows = tuple((EMPTY, *row) for row in grid.rows)
            return replace(grid, rows=((EMPTY,) * len(rows[0]), *rows)) if grid.name == "方案" else grid

        found = reading.of_sheets([moved(grid) for grid in load(book)], load(book, hidden=True))
        assert found.content == reading.read(book)
        assert found.cell_of("total")[1].startswith("C")

    def test_a_workbook_whose_sheets_are_named_in_full_is_read_as_well(self, book: Path) -> None:
        full = {table.sheet: table.spelled for table in tables() if table.names}

        def renamed(grid: Grid) -> Grid:
            rows = tuple(
                tuple(replace(cell, value=full.get(str(cell.value), cell.value)) for cell in row) for row in grid.rows
            )
            return replace(grid, name=full.get(grid.name, grid.name), rows=rows if grid.name == "目录" else grid.rows)

        found = reading.of_sheets([renamed(grid) for grid in load(book)], load(book, hidden=True))
        assert found.content == reading.read(book)
        assert found.cell_of("special.sources")[0] in ("专项考核.数据来源", "方案")

    def test_what_is_no_workbook_is_told_so(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_text("编码: a", encoding="utf-8")
        with pytest.raises(PackRefused) as told:
            reading.read(tmp_path / "a.xlsx")
        assert [problem.code for problem in told.value.problems] == ["no_workbook"]

    @ANY
    @given(data=st.data())
    def test_no_damage_to_a_workbook_raises_anything_but_a_refusal(
        self, data: st.DataObject, book: Path, retyped: Retyped
    ) -> None:
        grids = load(book)
        anything = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
        words = st.sampled_from(
            ["是", "按次", "jobs", "jobs/1", "common/jobs", "、", "（无）", '"', "A/B", "2026-01-01"]
        )
        typed = {}
        for _ in range(data.draw(st.integers(1, 4))):
            grid: Grid = data.draw(st.sampled_from(grids))
            place = address(data.draw(st.integers(0, len(grid.rows) + 1)), data.draw(st.integers(0, 12)))
            typed[(grid.name, place)] = data.draw(anything | words)
        told: list[Problem] = []
        try:
            reading.read(retyped(book, typed))
        except PackRefused as refusal:
            told = refusal.problems
            if not told:
                raise
        assert all(problem.as_value()["mend"]["zh"] for problem in told)
