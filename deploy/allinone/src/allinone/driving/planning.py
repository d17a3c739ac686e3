"""Somebody's files → the plan of a replay. Everything is read and checked before the first request."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar, get_args

from allinone.driving.definitions import Calendar
from allinone.driving.replaying import Plan
from allinone.failures import FileRefused, WrongUse
from allinone.files import mapping, reading, report, rules, working_days, years
from allinone.files.mapping import BudgetMapping, PaymentsMapping, RegionFacts
from allinone.files.mapping import Mapping as AnyMapping
from allinone.files.records import BudgetRecord


def read(
    budget: Path,
    payments: Path,
    mapping_files: list[Path],
    rules_file: Path,
    *,
    skip_refused: bool = False,
    other_years: bool = False,
) -> Plan:
    """`other_years`: payments of another year's budget are played too. Raises FileRefused, RowsRefused, WrongUse."""
    found = {path: mapping.load(path) for path in mapping_files}
    mappings = list(found.values())
    for_budget, for_payments = _one(mappings, BudgetMapping), _one(mappings, PaymentsMapping)
    items = reading.read_budget(budget, for_budget)
    paid = reading.read_payments(payments, for_payments)
    report.check(budget, items, skip_refused=skip_refused)
    report.check(payments, paid, skip_refused=skip_refused)
    year = _only_year(budget, items.records, for_budget)
    facts, beside = region(found)
    rule_file = rules.load(rules_file)
    rules.check(rules_file, rule_file, fiscal_year_start=facts.fiscal_year_start)
    calendar = Calendar(facts)
    own, others = years.parted(paid.records, year=year, fiscal_year_of=calendar.fiscal_year_of)
    return Plan(
        facts=facts,
        fiscal_year=year,
        budget=items.records,
        payments=paid.records if other_years else own,
        rules=rule_file,
        assessees=for_budget.assessees,
        funds={fund.code: fund for fund in for_budget.funds},
        feeds=for_budget.feeds,
        working_days=working_days.given(facts, first=calendar.first_day(year).year, beside=beside),
        other_years=others,
        hidden=(*items.hidden, *paid.hidden),
    )


def _only_year(path: Path, items: Sequence[BudgetRecord], rule: BudgetMapping) -> str:
    found = sorted({record.fiscal_year for record in items})
    if len(found) != 1:
        column, others = rule.columns.fiscal_year.place or "…", "|".join(found[1:])
        raise FileRefused(
            f"{path} has items of {len(found)} fiscal years ({', '.join(found)}); a replay takes one. Name those "
            f'to leave out in the mapping: `ignore_rows: [{{column: {column}, matches: "^({others})"}}]`.',
            f"文件中有 {len(found)} 个财政年度（{'、'.join(found)}）的项目，一次推演只用一个年度。"
            f'请在映射中写明要略去的：ignore_rows: [{{column: {column}, matches: "^({others})"}}]。',
        )
    return found[0]


M = TypeVar("M", BudgetMapping, PaymentsMapping)


def _one(mappings: list[AnyMapping], kind: type[M]) -> M:
    found = [one for one in mappings if isinstance(one, kind)]
    if len(found) != 1:
        given = ", ".join(one.kind for one in mappings) or "none"
        wanted = get_args(kind.model_fields["kind"].annotation)[0]
        raise WrongUse(f"A replay takes one mapping with `kind: {wanted}`, given with --mapping; found: {given}.")
    return found[0]


def region(mappings: Mapping[Path, AnyMapping]) -> tuple[RegionFacts, Path]:
    """The one region that mappings describe, and the folder of the file that does. Raises FileRefused."""
    given = {path: one.region for path, one in mappings.items() if one.region is not None}
    facts = list(given.values())
    if not facts or any(one != facts[0] for one in facts):
        raise FileRefused(
            f"The mappings describe {len(given)} regions; exactly one `region` is needed (code, labels, currency, "
            "zone, fiscal_year_start), in the budget's mapping.",
            f"映射描述了 {len(given)} 个地区，须恰好写一个 region，写在预算的映射中。",
        )
    return facts[0], next(iter(given)).parent
