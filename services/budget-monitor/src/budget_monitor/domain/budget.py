"""The version chain of a budget item: what was approved, and every change of it, each in force from a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from budget_monitor.domain.amount import require_kept
from chassis.refusal import Refusal
from contracts.money import money_text

ZERO = Decimal("0.00")

Kind = Literal["original", "adjustment", "transfer"]


class BudgetBelowCommitted(Refusal):
    code = "budget_below_committed"
    kind = "conflict"
    en = (
        "{item}: with a change of {difference} from {in_force_from} on the budget would be {budget}, "
        "below {committed} already paid or held. Release holds first, or take less."
    )
    zh = (
        "{item}：自 {in_force_from} 起变动 {difference} 后预算为 {budget}，低于已付及占用的 {committed}。"
        "请先解除占用，或减少调减额。"
    )


class OutsideFiscalYear(Refusal):
    code = "outside_fiscal_year"
    kind = "invalid"
    en = "{day} does not lie in fiscal year {fiscal_year} ({first} to {last}). Choose a day in it."
    zh = "{day} 不在 {fiscal_year} 预算年度内（{first} 至 {last}）。请选择该年度内的日期。"


@dataclass(frozen=True, slots=True)
class Version:
    """One link: the difference it makes (for the original, the whole amount) and the first day it counts.

    `entry` is its number among the versions of all items, drawn when it is kept.
    """

    number: int
    kind: Kind
    difference: Decimal
    in_force_from: date
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """All versions of one item's budget, oldest first; the first is the original."""

    versions: tuple[Version, ...]

    @property
    def original(self) -> Decimal:
        return self.versions[0].difference

    def in_force(self, on: date) -> Decimal:
        """The budget on a day. The original counts from the first day of the year."""
        return self.original + sum((v.difference for v in self.versions[1:] if v.in_force_from <= on), ZERO)

    def current(self) -> Decimal:
        """The budget after every version known, those of a later day included."""
        return sum((version.difference for version in self.versions), ZERO)

    def spendable(self, on: date) -> Decimal:
        """What may be committed on a day: the least budget in force from that day on.

        So a cut that begins later already counts, and no payment before it can exceed what is left after it;
        an increase counts from its own day.
        """
        if len(self.versions) == 1:
            return self.original
        later = {version.in_force_from for version in self.versions[1:] if version.in_force_from > on}
        return min(self.in_force(day) for day in {on, *later})

    def revise(self, kind: Kind, difference: Decimal, in_force_from: date) -> "Chain":
        added = Version(self.versions[-1].number + 1, kind, difference, in_force_from)
        return Chain((*self.versions, added))


def revised(
    chain: Chain, *, item: str, kind: Kind, difference: Decimal, in_force_from: date, committed: Decimal
) -> Chain:
    """The chain with one more version. Raises BudgetBelowCommitted where paid and held would not fit, AmountTooLarge
    where nobody could write it down."""
    after = chain.revise(kind, difference, in_force_from)
    require_kept(item, {after.current(), *(after.in_force(version.in_force_from) for version in after.versions)})
    least = after.spendable(in_force_from)
    if difference < 0 and least < max(committed, ZERO):
        raise BudgetBelowCommitted(
            item=item,
            difference=money_text(difference),
            in_force_from=in_force_from.isoformat(),
            budget=money_text(least),
            committed=money_text(max(committed, ZERO)),
        )
    return after


def total_in_force(chains: Iterable[Chain], on: date) -> tuple[Decimal, Decimal]:
    """(original, in force on the day) of several items together. The two are never added to each other."""
    original = current = ZERO
    for chain in chains:
        original += chain.original
        current += chain.in_force(on)
    return original, current
