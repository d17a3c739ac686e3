"""Targets as tables: read into the scheme whose targets they are, or refused cell by cell."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from contracts import canonical
from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.documents.registers import grid, marked, targets
from indicators.documents.registers.targets import Targets

Draw = Callable[..., Path]
AT = datetime(2026, 1, 5, tzinfo=UTC)
PACKS = sorted((Path(__file__).parents[5] / "schemes").rglob("*.yaml"))
HEADER = ["序号", "指标编码", "指标名称", "计量单位", "考核对象", "考核期", "目标值"]


def _labels(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


@pytest.fixture(scope="module")
def scheme() -> SchemeContent:
    money = {"labels": _labels("元", "yuan"), "measure": "money"}
    share = {"labels": _labels("%", "%"), "measure": "ratio"}
    steps = [{"code": f"class-{step}", "labels": _labels(f"{step}类", f"Class {step}")} for step in ("v", "iv", "iii")]
    water = {"labels": _labels("类", "class"), "measure": "ordinal", "steps": steps}

    def indicator(code: str, zh: str, unit: Any, **more: Any) -> dict[str, Any]:
        return {"code": code, "labels": _labels(zh, code), "kind": "common", "unit": unit, **more}

    return SchemeContent.model_validate(
        {
            "code": "towns",
            "labels": _labels("乡镇考核", "Towns"),
            "category": {"code": "towns", "labels": _labels("乡镇", "Towns"), "kind": "organisation"},
            "legal_basis": [{"title": "考核办法"}],
            "valid_from": "2026-01-01",
            "members": [
                {"code": "t-1", "labels": _labels("东镇", "East")},
                {"code": "t-2", "labels": _labels("西镇", "West")},
            ],
            "indicators": [
                indicator("revenue", "财政收入", money, targets=[{"value": "100000"}]),
                indicator("growth", "增长率", share, targets=[{"value": "6.5", "period": "2026", "member": "t-1"}]),
                indicator("water", "水质", water, targets=[{"step": "class-iv"}]),
                indicator("jobs", "就业", None),
            ],
        }
    )


@pytest.fixture
def read(draw: Draw, scheme: SchemeContent) -> Callable[..., Targets]:
    """Reads rows below a header; `above` stands over it."""

    def found(
        *rows: list[Any], above: list[list[Any]] | None = None, header: list[str] = HEADER, **more: Any
    ) -> Targets:
        path = draw({"目标": [*(above or []), header, *rows]}, **more)
        return targets.read(grid.load(path), scheme)

    return found


def told(found: Targets) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in found.refused]


def values(found: Targets, indicator: str) -> list[dict[str, Any]]:
    (one,) = [one for one in found.content.indicators if one.code == indicator]
    return [target.model_dump(mode="json", exclude_defaults=True) for target in one.targets]


class TestReading:
    def test_ten_thousands_become_yuan_to_the_last_digit(self, read: Callable[..., Targets]) -> None:
        found = read(
            [1, "revenue", "财政收入", None, None, None, "１，２３４.５６７８ "], above=[["目标表"], ["单位：万元"]]
        )
        assert (told(found), values(found, "revenue")) == ([], [{"value": "12345678"}])
        assert found.changed == ("indicators[revenue].targets[0]",)

    @pytest.mark.parametrize("above", ["单位：万元", "（单位：万元）", "金额单位：人民币万元", "单位: 万 元"])
    def test_a_line_above_the_table_names_the_unit(self, read: Callable[..., Targets], above: str) -> None:
        found = read([1, "revenue", None, None, None, None, 12.5], above=[[None, None, above]])
        assert values(found, "revenue") == [{"value": "125000"}]

    def test_an_office_is_no_unit(self, read: Callable[..., Targets]) -> None:
        found = read([1, "revenue", None, None, None, None, 12.5], above=[["单位：市场监督管理局"]])
        assert values(found, "revenue") == [{"value": "12.5"}]

    def test_a_header_of_two_rows_names_the_unit_of_its_column(self, draw: Draw, scheme: SchemeContent) -> None:
        path = draw(
            {"表": [["标题"], [None] * 5, ["编码", "名称", None, "目标值", "下限"], ["revenue", None, None, 10, None]]},
            merged=[(1, 0, 1, 1, "指标"), (1, 2, 2, 2, "考核对象"), (1, 3, 1, 4, "目标（万元）")],
        )  # fmt: skip
        found = targets.read(grid.load(path), scheme)
        assert (told(found), values(found, "revenue")) == ([], [{"value": "100000"}])
        assert found.changed == ()

    def test_the_row_says_more_than_the_line_above(self, read: Callable[..., Targets]) -> None:
        rows = [[1, "growth", None, "%", "东镇", "2026年", "7%"], [2, "revenue", None, "亿元", None, None, "0.5"]]
        found = read(*rows, above=[["单位：万元"]])
        assert (told(found), values(found, "revenue")) == ([], [{"value": "50000000"}])
        assert values(found, "growth") == [{"value": "7", "period": "2026", "member": "t-1"}]

    def test_a_merged_cell_and_the_words_as_above_repeat_what_stands_above(self, read: Callable[..., Targets]) -> None:
        rows = [
            [1, "growth", None, None, "t-1", "2027", "5"], [2, None, None, None, "t-2", "2027", "6"],
            [3, "同上", None, None, "西镇", "2028", "7"],
        ]  # fmt: skip
        found = read(*rows, merged=[(1, 1, 2, 1, "growth")])
        assert told(found) == []
        assert [(one.get("member"), one["period"], one["value"]) for one in values(found, "growth")] == [
            ("t-1", "2026", "6.5"), ("t-1", "2027", "5"), ("t-2", "2027", "6"), ("t-2", "2028", "7"),
        ]  # fmt: skip

    def test_footers_headings_and_blank_rows_are_no_data_and_are_told(self, read: Callable[..., Targets]) -> None:
        rows = [
            ["一、经济发展"] * 7, [1, "revenue", None, None, "全部", None, 5], [None] * 7, [2], HEADER,
            ["合计", None, None, None, None, None, 5], ["备注：以上为年度目标"], ["填表人：王", None, None, "审核人："],
        ]  # fmt: skip
        found = read(*rows)
        assert (told(found), values(found, "revenue")) == ([], [{"value": "5"}])
        assert [(one.cell, one.why) for one in found.left_out] == [
            ("A2", "heading"), ("A6", "heading"), ("A7", "footer"), ("A8", "footer"), ("A9", "footer"),
        ]  # fmt: skip

    def test_a_target_that_no_row_names_stays(self, read: Callable[..., Targets]) -> None:
        found = read([1, "growth", None, None, "西镇", "2026", "5"])
        assert [one["member"] for one in values(found, "growth")] == ["t-1", "t-2"]

    def test_columns_that_are_not_there_leave_their_values(self, draw: Draw, scheme: SchemeContent) -> None:
        found = targets.read(grid.load(draw({"表": [["指标", "目标值"], ["增长率", "８"]]})), scheme)
        assert values(found, "growth") == [{"value": "8", "period": "2026", "member": "t-1"}]

    def test_steps_are_read_by_their_words(self, read: Callable[..., Targets]) -> None:
        found = read(["water", "iii类"], header=["指标编码", "目标等级"])
        assert values(found, "water") == [{"step": "class-iii"}]

    def test_a_header_of_three_rows_is_read_and_last_years_columns_are_not(
        self, draw: Draw, scheme: SchemeContent
    ) -> None:
        header: list[list[Any]] = [[None] * 5, [None] * 5, [None, "目标值", "一季度", "二季度", "目标值"]]
        path = draw(
            {"表": [["标题"], *header, ["revenue", 10, "4", "６", 9]]},
            merged=[
                (1, 0, 3, 0, "指标编码"), (1, 1, 1, 3, "年度目标任务"), (2, 2, 2, 3, "分期目标"),
                (1, 4, 2, 4, "上年完成"),
            ],
        )  # fmt: skip
        found = targets.read(grid.load(path), scheme)
        assert told(found) == []
        schedule = [{"due": "Q1", "value": "4"}, {"due": "Q2", "value": "6"}]
        assert values(found, "revenue") == [{"value": "10", "schedule": schedule}]
        assert [(one.cell, one.text) for one in found.left_out] == [("E4", "上年完成目标值")]

    def test_last_years_column_alone_is_no_target(self, draw: Draw, scheme: SchemeContent) -> None:
        rows = [["标题"], [None] * 3, ["指标编码", "目标值", "完成值"], ["revenue", 9, 8]]
        found = targets.read(grid.load(draw({"表": rows}, merged=[(1, 1, 1, 2, "上年")])), scheme)
        assert [one.code for one in found.refused] == ["no_table"]
        assert found.changed == ()

    @pytest.mark.parametrize("above", ["单位：万元", "（单位：万元）"])
    def test_a_unit_that_is_merged_over_some_columns_is_no_group(
        self, draw: Draw, scheme: SchemeContent, above: str
    ) -> None:
        rows = [[None] * 4, ["指标编码", "考核对象", "目标值", "依据"], ["revenue", "", 3, ""]]
        found = targets.read(grid.load(draw({"表": rows}, merged=[(0, 2, 0, 3, above)])), scheme)
        assert values(found, "revenue") == [{"value": "30000"}]

    def test_a_title_names_the_unit_and_its_other_brackets_do_not(self, read: Callable[..., Targets]) -> None:
        row = [1, "revenue", None, None, None, None, 3]
        assert values(read(row, above=[["目标表（万元）"] * 7]), "revenue") == [{"value": "30000"}]
        assert values(read(row, above=[["目标表（征求意见稿）"] * 7]), "revenue") == [{"value": "3"}]


class TestRefusing:
    def test_every_refused_cell_is_named_at_once_with_its_place(self, read: Callable[..., Targets]) -> None:
        found = read(
            [1, "moon", None, None, None, None, 1],
            [2, "growth", "财政收入", None, "东镇", "2026", "约7"],
            [3, "growth", None, "万元", "南镇", "某年", 7],
            [4, "revenue", None, None, None, None, "30%"],
            [5, None, None, None, None, None, 5],
            [6, 7, None, None, None, None, 5],
        )
        assert told(found) == [
            ("B2", "indicator_unknown"),
            ("C3", "name_differs"), ("G3", "not_a_number"),
            ("E4", "member_unknown"), ("F4", "not_a_period"), ("D4", "unit_unknown"),
            ("G5", "unit_unknown"),
            ("B6", "empty"),
            ("B7", "code_is_a_number"),
        ]  # fmt: skip
        assert found.changed == ()
        for one in found.refused:
            value = one.as_json()
            assert json.loads(json.dumps(value)) == value
            assert all(value["texts"].values())
            assert "{" not in "".join(value["texts"].values())

    def test_a_unit_above_that_does_not_fit_is_refused(self, read: Callable[..., Targets]) -> None:
        found = read([1, "growth", None, None, "东镇", "2026", 7], above=[["单位：万元"]])
        assert told(found) == [("G3", "unit_unknown")]

    def test_a_row_and_a_header_that_disagree_are_refused(self, read: Callable[..., Targets]) -> None:
        found = read(["revenue", "元", 7], header=["指标编码", "计量单位", "目标值（万元）"])
        assert told(found) == [("B2", "units_differ")]

    def test_a_blank_removes_no_target(self, read: Callable[..., Targets]) -> None:
        found = read([1, "revenue", None, None, None, None, None], [2, "jobs", None, None, None, None, "-"])
        assert told(found) == [("G2", "target_empty")]
        assert [(one.cell, one.why) for one in found.left_out] == [("G3", "no_value")]

    def test_what_is_said_twice_is_refused(self, read: Callable[..., Targets]) -> None:
        found = read([1, "revenue", None, None, None, None, 5], [2, "revenue", None, None, None, None, 6])
        assert told(found) == [("G3", "duplicate_row")]
        assert values(found, "revenue") == [{"value": "5"}]

    def test_where_more_than_one_target_fits_none_is_guessed(self, draw: Draw, scheme: SchemeContent) -> None:
        two = targets.read(grid.load(draw({"表": [HEADER, [1, "growth", "", "", "西镇", "2026", 5]]})), scheme).content
        found = targets.read(grid.load(draw({"表": [["指标", "目标值"], ["增长率", 8]]})), two)
        assert told(found) == [("B2", "target_ambiguous")]

    @pytest.mark.parametrize(
        ("at", "left"),
        [
            ("indicators[revenue].targets", []),
            ("indicators[revenue].targets[0]", []),
            ("indicators[revenue].targets[0].value", []),
            ("indicators[growth].targets", ["indicators[growth].targets[1]"]),
            ("indicators[growth].targets[0].value", []),
            ("indicators[growth].targets[1].value", ["indicators[growth].targets[1].value"]),
            ("indicators[growth].targets[0].member", ["indicators[growth].targets[0].member"]),
            ("indicators[water].targets", ["indicators[water].targets"]),
            ("indicators[growth].kind", ["indicators[growth].kind"]),
        ],
    )
    def test_what_an_office_gives_is_assumed_no_longer(
        self, draw: Draw, scheme: SchemeContent, at: str, left: list[str]
    ) -> None:
        west = [1, "growth", "", "", "西镇", "2026", 5]
        form = targets.read(grid.load(draw({"表": [HEADER, west]})), scheme).content.model_dump(mode="json")
        form["assumed"] = [{"at": at, "why": _labels("未公布", "Not published")}]
        rows = [
            [1, "revenue", "", "", "", "", 7],
            [2, "growth", "", "", "东镇", "2026", 7],
            [3, "growth", "", "", "西镇", "2026", 5],
        ]
        found = targets.read(grid.load(draw({"表": [HEADER, *rows]})), SchemeContent.model_validate(form))
        assert (found.refused, len(found.changed)) == ((), 2)
        assert [one.at for one in found.content.assumed] == left

    def test_a_formula_that_failed_is_refused_with_its_error(self, draw: Draw, scheme: SchemeContent) -> None:
        path = draw({"表": [HEADER, [1, "revenue"]]})
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("表")
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, [1, "revenue"])
            sheet.write_formula(1, 6, "=1/0", None, "#DIV/0!")
        found = targets.read(grid.load(path), scheme)
        assert [(one.cell, one.code, one.value) for one in found.refused] == [("G2", "formula_failed", "#DIV/0!")]

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            ([["今日无事"]], "no_table"),
            ([["指标编码", "考核期"], ["revenue", "2026"]], "columns_missing"),
            ([["指标编码", "目标值", "目标值"], ["revenue", 1, 2]], "column_twice"),
        ],
    )
    def test_a_table_that_cannot_be_one_is_refused_as_a_whole(
        self, draw: Draw, scheme: SchemeContent, rows: list[list[Any]], code: str
    ) -> None:
        found = targets.read(grid.load(draw({"表": rows})), scheme)
        assert [one.code for one in found.refused] == [code]


class TestWithoutEnglish:
    def test_a_refused_step_is_told_with_the_chinese_names_of_those_that_there_are(
        self, draw: Draw, scheme: SchemeContent, without_english: Callable[[Any], Any]
    ) -> None:
        bare = SchemeContent.model_validate(without_english(canonical.whole(scheme)))
        path = draw({"目标": [["指标编码", "指标名称", "考核期", "目标等级"], ["water", "水质", None, "二类"]]})
        (refused,) = targets.read(grid.load(path), bare).refused
        assert "v类 (class-v), iv类 (class-iv)" in refused.text("en")


class TestMarking:
    def test_the_refused_cells_are_marked_listed_and_read_again_once_corrected(
        self, draw: Draw, scheme: SchemeContent, tmp_path: Path
    ) -> None:
        rows = [["标题", None], ["指标编码", "目标值"], ["revenue", "约5"], ["growth", 0.07]]
        grids = grid.load(draw({"表": rows}, merged=[(0, 0, 0, 1, "标题")], percent=["B4"]))
        found = targets.read(grids, scheme)
        path = tmp_path / "marked.xlsx"
        path.write_bytes(marked.write(grids, found.refused, made_at=AT))
        listed, sheet = grid.load(path)
        assert [cell.value for cell in listed.rows[1]][:4] == ["表", "B3", "约5", "not_a_number"]
        assert [[cell.value for cell in row] for row in sheet.rows][2:] == [["revenue", "约5"], ["growth", "7%"]]
        again = targets.read([sheet], scheme)
        assert [(one.sheet, one.cell, one.code) for one in again.refused] == [("表", "B3", "not_a_number")]
        assert again.changed == found.changed == ("indicators[growth].targets[0]",)


class TestRoundTrip:
    @pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_what_is_exported_and_imported_again_changes_nothing(
        self, path: Path, language: Any, tmp_path: Path
    ) -> None:
        content = pack.read(path)
        file = tmp_path / "targets.xlsx"
        file.write_bytes(targets.write(content, made_at=AT, language=language))
        found = targets.read(grid.load(file), content)
        assert (found.refused, found.changed) == ((), ())
        assert canonical.digests(canonical.form(found.content)) == canonical.digests(canonical.form(content))

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_of_an_office_without_english_changes_nothing_either(
        self, without_english: Callable[[Any], Any], language: Any, tmp_path: Path
    ) -> None:
        whole = canonical.whole(
            pack.read(next(path for path in PACKS if path.parts[-2:] == ("jiaxiang", "towns.yaml")))
        )
        content = SchemeContent.model_validate(without_english(whole))
        file = tmp_path / "targets.xlsx"
        file.write_bytes(targets.write(content, made_at=AT, language=language))
        found = targets.read(grid.load(file), content)
        assert (found.refused, found.changed) == ((), ())

    def test_the_same_targets_give_the_same_file(self, scheme: SchemeContent) -> None:
        assert targets.write(scheme, made_at=AT) == targets.write(scheme, made_at=AT)
