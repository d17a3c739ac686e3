"""`baton lights`: where the lights stand, or stood."""

from datetime import datetime
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving.client import Json
from allinone.driving.people import AUDITOR
from allinone.installation import Place


def lights(
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day at whose end they stood so.")
    ] = None,
    state: Annotated[str | None, typer.Option(help="Only this level, stale, or no_value.")] = None,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lists the lights of a region, today or as of a day."""
    day = as_of.date().isoformat() if as_of else None
    found = installation.ask(
        Place(url, keys), region, lambda baton: baton.all("/lights", by=AUDITOR, as_of=day, state=state)
    )
    if as_json:
        showing.as_json(found)
        return
    showing.table(
        ("state", "object", "name", "unit", "rate %", "rule"),
        [
            (
                light["state"],
                light["object"],
                f"{light['labels']['zh']} {light['labels']['en']}",
                light["owner"],
                _rate(light["rates"]),
                light["rule"],
            )
            for light in found
        ],
        title=f"{len(found)} lights" + (f" as of {day}" if day else ""),
    )


def _rate(rates: Json | None) -> str | None:
    """The rate on the budget that the rule names."""
    return None if rates is None else str(rates[f"{rates['basis']}_rate"])
