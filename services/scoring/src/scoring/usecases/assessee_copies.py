"""Following assessees: which category and parent each had on a day, with the digests that this was said with."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.db import ReadTx, Tx
from contracts.canonical import Digests, digests
from contracts.envelope import Event
from contracts.indicators import AssesseeAmended, AssesseeRegistered
from contracts.sealing import content_of, seal_of
from scoring.domain import seal
from scoring.storage import assessee_copies

WHAT = "assessee version"


@dataclass(frozen=True, slots=True)
class Shown:
    """`recomputed` is computed from the content as the database returned it, when it was asked for."""

    content: dict[str, Any]
    recomputed: Digests


async def keep(tx: Tx, event: Event, assessee: AssesseeRegistered | AssesseeAmended) -> None:
    """Keeps a version once. Raises SealBroken, CopyDiffers; then nothing of it is kept.

    What was said before assessees had digests is kept without any.
    """
    named = {"what": WHAT, "id": f"{assessee.code}/{assessee.version}"}
    told = seal_of(event.data)
    kept = await assessee_copies.add(tx, assessee, event.data, valid_from=assessee.valid_from, at=event.time)
    if told is None:
        return
    if kept is not None:
        seal.expect(content_of(kept), told, **named)
    before = await assessee_copies.seal(tx, assessee.code, assessee.version)
    if before is not None:
        seal.expect_same(before, told, **named)


async def on(tx: ReadTx, code: str, day: date | None) -> Shown:
    """The version that held on a day; None: today. Raises NotFound."""
    content = await assessee_copies.content(tx, code, on=day or tx.region.local_date(tx.now))
    return Shown(content=content, recomputed=digests(content_of(content)))
