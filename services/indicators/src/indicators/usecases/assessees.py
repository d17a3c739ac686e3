"""Registering assessees and amending them; each version goes out whole."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from chassis import outbox
from chassis.db import Tx
from chassis.problems import expect_version
from contracts.indicators import AssesseeAmended, AssesseeRegistered, Left
from contracts.sealing import sealed
from indicators.domain import assessee as assessee_rules
from indicators.domain.assessee import Assessee, AssesseeExists
from indicators.storage import assessees, regions

Parents = Mapping[str, str | None]
"""Everybody's parent (child → parent), known to who holds the lock of the region: it is not read again for each."""


async def register(tx: Tx, assessee: Assessee, *, known_parents: Parents | None = None) -> Assessee:
    """Raises AssesseeExists, ParentUnknown, AssesseeCycle."""
    await regions.lock(tx)
    known = await assessees.known_version(tx, assessee.code)
    if known is not None:
        raise AssesseeExists(assessee=assessee.code, version=known)
    parents = await assessees.parents(tx) if known_parents is None else known_parents
    assessee_rules.check_parent(assessee.code, assessee.parent, parents)
    said = sealed(AssesseeRegistered(**_shared(assessee), valid_from=assessee.valid_from))
    await assessees.add_version(tx, assessee, said, moved=(), reason=None)
    await outbox.put(tx, said, aggregate=_aggregate(assessee), sequence=assessee.version)
    return assessee


async def amend(
    tx: Tx,
    code: str,
    *,
    given_version: int,
    changes: Mapping[str, Any],
    valid_from: date,
    reason: str,
    known_parents: Parents | None = None,
) -> Assessee:
    """A new version with these fields changed, from a day on; a move to another category or parent is named.

    Raises NotFound, VersionDiffers, ParentUnknown, AssesseeCycle, AmendmentTooEarly.
    """
    # the whole hierarchy: two amendments at once could close a cycle that neither of them sees
    await regions.lock(tx)
    current = await assessees.current_for_update(tx, code)
    expect_version(given_version, current.version)
    amended = assessee_rules.amend(current, changes=changes, valid_from=valid_from)
    parents = await assessees.parents(tx) if known_parents is None else known_parents
    assessee_rules.check_parent(code, amended.parent, parents)
    moved = assessee_rules.moved(current, amended)
    left = Left(**{name: getattr(current, name) for name in moved}) if moved else None
    said = sealed(AssesseeAmended(**_shared(amended), valid_from=valid_from, reason=reason, moved=moved, left=left))
    await assessees.add_version(tx, amended, said, moved=moved, reason=reason)
    await outbox.put(tx, said, aggregate=_aggregate(amended), sequence=amended.version)
    return amended


def _aggregate(assessee: Assessee) -> str:
    return assessee.code


def _shared(assessee: Assessee) -> dict[str, Any]:
    values = asdict(assessee)
    del values["valid_from"]
    return {**values, "labels": assessee.labels, "responsible": assessee.responsible}
