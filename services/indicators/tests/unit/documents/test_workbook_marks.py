"""What an official sees in a workbook: findings in their cells, words to choose from, codes that are protected."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.documents.registers.grid import address, load
from indicators.documents.workbook import drawing, marking, reading, writing
from indicators.documents.workbook.layout import FINDINGS, INDEX, tables
from indicators.domain.checking.check import findings

ROOT = Path(__file__).parents[5]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MakeScheme = Callable[..., SchemeContent]


class Book:
    """The XML of a workbook, as far as a spreadsheet obeys it."""

    def __init__(self, path: Path) -> None:
        self.archive = zipfile.ZipFile(path)
        sheets = self._xml("xl/workbook.xml").find(f"{MAIN}sheets")
        assert sheets is not None
        self.names = [str(sheet.get("name")) for sheet in sheets]
        self.hidden = {str(sheet.get("name")) for sheet in sheets if sheet.get("state") == "hidden"}
        self.ranges = {one.get("name"): one.text for one in self._xml("xl/workbook.xml").iter(f"{MAIN}definedName")}
        named = self._xml("xl/workbook.xml").iter(f"{MAIN}definedName")
        self.titles = [one.text for one in named if one.get("name") == "_xlnm.Print_Titles"]
        views = list(self._xml("xl/workbook.xml").iter(f"{MAIN}workbookView"))
        self.active = self.names[int(views[0].get("activeTab", "0"))]
        cells = self._xml("xl/styles.xml").find(f"{MAIN}cellXfs")
        fills = self._xml("xl/styles.xml").find(f"{MAIN}fills")
        assert cells is not None
        assert fills is not None
        self.styles = list(cells)
        self.fills = list(fills)

    def sheet(self, name: str) -> ElementTree.Element:
        return self._xml(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def validations(self, name: str) -> dict[str, tuple[str, str]]:
        """First cell of each drop-down list → its source, and what is said beside the cells."""
        return {
            str(one.get("sqref")).split(":")[0]: (one.findtext(f"{MAIN}formula1") or "", one.get("prompt") or "")
            for one in self.sheet(name).iter(f"{MAIN}dataValidation")
        }

    def comments(self, name: str) -> dict[str, str]:
        at = self.names.index(name) + 1
        related = self.archive.read(f"xl/worksheets/_rels/sheet{at}.xml.rels").decode()
        file = re.search(r"\.\./(comments\d+\.xml)", related)
        assert file is not None
        return {
            str(one.get("ref")): "".join(one.itertext()) for one in self._xml(f"xl/{file[1]}").iter(f"{MAIN}comment")
        }

    def is_open(self, name: str, cell: str) -> bool:
        """Whether a protected sheet lets people change a cell; a cell that was never written is as its column."""
        sheet = self.sheet(name)
        assert sheet.find(f"{MAIN}sheetProtection") is not None
        style = self._style(sheet, cell).find(f"{MAIN}protection")
        return style is not None and style.get("locked") == "0"

    def is_red(self, name: str, cell: str) -> bool:
        fill = self.fills[int(self._style(self.sheet(name), cell).get("fillId", "0"))]
        return any(one.get("rgb") == "FF" + writing.RED[1:] for one in fill.iter(f"{MAIN}fgColor"))

    def number_format(self, name: str, cell: str) -> str:
        return str(self._style(self.sheet(name), cell).get("numFmtId"))

    def _style(self, sheet: ElementTree.Element, cell: str) -> ElementTree.Element:
        found = [one for one in sheet.iter(f"{MAIN}c") if one.get("r") == cell]
        if found:
            return self.styles[int(found[0].get("s", "0"))]
        column = next(at for at in range(200) if address(0, at) == re.sub(r"\d", "", cell) + "1") + 1
        columns = [
            one for one in sheet.iter(f"{MAIN}col") if int(one.get("min", "0")) <= column <= int(one.get("max", "0"))
        ]
        return self.styles[int(columns[0].get("style", "0"))]

    def _xml(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.archive.read(name))  # noqa: S314 - a workbook that this test wrote


@pytest.fixture
def written(tmp_path: Path) -> Callable[[SchemeContent], Book]:
    def make(content: SchemeContent) -> Book:
        writing.write(content, tmp_path / "made.xlsx", findings(content))
        return Book(tmp_path / "made.xlsx")

    return make


Written = Callable[[SchemeContent], Book]


class TestFindings:
    def test_a_finding_is_marked_in_its_cell_with_what_mends_it(
        self, with_changes: Callable[..., str], written: Written
    ) -> None:
        book = written(pack.loads(with_changes(("衡量指标: [jobs]", "衡量指标: [nobody]"))))
        (place,) = book.comments("战略目标")
        assert place == "D3"
        assert book.is_red("战略目标", "D3")
        assert not book.is_red("战略目标", "B3")
        (finding,) = [
            one
            for one in findings(pack.loads(with_changes(("衡量指标: [jobs]", "衡量指标: [nobody]"))))
            if one.at.startswith("goals")
        ]
        told = finding.as_value()
        assert told["texts"]["zh"] in book.comments("战略目标")[place]
        assert told["mend"]["en"] in book.comments("战略目标")[place]

    def test_what_has_no_cell_is_marked_at_its_sheet_and_stands_in_the_list(
        self, with_changes: Callable[..., str], written: Written, tmp_path: Path
    ) -> None:
        book = written(pack.loads(with_changes(("权重: 80", "权重: 70"))))
        assert book.names[:2] == [FINDINGS, INDEX]
        assert book.active == FINDINGS
        assert book.is_red("组成部分", "A1")
        listed = load(tmp_path / "made.xlsx")[0].rows[2]
        assert [cell.value for cell in listed[:3]] == ["组成部分", "A1", "组成部分"]
        assert "90" in str(listed[3].value)

    def test_the_row_is_found_though_the_rows_stand_in_another_order_than_the_digests_have_them(
        self, towns: SchemeContent
    ) -> None:
        turned = towns.model_copy(update={"members": towns.members[::-1], "indicators": towns.indicators[::-1]})
        spots = marking.Spots(turned, drawing.sheets(turned))
        for at, indicator in enumerate(turned.indicators, marking.FIRST_ROW):
            assert spots.of(f"indicators[{indicator.code}].kind").row == at
        assert spots.of("members[town-01].chosen[trade]").row == marking.FIRST_ROW + 1
        assert spots.of("members[town-01]") < spots.of("members[town-01].chosen[trade]")

    def test_every_finding_has_a_cell_that_is_there(self, make_scheme: MakeScheme, tmp_path: Path) -> None:
        content = make_scheme(
            {
                "parts[common].weight": "71",
                "parts[common].entries[gdp].weight": None,
                "parts[individual].entries": [],
                "grades": [],
                "indicators[gdp].targets": [],
                "members": [],
                "raters": lambda raters: raters[:1],
                "legal_basis": [{"title": " "}],
                "quotas": lambda quotas: [{**quota, "grade": "nobody"} for quota in quotas],
                "assumed": [{"at": "nowhere", "why": {"zh": "无", "en": "none"}}],
            }
        )
        found = findings(content)
        assert len({finding.code for finding in found}) >= 6
        drawn = drawing.sheets(content)
        marks = marking.marks(content, drawn, found)
        assert sum(len(there) for there in marks.values()) == len(found)
        writing.write(content, tmp_path / "made.xlsx", found)
        rows = {grid.name: len(grid.rows) for grid in load(tmp_path / "made.xlsx")}
        for spot, there in marks.items():
            assert spot.row < rows[spot.sheet], there
        assert len(load(tmp_path / "made.xlsx")[0].rows) == 2 + len(found)

    def test_a_workbook_with_findings_can_be_mended_and_read(
        self, with_changes: Callable[..., str], written: Written, tmp_path: Path
    ) -> None:
        written(pack.loads(with_changes(("权重: 80", "权重: 70"))))
        assert str(reading.read(tmp_path / "made.xlsx").parts[0].weight) == "70"

    def test_nothing_wrong_is_no_sheet_of_findings(self, towns: SchemeContent, written: Written) -> None:
        book = written(towns)
        assert book.names[0] == book.active == INDEX


class TestForms:
    def test_a_field_offers_its_chinese_words_and_says_what_it_means(
        self, towns: SchemeContent, written: Written
    ) -> None:
        book = written(towns)
        headers = _headers(towns, "指标库")
        kind = f"{address(2, headers.index('指标类型'))}"
        source, said = book.validations("指标库")[kind]
        assert source == '"共性,个性,加分,减分,一票否决,必修项"'
        assert "kind" in said
        assert book.validations("指标库")[address(2, headers.index("可分期"))][0] == '"是,否"'

    def test_a_long_list_is_a_named_range_of_a_hidden_sheet(self, written: Written) -> None:
        book = written(pack.read(ROOT / "schemes/tengchong/departments.yaml"))
        assert "词表" in book.hidden
        sources = [source for sheet in book.names for source, _ in book.validations(sheet).values()]
        named = [source for source in sources if re.fullmatch(r"\w+", source)]
        assert named
        assert all(str(book.ranges[source]).startswith("'词表'!$") for source in named)
        assert all(len(source) <= 257 for source in sources)

    def test_names_of_other_sheets_are_offered_with_room_for_new_ones(
        self, towns: SchemeContent, written: Written
    ) -> None:
        source, _ = written(towns).validations("指标库")[address(2, _headers(towns, "指标库").index("维度"))]
        assert source == "'维度'!$B$3:$B$1005"

    def test_codes_are_protected_and_everything_else_is_open(self, towns: SchemeContent, written: Written) -> None:
        book = written(towns)
        assert not book.is_open("指标库", "A3")
        assert not book.is_open("指标库", "A2")
        assert book.is_open("指标库", "B3")
        assert book.is_open("指标库", "A500")
        assert not book.is_open("部分·共性指标", "A3")
        assert not book.is_open("部分·共性指标", "B3")
        assert book.is_open("部分·共性指标", "C3")
        assert not book.is_open("方案", "B3")
        assert book.is_open("方案", "B12")

    def test_every_cell_is_text_so_that_no_spreadsheet_makes_a_date_or_a_float_of_it(
        self, towns: SchemeContent, written: Written
    ) -> None:
        book = written(towns)
        assert {book.number_format("部分·共性指标", cell) for cell in ("B3", "C3", "C400")} == {"49"}
        for name in book.names:
            assert all(one.get("t") in ("s", None) for one in book.sheet(name).iter(f"{MAIN}c"))
            assert all(
                one.get("t") == "s" for one in book.sheet(name).iter(f"{MAIN}c") if one.find(f"{MAIN}v") is not None
            )

    def test_the_index_leads_to_every_sheet(self, towns: SchemeContent, written: Written, tmp_path: Path) -> None:
        book = written(towns)
        index = next(grid for grid in load(tmp_path / "made.xlsx") if grid.name == INDEX)
        listed = [str(row[1].value) for row in index.rows[2:] if not row[1].is_empty]
        shown = [name for name in book.names if name != INDEX and name not in book.hidden]
        assert listed == [*shown, *(name for name in book.names if name in book.hidden and name != "词表")]
        links = list(book.sheet(INDEX).iter(f"{MAIN}hyperlink"))
        assert [link.get("location") for link in links] == [f"'{name}'!A1" for name in shown]

    def test_no_sheet_without_a_row_is_seen(self, towns: SchemeContent, written: Written) -> None:
        book = written(towns)
        for sheet in drawing.sheets(towns):
            assert (sheet.name in book.hidden) == (not sheet.rows), sheet.name

    def test_sheets_stand_in_the_order_of_the_questions_that_a_scheme_answers(
        self, towns: SchemeContent, written: Written
    ) -> None:
        book = written(towns)
        wanted = [
            "目录",
            "方案",
            "考核对象",
            "指标库",
            "指标库·目标",
            "组成部分",
            "部分·共性指标",
            "等次",
            "结果运用",
            "推定",
        ]
        assert [name for name in book.names if name in wanted] == wanted

    def test_names_of_tabs_and_headers_are_short(self) -> None:
        for table in tables():
            assert len(table.sheet) <= 9, table.sheet
            for column in table.columns:
                assert all(len(line) <= 14 for line in column.shown.split("\n")), column.shown
                assert "." not in column.shown

    def test_of_a_wide_sheet_only_what_is_used_is_seen(self, written: Written) -> None:
        book = written(pack.read(ROOT / "schemes/jiaxiang/towns.yaml"))
        hidden = sum(
            int(one.get("max", "0")) - int(one.get("min", "0")) + 1
            for one in book.sheet("结果运用").iter(f"{MAIN}col")
            if one.get("hidden") == "1"
        )
        assert hidden >= 30

    def test_what_is_wrong_in_a_column_or_a_sheet_that_nobody_uses_is_seen(
        self, with_changes: Callable[..., str], written: Written
    ) -> None:
        content = pack.loads(with_changes(("权重: 80", "权重: 70")))
        found = findings(content)
        book = written(content)
        marked = {spot.sheet for spot in marking.marks(content, drawing.sheets(content), found)}
        assert marked
        assert not marked & book.hidden

    def test_each_column_says_what_it_is_for(self, towns: SchemeContent, written: Written) -> None:
        prompts = [prompt for _, prompt in written(towns).validations("等次").values()]
        assert len(set(prompts)) == len(prompts)
        assert all(re.search("[\u4e00-\u9fff]", prompt) for prompt in prompts)


def _headers(content: SchemeContent, name: str) -> tuple[str, ...]:
    return next(sheet.table.headers for sheet in drawing.sheets(content) if sheet.name == name)


def test_one_sheet_holds_the_entries_of_each_part(towns: SchemeContent, tmp_path: Path) -> None:
    names = [sheet.name for sheet in drawing.sheets(towns) if sheet.table.names == ("parts", "entries")]
    assert names[0] == "部分·共性指标"
    assert len(names) == len(towns.parts) + 1


@pytest.mark.parametrize(
    "label", ["共性:指标", "a/b*c", "长" * 60, "'x'", "\x01", "（其他）", "  ", "C#", "a\ufffe\u2028b"]
)
def test_a_part_of_any_name_has_a_sheet_of_a_name_that_spreadsheets_take(
    towns: SchemeContent, tmp_path: Path, label: str
) -> None:
    twice: list[Any] = [
        part.model_copy(update={"labels": part.labels.model_copy(update={"zh": label})}) for part in towns.parts
    ]
    content = towns.model_copy(update={"parts": tuple(twice)})
    writing.write(content, tmp_path / "named.xlsx")
    assert reading.read(tmp_path / "named.xlsx").parts == content.parts


def test_every_sheet_is_printed_lying_as_wide_as_a_page_with_its_headers_on_each(
    make_scheme: MakeScheme, tmp_path: Path
) -> None:
    writing.write(make_scheme(), tmp_path / "printed.xlsx")
    book = Book(tmp_path / "printed.xlsx")
    for name in book.names:
        setup = book.sheet(name).find(f"{MAIN}pageSetup")
        assert setup is not None, name
        assert (setup.get("orientation"), setup.get("paperSize"), setup.get("fitToHeight")) == ("landscape", "9", "0")
    assert len(book.titles) == len(book.names)
