"""Registers and sheets through the command and a running Baton: out, corrected by hand, and back."""

import asyncio
import contextlib
import io
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from allinone import cli
from allinone.driving.client import Baton
from allinone.driving.people import DRAFTER, PUBLISHER
from allinone.installation import Place
from indicators.documents.registers import grid

Command = Callable[..., Awaitable[Any]]
HEADER = ["编码", "名称", "分类", "归类标准", "上级单位编码", "责任科室", "生效日期", "变更理由"]
REGION = "import-tests"


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.strip().splitlines()[-1])


@pytest.fixture
def command(place: Place, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in a thread of this process: it is asked often, and importing it takes longer than what it does."""
    options = ("--url", place.url, "--keys", str(place.keys), "--region", REGION, "--json")

    def run(words: list[str]) -> Said:
        monkeypatch.setattr(sys, "argv", ["baton", *words, *options])
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            cli.app()
        return Said(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    async def say(*words: str | Path | int) -> Said:
        return await asyncio.to_thread(run, list(map(str, words)))

    return say


def units(of: str) -> tuple[list[str], list[str]]:
    """An office and the bureau above it; each test has its own, so that none waits for another."""
    bureau = [f"{of}-bureau", "市监局", "organ", "机关", "", "办公室", "", ""]
    return [f"{of}-office", "一科", "organ", "", f"{of}-bureau", "", "", ""], bureau


def draw(path: Path, *rows: list[Any], name: str = "登记表") -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def corrected(path: Path, changes: dict[str, str]) -> Path:
    """The workbook with these texts in the place of others."""
    grids = grid.load(path)
    with xlsxwriter.Workbook(path) as book:
        for one in grids:
            sheet = book.add_worksheet(one.name)
            for number, row in enumerate(one.rows):
                sheet.write_row(number, 0, [changes.get(cell.shown, cell.shown) for cell in row])
    return path


class TestRegister:
    async def test_units_are_registered_from_a_table_whatever_their_order(
        self, command: Command, baton: Baton, tmp_path: Path
    ) -> None:
        file = draw(tmp_path / "r.xlsx", ["考核对象登记表"], HEADER, *units("new"), ["合计", "2"])
        first, second = await command("import", "assessees", file), await command("import", "assessees", file)
        assert (first.code, first.json["registered"], second.json["registered"]) == (0, 2, 0), first.err + second.err
        office = await baton.get("/assessees/new-office", by=DRAFTER)
        assert (office["parent"], office["category"]) == ("new-bureau", "organ")
        bureau = await baton.get("/assessees/new-bureau", by=DRAFTER)
        assert (bureau["criterion"], bureau["responsible"]["zh"]) == ("机关", "办公室")

    async def test_a_file_with_a_refused_cell_registers_nobody(
        self, command: Command, baton: Baton, tmp_path: Path
    ) -> None:
        good = ["r-good", "好", "organ", "", "", "", "", ""]
        bad = ["r-bad", "坏", "organ", "", "r-nowhere", "", "", ""]
        office, bureau = units("kept")
        await command("import", "assessees", draw(tmp_path / "first.xlsx", HEADER, office, bureau))
        moved = [*office[:2], "town", *office[3:]]
        said = await command("import", "assessees", draw(tmp_path / "r.xlsx", HEADER, good, bad, moved))
        assert (said.code, [(one["cell"], one["code"]) for one in said.json["refused"]]) == (
            3, [("G4", "change_without_day"), ("E3", "parent_unknown")],
        )  # fmt: skip
        assert await baton.find("/assessees/r-good", by=DRAFTER) is None

    async def test_a_move_is_an_amendment_from_its_day_with_its_reason(
        self, command: Command, baton: Baton, tmp_path: Path
    ) -> None:
        office, bureau = units("moved")
        await command("import", "assessees", draw(tmp_path / "first.xlsx", HEADER, office, bureau))
        moved = [*office[:2], "town", *office[3:6], "2026年3月1日", ""]
        file = draw(tmp_path / "r.xlsx", HEADER, moved)
        without = await command("import", "assessees", file)
        assert (without.code, "changes_unexplained" in without.err) == (4, True)
        said = await command("import", "assessees", file, "--reason", "机构改革")
        assert (said.code, said.json["amended"]) == (0, 1), said.err
        newest = (await baton.all("/assessees/moved-office/versions", by=DRAFTER))[0]
        assert (newest["category"], newest["valid_from"], newest["reason"]) == ("town", "2026-03-01", "机构改革")
        assert newest["moved"] == ["category"]

    async def test_a_register_that_is_exported_and_imported_again_changes_nothing(
        self, command: Command, baton: Baton, tmp_path: Path
    ) -> None:
        await command("import", "assessees", draw(tmp_path / "r.xlsx", HEADER, *units("out")))
        for language in ("zh", "en"):
            await command("export", "assessees", tmp_path / "out.xlsx", "--language", language)
            back = await command("import", "assessees", tmp_path / "out.xlsx")
            assert (back.code, back.json["registered"], back.json["amended"]) == (0, 0, 0), back.err
            assert back.json["unchanged"] == len(await baton.all("/assessees", by=DRAFTER)) >= 3


def _labels(text: str) -> dict[str, str]:
    return {"zh": f"文{text}", "en": f"Text {text}"}


def _cascade(code: str) -> dict[str, Any]:
    people = {"chief": None, "one": "chief", "two": "chief"}
    return {
        "code": code,
        "labels": _labels("small"),
        "period": "2026",
        "levels": [{"code": "top", "labels": _labels("top"), "kind": "department"},
                   {"code": "person", "labels": _labels("person"), "kind": "person"}],
        "nodes": [
            {"code": code, "labels": _labels(code), "level": "person" if parent else "top", "parent": parent}
            for code, parent in people.items()
        ],
        "goals": [{"code": "jobs", "labels": _labels("jobs")}],
        "indicators": [
            {"code": f"{code}-{number}", "labels": _labels(f"{code}-{number}"), "node": code, "weight": weight,
             "goal": "jobs", "target": "30000", "unit": {"zh": "元", "en": "yuan"}}
            for code in people for number, weight in (("a", "70"), ("b", "30"))
        ],
    }  # fmt: skip


async def drafted(baton: Baton, code: str) -> None:
    """A draft, divided by headcount."""
    await baton.post("/cascades", _cascade(code), by=DRAFTER)
    splits = [{"goal": "jobs", "of": of, "by": "headcount"} for of in (None, "chief")]
    await baton.post(f"/cascades/{code}/versions/1:propose", {"splits": splits}, by=DRAFTER)


async def approve(baton: Baton, code: str, version: int) -> None:
    path = f"/cascades/{code}/versions/{version}"
    draft = await baton.get(path, by=DRAFTER)
    await baton.post(f"{path}:approve", {"reason": "审定"}, by=PUBLISHER, version=draft["revision"])


async def versions(baton: Baton, code: str) -> dict[int, str]:
    return {one["version"]: one["state"] for one in await baton.all(f"/cascades/{code}/versions", by=DRAFTER)}


class TestSheets:
    """Each test has a cascade of its own."""

    async def test_sheets_of_a_draft_that_were_corrected_revise_it(
        self, command: Command, baton: Baton, tmp_path: Path
    ) -> None:
        await drafted(baton, "small")
        file = tmp_path / "s.xlsx"
        assert (await command("export", "sheets", file, "--cascade", "small", "--version", 1)).code == 0
        same = await command("import", "sheets", file, "--cascade", "small")
        assert (same.code, same.json["changed"]) == (0, 0), same.err
        said = await command("import", "sheets", corrected(file, {"70": "７５％"}), "--cascade", "small")
        assert (said.code, said.json["nodes"], said.json["version"]) == (0, ["chief", "one", "two"], 1), said.err
        assert {one["code"] for one in said.json["findings_listed"]} == {"weights_do_not_sum"}
        back = await command("import", "sheets", corrected(file, {"75": "70", "７５％": "70"}), "--cascade", "small")
        assert (back.json["findings"], back.json["version"]) == (0, 1)

    async def test_targets_of_all_sheets_come_as_one_table(
        self, command: Command, baton: Baton, tmp_path: Path
    ) -> None:
        await drafted(baton, "table")
        file = tmp_path / "t.xlsx"
        assert (await command("export", "targets", file, "--cascade", "table", "--version", 1)).json["version"] == 1
        said = await command(
            "import", "targets", corrected(file, {"30000": "3.5", "元": "万元"}), "--cascade", "table", "--version", 1
        )
        assert (said.code, said.json["changed"]) == (0, 6), said.err
        draft = await baton.get("/cascades/table/versions/1", by=DRAFTER)
        assert {one["target"] for one in draft["cascade"]["indicators"]} == {"35000"}

    async def test_sheets_of_an_approved_version_become_a_new_draft(
        self, command: Command, baton: Baton, tmp_path: Path
    ) -> None:
        await drafted(baton, "approved")
        await approve(baton, "approved", 1)
        file = tmp_path / "s.xlsx"
        await command("export", "sheets", file, "--cascade", "approved", "--member", "one")
        said = await command("import", "sheets", corrected(file, {"70": "60", "30": "40"}), "--cascade", "approved")
        assert (said.code, said.json["nodes"], said.json["version"]) == (0, ["one"], 2), said.err
        assert await versions(baton, "approved") == {1: "approved", 2: "draft"}
        again = await command("import", "sheets", file, "--cascade", "approved")
        assert (again.json["version"], await versions(baton, "approved")) == (2, {1: "approved", 2: "draft"}), (
            "said twice is said once"
        )

    async def test_sheets_of_a_superseded_version_are_refused(
        self, command: Command, baton: Baton, tmp_path: Path
    ) -> None:
        await drafted(baton, "old")
        await approve(baton, "old", 1)
        first, newer = tmp_path / "s.xlsx", tmp_path / "n.xlsx"
        for file in (first, newer):
            await command("export", "sheets", file, "--cascade", "old", "--version", 1)
        await command("import", "sheets", corrected(newer, {"70": "60", "30": "40"}), "--cascade", "old")
        await approve(baton, "old", 2)
        said = await command("import", "sheets", corrected(first, {"70": "80", "30": "20"}), "--cascade", "old")
        assert (said.code, "is superseded" in said.err) == (3, True)
        assert await versions(baton, "old") == {1: "superseded", 2: "approved"}

    async def test_a_page_to_print_is_written(self, command: Command, baton: Baton, tmp_path: Path) -> None:
        await drafted(baton, "page")
        file = tmp_path / "s.html"
        words = ("export", "sheets", file, "--cascade", "page", "--version", 1, "--language", "en")
        assert (await command(*words)).code == 0
        text = file.read_text(encoding="utf-8")
        assert (text.count("<section"), '<html lang="en">' in text) == (3, True)
