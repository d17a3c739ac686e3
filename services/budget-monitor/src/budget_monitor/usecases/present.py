"""Lights as they are now: looked at on the day on which something happens, by the version in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import RowMapping

from budget_monitor.domain import light as domain
from budget_monitor.domain import rule as rules_of
from budget_monitor.domain.history import passed
from budget_monitor.domain.light import Cause
from budget_monitor.domain.rule import PublishedRule
from budget_monitor.storage import rules
from budget_monitor.usecases import evaluations
from budget_monitor.usecases.looks import Light, Look
from chassis.db import ReadTx, Tx


@dataclass(frozen=True, slots=True)
class Now:
    """The business time of what happens, and the local day."""

    today: date
    time: datetime

    @classmethod
    def of(cls, tx: ReadTx, time: datetime | None = None) -> "Now":
        return cls(tx.region.local_date(time or tx.now), time or tx.now)

    def counted(self, year: RowMapping) -> date:
        """Money and budgets of a year count up to today, within its days."""
        day: date = min(max(self.today, year["first_day"]), year["last_day"])
        return day


async def look(tx: Tx, year: RowMapping, rows: Iterable[RowMapping], cause: Cause) -> None:
    """Looks at locked lights that do not stand still, as `domain.light.LIFE` says. The balances must be locked."""
    await look_at(tx, year, [Light.of(row) for row in rows], cause, Now.of(tx))


async def look_at(
    tx: Tx,
    year: RowMapping,
    lights: Sequence[Light],
    cause: Cause,
    now: Now,
    *,
    before: Mapping[UUID, str] | None = None,
) -> None:
    """The same for lights that were read already; `before` are levels to start from where the past was corrected."""
    published = {rule.code: rule for rule in await rules.in_force(tx)}
    for rule, watched in by_rule(lights, published):
        at = passed(rule, year["first_day"], now.today)
        if domain.looks(rule.content, cause) == "now" and at is not None:
            look = Look(
                rule,
                cause,
                at,
                holds_from=now.today,
                paid_until=now.counted(year),
                time=now.time,
                before=before,
            )
            await evaluations.evaluate(tx, year["fiscal_year"], watched, look)
        else:
            await _whether_it_has_a_value(tx, year, rule, watched, cause, now)


async def _whether_it_has_a_value(
    tx: Tx, year: RowMapping, rule: PublishedRule, watched: Sequence[Light], cause: Cause, now: Now
) -> None:
    """A budget of nothing is a fact of its day, whenever the rule looks; the level waits for the rule's next look."""
    day = now.counted(year)
    look = Look(rule, cause, None, holds_from=day, paid_until=day, time=now.time)
    turned = await evaluations.without_value(tx, year["fiscal_year"], watched, look)
    # a light that begins says so from the first day of its year
    new = [light for light in turned if not light.row["told"]]
    rest = [light for light in turned if light.row["told"]]
    await evaluations.evaluate(tx, year["fiscal_year"], rest, look)
    begins = Look(rule, cause, None, holds_from=year["first_day"], paid_until=day, time=now.time)
    await evaluations.evaluate(tx, year["fiscal_year"], new, begins)


async def as_it_stood(
    tx: Tx,
    year: RowMapping,
    lights: Sequence[Light],
    cause: Cause,
    now: Now,
    *,
    before: Mapping[UUID, str] | None = None,
) -> None:
    """Lights that stand at a checkpoint, looked at again as of its day, by the version that looked then."""
    groups: dict[tuple[str, int, date, date], list[Light]] = defaultdict(list)
    for light in lights:
        row = light.row
        if row["checkpoint"] is not None:
            # a late row corrects what is told of the days since; a feed that returns is news of today
            about = row["holds_from"] if cause == "late_row" else now.today
            groups[row["rule"], row["rule_version"], row["checkpoint"], about].append(light)
    versions = await rules.versions(tx, {(code, version) for code, version, *_ in groups})
    for (code, version, day, about), watched in sorted(groups.items(), key=lambda group: group[0]):
        rule = versions[code, version]
        at = rules_of.in_force(rule.content, year["first_day"], day)
        if at is not None:
            look = Look(rule, cause, at, holds_from=about, paid_until=day, time=now.time, before=before)
            await evaluations.evaluate(tx, year["fiscal_year"], watched, look)


def by_rule(lights: Iterable[Light], published: Mapping[str, PublishedRule]) -> list[tuple[PublishedRule, list[Light]]]:
    """Lights of the rules in force, by rule."""
    found: dict[str, list[Light]] = defaultdict(list)
    for light in lights:
        if light.row["rule"] in published:
            found[light.row["rule"]].append(light)
    return [(published[code], watched) for code, watched in sorted(found.items())]
