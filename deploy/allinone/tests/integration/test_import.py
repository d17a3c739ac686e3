"""Imports through the command: all rows or none, twice is as once, changed content is refused by name."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from allinone.driving.client import Baton
from allinone.driving.people import AUDITOR
from allinone.installation import Place

Command = Callable[..., Awaitable[Any]]
REGION = "import-tests"


@dataclass
class Folder:
    path: Path

    def write(self, name: str, text: str) -> Path:
        (self.path / name).write_text(text, encoding="utf-8")
        return self.path / name


BUDGET_MAPPING = """
kind: budget
columns:
  code: code
  amount: sum
  fiscal_year: {constant: "2025"}
  owner: {constant: office}
  fund: {constant: fund-1}
"""
PAYMENTS_MAPPING = """
kind: payments
columns:
  external_ref: ref
  value_date: day
  payee: to
  item: item
  fund: {constant: fund-1}
  amount: sum
natural_payees: [{column: to, values: [王小明]}]
"""
BUDGET = "code,sum\nPENS,100.00\nINK,50.00\n"
PAYMENTS = (
    "ref,day,to,item,sum\n1,2025-01-02,Shop,PENS,60.00\n2,2025-01-02,王小明,PENS,60.00\n3,2025-01-03,Shop,CHALK,1\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


class TestAYearOfASmallOffice:
    """In this order: a budget, its payments, the same again, the same with changes."""

    async def test_a_budget_is_imported_once_however_often(
        self, command: Command, folder: Folder, baton: Baton
    ) -> None:
        words = (
            "import", "budget", folder.write("b.csv", BUDGET),
            "--mapping", folder.write("b.yaml", BUDGET_MAPPING),
        )  # fmt: skip
        first, second = await command(*words), await command(*words)
        assert (first.code, second.code) == (0, 0), first.err + second.err
        assert [(said.json["items"], said.json["known"]) for said in (first, second)] == [(2, 0), (2, 2)]
        items = await baton.all("/budget-items", by=AUDITOR)
        assert {item["code"]: item["current_budget"] for item in items} == {"PENS": "100.00", "INK": "50.00"}

    async def test_a_dry_run_decides_and_changes_nothing(self, command: Command, folder: Folder, baton: Baton) -> None:
        said = await command(
            "import", "payments", folder.write("p.csv", PAYMENTS),
            "--mapping", folder.write("p.yaml", PAYMENTS_MAPPING), "--dry-run",
        )  # fmt: skip
        assert said.code == 0, said.err
        assert await baton.all("/payments", by=AUDITOR) == []

    async def test_each_payment_is_decided_by_itself_in_order(
        self, command: Command, folder: Folder, baton: Baton
    ) -> None:
        words = (
            "import", "payments", folder.write("p.csv", PAYMENTS),
            "--mapping", folder.write("p.yaml", PAYMENTS_MAPPING),
        )  # fmt: skip
        first, second = await command(*words), await command(*words)
        assert first.code == 0, first.err
        for said, known in ((first.json, 0), (second.json, 3)):
            assert (said["accepted"], said["intercepted"], said["refused_by_baton"]) == (1, 2, 0)
            assert said["known"] == known
        payments = await baton.all("/payments", by=AUDITOR)
        assert {one["external_ref"]: [reason["code"] for reason in one["decision"]["reasons"]] for one in payments} == {
            "1": [],
            "2": ["not_enough_available", "not_enough_available"],
            "3": ["no_budget"],
        }
        paid = {item["code"]: Decimal(item["paid"]) for item in await baton.all("/budget-items", by=AUDITOR)}
        assert paid == {"PENS": Decimal(60), "INK": Decimal(0)}

    async def test_a_person_is_known_by_a_pseudonym_only(self, command: Command, baton: Baton) -> None:
        payees = {one["external_ref"]: one["payee"] for one in await baton.all("/payments", by=AUDITOR)}
        assert payees["1"] == "Shop"
        assert "王小明" not in payees["2"]

    async def test_a_known_reference_with_other_content_stops_the_whole_file(
        self, command: Command, folder: Folder, baton: Baton
    ) -> None:
        changed = "ref,day,to,item,sum\n9,2025-01-06,Shop,INK,5.00\n1,2025-01-02,Shop,PENS,61.00\n"
        said = await command(
            "import", "payments", folder.write("p.csv", changed),
            "--mapping", folder.write("p.yaml", PAYMENTS_MAPPING),
        )  # fmt: skip
        assert said.code == 3
        (refused,) = said.json["refused"]
        assert (refused["line"], refused["code"], refused["values"]["code"]) == (
            3,
            "refused_by_baton",
            "external_ref_reused",
        )
        assert "9" not in {one["external_ref"] for one in await baton.all("/payments", by=AUDITOR)}

    async def test_what_baton_refuses_is_left_out_by_name_where_somebody_asks_for_it(
        self, command: Command, folder: Folder
    ) -> None:
        changed = "ref,day,to,item,sum\n8,2025-01-06,Shop,INK,5.00\n1,2025-01-02,Shop,PENS,61.00\n"
        said = await command(
            "import", "payments", folder.write("p.csv", changed),
            "--mapping", folder.write("p.yaml", PAYMENTS_MAPPING), "--skip-refused",
        )  # fmt: skip
        assert (said.code, said.json["accepted"], said.json["refused_by_baton"]) == (0, 1, 1), said.err
        assert [(one["line"], one["value"]) for one in said.json["refused"]] == [(3, "1")]

    async def test_what_stands_intercepted_is_decided_anew_where_somebody_asks_for_it(
        self, command: Command, folder: Folder, baton: Baton
    ) -> None:
        """Money for it came later; sent again by itself the payment keeps the decision that it had."""
        mapping = folder.write("g.yaml", PAYMENTS_MAPPING.replace("fund-1", "fund-2"))
        rows = folder.write("g.csv", "ref,day,to,item,sum\n30,2025-01-03,Shop,GLUE,4.00\n")
        words = ("import", "payments", rows, "--mapping", mapping)
        assert (await command(*words)).json["intercepted"] == 1
        bought = await command(
            "import", "budget", folder.write("g-b.csv", "code,sum\nGLUE,10.00\n"),
            "--mapping", folder.write("g-b.yaml", BUDGET_MAPPING.replace("fund-1", "fund-2")),
        )  # fmt: skip
        assert bought.code == 0, bought.err
        for more, became in (
            ((), (0, 1, 0)),
            (("--recheck", "--dry-run"), (1, 0, 1)),
            ((), (0, 1, 0)),
            (("--recheck",), (1, 0, 1)),
            (("--recheck",), (1, 0, 0)),
        ):
            said = await command(*words, *more)
            assert said.code == 0, said.err
            assert (said.json["accepted"], said.json["intercepted"], said.json["rechecked"]) == became, more
        booked = [row for row in await baton.all("/ledger-entries", by=AUDITOR) if row["item_code"] == "GLUE"]
        assert [(row["value_date"], row["amount"]) for row in booked] == [("2025-01-03", "4.00")]

    async def test_a_payment_of_last_years_budget_is_told_and_left_out_unless_asked_for(
        self, command: Command, folder: Folder
    ) -> None:
        rows = "ref,day,to,item,sum,year\n20,2025-01-06,Shop,INK,1.00,2025\n21,2025-01-06,Shop,INK,2.00,2024\n"
        mapping = PAYMENTS_MAPPING.replace("  amount: sum", "  amount: sum\n  budget_year: year")
        words = ("import", "payments", folder.write("p.csv", rows), "--mapping", folder.write("y.yaml", mapping))
        first, second = await command(*words), await command(*words, "--other-years")
        assert (first.code, second.code) == (0, 0), first.err + second.err
        assert (first.json["accepted"], first.json["left_out"]) == (1, 1)
        assert first.json["other_years"] == [{"line": 3, "external_ref": "21", "year": "2024"}]
        assert "2024 1; the first stands in line 3" in first.err
        assert (second.json["accepted"], second.json["known"], second.json["left_out"]) == (2, 1, 0)

    async def test_lists_are_read_through_the_command(self, command: Command) -> None:
        for listing in (("lights",), ("orders",), ("dead-letters", "list")):
            said = await command(*listing)
            assert (said.code, said.json) == (0, []), said.err


CITY = """kind: budget
numbers: {thousands: ","}
columns: {code: project, amount: approved, fiscal_year: {constant: "2025"}, owner: {constant: office},
  fund: {constant: ramo23}, label_en: name}
