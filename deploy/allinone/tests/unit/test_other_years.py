"""A replay plays one year: payments of another one are told, and left out unless somebody asks for them."""

from pathlib import Path

import pytest

from allinone.driving import planning
from allinone.driving.replaying import Plan
from allinone.files import years

BUDGET = """kind: budget
region: {code: mini, labels: {zh: 小, en: mini}, currency: CNY, zone: UTC, fiscal_year_start: 04-01}
columns: {code: code, amount: amount, fiscal_year: {constant: "2025"}, owner: {constant: u}, fund: {constant: F}}
"""
PAYMENTS = """kind: payments
columns: {external_ref: ref, value_date: day, payee: payee, item: item, fund: {constant: F}, amount: amount,
  budget_year: {column: of, when_empty: "2025"}}
"""
ROWS = """ref,day,payee,item,amount,of
1,2025-04-01,X,A,1,2025
2,2026-03-31,X,A,1,
3,2025-05-02,X,A,1,2024
4,2025-03-31,X,A,1,2025
5,2026-04-01,X,A,1,2025
"""
RULES = """reason: none
rules:
  - code: year-end
    labels: {zh: 年末, en: Year end}
    legal_basis: article 7
    measure: {kind: execution_rate, object: budget_item, budget: current}
    moves_between_checkpoints: false
    levels:
      - {code: red, labels: {zh: 红灯, en: red}, at_once: [order]}
      - {code: green, labels: {zh: 绿灯, en: green}}
    checkpoints:
      - day: 03-31
        labels: {zh: 年末, en: Year end}
        bands: [{level: red, operator: "<", bound: 10, recovery_operator: ">=", recovery: 10}]
    answered_by: owner
    answer_within_working_days: 10
    overdue_points: 0
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    given = {"b.csv": "code,amount\nA,1000\n", "p.csv": ROWS, "b.yaml": BUDGET, "p.yaml": PAYMENTS, "r.yaml": RULES}
    for name, text in given.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: tmp_path / name for name in given}


def plan(files: dict[str, Path], *, other_years: bool = False) -> Plan:
    mappings = [files["b.yaml"], files["p.yaml"]]
    return planning.read(files["b.csv"], files["p.csv"], mappings, files["r.yaml"], other_years=other_years)


def test_the_year_that_the_file_names_and_the_one_of_the_day_both_count(files: dict[str, Path]) -> None:
    found = plan(files)
    assert [one.external_ref for one in found.payments] == ["1", "2"]
    assert [(one.payment.external_ref, one.year) for one in found.other_years] == [
        ("3", "2024"),
        ("4", "2024"),
        ("5", "2026"),
    ]


def test_they_are_told_by_year_with_the_line_of_the_first(files: dict[str, Path]) -> None:
    told = years.told(plan(files).other_years, taken=False)
    assert told.startswith("3 of the payments belong to the budget of another year (2024 2, 2026 1; ")
    assert "line 4" in told
    assert "--other-years" in told


def test_they_are_played_where_somebody_asks_for_it(files: dict[str, Path]) -> None:
    found = plan(files, other_years=True)
    assert [one.external_ref for one in found.payments] == ["1", "2", "3", "4", "5"]
    assert len(found.other_years) == 3
