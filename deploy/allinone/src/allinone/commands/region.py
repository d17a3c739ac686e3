"""`baton region`: a county of one's own, defined once; what it is, as Baton knows it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving import definitions, planning
from allinone.driving.client import Baton, Json
from allinone.driving.definitions import Calendar
from allinone.driving.people import OPERATOR
from allinone.failures import WrongUse
from allinone.files import mapping, working_days
from allinone.files.mapping import RegionFacts
from allinone.installation import Place
from contracts.envelope import Labels

app = typer.Typer(no_args_is_help=True, help="Regions: counties, each with its currency, zone, calendar and clock.")

Code = Annotated[str, typer.Argument(help="Code of the region, such as linhe.")]
COLUMNS = ("code", "name", "currency", "zone", "fiscal year begins", "clock")


@app.command()
def create(
    code: Annotated[str | None, typer.Argument(help="Code of the region, such as linhe.")] = None,
    label_zh: Annotated[str | None, typer.Option("--zh", help="Its Chinese name.")] = None,
    label_en: Annotated[str | None, typer.Option("--en", help="Its English name; by default the Chinese one.")] = None,
    currency: Annotated[str, typer.Option(help="ISO 4217 code.")] = "CNY",
    zone: Annotated[str, typer.Option(help="IANA time zone.")] = "Asia/Shanghai",
    fiscal_year_start: Annotated[str, typer.Option(help="Month-day.")] = "01-01",
    days: Annotated[str, typer.Option("--working-days", help="china or weekdays.")] = "china",
    mapping_file: Annotated[Path | None, typer.Option("--mapping", help="A mapping that describes the region.")] = None,
    replay_from: Annotated[
        datetime | None,
        typer.Option("--replay-from", formats=["%Y-%m-%d"], help="Its clock starts on this day, and only commands "
                     "move it; without it the region runs on the real clock."),
    ] = None,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:  # fmt: skip
    """Defines a region and publishes its working days, as far as they are known. None of what it is ever changes."""
    if (code is None) == (mapping_file is None):
        raise WrongUse("Give a code with --zh, or a --mapping that describes the region; one of the two.")
    if mapping_file is not None:
        facts, beside = planning.region({mapping_file: mapping.load(mapping_file)})
    else:
        facts, beside = _facts(str(code), label_zh, label_en, currency, zone, fiscal_year_start, days), Path()
    clock_at = None if replay_from is None else Calendar(facts).start_of(replay_from.date())
    first = (clock_at or datetime.now(Calendar(facts).zone)).year
    given = working_days.given(facts, first=first, beside=beside)

    async def send(baton: Baton) -> tuple[Json, list[int]]:
        await definitions.define_region(baton, facts, clock_at=clock_at)
        unpublished = await definitions.publish_working_days(baton, given)
        await definitions.until_heard(baton)
        return await _of(baton), unpublished

    found, unpublished = installation.ask(Place(url, keys), facts.code, send)
    if as_json:
        showing.as_json({**found, "years_without_working_days": unpublished})
        return
    _show([found])
    warn(unpublished)


def warn(unpublished: list[int]) -> None:
    """Says which years nobody has arranged, and which command gives them."""
    for year in unpublished:
        showing.remarks.print(
            f"The working days of {year} are not published yet: Monday to Friday count, and deadlines that reach into "
            f"it are provisional. Once they are: baton calendar publish {year} --days FILE",
            highlight=False,
            markup=False,
        )


@app.command()
def show(
    code: Code, url: options.Url = options.URL, keys: options.Keys = options.KEYS, as_json: options.AsJson = False
) -> None:
    """Shows one region: what it is, and where its clock stands."""
    found = installation.ask(Place(url, keys), code, _of)
    if as_json:
        showing.as_json(found)
    else:
        _show([found])


@app.command("list")
def listing(
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lists the regions that a token of the region may see: its own."""
    found = installation.ask(Place(url, keys), region, lambda baton: baton.all("/regions", by=OPERATOR))
    if as_json:
        showing.as_json(found)
    else:
        _show(found)


def _facts(
    code: str, zh: str | None, en: str | None, currency: str, zone: str, fiscal_year_start: str, days: str
) -> RegionFacts:
    if not zh:
        raise WrongUse(f"Region {code} needs a name: --zh, and --en for its English one.")
    return mapping.facts(
        {
            "code": code,
            "labels": Labels(zh=zh, en=en or zh),
            "currency": currency,
            "zone": zone,
            "fiscal_year_start": fiscal_year_start,
            "working_days": days,
        }
    )


async def _of(baton: Baton) -> Json:
    return await baton.get(f"/regions/{baton.region}", by=OPERATOR)


def _show(found: list[Json]) -> None:
    showing.table(
        COLUMNS,
        [
            (
                one["code"],
                f"{one['labels']['zh']} {one['labels']['en']}",
                one["currency"],
                one["zone"],
                one["fiscal_year_start"],
                one["clock"] if one["clock_at"] is None else f"replay, at {one['clock_at']}",
            )
            for one in found
        ],
    )
