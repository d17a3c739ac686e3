"""What is screened in tests, and how the routes of screening are asked."""

from collections.abc import Callable
from typing import Any

import httpx

Json = dict[str, Any]
Person = Callable[[str], httpx.AsyncClient]

HERE = "/screenings/budget-2025"
BECAUSE = {"reason": "预算编制同步筛查"}
COUNT = {"labels": {"zh": "人", "en": "persons"}, "measure": "count"}
SHARE = {"labels": {"zh": "%", "en": "percent"}, "measure": "ratio"}
PLATFORM = {"code": "platform", "kind": "platform", "labels": {"zh": "平台", "en": "platform"}}
FIXED = {"unit": {"labels": {"zh": "起", "en": "cases"}, "measure": "count"}, "targets": [{"value": "120"}]}


def one(code: str, **changes: Any) -> Json:
    """An indicator about which nothing is found."""
    return {
        "code": code,
        "labels": {"zh": f"指标 {code}", "en": f"Indicator {code}"},
        "kind": "common",
        "unit": SHARE,
        "sources": [PLATFORM],
        "targets": [{"value": "95"}],
        **changes,
    }


def item(code: str, zh: str, **changes: Any) -> Json:
    return {"code": code, "labels": {"zh": zh, "en": code}, "unit": COUNT, "data_source": "statistics", **changes}


def scheme(*made: Json, unused: tuple[str, ...] = (), items: tuple[Json, ...] = ()) -> Json:
    """A scheme whose only part uses these indicators, but for some."""
    labels = {"zh": "县直机关", "en": "County organs"}
    entries = [{"indicator": indicator["code"]} for indicator in made if indicator["code"] not in unused]
    part = {"code": "common", "labels": labels, "kind": "common", "weight": "100", "entries": entries}
    return {
        "code": "organs-2025",
        "labels": labels,
        "category": {"code": "organs", "labels": labels, "kind": "organisation"},
        "legal_basis": [{"title": "推定"}],
        "valid_from": "2024-01-01",
        "consultation": {"rounds": 3, "working_days": 5},
        "total": "1000",
        "indicators": list(made),
        "data_items": list(items),
        "parts": [part],
    }


HEADS = item("heads", "职工人数")


def told(answer: httpx.Response, status: int = 200) -> Json:
    assert answer.status_code == status, f"{answer.request.url}: {answer.status_code} {answer.text[:1500]}"
    body: Json = answer.json()
    return body


def refused(answer: httpx.Response, status: int, code: str) -> Json:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text[:1500]
    values: Json = answer.json()["values"]
    return values


async def screened(person: httpx.AsyncClient, code: str = "budget-2025", **about: Any) -> Json:
    labels = {"zh": "预算编制同步筛查", "en": "Screening with the budget"}
    return told(await person.post("/screenings", json={"code": code, "labels": labels, **about}), 201)


async def found(person: httpx.AsyncClient, at: str = HERE, **filters: str) -> list[Json]:
    """Every item, page by page."""
    items: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"limit": "50", **filters, **({"cursor": cursor} if cursor else {})}
        page = told(await person.get(f"{at}/items", params=params))
        items, cursor = items + page["items"], page["next_cursor"]
    return items


async def decide(person: httpx.AsyncClient, number: int, verb: str, **more: Any) -> httpx.Response:
    return await person.post(f"{HERE}/items/{number}:{verb}", json={**BECAUSE, **more})


async def into_library(person: Person, *made: Json) -> None:
    """Drafted by one, published by another."""
    for indicator in made:
        body = {"indicator": indicator, "valid_from": "2024-01-01"}
        version = told(await person("chen").post("/indicators", json=body), 201)["version"]
        at = f"/indicators/{indicator['code']}/versions/{version}:publish"
        told(await person("liu").post(at, json=BECAUSE))


def bazhong(*, improved: bool) -> Json:
    """147 indicators of last year's scheme: 126 can be mended, 21 are of no use. With one data item too many.

    Improved, the 126 are as they should be, and the others are gone with the data item.
    """
    kinds: list[Json] = [
        {"sources": []}, {"targets": []}, {"unit": None}, FIXED, {"nature": "qualitative", "unit": None},
    ]  # fmt: skip
    made: list[Json] = []
    for number in range(120):
        code = f"i{number:03}"
        made.append(one(code) if improved else one(code, **kinds[number % len(kinds)]))
    of = ["[职工人数] * 2", "heads + heads", "[指标 i123] + 1", "[指标 i122] * 3", "[职工人数] / / 4"]
    for number, formula in enumerate(of, start=120):
        mended = f"[职工人数] / {number}"
        made.append(one(f"i{number}", formula=mended if improved else formula))
    made.append(one("i125") if improved else one("i125", labels={"zh": "指标 的 i124", "en": "the same"}))
    gone = [one(f"x{number:02}", sources=[]) for number in range(21)]
    kept = made if improved else [*made, *gone]
    items = (HEADS,) if improved else (HEADS, item("fax", "传真机台数"))
    return scheme(*kept, unused=tuple(indicator["code"] for indicator in gone), items=items)
