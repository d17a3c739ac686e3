"""Rules of the process: days, fixtures, funds, duties of everybody, and the monitoring rules within the scheme."""

from collections.abc import Iterator

from indicators.domain.checking import days, lights
from indicators.domain.checking.finding import Finding, Flaw
from indicators.domain.checking.index import Index
from indicators.domain.checking.ranges import SHARE_OUT_OF_RANGE, meaningful

FIXTURE_WITHOUT_TIME = Flaw(
    "fixture_without_time",
    "时间安排 {fixture} 既没有月份也没有频率",
    "the fixture {fixture} has neither months nor a rhythm",
    "请填写月份或频率",
    "write its months, or how often it happens",
)
RESPONSIBLE_MISSING = Flaw(
    "responsible_missing",
    "任务须落实到人，而指标 {indicator} 没有责任人",
    "every task needs a named person, and {indicator} has none",
    "请填写责任人（岗位），或取消“任务到人”",
    "name the post that answers for it, or do not ask for one",
)


def findings(index: Index, fiscal_year_start: tuple[int, int]) -> Iterator[Finding]:
    content = index.content
    if content.special_tasks is not None and content.special_tasks.until is not None:
        yield from days.findings("special_tasks.until", content.special_tasks.until)
    for n, fixture in enumerate(content.timetable):
        if not fixture.months and fixture.every is None:
            yield FIXTURE_WITHOUT_TIME.found(f"timetable[{n}]", fixture=fixture.code)
    for n, fund in enumerate(content.funds):
        if fund.share is not None and not meaningful(fund.share.value):
            yield SHARE_OUT_OF_RANGE.found(f"funds[{n}].share.value", value=fund.share.value)
    for n, indicator in enumerate(content.indicators):
        if content.duties.responsible_person and indicator.responsible is None:
            yield RESPONSIBLE_MISSING.found(f"indicators[{n}].responsible", indicator=indicator.code)
    for n, rule in enumerate(content.lights):
        for found in lights.findings(rule, fiscal_year_start=fiscal_year_start):
            yield Finding(found.flaw, f"lights[{n}].{found.at}", found.values)
