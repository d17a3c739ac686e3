"""One sheet per person through the route: as JSON, as a workbook that is read back, as a page to print."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from contracts.cascades import CascadeContent
from indicators.documents.registers import grid
from indicators.documents.registers import sheets as registers

HERE = "/cascades/bureau-2026/versions/1/sheets"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest_asyncio.fixture(loop_scope="session")
async def divided(county: httpx.AsyncClient, cascade_json: Callable[..., dict[str, Any]]) -> httpx.AsyncClient:
    """Speaks to a county whose bureau has a draft that is divided."""
    assert (await county.post("/cascades", json=cascade_json())).status_code == 201
    splits = [
        {"goal": goal, "of": of, "by": "headcount"}
        for goal in ("jobs", "safety")
        for of in (None, "party-group", "office-a", "office-b")
    ]
    answer = await county.post("/cascades/bureau-2026/versions/1:propose", json={"splits": splits})
    assert answer.status_code == 200, answer.text
    return county


class TestSheets:
    async def test_a_sheet_says_what_is_carried_and_measured(self, divided: httpx.AsyncClient) -> None:
        sheet = (await divided.get(f"{HERE}/a-1")).json()
        assert (sheet["cascade"], sheet["version"], sheet["state"], sheet["period"]) == (
            "bureau-2026", 1, "draft", "2026",
        )  # fmt: skip
        assert (sheet["node"]["code"], sheet["above"], sheet["weight"]) == ("a-1", ["party-group", "office-a"], "100")
        jobs = sheet["goals"][0]
        assert (jobs["share"], jobs["of_goal"]) == ("50", "33.3350")
        assert jobs["amount"] == {"value": "8667", "unit": {"zh": "人", "en": "jobs"}}
        assert [line["code"] for line in sheet["indicators"]] == ["a-1-i1", "a-1-i2"]

    @pytest.mark.parametrize("path", [f"{HERE}/a-1", HERE])
    async def test_a_workbook_is_a_file_of_its_kind(self, divided: httpx.AsyncClient, path: str) -> None:
        answer = await divided.get(path, params={"format": "xlsx"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.content[:2] == b"PK"

    async def test_the_same_version_gives_the_same_bytes(self, divided: httpx.AsyncClient, tmp_path: Path) -> None:
        first, second = [(await divided.get(HERE, params={"format": "xlsx"})).content for _ in range(2)]
        assert first == second

    @pytest.mark.parametrize(("language", "said"), [("zh", "绩效指标表"), ("en", "Performance sheet")])
    async def test_a_page_prints_and_loads_nothing(self, divided: httpx.AsyncClient, language: str, said: str) -> None:
        answer = await divided.get(f"{HERE}/a-1", params={"format": "html", "language": language})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert said in answer.text
        assert not any(word in answer.text for word in ("http:", "https:", "<script", "<link", "src="))

    async def test_every_sheet_of_a_page_has_a_section_of_its_own(self, divided: httpx.AsyncClient) -> None:
        answer = await divided.get(HERE, params={"format": "html"})
        assert answer.text.count("<section") == 6

    async def test_who_stands_nowhere_has_none(self, divided: httpx.AsyncClient) -> None:
        answer = await divided.get(f"{HERE}/nobody")
        assert (answer.status_code, answer.json()["code"]) == (404, "cascade_no_sheet")

    async def test_another_format_is_refused(self, divided: httpx.AsyncClient) -> None:
        assert (await divided.get(f"{HERE}/a-1", params={"format": "pdf"})).status_code == 422


class TestTengchong:
    """32 units, 110 indicators of departments, 472 of persons: everybody's sheet, in every form."""

    async def test_every_sheet_answers_and_all_of_them_are_one_workbook_and_one_page(
        self, county: httpx.AsyncClient, network_json: Callable[[], dict[str, Any]], tmp_path: Path
    ) -> None:
        content = network_json()
        assert (await county.post("/cascades", json=content)).status_code == 201
        here = "/cascades/market-regulation/versions/1/sheets"
        listed = (await county.get(here)).json()["sheets"]
        assert {one["node"] for one in listed} == {node["code"] for node in content["nodes"]}
        lines = 0
        for one in listed:
            answer = await county.get(f"{here}/{one['node']}")
            assert answer.status_code == 200, answer.text
            lines += len(answer.json()["indicators"])
        assert lines == 110 + 472
        (tmp_path / "all.xlsx").write_bytes((await county.get(here, params={"format": "xlsx"})).content)
        read = registers.read(grid.load(tmp_path / "all.xlsx"), CascadeContent.model_validate(content))
        assert (read.refused, read.changed, read.version) == ((), (), 1)
        for language in ("zh", "en"):
            page = await county.get(here, params={"format": "html", "language": language})
            assert page.text.count("<section") == 1 + 32 + 118
