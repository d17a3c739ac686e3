"""Whatever arrives when: what was true on a day follows from the money and the budgets up to that day alone.

The expected levels are computed here, from the events alone, without any code of the service.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.testing import world as worlds

START = datetime.fromisoformat("2025-01-06T10:00+08:00")
FIRST, LAST = date(2025, 4, 1), date(2025, 4, 30)
BANDS = {
    date(2025, 3, 31): {"red": (10, 14), "yellow": (13, 18)},
    date(2025, 4, 15): {"red": (11, 15), "yellow": (14, 19)},
}
"""Checkpoint → level → (below which it begins, from which it is left)."""
LEVELS = ("red", "yellow", "green")


@dataclass(frozen=True)
class Money:
    """Something of a day that becomes known on another."""

    kind: Literal["pay", "budget"]
    day: date
    known_on: date
    amount: int


@st.composite
def months(draw: st.DrawFn) -> list[Money]:
    """At most one event a day: within a day lights remember what they were in the morning."""
    days = draw(
        st.lists(
            st.dates(FIRST, LAST - timedelta(days=1)).filter(lambda day: day not in BANDS),
            min_size=3,
            max_size=7,
            unique=True,
        )
    )
    found = []
    for day in days:
        kind: Literal["pay", "budget"] = draw(st.sampled_from(("pay", "budget")))
        late = draw(st.integers(0 if kind == "pay" else -8, 8))
        known_on = min(max(day + timedelta(days=late), FIRST), LAST)
        amount = draw(st.sampled_from([10, 25, 40] if kind == "pay" else [-80, 100, 300]))
        found.append(Money(kind, day, known_on, amount))
    return draw(st.permutations(found))


def rate(events: Iterable[Money], day: date) -> Fraction:
    so_far = [one for one in events if one.day <= day]
    paid = 100 + sum(one.amount for one in so_far if one.kind == "pay")
    return Fraction(100 * paid, 1000 + sum(one.amount for one in so_far if one.kind == "budget"))


def true_level(events: list[Money], day: date, *, moves: bool) -> str:
    """Looked at on every checkpoint and, where the light moves between them, whenever something is of that day."""
    looks = set(BANDS) | ({one.day for one in events} if moves else set())
    level = "green"
    for look in sorted(one for one in looks if one <= day):
        bands = BANDS[max(at for at in BANDS if at <= look)]
        level = next_level(rate(events, look), bands, before=level)
    return level


def next_level(found: Fraction, bands: dict[str, tuple[int, int]], *, before: str) -> str:
    reached = next((level for level in ("red", "yellow") if found < bands[level][0]), "green")
    for level in LEVELS[LEVELS.index(before) : LEVELS.index(reached)]:
        if found < bands[level][1]:
            return level
    return reached


async def live_through(county: Any, events: list[Money]) -> Any:
    """A county of its own in which each becomes known on its day."""
    region = await county.world.define_region(worlds.new_region(), at=START)
    here = type(county)(county.world, region)
    await here.register("roads")
    measure = here.measure("budget_item", "current")
    checkpoints = tuple(
        here.checkpoint(f"{on:%m-%d}", *((level, str(a), str(b)) for level, (a, b) in bands.items()))
        for on, bands in BANDS.items()
    )
    for code, moves in (("moving", True), ("fixed", False)):
        await here.publish(
            here.rule(code=code, measure=measure, checkpoints=checkpoints, moves_between_checkpoints=moves)
        )
    item = await here.budget("A")
    await here.pay(("A", "100.00"))
    for event in sorted(events, key=lambda one: one.known_on):
        await here.until(f"{event.known_on}T10:00")
        if event.kind == "pay":
            answer = await here.pay(("A", f"{event.amount}.00"), on=event.day.isoformat())
            assert answer["state"] == "paid", answer
        else:
            body = {"difference": f"{event.amount}.00", "reason": "-", "in_force_from": event.day.isoformat()}
            await here.post(f"/budget-items/{item}:adjust", body)
    await here.until(f"{LAST}T23:00")
    return here


class TestWhatWasTrueOnADay:
    async def test_a_light_that_was_never_bad_on_any_day_is_good_also_where_that_is_learnt_late(
        self, county: Any
    ) -> None:
        """Seen in the order of arrival the light fell to red and stood below the bound at which it leaves red."""
        supplement, paid = date(2025, 4, 8), date(2025, 4, 5)
        events = [
            Money("pay", date(2025, 4, 2), date(2025, 4, 2), 80),
            Money("budget", supplement, supplement, 900),
            Money("pay", paid, date(2025, 4, 10), 60),
        ]
        here = await live_through(county, events)
        assert [await here.state("A", rule="moving", as_of=f"2025-04-{day}") for day in ("04", "05", "08", "12")] == [
            true_level(events, date(2025, 4, day), moves=True) for day in (4, 5, 8, 12)
        ]
        assert await here.changes("A") != []

    @settings(
        max_examples=15,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # each example is a month on a database
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(events=months())
    async def test_is_never_changed_by_what_is_of_a_later_day_whatever_arrives_first(
        self, county: Any, events: list[Money]
    ) -> None:
        here = await live_through(county, events)
        for code, moves in (("moving", True), ("fixed", False)):
            told, true = {}, {}
            for day in (date(2025, 3, 31) + timedelta(days=n) for n in range(31)):
                told[day] = await here.state("A", rule=code, as_of=day.isoformat())
                true[day] = true_level([one for one in events if one.day <= day], day, moves=moves)
            assert told == true, code
        assert await here.state("A", rule="moving") == true_level(events, LAST, moves=True)
