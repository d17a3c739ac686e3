"""Which year's budget a payment belongs to: that of its value date, and the one that its file names for it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allinone.files.records import PaymentRecord


@dataclass(frozen=True, slots=True)
class OfAnotherYear:
    """A payment that the year in question does not pay for; `year` is the fiscal year that it names instead."""

    payment: PaymentRecord
    year: str

    def as_json(self) -> dict[str, Any]:
        return {"line": self.payment.line, "external_ref": self.payment.external_ref, "year": self.year}


def parted(
    payments: Iterable[PaymentRecord], *, year: str | None, fiscal_year_of: Callable[[date], str]
) -> tuple[list[PaymentRecord], list[OfAnotherYear]]:
    """Payments of the year, and the others. None: each is asked whether its file names the year of its value date."""
    own, others = [], []
    for payment in payments:
        paid_in = fiscal_year_of(payment.value_date)
        wanted = year or paid_in
        named = [one for one in (payment.budget_year, paid_in) if one is not None and one != wanted]
        if named:
            others.append(OfAnotherYear(payment, named[0]))
        else:
            own.append(payment)
    return own, others


def told(others: Sequence[OfAnotherYear], *, taken: bool) -> str:
    """One line about them, for people."""
    counts = ", ".join(f"{year} {count}" for year, count in sorted(Counter(one.year for one in others).items()))
    what = "are taken along" if taken else "are left out; --other-years takes them along"
    return (
        f"{len(others)} of the payments belong to the budget of another year ({counts}; the first stands in line "
        f"{others[0].payment.line}) and {what}. Baton charges each to the fiscal year of its value date."
    )