funds: [{code: ramo23, labels: {zh: 专项, en: Earmarked}, trace_tag: R23, purpose: other}]
"""


@asynccontextmanager
async def cut_off(place: Place, *, after: int) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """An address of the installation that goes silent after so many parts of a budget, and tells when it has."""
    there = urlsplit(place.url)
    silent, parts = asyncio.Event(), 0

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, out: bool) -> None:
        nonlocal parts
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                parts += data.count(b"budget-items:import") if out else 0
                if parts > after:
                    silent.set()
                    return
                writer.write(data)
                await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection(there.hostname, there.port)
        await asyncio.gather(carry(reader, forth, out=True), carry(back, writer, out=False))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", silent
    finally:
        server.close()


class TestABudgetOfACity:
    """6,176 items of one fund, as a real one had: more than any request may hold."""

    ITEMS = 6_176

    @pytest.fixture
    def words(self, folder: Folder) -> tuple[str | Path, ...]:
        rows = "".join(f'{number},Bridge {number},"{number % 900 + 1},000"\n' for number in range(self.ITEMS))
        file = folder.write("city.csv", "project,name,approved\n" + rows)
        return ("import", "budget", file, "--mapping", folder.write("city.yaml", CITY))

    async def items(self, baton: Baton) -> int:
        return sum(item["code"].isdigit() for item in await baton.all("/budget-items", by=AUDITOR))

    async def test_killed_between_two_parts_it_has_changed_nothing(
        self, place: Place, words: tuple[str | Path, ...], baton: Baton
    ) -> None:
        async with cut_off(place, after=3) as (url, silent):
            process = await asyncio.create_subprocess_exec(
                Path(sys.executable).with_name("baton"), *map(str, words), "--url", url, "--keys", str(place.keys),
                "--region", REGION,
            )  # fmt: skip
            async with asyncio.timeout(240):
                await silent.wait()
            process.kill()
            await process.wait()
        assert await self.items(baton) == 0

    async def test_a_dry_run_says_what_would_be_done_and_does_not_do_it(
        self, command: Command, words: tuple[str | Path, ...], baton: Baton
    ) -> None:
        said = await command(*words, "--dry-run")
        assert (said.code, said.json["items"], said.json["known"]) == (0, self.ITEMS, 0), said.err
        assert await self.items(baton) == 0

    async def test_given_again_it_is_there_as_a_whole_and_once(
        self, command: Command, words: tuple[str | Path, ...], baton: Baton
    ) -> None:
        first, second = await command(*words), await command(*words)
        assert (first.code, second.code) == (0, 0), first.err + second.err
        assert "part 7 (7 of 7)" in first.err
        assert [(said.json["items"], said.json["known"]) for said in (first, second)] == [
            (self.ITEMS, 0),
            (self.ITEMS, self.ITEMS),
        ]
        assert await self.items(baton) == self.ITEMS
        (fund,) = [one for one in await baton.all("/funds", by=AUDITOR) if one["code"] == "ramo23"]
        assert fund["amount"] == fund["allocated"]


UNITS_MAPPING = """
kind: assessees
columns: {code: code, label_zh: name, category: kind, parent: above}
"""


class TestUnitsOfATable:
    async def test_are_registered_whatever_their_order_and_what_is_otherwise_is_told(
        self, command: Command, folder: Folder, baton: Baton
    ) -> None:
        mapping = folder.write("u.yaml", UNITS_MAPPING)
        rows = "code,name,kind,above\nt-low,下,school,t-high\nt-high,上,organ,\n"
        words = ("import", "assessees", folder.write("u.csv", rows), "--mapping", mapping)
        first, again = await command(*words), await command(*words)
        assert (first.code, first.json["assessees"], again.json["assessees"], again.json["known"]) == (0, 2, 0, 2)
        assert again.json["registered_otherwise"] == []

        folder.write("u.csv", rows.replace("下,school", "下级,organ"))
        changed = await command(*words)
        assert changed.json["registered_otherwise"] == [
            {"line": 2, "code": "t-low", "registered": {"category": "school", "label_zh": "下"}}
        ]
        low = await baton.get("/assessees/t-low", by=AUDITOR)
        assert (low["category"], low["labels"]["zh"]) == ("school", "下")

    @pytest.mark.parametrize(
        ("rows", "line", "code"),
        [
            ("t-1,甲,organ,\nt-2,乙,organ,nobody\n", 3, "parent_unknown"),
            ("t-1,甲,organ,\nt-2,乙,organ,t-3\nt-3,丙,organ,t-2\n", 3, "parent_in_a_circle"),
            ("t-1,甲,organ,\nt-2,乙,organ,t-2\n", 3, "parent_in_a_circle"),
        ],
    )
    async def test_without_a_place_register_nobody_and_a_trial_says_so_too(
        self, rows: str, line: int, code: str, command: Command, folder: Folder, baton: Baton
    ) -> None:
        file = folder.write("u.csv", "code,name,kind,above\n" + rows)
        words = ("import", "assessees", file, "--mapping", folder.write("u.yaml", UNITS_MAPPING))
        for said in (await command(*words, "--dry-run"), await command(*words)):
            told = said.json["refused"][0]
            assert (said.code, told["line"], told["code"], told["column"]) == (3, line, code, "above")
        assert await baton.find("/assessees/t-1", by=AUDITOR) is None


class TestABudgetThatBatonRefuses:
    @pytest.mark.parametrize(
        ("rows", "mapping", "key", "lines", "told"),
        [
            ("PENS,101.00\n", BUDGET_MAPPING, "columns.code", [2], ("不同之处：金额", "what differs: amount")),
            (
                "NEW,1.00\nNEWER,2.00\n", BUDGET_MAPPING.replace("office", "nobody").replace("fund-1", "fund-9"),
                "columns.owner", [2, 3], ("考核对象 nobody", "no assessee nobody"),
            ),
            ("NEW,1.00\n", BUDGET_MAPPING, "columns.fund", [2], ("已有资金", "what differs: amount")),
        ],
    )  # fmt: skip
    async def test_is_told_with_its_lines_the_key_and_in_both_languages(
        self,
        rows: str,
        mapping: str,
        key: str,
        lines: list[int],
        told: tuple[str, str],
        command: Command,
        folder: Folder,
    ) -> None:
        said = await command(
            "import", "budget", folder.write("b.csv", "code,sum\n" + rows), "--mapping", folder.write("b.yaml", mapping)
        )
        found = said.json["refused"]
        assert (said.code, [one["line"] for one in found], {one["key"] for one in found}) == (3, lines, {key})
        assert told[0] in found[0]["texts"]["zh"]
        assert told[1] in found[0]["texts"]["en"]


async def test_two_files_allocate_from_one_fund_where_both_name_its_amount(
    command: Command, folder: Folder, baton: Baton
) -> None:
    declared = 'funds: [{code: fund-shared, labels: {zh: 专项, en: Grant}, trace_tag: G, amount: "100.00"}]\n'
    mapping = folder.write("f.yaml", BUDGET_MAPPING.replace("fund-1", "fund-shared") + declared)
    for name, rows in (("one", "SHARED-1,60.00\n"), ("two", "SHARED-2,40.00\n")):
        file = folder.write(f"{name}.csv", "code,sum\n" + rows)
        said = await command("import", "budget", file, "--mapping", mapping)
        assert (said.code, said.json["known"]) == (0, 0), said.err
    more = folder.write("three.csv", "code,sum\nSHARED-3,0.01\n")
    said = await command("import", "budget", more, "--mapping", mapping)
    assert said.code == 4
    assert "fund_exhausted" in said.err
