"""What a region is defined with, and what cannot be."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from chassis.refusal import Refusal


class RegionExists(Refusal):
    code = "region_exists"
    kind = "conflict"
    en = "Region {region} is defined already; currency, zone, fiscal year and clock never change."
    zh = "地区 {region} 已定义；其币种、时区、财政年度和时钟不可更改。"


class OtherRegion(Refusal):
    code = "other_region"
    kind = "forbidden"
    en = "Your token is for region {yours}; region {region} is defined by an operator of that region."
    zh = "您的令牌属于地区 {yours}；地区 {region} 须由该地区的运维人员定义。"


class ZoneUnknown(Refusal):
    code = "zone_unknown"
    kind = "invalid"
    en = "There is no time zone {zone}. Use a name of the IANA database, for example Asia/Shanghai."
    zh = "没有时区 {zone}。请使用 IANA 时区名称，例如 Asia/Shanghai。"


class ClockStartMismatch(Refusal):
    code = "clock_start_mismatch"
    kind = "invalid"
    en = "A replay clock needs the instant at which it starts (clock_at), a real clock has none; clock is {clock}."
    zh = "回放时钟须给出起始时刻（clock_at），真实时钟则不得给出；当前 clock 为 {clock}。"


class FiscalYearStartImpossible(Refusal):
    code = "fiscal_year_start_impossible"
    kind = "invalid"
    en = "A fiscal year cannot start on {day}: that day is not in every year."
    zh = "财政年度不能从 {day} 开始：并非每年都有这一天。"


def check_zone(zone: str) -> ZoneInfo:
    """Raises ZoneUnknown."""
    if zone not in available_timezones():
        raise ZoneUnknown(zone=zone)
    return ZoneInfo(zone)


def check_clock(clock: Literal["real", "replay"], clock_at: datetime | None) -> None:
    """Raises ClockStartMismatch."""
    if (clock == "replay") != (clock_at is not None):
        raise ClockStartMismatch(clock=clock)


def check_fiscal_year_start(day: str) -> None:
    """Raises FiscalYearStartImpossible for days that some year does not have."""
    try:
        datetime.fromisoformat(f"2001-{day}")  # not a leap year
    except ValueError:
        raise FiscalYearStartImpossible(day=day) from None
