"""`baton dead-letters`: events and deadlines that failed too often; list them, replay them, skip them by name."""

import asyncio
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import uuid4

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving.client import Json
from allinone.driving.people import OPERATOR
from allinone.installation import Place
from allinone.main import SERVICES

app = typer.Typer(no_args_is_help=True, help="Events and deadlines that failed too often.")

Letter = Annotated[str, typer.Argument(help="The id that `list` shows.")]
Service = Annotated[str, typer.Option(help="The service that set it aside, as `list` shows it.")]


@app.command("list")
def listing(
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lists what was set aside, in every service."""
    found = asyncio.run(_list(Place(url, keys), region))
    if as_json:
        showing.as_json(found)
        return
    columns = ("service", "of", "id", "type", "key", "attempts", "error")
    rows = [[letter[column] for column in columns] for letter in found]
    showing.table(columns, rows, title=f"{len(found)} dead letters")


@app.command()
def replay(
    letter: Letter,
    service: Service,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lets it be tried again, after its cause was mended."""
    _release(Place(url, keys), region, service, letter, "replay", as_json=as_json)


@app.command()
def skip(
    letter: Letter,
    service: Service,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Gives it up; what waits behind it goes on."""
    _release(Place(url, keys), region, service, letter, "skip", as_json=as_json)


async def _list(place: Place, region: str) -> list[Json]:
    async with installation.baton(place, region) as baton:
        found: list[Json] = []
        for service in SERVICES:
            found.extend(await baton.get_list(f"/operations/{service.name}/dead-letters", by=OPERATOR))
        return found


def _release(
    place: Place, region: str, service: str, letter: str, verb: Literal["replay", "skip"], *, as_json: bool
) -> None:
    async def send() -> Json:
        async with installation.baton(place, region) as baton:
            path = f"/operations/{service}/dead-letters/{quote(letter, safe='')}:{verb}"
            return await baton.post(path, None, by=OPERATOR, again=uuid4().hex)

    answer = asyncio.run(send())
    if as_json:
        showing.as_json(answer)
    else:
        showing.out.print(f"{answer['id']} is {answer['outcome']} now")
