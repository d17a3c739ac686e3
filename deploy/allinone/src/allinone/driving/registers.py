"""Registers and cascades of a running Baton: read as tables know them, changed by the commands that there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from allinone.driving.client import Baton, Json
from allinone.driving.people import DRAFTER
from allinone.failures import FileRefused
from contracts.canonical import form
from contracts.cascades import CascadeContent
from contracts.envelope import Labels
from indicators.documents.registers.assessee_changes import Amendment, Changes
from indicators.documents.registers.assessees import Registered


@dataclass(frozen=True, slots=True)
class Registry:
    """The newest version of every assessee, and the number that an amendment must name."""

    rows: tuple[Registered, ...]
    versions: dict[str, int]


async def assessees(baton: Baton, *, category: str | None = None, as_of: date | None = None) -> Registry:
    day = as_of.isoformat() if as_of else None
    found = await baton.all("/assessees", by=DRAFTER, category=category, as_of=day)
    return Registry(tuple(_registered(one) for one in found), {one["code"]: one["version"] for one in found})


async def register(baton: Baton, changes: Changes, registry: Registry, *, reason: str) -> None:
    """Registers and amends. `reason` stands where a row gives none."""
    for one in changes.new:
        await baton.post("/assessees", _body(one), by=DRAFTER)
    for amendment in changes.amended:
        code = amendment.row.code
        path = f"/assessees/{code}:amend"
        await baton.post(path, _amendment(amendment, reason), by=DRAFTER, version=registry.versions[code])


@dataclass(frozen=True, slots=True)
class Cascade:
    """One version of a cascade as it stands."""

    content: CascadeContent
    version: int
    revision: int
    state: str


async def cascade(baton: Baton, code: str, version: int | None = None) -> Cascade:
    """A version; the one in force, else the newest draft, where none is named."""
    path = f"/cascades/{code}" if version is None else f"/cascades/{code}/versions/{version}"
    found = await baton.get(path, by=DRAFTER)
    content = CascadeContent.model_validate(found["cascade"], extra="ignore")
    return Cascade(content, found["version"], found["revision"], found["state"])


async def store(baton: Baton, before: Cascade, content: CascadeContent) -> int:
    """Revises a draft, or drafts the version after an approved one; returns the number of the version.

    Raises FileRefused where the version is neither: newer ones would be overwritten by an old file.
    """
    body = form(content)
    code = before.content.code
    if before.state == "draft":
        path = f"/cascades/{code}/versions/{before.version}:revise"
        await baton.post(path, body, by=DRAFTER, version=before.revision)
        return before.version
    if before.state != "approved":
        raise FileRefused(
            f"{code} version {before.version} is {before.state}: a newer version holds. "
            "Export that one, and write the changes there."
        )
    drafted = await baton.post("/cascades", body, by=DRAFTER)
    number: int = drafted["version"]
    return number


async def coverage(baton: Baton, code: str, version: int) -> list[Json]:
    """What keeps a version from being approved."""
    found = await baton.get(f"/cascades/{code}/versions/{version}/coverage", by=DRAFTER)
    findings: list[Json] = found["findings"]
    return findings


def without_reason(amended: Iterable[Amendment]) -> list[str]:
    """Whose change nobody explains."""
    return [one.row.code for one in amended if not one.row.reason]


def _registered(one: Json) -> Registered:
    return Registered(
        code=one["code"],
        labels=Labels(**one["labels"]),
        category=one["category"],
        kind=one["kind"],
        criterion=one["criterion"],
        parent=one["parent"],
        responsible=Labels(**one["responsible"]) if one["responsible"] else None,
        since=date.fromisoformat(one["valid_from"]) if one["valid_from"] else None,
    )


def _body(one: Registered) -> Json:
    return {
        "code": one.code,
        "kind": one.kind,
        "category": one.category,
        "parent": one.parent,
        "criterion": one.criterion,
        "labels": one.labels.model_dump(),
        "responsible": one.responsible.model_dump() if one.responsible else None,
    }


def _amendment(amendment: Amendment, reason: str) -> Json:
    row = amendment.row
    changes: dict[str, Any] = {
        name: value.model_dump() if isinstance(value, Labels) else value for name, value in amendment.changes.items()
    }
    since = row.since.isoformat() if row.since else None
    return {**changes, "valid_from": since, "reason": row.reason or reason}
