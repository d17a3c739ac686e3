"""How every route is asked, with a body that its use case can read: by whose the thing is that it names."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.contract.county import YEAR, County, Things, cascade, indicator, labels, payment, rule, scheme

from contracts.envelope import Labels
from indicators.documents.registers import assessees

BECAUSE = {"reason": "a test"}
SERVICES = ("budget-monitor", "gateway", "indicators", "scoring")


@dataclass(frozen=True, slots=True)
class Ask:
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def shape(name: str) -> str:
    """A route without the names of its parameters."""
    return re.sub(r"\{[^}]+\}", "{}", name)


def of_a_unit(county: County, unit: str) -> dict[str, Ask]:
    """Routes whose path names a thing of one unit."""
    things = county.owned[unit]
    return {
        **_money_of(things),
        **_orders_of(things),
        **_part_of_a_cascade(county, unit),
        "POST /schemes/{code}/versions/{version}:sign-off": Ask(
            f"/schemes/{county.code('scheme')}/versions/1:sign-off", {"round": 1, "unit": unit, "agree": True}
        ),
        "GET /traces/{case}": Ask(f"/traces/{things.case}"),
    }


def register(code: str) -> str:
    """A workbook that registers one assessee, as it is sent."""
    row = assessees.Registered(code=code, labels=Labels(**labels(code)), category="schools", kind="school")
    made = assessees.write([row], title=code, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    return base64.b64encode(made).decode()


def _part_of_a_cascade(county: County, unit: str) -> dict[str, Ask]:
    version = f"/cascades/{county.code('cascade')}/versions/1"
    split = {"goal": "jobs", "of": unit, "by": "headcount"}
    return {
        "GET /cascades/{code}/versions/{version}/sheets/{member}": Ask(f"{version}/sheets/{unit}"),
        "POST /cascades/{code}/versions/{version}:propose": Ask(f"{version}:propose", {"splits": [split]}),
    }


def _money_of(things: Things) -> dict[str, Ask]:
    item, light = f"/budget-items/{things.item}", f"/lights/{things.light}"
    held, paid = f"/payments/{things.held}", f"/payments/{things.paid}"
    transfer = {"to": things.spare_item_code, "amount": "1.00", **BECAUSE}
    return {
        "GET /budget-items/{id}": Ask(item),
        "GET /budget-items/{id}/execution": Ask(f"{item}/execution"),
        "POST /budget-items/{id}:adjust": Ask(
            f"{item}:adjust", {"difference": "1.00", **BECAUSE}, _read(things, things.item)
        ),
        "POST /budget-items/{id}:transfer": Ask(f"{item}:transfer", transfer, _read(things, things.item)),
        "POST /budget-items/{id}:approve-goal": Ask(f"{item}:approve-goal", BECAUSE, _read(things, things.item)),
        "POST /budget-items/{id}:withdraw-goal": Ask(f"{item}:withdraw-goal", BECAUSE, _read(things, things.item)),
        "GET /payment-checks/{id}": Ask(f"/payment-checks/{things.check}"),
        "GET /payments/{id}": Ask(held),
        "POST /payments/{id}:hold": Ask(f"{held}:hold"),
        "POST /payments/{id}:pay": Ask(f"{held}:pay"),
        "POST /payments/{id}:recheck": Ask(f"{held}:recheck", {"then": "hold"}),
        "POST /payments/{id}:refund": Ask(f"{paid}:refund", BECAUSE),
        "POST /payments/{id}:release": Ask(f"{held}:release", BECAUSE),
        "GET /lights/{id}": Ask(light),
        "GET /lights/{id}/evaluations": Ask(f"{light}/evaluations"),
    }


def _orders_of(things: Things) -> dict[str, Ask]:
    order, talk = f"/rectification-orders/{things.order}", f"/talks/{things.talk}"
    proposal = f"/budget-proposals/{things.proposal}"
    answer = {"text": "Contracts are signed.", "measures": [{"text": "pay by May"}]}
    bodies: dict[str, Any] = {
        "acknowledge": None,
        "prepare-answer": answer,
        "answer": answer,
        "return": {**BECAUSE, "working_days": 3},
        "accept": {**BECAUSE, "recheck_on": "2026-06-30"},
        "object": BECAUSE,
        "grant-objection": BECAUSE,
        "refuse-objection": BECAUSE,
        "ask-extension": {**BECAUSE, "until": "2026-05-08"},
        "grant-extension": None,
        "refuse-extension": BECAUSE,
        "suspend": {**BECAUSE, "until": "2026-06-30"},
        "resume": None,
        "cancel": BECAUSE,
    }
    return {
        "GET /rectification-orders/{id}": Ask(order),
        **{
            f"POST /rectification-orders/{{id}}:{verb}": Ask(f"{order}:{verb}", body, _read(things, things.order))
            for verb, body in bodies.items()
        },
        "GET /talks/{id}": Ask(talk),
        "POST /talks/{id}:record": Ask(
            f"{talk}:record", {"held_on": "2026-04-17", "note": "a test"}, _read(things, things.talk)
        ),
        "GET /budget-proposals/{id}": Ask(proposal),
        "POST /budget-proposals/{id}:adopt": Ask(f"{proposal}:adopt", BECAUSE, _read(things, things.proposal)),
        "POST /budget-proposals/{id}:decline": Ask(f"{proposal}:decline", BECAUSE, _read(things, things.proposal)),
    }


def _read(things: Things, thing: str) -> dict[str, str]:
    return {"if-match": f'"{things.versions[thing]}"'}


def about_a_unit(county: County, unit: str) -> dict[str, Ask]:
    """Routes whose body names an item of one unit."""
    item, fund = county.owned[unit].spare_item_code, county.code("general")
    asked = payment(item, fund, "hold")
    return {
        "POST /payments": Ask("/payments", asked),
        "POST /payment-checks": Ask("/payment-checks", {name: asked[name] for name in ("value_date", "lines")}),
    }


def of_a_region(county: County) -> dict[str, Ask]:
    """Routes whose path names a thing that belongs to the whole region."""
    version, replay = f"/monitoring-rules/{county.rule}/versions/2", f"/replays/{county.replay}"
    feed, fund = f"/feeds/{county.code('treasury')}", f"/funds/{county.code('general')}"
    letters = {
        f"POST /operations/{service}/dead-letters/{{id}}:{verb}": Ask(
            f"/operations/{service}/dead-letters/{county.letters[service]}:{verb}"
        )
        for service in SERVICES
        for verb in ("replay", "skip")
    }
    return {
        "GET /regions/{code}": Ask(f"/regions/{county.region}"),
        "GET /monitoring-rules/{code}": Ask(f"/monitoring-rules/{county.rule}"),
        "GET /monitoring-rules/{code}/versions/{version}": Ask(version),
        "POST /monitoring-rules/{code}/versions/{version}:publish": Ask(f"{version}:publish", BECAUSE),
        "POST /monitoring-rules/{code}/versions/{version}:withdraw": Ask(
            f"/monitoring-rules/{county.rule}/versions/1:withdraw", BECAUSE
        ),
        **_cascade_of(county),
        **_scheme_of(county),
        **_screening_of(county),
        **_copy_of(county),
        "GET /replays/{id}": Ask(replay),
        "POST /replays/{id}:advance": Ask(f"{replay}:advance", {"to": "2026-04-21T09:00:00+08:00"}),
        "POST /replays/{id}:finish": Ask(f"{replay}:finish"),
        "GET /feeds/{code}": Ask(feed),
        "POST /feeds/{code}:arrive": Ask(f"{feed}:arrive"),
        "GET /funds/{code}": Ask(fund),
        **letters,
    }


def _cascade_of(county: County) -> dict[str, Ask]:
    code = county.code("cascade")
    version, read = f"/cascades/{code}/versions/1", {"if-match": '"1"'}
    prefix = "/cascades/{code}/versions/{version}"
    return {
        "GET /cascades/{code}": Ask(f"/cascades/{code}"),
        f"GET {prefix}": Ask(version),
        **{f"GET {prefix}/{part}": Ask(f"{version}/{part}") for part in ("coverage", "sheets")},
        f"POST {prefix}:revise": Ask(f"{version}:revise", cascade(code), read),
        f"POST {prefix}:approve": Ask(f"{version}:approve", BECAUSE, read),
    }


def _scheme_of(county: County) -> dict[str, Ask]:
    code = county.code("scheme")
    version, read = f"/schemes/{code}/versions/1", {"if-match": '"1"'}
    prefix = "/schemes/{code}/versions/{version}"
    answers = {"accept": {"answer": "from February"}, "reject": {"answer": "the year begins in January"}}
    bodies = dict.fromkeys(("return", "approve", "publish", "withdraw"), BECAUSE)
    return {
        "GET /schemes/{code}": Ask(f"/schemes/{code}"),
        f"GET {prefix}": Ask(version),
        **{f"GET {prefix}/{part}": Ask(f"{version}/{part}") for part in ("diff", "lint", "explain", "rounds")},
        f"POST {prefix}/comments": Ask(f"{version}/comments", {"at": "valid_from", "text": "agreed"}),
        **{
            f"POST {prefix}/comments/{{comment}}:{verb}": Ask(f"{version}/comments/1:{verb}", body)
            for verb, body in answers.items()
        },
        f"POST {prefix}:submit-round": Ask(f"{version}:submit-round"),
        f"POST {prefix}:revise": Ask(f"{version}:revise", {"scheme": scheme(code)}, read),
        **{f"POST {prefix}:{verb}": Ask(f"{version}:{verb}", body) for verb, body in bodies.items()},
    }


def _copy_of(county: County) -> dict[str, Ask]:
    copies = f"/scheme-copies/{county.code('duties')}"
    return {
        "GET /scheme-copies/{code}": Ask(copies),
        "GET /scheme-copies/{code}/versions/{version}": Ask(f"{copies}/versions/1"),
    }


def _screening_of(county: County) -> dict[str, Ask]:
    here = f"/screenings/{county.code('screening')}"
    one, prefix = f"{here}/items/1", "/screenings/{code}/items/{number}"
    return {
        "GET /screenings/{code}": Ask(here),
        f"GET {prefix}": Ask(one),
        f"POST {prefix}:improve": Ask(f"{one}:improve", {"version": 2, **BECAUSE}),
        **{f"POST {prefix}:{verb}": Ask(f"{one}:{verb}", BECAUSE) for verb in ("remove", "return", "keep")},
        "POST /screenings/{code}:close": Ask(f"{here}:close", BECAUSE),
    }


def of_everybody(county: County) -> dict[str, Ask]:
    """Lists, commands that make something, and what has the same name in every region."""
    return {
        **{f"GET {path}": Ask(path) for path in _LISTS},
        **{f"POST {path}": Ask(path, body) for path, body in _new(county).items()},
        "GET /working-calendars/{year}": Ask(f"/working-calendars/{YEAR}"),
        "GET /assessees:export": Ask("/assessees:export"),
        "GET /assessees/{code}": Ask("/assessees/bureau"),
        "GET /assessees/{code}/versions": Ask("/assessees/bureau/versions"),
        "POST /assessees/{code}:amend": Ask(
            "/assessees/bureau:amend",
            {"labels": labels("renamed"), "valid_from": "2026-05-01", **BECAUSE},
            {"if-match": '"1"'},
        ),
        "GET /indicators/{code}": Ask("/indicators/new-jobs"),
        "GET /indicators/{code}/versions": Ask("/indicators/new-jobs/versions"),
        "GET /indicators/{code}/values": Ask("/indicators/new-jobs/values"),
        "GET /indicators/{code}/screenings": Ask("/indicators/new-jobs/screenings"),
        "GET /screenings/{code}/items": Ask(f"/screenings/{county.code('screening')}/items"),
        "GET /indicators/{code}/versions/{version}": Ask("/indicators/new-jobs/versions/1"),
        "POST /indicators/{code}/versions/{version}:publish": Ask("/indicators/new-jobs/versions/2:publish", BECAUSE),
        "POST /indicators/{code}/versions/{version}:withdraw": Ask(
            "/indicators/new-jobs/versions/1:withdraw", {**BECAUSE, "holds_until": "2026-07-01"}
        ),
        "GET /monitoring-rules/{code}/versions": Ask(f"/monitoring-rules/{county.rule}/versions"),
        **{
            f"GET /schemes/{{code}}/versions{more}": Ask(f"/schemes/{county.code('scheme')}/versions{there}")
            for more, there in (("", ""), ("/{version}/comments", "/1/comments"))
        },
        "GET /cascades/{code}/versions": Ask(f"/cascades/{county.code('cascade')}/versions"),
        "GET /cascades/{code}/versions/{version}/proposals": Ask(
            f"/cascades/{county.code('cascade')}/versions/1/proposals"
        ),
        "GET /assessee-copies/{code}": Ask("/assessee-copies/bureau"),
        "GET /fiscal-years/{fiscal_year}": Ask(f"/fiscal-years/{YEAR}"),
        "POST /fiscal-years/{fiscal_year}:close": Ask(f"/fiscal-years/{YEAR}:close", BECAUSE),
        **{
            f"GET /operations/{service}/dead-letters": Ask(f"/operations/{service}/dead-letters")
            for service in SERVICES
        },
    }


_LISTS = (
    "/regions",
    "/working-calendars",
    "/assessees",
    "/indicators",
    "/screenings",
    "/schemes",
    "/monitoring-rules",
    "/cascades",
    "/replays",
    "/feeds",
    "/fiscal-years",
    "/funds",
    "/allocations",
    "/budget-items",
    "/payment-checks",
    "/payments",
    "/lights",
    "/ledger-entries",
    "/holds",
    "/rectification-orders",
    "/talks",
    "/score-adjustments",
    "/budget-proposals",
    "/scheme-copies",
    "/events",
    "/audit-entries",
)


def _new(county: County) -> dict[str, Any]:
    fund, item = county.code("general"), county.owned["bureau"].spare_item_code
    item_body = {
        "code": "NEW",
        "fiscal_year": YEAR,
        "owner": "bureau",
        "labels": labels("new"),
        "purpose": "other",
        "amount": "1.00",
        "goal_approved": False,
    }
    fund_body = {
        "code": "new",
        "fiscal_year": YEAR,
        "labels": labels("new"),
        "trace_tag": "NEW",
        "purpose": "other",
        "amount": "1.00",
    }
    return {
        "/regions": {
            "code": county.region,
            "labels": labels("again"),
            "currency": "CNY",
            "zone": "Asia/Shanghai",
            "fiscal_year_start": "01-01",
            "clock": "real",
        },
        "/working-calendars": {"year": 2025, "seed": "CN"},
        "/assessees": {"code": "new", "kind": "school", "category": "schools", "labels": labels("new")},
        "/assessees:import": {"workbook": register("newer")},
        "/indicators": {"indicator": indicator(), "valid_from": f"{YEAR}-01-01"},
        "/monitoring-rules": rule("new", []),
        "/screenings": {"code": "new", "labels": labels("new")},
        "/formulas:check": {"formula": "[new jobs] / 2", "library": True},
        "/schemes": {"scheme": scheme("new-scheme")},
        "/cascades": cascade("new-cascade"),
        "/replays": {"purpose": "another"},
        "/feeds": {"code": "new", "labels": labels("new")},
        "/funds": fund_body,
        "/allocations": {"fund": fund, "item": item, "amount": "1.00", "ref": "more"},
        "/budget-items": item_body,
        "/budget-items:import": {"items": [item_body], "funds": [fund_body]},
        "/payments:import": {"payments": [payment(item, fund, "hold")]},
    }


def names(*asks: Iterable[str]) -> list[str]:
    """Every route once; a route that stands in two places is an error of these tables."""
    found = [name for some in asks for name in some]
    assert len(found) == len(set(found))
    return sorted(found)


ABOUT_A_UNIT = ("POST /payments", "POST /payment-checks")
"""What is asked about an item of another region is answered as for an item that nobody knows."""

QUESTIONS = ("POST /formulas:check",)
"""What is sent as a POST because it is long; it changes nothing, so there is no dry run of it."""
