"""Registers and cascades of a running Baton: read as tables know them, changed by the commands that there are."""

import base64
from dataclasses import dataclass
from uuid import uuid4

from allinone.driving.client import Baton, Json
from allinone.driving.people import DRAFTER
from allinone.failures import FileRefused
from contracts.canonical import read, whole
from contracts.cascades import CascadeContent


async def take_register(
    baton: Baton, workbook: bytes, *, skip_refused: bool, leave_out_hidden: bool, reason: str | None, dry_run: bool
) -> Json:  # fmt: skip
    """Registers and amends whom a workbook names, all of them or none. Raises Refused."""
    body: Json = {
        "workbook": base64.b64encode(workbook).decode(),
        "skip_refused": skip_refused,
        "leave_out_hidden": leave_out_hidden,
        "reason": reason,
    }
    # a file that was imported before may be needed again, after others: each run is a command of its own
    return await baton.post("/assessees:import", body, by=DRAFTER, again=uuid4().hex, dry_run=dry_run)


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
    content = read(CascadeContent, found["cascade"])
    return Cascade(content, found["version"], found["revision"], found["state"])


async def store(baton: Baton, before: Cascade, content: CascadeContent) -> int:
    """Revises a draft, or drafts the version after an approved one; returns the number of the version.

    Raises FileRefused where the version is neither: newer ones would be overwritten by an old file.
    """
    body = whole(content)
    code = before.content.code
    if before.state == "draft":
        path = f"/cascades/{code}/versions/{before.version}:revise"
        await baton.post(path, body, by=DRAFTER, version=before.revision)
        return before.version
    if before.state != "approved":
        raise FileRefused(
            f"{code} version {before.version} is {before.state}: a newer version holds. "
            "Export that one, and write the changes there.",
            f"{code} 第 {before.version} 版已被更新的版本取代，请导出新版本并在其中修改。",
        )
    drafted = await baton.post("/cascades", body, by=DRAFTER)
    number: int = drafted["version"]
    return number


async def coverage(baton: Baton, code: str, version: int) -> list[Json]:
    """What keeps a version from being approved."""
    found = await baton.get(f"/cascades/{code}/versions/{version}/coverage", by=DRAFTER)
    findings: list[Json] = found["findings"]
    return findings
