"""Sheets of persons as workbooks: sent out, corrected by hand, and read back whole or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracts.canonical import form
from contracts.cascades import Carrier, CascadeContent
from indicators.documents import sheets as documents
from indicators.documents.registers import grid, sheets
from indicators.documents.registers.grid import Cell, Grid
from indicators.domain.cascade.sheet import Sheets

AT = datetime(2026, 1, 5, tzinfo=UTC)
Json = dict[str, Any]


def _carried(content: CascadeContent) -> CascadeContent:
    """The cascade with a share of every goal for everybody, an amount in yuan and a bonus line."""
    carriers = tuple(Carrier(code=node.code, share=Decimal("33.33")) for node in content.nodes)
    goals = tuple(goal.model_copy(update={"carriers": carriers}) for goal in content.goals)
    return content.model_copy(update={"goals": goals})


@pytest.fixture(scope="module")
def bureau(cascade_json: Callable[..., Json]) -> CascadeContent:
    content = cascade_json()
    yuan = {"zh": "元", "en": "yuan"}
    more = {"target": "125000", "unit": yuan, "period": "quarter", "standard": {"zh": "按\n季", "en": "By\nquarter"}}
    content["indicators"][0] |= more
    labels = {"zh": "加分项", "en": "Bonus line"}
    content["indicators"].append({"code": "a-1-b", "labels": labels, "node": "a-1", "kind": "bonus"})
    return _carried(CascadeContent.model_validate(content))


def _grids(content: CascadeContent, path: Path, language: Any = "zh", codes: list[str] | None = None) -> list[Grid]:
    all_of_them = Sheets(content)
    wanted = [all_of_them.of(code) for code in codes or all_of_them.codes()]
    version = documents.Version(content=content, number=1, state="draft", digest=None, at=AT)
    path.write_bytes(documents.workbook(version, wanted, language))
    return grid.load(path)


@pytest.fixture
def correct(bureau: CascadeContent, tmp_path: Path) -> Callable[..., sheets.Sheets]:
    """Reads somebody's sheet after cells of it were changed by hand: text that stood there → what stands there now."""

    def read(changes: Json, code: str = "office-a", language: Any = "zh", content: CascadeContent = bureau) -> Any:
        (sheet,) = _grids(bureau, tmp_path / "sheet.xlsx", language, [code])
        found = set()
        lines = []
        for row in sheet.rows:
            found |= {cell.shown for cell in row if cell.shown in changes}
            lines.append(tuple(Cell(changes[cell.shown]) if cell.shown in changes else cell for cell in row))
        assert found == set(changes), "every change was made"
        return sheets.read([Grid(sheet.name, tuple(lines))], content)

    return read


def told(found: sheets.Sheets) -> list[str]:
    return [one.code for one in found.refused]


class TestRoundTrip:
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_what_is_sent_out_and_comes_back_changes_nothing(
        self, bureau: CascadeContent, tmp_path: Path, language: Any
    ) -> None:
        found = sheets.read(_grids(bureau, tmp_path / "all.xlsx", language), bureau)
        assert (told(found), found.changed, found.version) == ([], (), 1)
        assert form(found.content) == form(bureau)

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_a_network_of_tengchongs_size_comes_back_as_it_was(
        self, network_json: Callable[[], Json], tmp_path: Path, language: Any
    ) -> None:
        content = _carried(CascadeContent.model_validate(network_json()))
        grids = _grids(content, tmp_path / "all.xlsx", language)
        assert len(grids) == 1 + 1 + 32 + 118, "a list of them comes first"
        found = sheets.read(grids, content)
        assert (told(found), found.changed) == ([], ())
        assert form(found.content) == form(content)


