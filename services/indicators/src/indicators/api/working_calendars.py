"""Working days, published year by year."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field, model_validator

from chassis import paging
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from indicators.api.texts import Command, Text
from indicators.domain.working_calendar import YearOfDays
from indicators.storage import queries
from indicators.usecases import working_calendars

router = APIRouter(route_class=Door, tags=["working calendars"])

Year = Annotated[int, Field(ge=1900, le=2999)]


class PublishYear(Command):
    """The days of a year, or `seed` to take them from the built-in calendar of the People's Republic."""

    year: Year
    days_off: list[date] | None = Field(default=None, max_length=366, description="days off, Monday to Friday")
    working_weekend_days: list[date] | None = Field(default=None, max_length=366)
    source: Text | None = Field(default=None, description="the document that says so")
    seed: Literal["CN"] | None = None

    @model_validator(mode="after")
    def one_way(self) -> "PublishYear":
        given = (self.days_off, self.working_weekend_days, self.source)
        if self.seed is not None and any(one is not None for one in given):
            raise ValueError(
                "give either seed or days_off, working_weekend_days and source"
                " / seed 与 days_off、working_weekend_days、source 二者只可填其一"
            )
        if self.seed is None and any(one is None for one in given):
            raise ValueError(
                "days_off, working_weekend_days and source are needed where seed is not given"
                " / 未填 seed 时须填写 days_off、working_weekend_days 和 source"
            )
        return self

    def days(self) -> YearOfDays:
        """Raises YearNotSeeded."""
        if self.seed is not None:
            return working_calendars.seed(self.year)
        return YearOfDays(
            year=self.year,
            days_off=tuple(self.days_off or ()),
            working_weekend_days=tuple(self.working_weekend_days or ()),
            source=self.source or "",
        )


class CalendarOut(BaseModel):
    year: int
    version: int
    days_off: list[date]
    working_weekend_days: list[date]
    source: str
    published_by: str
    published_at: datetime

    @classmethod
    def of(cls, row: Any) -> "CalendarOut":
        return cls(**{name: row[name] for name in cls.model_fields})


@router.post("/working-calendars", status_code=201)
async def publish(command: PublishYear, tx: CommandTx, response: Response) -> CalendarOut:
    """Publish the working days of a year; again for a correction. / 发布或更正某年工作日历。"""
    version = await working_calendars.publish(tx, command.days())
    etag(response, version)
    response.headers["Location"] = f"/working-calendars/{command.year}"
    return CalendarOut.of(await queries.working_calendar(tx, command.year))


@router.get("/working-calendars")
async def listing(tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT) -> Page[CalendarOut]:
    """Every published version of every year. / 已发布的全部版本。"""
    rows = await queries.working_calendars(tx, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda row: [row["year"], row["version"]], item=CalendarOut.of)


@router.get("/working-calendars/{year}", responses=responses(404))
async def get(year: Annotated[int, Path(ge=1900, le=2999)], tx: QueryTx, response: Response) -> CalendarOut:
    """The newest version of a year. / 某年的最新版本。"""
    found = CalendarOut.of(await queries.working_calendar(tx, year))
    etag(response, found.version)
    return found
