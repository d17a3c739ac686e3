"""External references of payments and allocations: how two are compared, and within what one is unique. Everything
that reads one asks here."""

from dataclasses import dataclass
from uuid import UUID

from chassis import texts
from chassis.refusal import Refusal

BEFORE = "-"
"""Scope of payments without a feed that were stored before references had a scope of their own."""


class ReferenceEmpty(Refusal):
    code = "reference_empty"
    kind = "invalid"
    en = "The external reference holds nothing that can be seen. Give one, or leave it out."
    zh = "外部编号没有可见内容。请填写编号，或不填此项。"


class UnitNeeded(Refusal):
    code = "unit_needed"
    kind = "invalid"
    en = "You may send payments for several units ({units}). Say in `unit` for which one this is."
    zh = "您可代多个单位（{units}）提交支付。请在 unit 中注明是哪个单位。"


class UnitNotNeeded(Refusal):
    code = "unit_not_needed"
    kind = "invalid"
    en = "You send payments for the whole region: leave out the unit {unit}."
    zh = "您代全区提交支付，请不要填写单位 {unit}。"


class BelongsToNobodyOfYours(Refusal):
    code = "of_no_unit_of_yours"
    kind = "forbidden"
    en = "This is of no unit of yours: nobody has its budget items, and which unit sent it was not kept."
    zh = "此项不属于您的任何单位：其预算项目无人负责，提交单位亦未留存。"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference within its scope: a feed, else the sending unit, else the region."""

    scope: str
    key: str

    def alike(self) -> str:
        """What references share that differ in letter case only."""
        return self.key.casefold()


def of(written: str, *, feed: str | None, unit: str | None) -> Reference:
    """A reference as it is compared. Raises ReferenceEmpty."""
    return Reference(scope(feed=feed, unit=unit), needed(written))


def of_allocation(written: str, *, fund: str, item: UUID) -> Reference:
    """The reference of what a fund gave to an item, unique among what it gave to it. Raises ReferenceEmpty."""
    return Reference(within(fund, item), needed(written))


def within(fund: str, item: UUID) -> str:
    """The scope of references of allocations."""
    return f"allocation:{fund}:{item}"


def needed(written: str) -> str:
    """The key of a reference that has one. Raises ReferenceEmpty."""
    found = key(written)
    if not found:
        raise ReferenceEmpty
    return found


def key(written: str) -> str:
    """What is compared: how it looks, see `chassis.texts.visible`; may be empty."""
    return texts.visible(written)


def scope(*, feed: str | None, unit: str | None) -> str:
    if feed is not None:
        return f"feed:{feed}"
    return "region:" if unit is None else f"unit:{unit}"


def identity(*, feed: str | None, unit: str | None) -> str:
    """What the id of a payment says of its scope; as it was before there were units, where there is none."""
    return feed or (BEFORE if unit is None else f"unit:{unit}")
