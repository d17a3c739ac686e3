"""Somebody's files → the plan of a replay. Everything is read and checked before the first request."""

from pathlib import Path
from typing import TypeVar, get_args

from allinone.driving.replaying import Plan
from allinone.failures import FileRefused, WrongUse
from allinone.files import mapping, reading, report, rules
from allinone.files.mapping import BudgetMapping, Mapping, PaymentsMapping, RegionFacts


def read(
    budget: Path, payments: Path, mapping_files: list[Path], rules_file: Path, *, skip_refused: bool = False
) -> Plan:
    """Raises FileRefused, RowsRefused, WrongUse."""
    mappings = [mapping.load(path) for path in mapping_files]
    for_budget, for_payments = _one(mappings, BudgetMapping), _one(mappings, PaymentsMapping)
    items = reading.read_budget(budget, for_budget)
    paid = reading.read_payments(payments, for_payments)
    report.check(budget, items, skip_refused=skip_refused)
    report.check(payments, paid, skip_refused=skip_refused)
    years = sorted({record.fiscal_year for record in items.records})
    if len(years) != 1:
        raise FileRefused(f"{budget} has items of {len(years)} fiscal years ({', '.join(years)}); a replay takes one.")
    return Plan(
        facts=_facts(mappings),
        fiscal_year=years[0],
        budget=items.records,
        payments=paid.records,
        rules=rules.load(rules_file),
        assessees=for_budget.assessees,
        funds={fund.code: fund for fund in for_budget.funds},
    )


M = TypeVar("M", BudgetMapping, PaymentsMapping)


def _one(mappings: list[Mapping], kind: type[M]) -> M:
    found = [one for one in mappings if isinstance(one, kind)]
    if len(found) != 1:
        given = ", ".join(one.kind for one in mappings) or "none"
        wanted = get_args(kind.model_fields["kind"].annotation)[0]
        raise WrongUse(f"A replay takes one mapping with `kind: {wanted}`, given with --mapping; found: {given}.")
    return found[0]


def _facts(mappings: list[Mapping]) -> RegionFacts:
    given = {one.region for one in mappings if one.region is not None}
    if len(given) != 1:
        raise FileRefused(
            f"The mappings describe {len(given)} regions; a replay needs exactly one `region` (code, labels, currency, "
            "zone, fiscal_year_start), in the budget's mapping."
        )
    return given.pop()
