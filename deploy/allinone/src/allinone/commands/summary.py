"""What happened in the demonstration county, read back from Baton, and what to try first."""

from collections import Counter
from datetime import date
from typing import Any

from allinone.commands import showing
from allinone.county.figures import REGION
from allinone.driving import outcome
from allinone.driving.client import Baton, Json
from allinone.driving.people import AUDITOR, Person
from allinone.installation import Place
from contracts.canonical import read
from contracts.scheme.content import SchemeContent

QUARTERS = (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31))
VISITOR = Person("visitor", ("assessment_office", "finance", "auditor"))

Summary = dict[str, Any]


async def collect(baton: Baton) -> Summary:
    payments = await baton.all("/payments", by=AUDITOR)
    orders = await baton.all("/rectification-orders", by=AUDITOR)
    reasons = Counter(
        code
        for payment in payments
        if payment["state"] == "intercepted"
        for code in {reason["code"] for reason in payment["decision"]["reasons"]}
    )
    return {
        "region": REGION,
        "payments": dict(sorted(Counter(payment["state"] for payment in payments).items())),
        "intercepted": dict(sorted(reasons.items())),
        "lights": {day.isoformat(): await outcome.lights(baton, as_of=day) for day in QUARTERS},
        "orders": await outcome.orders(baton),
        "orders_overdue": sum(order["overdue"] for order in orders),
        "orders_escalated": sum(order["escalated"] for order in orders),
        "talks": dict(Counter(talk["state"] for talk in await baton.all("/talks", by=AUDITOR))),
        "schemes": [await _scheme(baton, version) for version in await baton.all("/schemes", by=AUDITOR)],
        "cascades": [
            {"code": one["code"], "version": one["version"], "state": one["state"]}
            for one in await baton.all("/cascades", by=AUDITOR)
        ],
        "case": max(orders, key=_telling)["case"] if orders else None,
    }


async def _scheme(baton: Baton, version: Json) -> Json:
    at = f"/schemes/{version['code']}/versions/{version['version']}"
    content = read(SchemeContent, (await baton.get(at, by=AUDITOR))["scheme"])
    comments = await baton.all(f"{at}/comments", by=AUDITOR)
    return {
        "code": version["code"],
        "version": version["version"],
        "state": version["state"],
        "members": len(content.members),
        "indicators": len(content.indicators),
        "rounds": version["rounds_held"],
        "comments": len(comments),
        "assumed": version["texts"][-1]["assumed"],
        "sha256": version["texts"][-1]["sha256"],
        "path": at,
    }


def _telling(order: Json) -> tuple[int, bool, str]:
    """How much there is to see in the trace of an order: escalated to its last step, and closed all the same."""
    return order["steps_taken"], order["state"] == "closed", order["case"]


def show(found: Summary) -> None:
    rows = [
        ("payments", showing.counts(found["payments"])),
        ("intercepted, and why", showing.counts(found["intercepted"])),
        *((f"lights on {day}", showing.counts(states)) for day, states in found["lights"].items()),
        ("orders", showing.counts(found["orders"])),
        ("orders overdue, escalated", f"{found['orders_overdue']}, {found['orders_escalated']}"),
        ("talks", showing.counts(found["talks"])),
        *(
            (
                f"scheme {one['code']} version {one['version']}",
                f"{one['state']}: {one['members']} members, {one['indicators']} indicators, {one['rounds']} rounds, "
                f"{one['comments']} comments, {one['assumed']} values assumed, {one['sha256'][:19]}…",
            )
            for one in found["schemes"]
        ),
        *((f"cascade {one['code']} version {one['version']}", one["state"]) for one in found["cascades"]),
    ]
    showing.table(("云溪县 Yunxi County, 2025", "what happened"), rows)


def show_first_steps(found: Summary, place: Place) -> None:
    """Address, token and a few requests; plain lines, so that they can be copied from any terminal."""
    token = place.tokens(REGION)(VISITOR)
    case = found["case"]
    print(f"\nBaton answers at {place.url} (documents: {place.url}/docs). A development token, for eight hours:\n")
    print(f"export TOKEN={token}\n")
    print("Requests to try first:\n")
    schemes = [f"{one['path']}/explain?language=en" for one in found["schemes"]]
    lists = ("/lights?as_of=2025-06-30&state=red", "/rectification-orders?escalated=true")
    for path in (*lists, f"/traces/{case}", *schemes):
        print(f"curl -s -H \"Authorization: Bearer $TOKEN\" '{place.url}{path}'")
    print(flush=True)
