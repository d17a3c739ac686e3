"""`baton feed`: sources of data, which are registered with their rhythm; a silent one makes its lights stale."""

from typing import Annotated
from uuid import uuid4

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving.client import Json
from allinone.driving.people import FINANCE, TREASURY
from allinone.installation import Place

app = typer.Typer(no_args_is_help=True, help="Sources of data: registered, heard of, silent.")

Code = Annotated[str, typer.Argument(help="Code of the source, as budget items and payments name it.")]


@app.command()
def register(
    code: Code,
    label_zh: Annotated[str, typer.Option("--zh", help="Its Chinese name.")],
    label_en: Annotated[str | None, typer.Option("--en", help="Its English name; by default the Chinese one.")] = None,
    rhythm_days: Annotated[
        int | None, typer.Option(min=1, max=366, help="Days after which it counts as silent; without it: never.")
    ] = None,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Registers a source of data."""
    body = {"code": code, "labels": {"zh": label_zh, "en": label_en or label_zh}, "rhythm_days": rhythm_days}
    answer = installation.ask(Place(url, keys), region, lambda baton: baton.post("/feeds", body, by=FINANCE))
    _tell(answer, as_json=as_json)


@app.command()
def arrived(
    code: Code,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Says that something arrived through the source, also where there was nothing to report."""
    path = f"/feeds/{code}:arrive"
    answer = installation.ask(
        Place(url, keys), region, lambda baton: baton.post(path, None, by=TREASURY, again=uuid4().hex)
    )
    _tell(answer, as_json=as_json)


@app.command("list")
def listing(
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lists the sources of a region: when something last arrived, and which are silent."""
    found = installation.ask(Place(url, keys), region, lambda baton: baton.all("/feeds", by=FINANCE))
    if as_json:
        showing.as_json(found)
    else:
        _show(found)


def _tell(answer: Json, *, as_json: bool) -> None:
    if as_json:
        showing.as_json(answer)
    else:
        _show([answer])


def _show(found: list[Json]) -> None:
    showing.table(
        ("code", "name", "rhythm in days", "last arrival", "silent"),
        [
            (
                one["code"],
                f"{one['labels']['zh']} {one['labels']['en']}",
                one["rhythm_days"],
                one["last_arrival"],
                "yes" if one["silent"] else "no",
            )
            for one in found
        ],
    )
