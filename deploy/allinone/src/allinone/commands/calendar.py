"""`baton calendar`: the working days of a region, published year by year."""

from pathlib import Path
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.commands.region import warn
from allinone.driving import definitions
from allinone.driving.client import Baton, Json
from allinone.driving.people import OPERATOR
from allinone.failures import WrongUse
from allinone.files import working_days
from allinone.files.working_days import ORIGINS, Given
from allinone.installation import Place

app = typer.Typer(no_args_is_help=True, help="Working days, published year by year; deadlines count by them.")


@app.command()
def publish(
    year: Annotated[int, typer.Argument(min=1900, max=2999, help="The calendar year.")],
    days: Annotated[
        str, typer.Option("--days", help="A file of the year's days (docs/county.md), or china, or weekdays.")
    ],
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Publishes the working days of a year, or corrects them. Deadlines that are provisional are counted anew."""
    given = _given(year, days)

    async def send(baton: Baton) -> tuple[list[int], Json | None]:
        unpublished = await definitions.publish_working_days(baton, {year: given})
        return unpublished, await baton.find(f"/working-calendars/{year}", by=OPERATOR)

    unpublished, found = installation.ask(Place(url, keys), region, send)
    if as_json:
        showing.as_json({"calendar": found, "years_without_working_days": unpublished})
    elif found is not None and not unpublished:
        showing.out.print(
            f"{year} version {found['version']}: {showing.several(len(found['days_off']), 'weekday')} off, "
            f"{showing.several(len(found['working_weekend_days']), 'weekend day')} worked; {found['source']}",
            highlight=False,
            markup=False,
        )
    warn(unpublished)


@app.command("list")
def listing(
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lists every published version of every year."""
    found = installation.ask(Place(url, keys), region, lambda baton: baton.all("/working-calendars", by=OPERATOR))
    if as_json:
        showing.as_json(found)
        return
    showing.table(
        ("year", "version", "weekdays off", "weekend days worked", "source"),
        [
            (one["year"], one["version"], len(one["days_off"]), len(one["working_weekend_days"]), one["source"])
            for one in found
        ],
    )


def _given(year: int, days: str) -> Given:
    if days in ORIGINS:
        return ORIGINS[days]
    found = working_days.load(Path(days))
    if found.year != year:
        raise WrongUse(f"{days} has the days of {found.year}, not of {year}.")
    return found
