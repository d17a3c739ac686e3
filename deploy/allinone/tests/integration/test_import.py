"""Imports through the command: all rows or none, twice is as once, changed content is refused by name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allinone.driving.client import Baton
from allinone.driving.people import AUDITOR

Command = Callable[..., Awaitable[Any]]


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
        for said in (first.json, second.json):
            assert (said["accepted"], said["intercepted"], said["refused_by_baton"]) == (1, 2, 0)
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

    async def test_lists_are_read_through_the_command(self, command: Command) -> None:
        for listing in (("lights",), ("orders",), ("dead-letters", "list")):
            said = await command(*listing)
            assert (said.code, said.json) == (0, []), said.err
