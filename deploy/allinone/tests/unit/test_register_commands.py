"""`baton export` and `baton import` of XLSX tables: what is refused, what is written, and that nothing is done half."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from contracts import canonical
from indicators.documents import pack
from indicators.documents.registers import grid

ROOT = Path(__file__).parents[4]
GOALS = ROOT / "schemes/bazhong/city-goals.yaml"


Command = Callable[..., Any]
"""See conftest."""


def draw(path: Path, *rows: list[Any]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("目标")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


HEADER = ["指标编码", "目标值", "一季度"]


class TestTargetsOfAPack:
    def test_what_is_exported_and_imported_again_is_the_same_pack(self, baton: Command) -> None:
        assert baton("export", "targets", "t.xlsx", "--pack", GOALS).code == 0
        said = baton("import", "targets", "t.xlsx", "--pack", GOALS, "--into", "again.yaml", "--json")
        assert (said.code, said.json["changed"], said.json["refused"]) == (0, 0, []), said.err
        digests = {canonical.digests(canonical.form(pack.read(path))).sm3 for path in (GOALS, Path("again.yaml"))}
        assert len(digests) == 1

    def test_a_changed_target_stands_in_the_new_pack_and_the_old_one_stays(self, baton: Command) -> None:
        before = GOALS.read_bytes()
        table = draw(Path("t.xlsx"), ["目标表"], HEADER[:2], ["gdp-growth", "７.０％"], ["合计", ""])
        said = baton("import", "targets", table, "--pack", GOALS, "--into", "new.yaml", "--json")
        assert (said.code, said.json["places"]) == (0, ["indicators[gdp-growth].targets[0]"]), said.err
        assert [one["why"] for one in said.json["left_out"]] == ["footer"]
        (growth,) = [one for one in pack.read(Path("new.yaml")).indicators if one.code == "gdp-growth"]
        assert str(growth.targets[0].value) == "7"
        assert GOALS.read_bytes() == before

    def test_a_file_with_refused_cells_is_not_imported_and_all_of_them_are_named(self, baton: Command) -> None:
        table = draw(Path("t.xlsx"), HEADER, ["gdp-growth", 7, ""], ["moon", 1, ""], ["new-urban-jobs", "约3万", "多"])
        words = ("import", "targets", table, "--pack", GOALS, "--into", "new.yaml")
        said = baton(*words, "--json")
        assert said.code == 3
        assert [(one["cell"], one["code"]) for one in said.json["refused"]] == [
            ("A3", "indicator_unknown"), ("B4", "not_a_number"), ("C4", "not_a_number"),
        ]  # fmt: skip
        assert not Path("new.yaml").exists()
        for text in ("目标!A3", "'moon'", "方案中没有这个指标", "The scheme has no such indicator", "--skip-refused"):
            assert text in said.err
        assert "3 cells were refused; nothing was imported" in said.err

    def test_the_rest_is_taken_where_somebody_asks_for_it_and_what_was_left_out_is_said(self, baton: Command) -> None:
        table = draw(Path("t.xlsx"), HEADER[:2], ["gdp-growth", 7], ["moon", 1])
        said = baton("import", "targets", table, "--pack", GOALS, "--into", "new.yaml", "--skip-refused")
        assert said.code == 0
        assert "目标!A3" in said.err
        assert "changed 1" in said.out
        assert "cells_refused 1" in said.out

    def test_refused_cells_are_marked_in_a_workbook_that_is_asked_for(self, baton: Command) -> None:
        table = draw(Path("t.xlsx"), HEADER[:2], ["moon", 1])
        said = baton("import", "targets", table, "--pack", GOALS, "--dry-run", "--marks", "marked.xlsx")
        assert said.code == 3
        assert [one.name for one in grid.load(Path("marked.xlsx"))] == ["退回清单", "目标"]

    def test_a_dry_run_writes_nothing(self, baton: Command) -> None:
        table = draw(Path("t.xlsx"), HEADER[:2], ["gdp-growth", 7])
        said = baton("import", "targets", table, "--pack", GOALS, "--into", "new.yaml", "--dry-run", "--json")
        assert (said.code, said.json["changed"], said.json["dry_run"]) == (0, 1, True)
        assert not Path("new.yaml").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("import", "targets", "no.xlsx", "--pack", GOALS, "--dry-run"), 3, "does not exist"),
        (("import", "targets", GOALS, "--pack", GOALS, "--dry-run"), 3, "no .xlsx workbook"),
        (("import", "targets", "no.xlsx"), 2, "exactly one of them"),
        (("import", "targets", "no.xlsx", "--pack", GOALS, "--cascade", "c"), 2, "exactly one of them"),
        (("import", "assessees", "units.csv"), 2, "needs a --mapping"),
        (("export", "sheets", "s.pdf", "--cascade", "c"), 2, "as .xlsx or .html"),
        (("export", "targets", "t.xlsx", "--pack", GOALS, "--language", "fr"), 2, "Choose zh or en"),
        (("export", "targets", "no/such/folder.xlsx", "--pack", GOALS), 2, "cannot be written"),
    ],
)
def test_wrong_use_is_said_with_what_to_do(baton: Command, words: tuple[Any, ...], code: int, said: str) -> None:
    found = baton(*words)
    assert (found.code, said in found.err) == (code, True), found.err
