"""What must be defined before money moves: region, working days, units, rules. Repeating it changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from allinone.driving.client import Baton, Json
from allinone.driving.people import DRAFTER, FINANCE, OPERATOR, PUBLISHER
from allinone.failures import Refused
from allinone.files.mapping import RegionFacts
from allinone.files.rules import RuleFile
from contracts.indicators import RuleContent


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a region: when a local day begins, and which fiscal year it belongs to."""

    facts: RegionFacts

    def start_of(self, day: date) -> datetime:
        """Summer time included: in London 1 April begins at 23:00 UTC of 31 March."""
        return datetime.combine(day, time.min, tzinfo=ZoneInfo(self.facts.zone))

    def first_day(self, fiscal_year: str) -> date:
        return date.fromisoformat(f"{fiscal_year}-{self.facts.fiscal_year_start}")

    def first_day_after(self, fiscal_year: str) -> date:
        return self.first_day(str(int(fiscal_year) + 1))


async def define_region(baton: Baton, facts: RegionFacts, *, clock_at: datetime) -> None:
    """A region with a replay clock that stands at `clock_at`, unless it exists."""
    body = {
        **facts.model_dump(exclude={"working_days"}),
        "clock": "replay",
        "clock_at": clock_at.isoformat(),
    }
    try:
        await baton.post("/regions", body, by=OPERATOR)
    except Refused as refused:
        if refused.code != "region_exists":
            raise


async def publish_working_days(baton: Baton, facts: RegionFacts, years: Iterable[int]) -> None:
    for year in years:
        body: Json = {"year": year}
        if facts.working_days == "china":
            body |= {"seed": "CN"}
        else:
            body |= {"days_off": [], "working_weekend_days": [], "source": "Monday to Friday"}
        await baton.post("/working-calendars", body, by=OPERATOR)


async def register_assessees(baton: Baton, bodies: Iterable[Json]) -> None:
    """Units above before units below, as the file or the county lists them."""
    for body in bodies:
        if await baton.find(f"/assessees/{body['code']}", by=DRAFTER) is None:
            await baton.post("/assessees", body, by=DRAFTER)


async def publish_rules(baton: Baton, file: RuleFile) -> None:
    """One person drafts, another publishes; a rule that is in force with this content stays as it is."""
    for rule in file.rules:
        await _publish(baton, rule, reason=file.reason)


async def _publish(baton: Baton, rule: RuleContent, *, reason: str) -> None:
    content = rule.model_dump(mode="json")
    drafted = await baton.post("/monitoring-rules", content, by=DRAFTER)
    path = f"/monitoring-rules/{rule.code}/versions/{drafted['version']}"
    known = await baton.get(path, by=DRAFTER)
    if known["state"] == "draft":
        await baton.post(f"{path}:publish", {"reason": reason}, by=PUBLISHER)


async def register_feeds(baton: Baton, bodies: Iterable[Json]) -> None:
    for body in bodies:
        if await baton.find(f"/feeds/{body['code']}", by=FINANCE) is None:
            await baton.post("/feeds", body, by=FINANCE)
