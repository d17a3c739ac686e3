"""An official calls things by their names: each cell that names an item takes its name, its code, or both."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts import canonical
from contracts.scheme.content import SchemeContent
from indicators.documents.problems import PackRefused, Problem
from indicators.documents.registers.grid import Grid, address, load
from indicators.documents.workbook import reading, writing
from indicators.documents.workbook.links import Known

Retyped = Callable[..., Path]
At = Callable[[str, str, str], tuple[str, str]]
Free = Callable[[Path, str], int]


def sha256(content: SchemeContent) -> str:
    return canonical.digests(canonical.form(content)).sha256


def refused(path: Path) -> list[Problem]:
    with pytest.raises(PackRefused) as told:
        reading.read(path)
    return told.value.problems


def shown(book: Path, place: tuple[str, str]) -> str:
    grid = next(grid for grid in load(book) if grid.name == place[0])
    return next(
        cell.shown
        for at, row in enumerate(grid.rows)
        for number, cell in enumerate(row)
        if address(at, number) == place[1]
    )


class TestNames:
    @pytest.mark.parametrize(
        ("sheet", "key", "header", "said"),
        [
            ("部分·共性指标", "jobs", "指标", "城镇新增就业（jobs）"),
            ("部分·共性指标", "jobs", "所属", "共性指标（common）"),
            ("战略目标", "jobs-first", "衡量指标", "城镇新增就业（jobs）"),
            ("指标库", "jobs", "战略目标", "就业优先（jobs-first）"),
        ],
    )
    def test_a_cell_shows_the_name_beside_the_code(
        self, book: Path, at: At, sheet: str, key: str, header: str, said: str
    ) -> None:
        assert shown(book, at(sheet, key, header)) == said

    @pytest.mark.parametrize(
        "typed", ["城镇新增就业", "jobs", " 城镇 新增就业 ", "城镇新增就业(jobs)", "（jobs）", "旧名（jobs）"]
    )
    @pytest.mark.parametrize("place", [("战略目标", "jobs-first", "衡量指标"), ("部分·共性指标", "jobs", "指标")])
    def test_a_name_or_a_code_or_both_mean_the_same(
        self, towns: SchemeContent, book: Path, at: At, retyped: Retyped, typed: str, place: tuple[str, str, str]
    ) -> None:
        assert sha256(reading.read(retyped(book, {at(*place): typed}))) == sha256(towns)

    @pytest.mark.parametrize(
        "typed", ["共性指标/城镇新增就业", "common/城镇新增就业", "共性指标/jobs", "common/jobs", "x（common/jobs）"]
    )
    def test_an_owner_two_lists_deep_is_called_by_any_mixture(
        self, towns: SchemeContent, book: Path, retyped: Retyped, free: Free, typed: str
    ) -> None:
        row = free(book, "指标项·分类权重")
        sheet = "指标项·分类权重"
        added = {(sheet, f"A{row}"): typed, (sheet, f"B{row}"): "工业型", (sheet, f"C{row}"): "7%"}
        entry = reading.read(retyped(book, added)).parts[0].entries[0]
        assert [(one.variant, str(one.weight)) for one in entry.variants][-1:] == [("industrial", "7")]

    def test_a_renamed_item_is_still_meant_by_its_old_name_and_its_code(
        self, book: Path, at: At, retyped: Retyped
    ) -> None:
        read = reading.read(retyped(book, {at("指标库", "jobs", "名称"): "城镇就业"}))
        assert read.indicators[0].labels.zh == "城镇就业"
        assert read.parts[0].entries[0].indicator == "jobs"

    def test_a_name_that_belongs_to_another_code_is_refused_with_both(
        self, towns: SchemeContent, book: Path, at: At, retyped: Retyped
    ) -> None:
        place = at("战略目标", "jobs-first", "衡量指标")
        other = towns.indicators[1]
        (problem,) = refused(retyped(book, {place: f"{other.labels.zh}（jobs）"}))
        assert (problem.sheet, problem.cell, problem.code) == (*place, "cell_name_and_code")
        assert other.code in problem.texts.zh
        assert "jobs" in problem.texts.zh

    def test_a_name_that_two_items_have_is_refused_with_both(
        self, towns: SchemeContent, book: Path, at: At, retyped: Retyped
    ) -> None:
        other = towns.indicators[1]
        place = at("战略目标", "jobs-first", "衡量指标")
        typed = {at("指标库", other.code, "名称"): "城镇新增就业", place: "城镇新增就业"}
        found = [one for one in refused(retyped(book, typed)) if one.code == "cell_name_ambiguous"]
        assert [(one.sheet, one.cell) for one in found] == [place]
        assert f"城镇新增就业（jobs）、城镇新增就业（{other.code}）" in found[0].texts.zh

    def test_a_name_that_nothing_has_is_refused_with_what_there_is(self, book: Path, at: At, retyped: Retyped) -> None:
        place = at("战略目标", "jobs-first", "衡量指标")
        (problem,) = refused(retyped(book, {place: "城乡就业"}))
        assert (problem.sheet, problem.cell, problem.code) == (*place, "cell_name_unknown")
        assert "城镇新增就业（jobs）" in problem.mend.zh

    def test_what_is_written_for_a_code_is_never_read_as_another(self) -> None:
        known = Known()
        for code, names in (("a", ["b"]), ("b", ["a"]), ("c", ["c（a）"]), ("d", []), ("e", ["就业"]), ("f", ["就业"])):
            known.add(code, *names)
        for code, names in known.names.items():
            assert known.read(known.written(code, names[0] if names else None)) == code
        assert known.read(known.written("就业", None)) in (None, "就业")


class TestPercent:
    @pytest.mark.parametrize("typed", ["6%", "６％", "6 %", ("percent", 0.06), 6, "6"])
    def test_a_share_may_be_written_with_its_sign(self, book: Path, at: At, retyped: Retyped, typed: Any) -> None:
        read = reading.read(retyped(book, {at("部分·共性指标", "cases", "权重"): typed}))
        entry = next(entry for entry in read.parts[0].entries if entry.indicator == "cases")
        assert str(entry.weight) == "6"

    @pytest.mark.parametrize("typed", ["96.5%", ("percent", 0.965), "96.5"])
    def test_a_target_in_per_cent_may_be_written_so_too(
        self, towns: SchemeContent, tmp_path: Path, retyped: Retyped, typed: Any
    ) -> None:
        unit = next(one.unit for one in towns.indicators if one.targets and one.unit is not None)
        percent = unit.model_copy(update={"labels": unit.labels.model_copy(update={"zh": "％"})})
        rest = [one if not one.targets else one.model_copy(update={"unit": percent}) for one in towns.indicators]
        writing.write(towns.model_copy(update={"indicators": tuple(rest)}), tmp_path / "percent.xlsx")
        grid = next(grid for grid in load(tmp_path / "percent.xlsx") if grid.name == "指标库·目标")
        column = [cell.value for cell in grid.rows[1]].index("目标值")
        row = next(at for at, line in enumerate(grid.rows) if at > 1 and not line[column].is_empty)
        read = reading.read(retyped(tmp_path / "percent.xlsx", {(grid.name, address(row, column)): typed}))
        assert "96.5" in {str(target.value) for one in read.indicators for target in one.targets}

    @pytest.mark.parametrize("typed", ["96.5%", ("percent", 0.965)])
    def test_where_the_unit_is_another_a_sign_is_refused(
        self, book: Path, at: At, retyped: Retyped, typed: Any
    ) -> None:
        place = at("等次", "excellent", "下界数值")
        (problem,) = refused(retyped(book, {place: typed}))
        assert (problem.sheet, problem.cell, problem.code) == (*place, "cell_percent")
        assert "96.5%" in problem.texts.zh

    def test_how_many_digits_a_number_may_have_is_said_in_words(self, book: Path, at: At, retyped: Retyped) -> None:
        (problem,) = refused(retyped(book, {at("部分·共性指标", "cases", "权重"): "十"}))
        assert "整数部分最多 9 位，小数最多 6 位" in problem.mend.zh
        assert "at most 9 digits before the point and 6 behind it" in problem.mend.en


class TestHiddenSheets:
    def test_a_sheet_that_was_unhidden_and_filled_in_is_read(self, book: Path, retyped: Retyped) -> None:
        typed = {
            ("指标类别", f"{column}3"): text for column, text in zip("ABC", ("pub", "公开", "Public"), strict=True)
        }
        assert [one.code for one in reading.read(retyped(book, typed)).indicator_classes] == ["pub"]

    def test_what_stands_in_a_hidden_sheet_is_told_and_nothing_is_read(self, book: Path, retyped: Retyped) -> None:
        typed = {
            ("指标类别", f"{column}3"): text for column, text in zip("ABC", ("pub", "公开", "Public"), strict=True)
        }
        problems = refused(retyped(book, typed, still_hidden=["指标类别"]))
        assert [(one.code, one.values["sheet"]) for one in problems] == [("sheet_hidden", "指标类别")]
        assert "指标类别" in problems[0].texts.zh

    def test_an_empty_sheet_may_be_missing_and_one_with_rows_may_not(
        self, towns: SchemeContent, book: Path, retyped: Retyped
    ) -> None:
        assert sha256(reading.read(retyped(book, without=["指标类别", "词表"]))) == sha256(towns)
        assert [one.code for one in refused(retyped(book, without=["战略目标"]))] == ["sheet_missing"]

    def test_brackets_of_a_header_may_be_half_width(self, towns: SchemeContent, book: Path, retyped: Retyped) -> None:
        grid = next(grid for grid in load(book) if grid.name == "维度")
        at = next(number for number, cell in enumerate(grid.rows[1]) if "（英文）" in cell.shown)
        typed = {("维度", address(1, at)): grid.rows[1][at].shown.replace("（", "(").replace("）", ")")}
        assert sha256(reading.read(retyped(book, typed))) == sha256(towns)

    def test_the_column_that_is_not_read_says_so(self, book: Path) -> None:
        scheme = next(grid for grid in load(book) if grid.name == "方案")
        assert [cell.shown for cell in scheme.rows[1][:3]] == ["项目", "内容", "填写说明（不导入）"]

    def test_sheets_and_headers_in_full_are_read_too(self, towns: SchemeContent, book: Path) -> None:
        long = {"指标库·目标": "指标库.目标", "部分·共性指标": "部分.共性指标"}
        grids = [Grid(long.get(grid.name, grid.name), grid.rows) for grid in load(book)]
        index = next(grid for grid in grids if grid.name == "目录")
        renamed = [tuple(type(cell)(long.get(str(cell.value), cell.value)) for cell in row) for row in index.rows]
        grids = [Grid("目录", tuple(renamed)) if grid is index else grid for grid in grids]
        assert sha256(reading.of_sheets(grids, []).content) == sha256(towns)


class TestDeletion:
    def test_all_cells_that_name_a_deleted_indicator_are_told_at_once(
        self, towns: SchemeContent, book: Path, retyped: Retyped
    ) -> None:
        """Each cell once; and when all of them are mended nothing is left to be told."""
        indicators = next(grid for grid in load(book) if grid.name == "指标库")
        row = next(at for at, line in enumerate(indicators.rows) if line[0].value == "jobs")
        gone: dict[tuple[str, str], Any] = {
            ("指标库", address(row, number)): None for number in range(len(indicators.rows[row]))
        }
        problems = refused(retyped(book, gone))
        told = {(str(one.sheet), str(one.cell)) for one in problems}
        assert len(told) == len(problems)
        assert {sheet for sheet, _ in told} >= {"指标库·目标", "战略目标", "部分·共性指标"}
        for sheet, cell in told:
            line = int("".join(filter(str.isdigit, cell))) - 1
            grid = next(grid for grid in load(book) if grid.name == sheet)
            if sheet == "战略目标":
                gone[(sheet, cell)] = None
            else:
                gone |= {(sheet, address(line, number)): None for number in range(len(grid.rows[line]))}
        read = reading.read(retyped(book, gone))
        assert "jobs" not in {one.code for one in read.indicators}
        assert "jobs" not in {entry.indicator for part in read.parts for entry in part.entries}

    def test_what_is_left_once_they_are_gone_is_known_already(self, book: Path, retyped: Retyped) -> None:
        indicators = next(grid for grid in load(book) if grid.name == "指标库")
        row = next(at for at, line in enumerate(indicators.rows) if line[0].value == "jobs")
        gone = {("指标库", address(row, number)): None for number in range(len(indicators.rows[row]))}
        with pytest.raises(PackRefused) as told:
            reading.read(retyped(book, gone))
        assert "jobs" not in {one.code for one in told.value.without.content.indicators}
