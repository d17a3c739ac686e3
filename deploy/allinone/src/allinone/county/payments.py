"""The payments of the demonstration county: what each item spends, and what goes wrong on purpose."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from allinone.county import draw
from allinone.county.figures import ITEMS, SEED, Item
from allinone.files.records import PaymentLine, PaymentRecord
from contracts.budget import Purpose

PAYMENT_WEEKDAY = 1
"""Tuesday: the day of the week on which the county's treasury pays."""

SILENCE = (date(2025, 8, 20), date(2025, 10, 13))
"""First and last day on which nothing arrives from the hospital's system."""

FIRMS = (
    "云溪县建筑工程有限公司", "青石水利建设有限公司", "河东办公用品商行", "云溪县供电公司", "中医药配送有限公司",
    "云溪县印刷厂", "同心培训学校", "远山软件有限公司", "云溪县自来水公司", "恒通汽车服务有限公司",
)  # fmt: skip
FAMILIES, GIVEN = ("王", "李", "张", "刘", "陈", "杨"), ("秀英", "建国", "桂兰", "志强", "小梅", "文")


@dataclass(frozen=True, slots=True)
class Planned:
    """One payment with what its sender asks for: decided and paid, or decided and held."""

    payment: PaymentRecord
    then: Literal["pay", "hold"] = "pay"


def paying_days(year: int, month: int, *, days_off: frozenset[date]) -> list[date]:
    day = date(year, month, 1)
    found = []
    while day.month == month:
        if day.weekday() == PAYMENT_WEEKDAY and day not in days_off:
            found.append(day)
        day += timedelta(days=1)
    return found


def planned(*, days_off: frozenset[date]) -> list[Planned]:
    """All payments of the year in the order in which they are sent; the same in every run."""
    drafts = [one for item in ITEMS for one in _of_item(item, days_off)] + list(_mistakes())
    drafts.sort(key=lambda one: (one.payment.value_date, one.payment.external_ref))
    return [_numbered(one, number) for number, one in enumerate(drafts, start=1)]


def _numbered(one: Planned, number: int) -> Planned:
    """Payments get running numbers, but for those that the script calls by name."""
    named = one.payment.external_ref.startswith("YX2025-HELD")
    reference = one.payment.external_ref if named else f"YX2025-{number:05}"
    return replace(one, payment=replace(one.payment, line=number, external_ref=reference))


def _of_item(item: Item, days_off: frozenset[date]) -> Iterator[Planned]:
    for month, share in enumerate(item.months, start=1):
        days = paying_days(2025, month, days_off=days_off)
        if item.feed == "hospital-system":
            days = [day for day in days if not SILENCE[0] <= day <= SILENCE[1]]
        if not share or not days:
            continue
        amounts = draw.parts(SEED, item.code, month, amount=item.amount * share / 1000, count=item.payments_a_month)
        for part, amount in enumerate(amounts):
            day = draw.choice(SEED, item.code, month, part, "day", of=days)
            name = f"{item.code}-{month:02}-{part}"
            yield Planned(_payment(name, day, item, amount))
            if draw.number(SEED, name, "credit", below=60) == 0 and day != days[-1]:
                # the supplier gives a little back a few days later
                yield Planned(_payment(f"{name}-credit", days[-1], item, -(amount // 10)))


def _payment(name: str, day: date, item: Item, amount: Decimal) -> PaymentRecord:
    payee, natural = _payee(name, item.purpose)
    return PaymentRecord(
        line=0,
        external_ref=name,
        value_date=day,
        payee=payee,
        natural=natural,
        description=item.labels.zh,
        feed=item.feed,
        lines=(PaymentLine(item.code, item.fund, amount.quantize(Decimal("0.01"))),),
    )


def _payee(name: str, purpose: Purpose) -> tuple[str, bool]:
    if purpose == "livelihood":
        return draw.choice(SEED, name, "family", of=FAMILIES) + draw.choice(SEED, name, "given", of=GIVEN), True
    if purpose == "wages":
        return "代发工资专户", False
    return draw.choice(SEED, name, "firm", of=FIRMS), False


def _mistakes() -> Iterator[Planned]:
    """Payments that Baton should stop, each for its own reason, and some that are held first."""
    for number, (day, then, lines) in enumerate(MISTAKES):
        yield Planned(
            PaymentRecord(
                line=0,
                external_ref=f"YX2025-HELD-{number}" if then == "hold" else f"ZZ-{number:03}",
                value_date=day,
                payee=draw.choice(SEED, "mistake", number, of=FIRMS),
                natural=False,
                description=None,
                feed="old-system" if lines[0][0] == "ECO-02" else "treasury",
                lines=tuple(PaymentLine(item, fund, Decimal(amount)) for item, fund, amount in lines),
            ),
            then,
        )


_Line = tuple[str, str, str]
MISTAKES: tuple[tuple[date, Literal["pay", "hold"], tuple[_Line, ...]], ...] = (
    # an item that is in no budget; one known line does not save the payment
    (date(2025, 2, 11), "pay", (("HOU-99", "local-2025", "48000.00"),)),
    (date(2025, 5, 13), "pay", (("MAR-02", "local-2025", "1200.00"), ("MAR-98", "local-2025", "800.00"))),
    (date(2025, 9, 16), "pay", (("QIN-99", "local-2025", "30500.00"),)),
    # money without a source, money not allocated to the item
    (date(2025, 3, 11), "pay", (("ECO-02", "donations-2025", "26000.00"),)),
    (date(2025, 4, 15), "pay", (("WAT-02", "local-2025", "150000.00"),)),
    (date(2025, 10, 14), "pay", (("INV-02", "grant-2025", "90000.00"),)),
    # livelihood and wages money for something else
    (date(2025, 6, 17), "pay", (("QIN-02", "livelihood-2025", "12000.00"),)),
    (date(2025, 7, 15), "pay", (("HEA-02", "wages-2025", "8600.00"),)),
    # three lines of which only the last is over
    (
        date(2025, 11, 18),
        "pay",
        (
            ("EDU-02", "local-2025", "900.00"),
            ("SCH-02", "local-2025", "700.00"),
            ("FIN-03", "local-2025", "990000.00"),
        ),
    ),
    # nothing may be paid before the goal is approved (EMP-02, on 1 March)
    (date(2025, 1, 21), "pay", (("EMP-02", "grant-2025", "64000.00"),)),
    (date(2025, 2, 18), "pay", (("EMP-02", "grant-2025", "71000.00"),)),
    # held first: paid, released, refunded and expired later (see the script)
    (date(2025, 3, 18), "hold", (("FIN-03", "local-2025", "21000.00"),)),
    (date(2025, 3, 18), "hold", (("EDU-02", "local-2025", "15500.00"), ("SCH-02", "local-2025", "4500.00"))),
    (date(2025, 6, 10), "hold", (("MAR-02", "local-2025", "18800.00"),)),
    (date(2025, 8, 19), "hold", (("ECO-02", "local-2025", "9900.00"),)),
    # held before its item came under a rectification hold, so it may not be paid either
    (date(2025, 4, 22), "hold", (("HOU-03", "grant-2025", "360000.00"),)),
)
