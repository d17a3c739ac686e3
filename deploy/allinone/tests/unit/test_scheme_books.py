"""Officials write no YAML: `baton scheme export` and `import`, and packs that are workbooks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from contracts import canonical
from indicators.documents import pack
from indicators.documents.registers.grid import address, load

ROOT = Path(__file__).parents[4]
TOWNS = ROOT / "services/indicators/tests/unit/documents/towns.yaml"

Command = Callable[..., Any]


@pytest.fixture
def book(baton: Command, tmp_path: Path) -> Path:
    assert baton("scheme", "export", TOWNS, "towns.xlsx").code == 0
    return tmp_path / "towns.xlsx"


def retype(book: Path, sheet: str, key: str, header: str, value: Any) -> str:
    """Types over one cell, as an official would; returns which one that was."""
    grids = load(book)
    grid = next(one for one in grids if one.name == sheet)
    column = [cell.value for cell in grid.rows[1]].index(header)
    row = next(at for at, cells in enumerate(grid.rows) if at > 1 and key in [cell.value for cell in cells])
    written = xlsxwriter.Workbook(str(book))
    for one in grids:
        to = written.add_worksheet(one.name)
        for at, cells in enumerate(one.rows):
            for number, cell in enumerate(cells):
                if (one.name, at, number) == (sheet, row, column):
                    to.write(at, number, value)
                elif not cell.is_empty:
                    to.write_string(at, number, str(cell.value))
    written.close()
    return f"{sheet}!{address(row, column)}"


def delete(book: Path, sheet: str, key: str) -> None:
    """Deletes the row of a code, as an official would."""
    grids = load(book)
    written = xlsxwriter.Workbook(str(book))
    for one in grids:
        to = written.add_worksheet(one.name)
        kept = [cells for cells in one.rows if one.name != sheet or cells[0].value != key]
        for at, cells in enumerate(kept):
            for number, cell in enumerate(cells):
                if not cell.is_empty:
                    to.write_string(at, number, str(cell.value))
    written.close()


class TestThereAndBack:
    def test_a_pack_comes_back_as_it_was(self, baton: Command, book: Path, tmp_path: Path) -> None:
        assert baton("scheme", "import", book, "back.yaml").code == 0
        seals = [canonical.digests(canonical.form(pack.read(path))) for path in (TOWNS, tmp_path / "back.yaml")]
        assert seals[0] == seals[1]
        assert "两个方案内容相同" in baton("scheme", "diff", TOWNS, book).out

    def test_an_official_changes_a_weight(self, baton: Command, book: Path) -> None:
        retype(book, "组成部分", "common", "权重", 75)
        assert baton("scheme", "import", book, "newer.yaml").code == 0
        assert baton("scheme", "diff", TOWNS, "newer.yaml").out.strip().endswith("80 → 75")

    def test_machines_are_told_the_digests(self, baton: Command, book: Path) -> None:
        sealed = json.loads(baton("scheme", "check", TOWNS, "--json").out)["packs"][0]["sha256"]
        told = json.loads(baton("scheme", "import", book, "back.yaml", "--json").out)
        assert (told["scheme"], told["sha256"], told["findings"]) == ("towns-2026", sealed, [])


class TestRefusals:
    def test_every_cell_that_cannot_be_read_is_named_and_nothing_is_written(
        self, baton: Command, book: Path, tmp_path: Path
    ) -> None:
        first = retype(book, "组成部分", "common", "权重", "八十")
        second = retype(book, "指标库", "jobs", "指标类型", "通用")
        said = baton("scheme", "import", book, "newer.yaml")
        assert (said.code, said.out) == (3, "")
        for cell in (first, second):
            assert f"towns.xlsx:{cell}: " in said.err
        assert "2 cells refused" in said.err
        assert not (tmp_path / "newer.yaml").exists()

    def test_a_deleted_indicator_is_told_at_every_place_that_names_it(self, baton: Command, tmp_path: Path) -> None:
        """Rows that belong to it, cells that name it, and what is assumed of it: all in one go."""
        assert baton("scheme", "export", ROOT / "schemes/jiaxiang/towns.yaml", "county.xlsx").code == 0
        delete(tmp_path / "county.xlsx", "指标库", "rural-revitalisation")
        told = baton("scheme", "import", "county.xlsx", "back.yaml")
        assert told.code != 0
        assert not (tmp_path / "back.yaml").exists()
        for sheet in ("指标库·目标", "部分·共性指标", "推定"):
            assert f"{sheet}!" in told.err, sheet

    def test_machines_are_told_sheet_cell_and_value(self, baton: Command, book: Path) -> None:
        cell = retype(book, "组成部分", "common", "权重", "八十")
        (told,) = json.loads(baton("scheme", "import", book, "newer.yaml", "--json").out)["refused"]
        assert f"{told['sheet']}!{told['cell']}" == cell
        assert (told["code"], told["values"]["given"]) == ("shape_number", "八十")

    def test_nothing_is_written_over_unless_somebody_says_so(self, baton: Command, book: Path, tmp_path: Path) -> None:
        (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
        assert baton("scheme", "import", book, "mine.yaml").code == 2
        assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"
        assert baton("scheme", "import", book, "mine.yaml", "--force").code == 0
        assert baton("scheme", "export", TOWNS, book).code == 2
        assert baton("scheme", "export", TOWNS, book, "--force").code == 0
        assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "towns.xlsx"]

    @pytest.mark.parametrize("names", [("towns.csv", "b.yaml"), ("towns.xlsx", "b.txt")])
    def test_names_say_which_is_which(self, baton: Command, book: Path, names: tuple[str, str]) -> None:
        assert baton("scheme", "import", *names).code == 2
        assert baton("scheme", "export", TOWNS, "towns.xls").code == 2

    def test_what_is_no_workbook_is_refused(self, baton: Command, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_bytes(TOWNS.read_bytes())
        said = baton("scheme", "import", "a.xlsx", "b.yaml")
        assert (said.code, "不是可读的 Excel 工作簿" in said.err) == (3, True)


class TestFindings:
    def test_they_are_marked_in_the_workbook_and_told_at_their_cells(self, baton: Command, tmp_path: Path) -> None:
        text = TOWNS.read_text(encoding="utf-8").replace("权重: 80", "权重: 70", 1)
        (tmp_path / "towns.yaml").write_text(text, encoding="utf-8")
        said = baton("scheme", "export", "towns.yaml", "towns.xlsx")
        assert (said.code, "1 finding marked" in said.out) == (0, True)
        assert load(tmp_path / "towns.xlsx")[0].name == "问题"
        said = baton("scheme", "import", "towns.xlsx", "again.yaml")
        assert (said.code, "parts: the weights" in said.out.lower()) == (0, True)

    def test_a_workbook_is_checked_as_a_pack_is(self, baton: Command, book: Path) -> None:
        cell = retype(book, "战略目标", "jobs-first", "衡量指标", "nobody")
        said = baton("scheme", "check", book)
        assert said.code == 3
        assert f"towns.xlsx:{cell}: 战略目标[jobs-first].衡量指标" in said.out
        assert "无问题" in baton("scheme", "check", TOWNS).out
