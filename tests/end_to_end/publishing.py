"""People who bring a scheme into force: drafted, heard by its members round after round, approved, published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol

import httpx
from tests.end_to_end.conftest import said

from contracts.scheme.content import SchemeContent
from indicators.domain.checking.between import in_order

OFFICE = "assessment_office"
BECAUSE = {"reason": "县考核领导小组会议审定"}


class Place(Protocol):
    """A region seen from outside, wherever its services run."""

    def person(self, principal: str, *roles: str, unit: str | None = None) -> httpx.AsyncClient: ...

    async def rest(self) -> None: ...

    async def advance(self, to: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Amendment:
    size: str
    reason: str


async def publish(place: Place, contents: Sequence[SchemeContent], change: Amendment | None = None) -> list[int]:
    """Publishes all of them, round by round together, each after those that it names; returns their versions."""
    versions = [await _draft(place, content, change) for content in contents]
    pairs = list(zip(contents, versions, strict=True))
    for number in range(max(_rounds(content) for content in contents)):
        heard = [pair for pair in pairs if _rounds(pair[0]) > number]
        await _hear(place, heard, number + 1)
    version_of = {content.code: version for content, version in pairs}
    for content in in_order(contents):
        version = version_of[content.code]
        for verb in ("approve", "publish"):
            said(await place.person("chief", OFFICE).post(at(content.code, version, f":{verb}"), json=BECAUSE), 200)
    await place.rest()
    return versions


async def withdraw(place: Place, code: str, version: int) -> None:
    said(await place.person("chief", OFFICE).post(at(code, version, ":withdraw"), json=BECAUSE), 200)
    await place.rest()


def at(code: str, version: int, more: str = "") -> str:
    return f"/schemes/{code}/versions/{version}{more}"


def _rounds(content: SchemeContent) -> int:
    return content.consultation.rounds if content.consultation else 0


async def _draft(place: Place, content: SchemeContent, change: Amendment | None) -> int:
    body: dict[str, Any] = {"scheme": content.model_dump(mode="json")}
    if change is not None:
        body["change"] = {"size": change.size, "reason": change.reason}
    drafted = said(await place.person("office", OFFICE).post("/schemes", json=body), 201)
    return int(drafted["version"])


async def _hear(place: Place, heard: Sequence[tuple[SchemeContent, int]], number: int) -> None:
    """One round of each: the heads of its members sign off; where it names no members, its last day passes."""
    last_days = []
    for content, version in heard:
        said(await place.person("office", OFFICE).post(at(content.code, version, ":submit-round")), 200)
        for member in content.members:
            head = place.person(f"head-of-{member.code}", "unit_head", unit=member.code)
            agreed = {"round": number, "unit": member.code, "agree": True}
            said(await head.post(at(content.code, version, ":sign-off"), json=agreed), 200)
        rounds = said(await place.person("office", OFFICE).get(at(content.code, version, "/rounds")), 200)["items"]
        if rounds[0]["closed_at"] is None:
            last_days.append(rounds[0]["due_on"])
    if last_days:
        after = datetime.combine(datetime.fromisoformat(max(last_days)), time(9)) + timedelta(days=1)
        await place.advance(datetime.fromisoformat(f"{after.isoformat()}+08:00"))
