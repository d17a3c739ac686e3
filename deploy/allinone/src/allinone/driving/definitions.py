"""What must be defined before money moves: region, working days, units, rules. Repeating it changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import stamina

from allinone.driving.client import Baton, Json
from allinone.driving.people import AUDITOR, DRAFTER, FINANCE, OPERATOR, PUBLISHER
from allinone.failures import NotReachable, Refused
from allinone.files.mapping import DeclaredAssessee, DeclaredFeed, RegionFacts
from allinone.files.rules import RuleFile
from allinone.files.working_days import DaysOfYear, Given
from contracts.indicators import RuleContent

NEVER_CHANGES = ("currency", "zone", "fiscal_year_start", "clock")
SEEDED = "chinesecalendar"
WEEKDAYS = "Monday to Friday"
EVERY_SERVICE = ("/assessees", "/funds", "/rectification-orders")
"""A list of each service that needs to know the region; the gateway's own log knows it before them."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a region: when a local day begins, and which fiscal year it belongs to."""

    facts: RegionFacts

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.facts.zone)

    def start_of(self, day: date) -> datetime:
        """Summer time included: in London 1 April begins at 23:00 UTC of 31 March."""
        return datetime.combine(day, time.min, tzinfo=self.zone)

    def first_day(self, fiscal_year: str) -> date:
        return date.fromisoformat(f"{fiscal_year}-{self.facts.fiscal_year_start}")

    def fiscal_year_of(self, day: date) -> str:
        """The calendar year in which the fiscal year of the day begins."""
        year = str(day.year)
        return year if day >= self.first_day(year) else str(day.year - 1)

    def first_day_after(self, fiscal_year: str) -> date:
        return self.first_day(str(int(fiscal_year) + 1))


async def calendar_of(baton: Baton) -> Calendar:
    """The days of the region as Baton knows it."""
    found = await baton.get(f"/regions/{baton.region}", by=OPERATOR)
    names = ("code", "labels", "currency", "zone", "fiscal_year_start")
    return Calendar(RegionFacts.model_validate({name: found[name] for name in names}))


async def define_region(baton: Baton, facts: RegionFacts, *, clock_at: datetime | None) -> bool:
    """Defines a region; `clock_at`: where its replay clock starts, none: it runs on the real clock.

    Returns whether it is new. One that exists stays as it is. Raises Refused where it has another currency, zone,
    beginning of the fiscal year or clock: all that comes after would be counted otherwise than was meant.
    """
    body = {
        **facts.model_dump(exclude={"working_days"}),
        "clock": "real" if clock_at is None else "replay",
        "clock_at": None if clock_at is None else clock_at.isoformat(),
    }
    try:
        await baton.post("/regions", body, by=OPERATOR)
    except Refused as refused:
        if refused.code != "region_exists":
            raise
        _compare(body, await baton.get(f"/regions/{facts.code}", by=OPERATOR))
        return False
    return True


def _compare(wanted: Json, found: Json) -> None:
    other = [name for name in NEVER_CHANGES if wanted[name] != found[name]]
    if other:
        told = "; ".join(f"{name} is {found[name]}, not {wanted[name]}" for name in other)
        raise Refused(
            f"Region {found['code']} exists: {told}. None of it ever changes. Say what it has, or take another code.",
            code="region_exists",
        )


async def publish_working_days(baton: Baton, given: Mapping[int, Given]) -> list[int]:
    """Publishes the days of these years, as far as they are not published so already.

    Returns the years that nobody has arranged yet: in them Monday to Friday count, provisionally.
    """
    unpublished = []
    for year, days in given.items():
        known = await baton.find(f"/working-calendars/{year}", by=OPERATOR)
        if known is not None and _same(known, days):
            continue
        try:
            await baton.post("/working-calendars", _calendar(year, days), by=OPERATOR, again=_after(known))
        except Refused as refused:
            if refused.code != "year_not_seeded":
                raise
            unpublished.append(year)
    return unpublished


