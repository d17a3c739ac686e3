"""The register of assessees through the routes: a workbook is taken whole or not at all."""

import base64
import io
from typing import Any

import httpx
import pytest
import xlsxwriter

from chassis.testing.world import World
from contracts.indicators import AssesseeAmended, AssesseeRegistered

HEADER = ["编码", "名称", "分类", "上级单位编码", "生效日期", "变更理由"]
BUREAU = ["bureau", "市监局", "organs", "", "", ""]
OFFICE = ["office", "一科", "organs", "bureau", "", ""]


def workbook(*rows: list[Any]) -> str:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("登记表")
        for number, row in enumerate((HEADER, *rows)):
            sheet.write_row(number, 0, row)
    return base64.b64encode(file.getvalue()).decode()


async def take(client: httpx.AsyncClient, *rows: list[Any], query: str = "", **more: Any) -> httpx.Response:
    return await client.post(f"/assessees:import{query}", json={"workbook": workbook(*rows), **more})


class TestImport:
    async def test_units_are_registered_whatever_the_order_of_their_rows(
        self, world: World, region: str, county: httpx.AsyncClient
    ) -> None:
        answer = await take(county, OFFICE, BUREAU, ["合计", "2"])
        assert answer.status_code == 200, answer.text
        assert answer.json()["registered"] == ["bureau", "office"]
        assert [one["why"] for one in answer.json()["left_out"]] == ["footer"]
        events = await world.events("indicators", region, AssesseeRegistered.event_type)
        assert [event.data["code"] for event in events] == ["bureau", "office"]
        again = (await take(county, OFFICE, BUREAU)).json()
        assert (again["registered"], again["amended"], again["unchanged"]) == ([], [], 2)

    async def test_one_refused_cell_keeps_every_row_out_and_all_refused_cells_are_named(
        self, world: World, region: str, county: httpx.AsyncClient
    ) -> None:
        rows: list[list[Any]] = [
            BUREAU,
            [7, "二科", "organs", "bureau", "", ""],
            ["third", "三科", "", "nobody", "", ""],
        ]
        answer = await take(county, *rows)
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["values"]["count"]) == (422, "register_refused", 2)
        told = [(one["cell"], one["code"]) for one in problem["values"]["refused"]]
        assert told == [("A3", "code_is_a_number"), ("C4", "empty")]
        assert await world.events("indicators", region, AssesseeRegistered.event_type) == []
        rest = (await take(county, *rows, skip_refused=True)).json()
        assert (rest["registered"], len(rest["refused"])) == (["bureau"], 2)

    async def test_a_move_is_an_amendment_from_its_day_and_needs_a_reason(
        self, world: World, region: str, county: httpx.AsyncClient
    ) -> None:
        await take(county, OFFICE, BUREAU)
        moved = [*OFFICE[:2], "towns", "bureau", "2024-03-01", ""]
        without = await take(county, moved)
        assert (without.status_code, without.json()["code"]) == (422, "changes_unexplained")
        answer = await take(county, moved, reason="机构改革")
        assert answer.json()["amended"] == ["office"], answer.text
        (event,) = await world.events("indicators", region, AssesseeAmended.event_type)
        assert (event.data["moved"], event.data["reason"]) == (["category"], "机构改革")

    async def test_a_dry_run_tells_and_changes_nothing(self, county: httpx.AsyncClient) -> None:
        answer = await take(county, BUREAU, query="?dry_run=true")
        assert answer.json()["registered"] == ["bureau"]
        assert (await county.get("/assessees/bureau")).status_code == 404

    @pytest.mark.parametrize(
        ("sent", "code"), [("编码", "invalid_request"), (base64.b64encode(b"no zip").decode(), "workbook_unreadable")]
    )
    async def test_what_is_no_workbook_is_refused(self, county: httpx.AsyncClient, sent: str, code: str) -> None:
        answer = await county.post("/assessees:import", json={"workbook": sent})
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    async def test_why_it_is_none_is_told_in_both_languages(self, county: httpx.AsyncClient) -> None:
        answer = await county.post("/assessees:import", json={"workbook": base64.b64encode(b"no zip").decode()})
        said = answer.json()["texts"]
        assert said["zh"].startswith("文件无法作为工作簿读取：文件已损坏，或不是 .xlsx 工作簿。")
        assert said["en"].startswith("The file cannot be read as a workbook: it is damaged, or no .xlsx workbook.")


class TestExport:
    @pytest.mark.parametrize("language", ["zh", "en"])
    async def test_what_is_exported_and_imported_again_changes_nothing(
        self, county: httpx.AsyncClient, language: str
    ) -> None:
        await take(county, OFFICE, BUREAU)
        answer = await county.get("/assessees:export", params={"language": language})
        assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
        body = {"workbook": base64.b64encode(answer.content).decode()}
        back = (await county.post("/assessees:import", json=body)).json()
        assert (back["registered"], back["amended"], back["unchanged"], back["refused"]) == ([], [], 2, [])
