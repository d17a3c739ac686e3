"""Officials write no YAML: a scheme as a workbook and back, without loss, and with a word for every cell refused."""

import io
import types
import typing
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from contracts import canonical
from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.documents.problems import PackRefused
from indicators.documents.registers.grid import Cell, address, load
from indicators.documents.shapes import Either, Group, Number, places
from indicators.documents.workbook import cells, reading, writing
from indicators.documents.workbook.cells import escaped, unescaped
from indicators.documents.workbook.layout import tables

PACKS = sorted((Path(__file__).parents[5] / "schemes").rglob("*.yaml"))
ANY = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))

Retyped = Callable[..., Path]
At = Callable[[str, str, str], tuple[str, str]]
Free = Callable[[Path, str], int]
Changed = Callable[..., str]


def digests(content: SchemeContent) -> canonical.Digests:
    return canonical.digests(canonical.form(content))


def there_and_back(content: SchemeContent, folder: Path) -> SchemeContent:
    writing.write(content, folder / "made.xlsx")
    return reading.read(folder / "made.xlsx")


class TestRoundTrip:
    @pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
    def test_every_pack_keeps_both_digests(self, path: Path, tmp_path: Path) -> None:
        content = pack.read(path)
        assert digests(there_and_back(content, tmp_path)) == digests(content)

    @ANY
    @given(data=st.data())
    def test_any_valid_scheme_keeps_both_digests(
        self, data: st.DataObject, valid_schemes: Any, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        content = SchemeContent.model_validate(data.draw(valid_schemes))
        assert digests(there_and_back(content, tmp_path_factory.mktemp("book"))) == digests(content)

    @ANY
    @given(data=st.data())
    def test_whatever_the_models_allow_keeps_both_digests(
        self, data: st.DataObject, contents: SearchStrategy[SchemeContent], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        content = data.draw(contents)
        try:
            read = there_and_back(content, tmp_path_factory.mktemp("book"))
        except PackRefused as told:
            # two items of one code: which of them would own the rows that name it?
            assume(any(problem.code != "cell_twice" for problem in told.problems))
            raise
        assert digests(read) == digests(content)

    @pytest.mark.parametrize(
        "text",
        ["\\\x85", "\x85", "a\u2028b", "\ufeff", "\x1b", " ", "a\r\nb\n", '""', '" "', '"a"', "_x0001_",
         "_x005F_x0001_", "\uffff", "=1+1", "'a", "http://a", " a ", "（无）", "是", "\t", "𝟙", '"\\uffff"', "，"],
    )  # fmt: skip
    def test_a_text_stays_letter_for_letter(self, towns: SchemeContent, tmp_path: Path, text: str) -> None:
        labels = towns.labels.model_copy(update={"zh": text})
        assert there_and_back(towns.model_copy(update={"labels": labels}), tmp_path).labels.zh == text

    @given(text=st.text(st.characters(exclude_categories=["Cs"])))
    def test_what_a_cell_holds_is_read_as_it_was(self, text: str) -> None:
        assert unescaped(escaped(text)) == text
        assert escaped(text).strip()

    def test_the_order_of_rows_is_kept(self, towns: SchemeContent, tmp_path: Path) -> None:
        content = towns.model_copy(update={"grades": towns.grades[::-1], "parts": towns.parts[::-1]})
        assert [part.code for part in there_and_back(content, tmp_path).parts] == [part.code for part in content.parts]
        assert there_and_back(content, tmp_path).grades == content.grades

    def test_it_is_written_to_a_file_or_to_memory(self, towns: SchemeContent, book: Path) -> None:
        memory = io.BytesIO()
        writing.write(towns, memory)
        assert memory.getvalue() == book.read_bytes()

    def test_what_a_cell_cannot_hold_is_refused_and_nothing_is_written(
        self, make_scheme: Callable[..., SchemeContent], tmp_path: Path
    ) -> None:
        light = make_scheme().lights[0]
        wide = light.model_copy(update={"applies_to": light.applies_to.model_copy(update={"objects": ("x" * 40_000,)})})
        with pytest.raises(PackRefused) as told:
            writing.write(make_scheme().model_copy(update={"lights": (wide,)}), tmp_path / "wide.xlsx")
        assert [problem.code for problem in told.value.problems] == ["cell_too_long"]
        assert not (tmp_path / "wide.xlsx").exists()


class TestAnOfficialAtWork:
    def test_a_weight_changed_in_its_cell_is_the_only_change(
        self, towns: SchemeContent, book: Path, at: At, retyped: Retyped
    ) -> None:
        read = reading.read(retyped(book, {at("组成部分", "common", "权重"): "75"}))
        parts = (towns.parts[0].model_copy(update={"weight": read.parts[0].weight}), *towns.parts[1:])
        assert str(read.parts[0].weight) == "75"
        assert digests(read) == digests(towns.model_copy(update={"parts": parts}))

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [(75, "75"), (12.5, "12.5"), (0.1, "0.1"), ("７５．５", "75.5"), (" 75 ", "75"), ("75.10", "75.1")],
    )
    def test_a_number_is_read_exactly_however_it_was_typed(
        self, book: Path, at: At, retyped: Retyped, typed: Any, kept: str
    ) -> None:
        read = reading.read(retyped(book, {at("组成部分", "common", "权重"): typed}))
        assert str(canonical.whole(read.parts[0])["weight"]) == kept

    def test_a_list_that_is_needed_and_empty_is_told_from_one_that_was_forgotten(self, tmp_path: Path) -> None:
        content = pack.read(next(path for path in PACKS if path.stem == "wage-protection"))
        nothing = content.risk_models[0].model_copy(update={"sources": (), "chain": ()})
        content = content.model_copy(update={"risk_models": (nothing,)})
        writing.write(content, tmp_path / "empty.xlsx")
        assert digests(reading.read(tmp_path / "empty.xlsx")) == digests(content)

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("100,000", "100000"), ("-1,234.50", "-1234.50"), ("１，０００", "1000"), ("1,00", "1,00"),
            ("1000,000", "1000,000"),
        ],
    )  # fmt: skip
    def test_thousands_may_be_parted_as_officials_do_and_not_otherwise(self, typed: str, kept: str) -> None:
        column = next(one for table in tables() for one in table.columns if isinstance(one.of, Number))
        assert cells.read(Cell(typed), column) == kept

    @pytest.mark.parametrize("typed", [date(2027, 2, 1), "2027/2/1", "2027年2月1日", "2027-02-01", "２０２７.2.1"])
    def test_a_day_is_read_as_a_date_or_as_officials_write_it(
        self, book: Path, at: At, retyped: Retyped, typed: Any
    ) -> None:
        read = reading.read(retyped(book, {at("方案", "生效日期", ""): typed}))
        assert read.valid_from.isoformat() == "2027-02-01"

    def test_new_rows_are_new_items_with_what_belongs_to_them(self, book: Path, retyped: Retyped, free: Free) -> None:
        member, trait = free(book, "考核对象"), free(book, "考核对象·特征")
        typed = {
            ("考核对象", f"A{member}"): "town-03", ("考核对象", f"B{member}"): "西山镇",
            ("考核对象", f"C{member}"): "Xishan", ("考核对象·特征", f"A{trait}"): "town-03",
            ("考核对象·特征", f"B{trait}"): "town-type", ("考核对象·特征", f"C{trait}"): "industrial",
        }  # fmt: skip
        added = reading.read(retyped(book, typed)).members[-1]
        assert (added.code, added.labels.zh, added.counted) == ("town-03", "西山镇", 1)
        assert [(trait.trait, trait.value) for trait in added.traits] == [("town-type", "industrial")]

    def test_a_new_part_has_its_entries_on_the_sheet_for_others(self, book: Path, retyped: Retyped, free: Free) -> None:
        row = free(book, "组成部分")
        typed = {
            ("组成部分", f"{column}{row}"): text
            for column, text in zip("ABCD", ("more", "更多", "More", "加分"), strict=True)
        }
        typed |= {("部分·（其他）", "A3"): "more", ("部分·（其他）", "B3"): "prize"}
        part = reading.read(retyped(book, typed)).parts[-1]
        assert (part.code, part.kind, [entry.indicator for entry in part.entries]) == ("more", "bonus", ["prize"])

    def test_an_empty_cell_is_the_default(self, book: Path, at: At, retyped: Retyped) -> None:
        read = reading.read(retyped(book, {at("考核对象", "town-01", "计数人数"): None}))
        assert read.members[0].counted == 1

    def test_several_codes_stand_in_one_cell_between_any_commas(self, book: Path, at: At, retyped: Retyped) -> None:
        read = reading.read(retyped(book, {at("考核对象", "town-01", "选取指标"): "trade， prize;jobs、\ncases"}))
        assert set(read.members[0].chosen) == {"trade", "prize", "jobs", "cases"}

    def test_a_cell_is_found_by_the_path_of_its_value(self, book: Path, at: At) -> None:
        read = reading.opened(book)
        assert read.cell_of("parts[common].entries[cases].weight") == at("部分·共性指标", "cases", "权重")
        assert read.cell_of("parts[common].entries[cases].reference.least") == at(
            "部分·共性指标", "cases", "参考范围下限"
        )
        assert read.cell_of("parts") == ("组成部分", "A1")
        assert read.cell_of("rounding.places") == at("方案", "舍入小数位", "")

    def test_english_values_are_read_too(self, towns: SchemeContent, book: Path, at: At, retyped: Retyped) -> None:
        typed = {at("指标库", "jobs", "指标类型"): "common", at("指标库", "jobs", "可分期"): True}
        assert digests(reading.read(retyped(book, typed))) == digests(towns)

    def test_columns_may_be_moved_and_a_line_put_above(
        self, towns: SchemeContent, book: Path, retyped: Retyped
    ) -> None:
        grid = next(grid for grid in load(book) if grid.name == "维度")
        width = len(grid.rows[1])
        typed: dict[tuple[str, str], Any] = {("维度", address(0, number)): None for number in range(width)}
        for row, cells_of in enumerate(grid.rows[1:], 1):
            for number, cell in enumerate(reversed(cells_of)):
                typed |= {("维度", address(row, number)): None, ("维度", address(row + 3, number)): cell.value}
        assert digests(reading.read(retyped(book, typed))) == digests(towns)