def _calendar(year: int, days: Given) -> Json:
    if days == "china":
        return {"year": year, "seed": "CN"}
    if isinstance(days, DaysOfYear):
        return days.model_dump(mode="json")
    return {"year": year, "days_off": [], "working_weekend_days": [], "source": WEEKDAYS}


def _same(known: Json, days: Given) -> bool:
    if days == "china":
        return bool(known["source"] == SEEDED)
    wanted = _calendar(known["year"], days)
    return all(
        sorted(known[name]) == sorted(wanted[name]) for name in ("days_off", "working_weekend_days")
    ) and known["source"] == wanted["source"]  # fmt: skip


def _after(known: Json | None) -> str:
    """Days that are published anew after others were, are another command than the first time."""
    return "" if known is None else f"after version {known['version']}"


async def until_heard(baton: Baton, *, patience: float = 60.0) -> None:
    """Returns when every service has heard of the region. Raises NotReachable."""
    for path in EVERY_SERVICE:
        try:
            async for attempt in stamina.retry_context(
                on=_Unknown, attempts=None, timeout=patience, wait_initial=0.05, wait_max=1.0, wait_jitter=0.05
            ):
                with attempt:
                    await _ask(baton, path)
        except _Unknown as late:
            raise NotReachable(
                f"Not every service has heard of region {baton.region} in {patience:.0f} s. "
                "Look at `baton dead-letters list`; then give the command again."
            ) from late


class _Unknown(Exception):
    pass


async def _ask(baton: Baton, path: str) -> None:
    try:
        await baton.get(path, by=AUDITOR, limit=1)
    except Refused as refused:
        if refused.code in ("region_unknown", "region_not_heard_yet"):
            raise _Unknown from refused
        raise


async def register_assessees(baton: Baton, bodies: Iterable[Json]) -> None:
    """Units above before units below, as the file or the county lists them."""
    for body in bodies:
        if await baton.find(f"/assessees/{body['code']}", by=DRAFTER) is None:
            await baton.post("/assessees", body, by=DRAFTER)


async def publish_rules(baton: Baton, file: RuleFile) -> None:
    """One person drafts, another publishes; a rule that is in force with this content stays as it is."""
    for rule in file.rules:
        await _publish(baton, rule, file)


async def _publish(baton: Baton, rule: RuleContent, file: RuleFile) -> None:
    in_force = await baton.find(f"/monitoring-rules/{rule.code}", by=DRAFTER)
    if in_force is not None and in_force["state"] == "published" and _says(in_force, rule):
        return
    content = rule.model_dump(mode="json")
    drafted = await baton.post("/monitoring-rules", content, by=DRAFTER)
    path = f"/monitoring-rules/{rule.code}/versions/{drafted['version']}"
    known = await baton.get(path, by=DRAFTER)
    if known["state"] == "draft":
        # said only where it is meant, so that the command of a file of before keeps its key
        english: Json = {"without_english": True} if file.without_english else {}
        await baton.post(f"{path}:publish", {"reason": file.reason, **english}, by=PUBLISHER)


def _says(version: Json, rule: RuleContent) -> bool:
    return RuleContent.model_validate(version["rule"], extra="ignore") == rule


async def not_registered(
    baton: Baton, assessees: Iterable[DeclaredAssessee], feeds: Iterable[DeclaredFeed]
) -> dict[str, list[str]]:
    """What a mapping declares and nobody has registered yet."""
    return {
        "assessees": [one.code for one in assessees if await baton.find(f"/assessees/{one.code}", by=DRAFTER) is None],
        "feeds": [one.code for one in feeds if await baton.find(f"/feeds/{one.code}", by=FINANCE) is None],
    }


async def register_feeds(baton: Baton, bodies: Iterable[Json]) -> None:
    for body in bodies:
        if await baton.find(f"/feeds/{body['code']}", by=FINANCE) is None:
            await baton.post("/feeds", body, by=FINANCE)
