"""`baton orders`: the rectification orders."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving.client import Baton, Json
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

    async def read(baton: Baton) -> tuple[list[Json], ZoneInfo]:
        zone = ZoneInfo((await baton.get(f"/regions/{region}", by=AUDITOR))["zone"])
        return await baton.all("/rectification-orders", by=AUDITOR, state=state), zone

    found, zone = installation.ask(Place(url, keys), region, read)
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
                datetime.fromisoformat(order["issued_at"]).astimezone(zone).date(),
                order["due_on"],
                " ".join(flag for flag in ("overdue", "escalated", "holds_payments") if order[flag]),
                order["case"],
            )
            for order in found
        ],
        title=f"{len(found)} rectification orders",
    )
