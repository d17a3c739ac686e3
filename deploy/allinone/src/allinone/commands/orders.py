"""`baton orders`: the rectification orders."""

import asyncio
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving.client import Json
from allinone.driving.people import AUDITOR
from allinone.installation import Place


def orders(
    state: Annotated[str | None, typer.Option(help="Only orders in this state, for example issued.")] = None,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lists the rectification orders of a region."""
    found = asyncio.run(_read(Place(url, keys), region, state=state))
    if as_json:
        showing.as_json(found)
        return
    showing.table(
        ("state", "level", "object", "unit", "issued", "due", "flags", "case"),
        [
            (
                order["state"],
                order["level"],
                f"{order['object']} {order['object_labels']['zh']}",
                order["unit"],
                order["issued_at"][:10],
                order["due_on"],
                " ".join(flag for flag in ("overdue", "escalated", "holds_payments") if order[flag]),
                order["case"],
            )
            for order in found
        ],
        title=f"{len(found)} rectification orders",
    )


async def _read(place: Place, region: str, *, state: str | None) -> list[Json]:
    async with installation.baton(place, region) as baton:
        return await baton.all("/rectification-orders", by=AUDITOR, state=state)