class TestReading:
    def test_a_share_and_a_weight_corrected_by_hand_are_taken(self, correct: Callable[..., sheets.Sheets]) -> None:
        found = correct({"50": "６０％ ", "33.33": "40"})
        assert (told(found), found.changed) == ([], ("office-a",))
        weights = [line.weight for line in found.content.indicators if line.node == "office-a"]
        assert weights == [60, 60]
        jobs = next(goal for goal in found.content.goals if goal.code == "jobs")
        assert {one.code: str(one.share) for one in jobs.carriers}["office-a"] == "40"

    def test_a_target_in_ten_thousands_becomes_yuan(self, correct: Callable[..., sheets.Sheets]) -> None:
        found = correct({"125000": "13.5", "元": "万元"})
        line = next(one for one in found.content.indicators if one.code == "office-a-i1")
        assert (told(found), str(line.target)) == ([], "135000")
        assert line.unit is not None
        assert line.unit.zh == "元"

    def test_a_line_that_was_taken_away_is_gone_and_others_stay(self, bureau: CascadeContent, tmp_path: Path) -> None:
        (sheet,) = _grids(bureau, tmp_path / "one.xlsx", codes=["a-1"])
        kept = [row for row in sheet.rows if "a-1-b" not in {cell.shown for cell in row}]
        found = sheets.read([Grid(sheet.name, tuple(kept))], bureau)
        assert found.changed == ("a-1",)
        assert {one.code for one in bureau.indicators} - {one.code for one in found.content.indicators} == {"a-1-b"}

    def test_a_sheet_without_its_table_of_goals_leaves_the_shares(self, bureau: CascadeContent, tmp_path: Path) -> None:
        (sheet,) = _grids(bureau, tmp_path / "one.xlsx", codes=["a-1"])
        start = next(n for n, row in enumerate(sheet.rows) if row[1].shown == "目标")
        end = next(n for n, row in enumerate(sheet.rows) if row[1].shown == "指标")
        found = sheets.read([Grid(sheet.name, (*sheet.rows[:start], *sheet.rows[end:]))], bureau)
        assert (told(found), found.changed) == ([], ())

    def test_other_worksheets_are_told_as_left_out(self, bureau: CascadeContent, tmp_path: Path) -> None:
        found = sheets.read(_grids(bureau, tmp_path / "all.xlsx"), bureau)
        assert [(one.sheet, one.why) for one in found.left_out if one.why == "sheet"] == [("目录", "sheet")]


class TestRefusing:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"office-a": "office-x"}, "node_unknown"),
            ({"文 a": "文 b"}, "name_differs"),
            ({"50": "约五十"}, "not_a_number"),
            ({"50": "120"}, "out_of_range"),
            ({"个性": "其他"}, "unknown_word"),
            ({"office-a-i1": "office-a-i2"}, "duplicate_code"),
            ({"office-a-i1": "b-1-i1"}, "code_elsewhere"),
            ({"office-a-i1": ""}, "empty"),
            ({"元": "公里"}, None),
            ({"季度": "偶尔"}, "unknown_word"),
        ],
    )
    def test_a_sheet_with_a_refused_cell_is_left_out_whole(
        self, bureau: CascadeContent, correct: Callable[..., sheets.Sheets], changes: Json, code: str | None
    ) -> None:
        found = correct(changes)
        if code is None:
            assert (told(found), found.changed) == ([], ("office-a",)), "another unit is another line"
            return
        assert code in told(found)
        assert all(one.code == code for one in found.refused)
        assert (found.changed, form(found.content)) == ((), form(bureau))

    def test_a_goal_that_there_is_not_is_refused_with_its_cell(self, correct: Callable[..., sheets.Sheets]) -> None:
        found = correct({"jobs": "moon"})
        assert set(told(found)) == {"goal_unknown"}
        assert all(one.value == "moon" for one in found.refused)

    def test_two_sheets_of_one_person_are_one_too_many(self, bureau: CascadeContent, tmp_path: Path) -> None:
        (sheet,) = _grids(bureau, tmp_path / "one.xlsx", codes=["a-1"])
        found = sheets.read([sheet, Grid("again", sheet.rows)], bureau)
        assert [(one.sheet, one.code) for one in found.refused] == [("again", "duplicate_code")]

    def test_sheets_of_two_versions_are_not_mixed(self, bureau: CascadeContent, tmp_path: Path) -> None:
        one, other = _grids(bureau, tmp_path / "two.xlsx", codes=["a-1", "a-2"])[1:]
        later = [
            tuple(Cell("2（草案）") if cell.shown.startswith("1（") else cell for cell in row) for row in other.rows
        ]
        found = sheets.read([one, Grid(other.name, tuple(later))], bureau)
        assert told(found) == ["version_differs"]

    def test_a_sheet_that_does_not_say_whose_it_is_is_refused(self, bureau: CascadeContent, tmp_path: Path) -> None:
        (sheet,) = _grids(bureau, tmp_path / "one.xlsx", codes=["a-1"])
        rows = [row for row in sheet.rows if row[0].shown != "编码"]
        assert told(sheets.read([Grid(sheet.name, tuple(rows))], bureau)) == ["no_code_of_sheet"]

    def test_a_workbook_without_any_sheet_is_refused(self, bureau: CascadeContent) -> None:
        assert told(sheets.read([Grid("x", ((Cell("今日"), Cell("无事")),))], bureau)) == ["no_table"]
