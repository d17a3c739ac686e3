"""What a region is defined with, and what cannot be."""

from datetime import datetime
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from chassis.refusal import Refusal
from contracts.money import CURRENCIES, DECIMALS

ZONES = frozenset(files("tzdata").joinpath("zones").read_text().split()) - {"Factory"}
"""The zones of the IANA list. A machine's own folder also holds `localtime`, whatever that is there; `Factory` is the
zone of who has not chosen one."""


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


class CurrencyUnknown(Refusal):
    code = "currency_unknown"
    kind = "invalid"
    en = "{currency} is no currency in use under ISO 4217. Use its three letters, for example CNY."
    zh = "{currency} 不是 ISO 4217 现行货币代码。请使用三位字母代码，例如 CNY。"


class CurrencyTooFine(Refusal):
    code = "currency_too_fine"
    kind = "invalid"
    en = "Amounts in {currency} have {decimals} decimals, but at most {most} are kept here. Choose another currency."
    zh = "{currency} 的金额有 {decimals} 位小数，而本系统至多保留 {most} 位。请选用其他币种。"


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
    if zone not in ZONES:
        raise ZoneUnknown(zone=zone)
    return ZoneInfo(zone)


def check_currency(currency: str) -> None:
    """Raises CurrencyUnknown, CurrencyTooFine: an amount that cannot be written down cannot be paid."""
    decimals = CURRENCIES.get(currency)
    if decimals is None:
        raise CurrencyUnknown(currency=currency)
    if decimals > DECIMALS:
        raise CurrencyTooFine(currency=currency, decimals=decimals, most=DECIMALS)


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