class TestLayout:
    def test_a_group_that_may_be_missing_shows_that_it_is_there(self) -> None:
        """Else a group of empty cells could not be told from none."""
        for table in tables():
            for group, model in _optional(table.model):
                shown = [place for place in places(model).values() if place.required or place.default not in (None, ())]
                assert shown, f"{table.sheet}: {group}"

    def test_nothing_but_a_default_stands_for_an_empty_cell(self) -> None:
        for table in tables():
            for column in table.columns:
                may_be_none = types.NoneType in typing.get_args(column.place.info.annotation)
                assert not may_be_none or column.place.default is None, column.header

    def test_names_of_sheets_fit_and_differ(self) -> None:
        names = [table.sheet for table in tables()]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)

    def test_no_two_columns_of_a_sheet_have_one_header(self) -> None:
        for table in tables():
            assert len(set(table.headers)) == len(table.headers), table.sheet

    def test_a_list_of_groups_is_empty_by_default(self) -> None:
        for table in tables()[1:]:
            assert table.place is not None
            assert table.place.required or table.place.default == ()


def _optional(model: Any, at: str = "") -> Any:
    for place in places(model).values():
        match place.shape:
            case Group(model=inner):
                if not place.required and place.default is None:
                    yield f"{at}{place.title}", inner
                yield from _optional(inner, f"{at}{place.title}.")
            case Either(models=models):
                for inner in models.values():
                    yield from _optional(inner, f"{at}{place.title}.")
